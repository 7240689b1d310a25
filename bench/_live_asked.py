"""Asks what ``bench.live`` measures: ``python -m bench._live_asked ROUNDS`` on the database DATABASE_URL. Prints JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.test")
django.setup()

from polku.care.scheduling.queries import offered  # noqa: E402
from polku.foundation import clock  # noqa: E402
from polku.foundation.calendar import helsinki_date  # noqa: E402
from polku.guidance.queries import waiting  # noqa: E402
from tests.county import signed_in, staff  # noqa: E402


def median(ask: Callable[[], object], rounds: int) -> float:
    ask()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main(rounds: int) -> dict[str, float]:
    today = helsinki_date(clock.now())
    leader = signed_in(staff("bench-leader", role="unit_leader", unit_id="unit-1"))

    def page() -> None:
        assert leader.get("/fi/board/now/").status_code == 200

    return {
        "open cases": median(lambda: waiting(clock.now()), rounds),
        "free times": median(lambda: offered([today + timedelta(days=day) for day in range(5)]), rounds),
        "page": median(page, rounds),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
