from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from polku.demo.moment import parse
from polku.foundation import clockshift


class Command(BaseCommand):
    help = "Move the demonstration's clock to a Helsinki moment, or back to real time with 'real'."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("moment", help="2026-11-23T09:00, or real")

    def handle(self, *args: Any, **options: Any) -> None:
        clockshift.move_to(parse(options["moment"]))
