"""``polku manage close_staff NUMBER``: a member of staff leaves; every role and session ends."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from polku.foundation.actor import SYSTEM
from polku.people.actions import close_staff


class Command(BaseCommand):
    help = "End every role and session of a member of staff who leaves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the staff number")

    def handle(self, *_: Any, **given: Any) -> None:
        close_staff(staff_id=given["number"], by=SYSTEM)
        self.stdout.write(f"{given['number']}: closed")
