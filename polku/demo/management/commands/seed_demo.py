from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from polku.demo.seed import seed, top_up
from polku.foundation import clockshift
from polku.foundation.outbox import undelivered
from polku.insight.loading import lake
from polku.insight.refreshing import load_everything


class Command(BaseCommand):
    help = "Fill an empty demonstration with a living county; keep free times four weeks ahead in one that lives."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--residents", type=int, default=4000)
        parser.add_argument("--cases", type=int, default=320)
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        clockshift.refresh()
        with undelivered():
            seed(residents=options["residents"], cases=options["cases"], seed=options["seed"])
        top_up()
        load_everything(lake())
