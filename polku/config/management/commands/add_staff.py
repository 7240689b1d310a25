"""``polku manage add_staff NUMBER --name … --role … --unit …``: enter a member of staff, or give one more role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from polku.catalogue.queries import unit
from polku.foundation.actor import SYSTEM
from polku.people.actions import enter_staff
from polku.people.logic import STAFF_ROLES


class Command(BaseCommand):
    help = "Enter a member of staff, who may then sign in, in a role at a unit; again for one more role or a mended name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the staff number that the sign-in provider tells, such as VS1001")
        parser.add_argument("--name", required=True, help="as colleagues and clients see it")
        parser.add_argument("--title", default="", help="in the county's own words")
        parser.add_argument("--role", required=True, choices=sorted(STAFF_ROLES))
        parser.add_argument("--unit", required=True, help="the id of a unit in content/<county>/units.yaml")
        parser.add_argument("--register", choices=["health", "social"], help="the unit's own unless given")

    def handle(self, *_: Any, **given: Any) -> None:
        place = unit(given["unit"])
        register = given["register"] or str(place.register)
        enter_staff(
            staff_id=given["number"], name=given["name"], title=given["title"], role=given["role"], unit_id=place.id,
            register=register, by=SYSTEM,
        )
        self.stdout.write(f"{given['number']}: {given['role']} at {place.id} ({register})")
