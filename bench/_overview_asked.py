"""Asks what ``bench.overview`` measures: ``python -m bench._overview_asked ROUNDS``; reads POLKU_LAKE and DATABASE_URL."""

from __future__ import annotations

import json
import os
import statistics
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.test")
django.setup()

from bench.report import timed  # noqa: E402
from polku.insight.loading import lake  # noqa: E402
from polku.insight.measures.access import ACCESS  # noqa: E402
from polku.insight.measures.figures import figures  # noqa: E402
from tests.county import signed_in, staff  # noqa: E402


def main(rounds: int) -> dict[str, float]:
    month = figures(lake().pinned(), service="outpatient", clock=next(iter(ACCESS.clocks))).months[-1]
    leader = signed_in(staff(f"bench-{os.getpid()}", role="unit_leader", unit_id="unit-1"))

    def page() -> None:
        assert leader.get(f"/fi/board/?month={month}").status_code == 200

    first = timed(page)
    return {"first": first, "page": statistics.median(timed(page) for _ in range(rounds))}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
