from __future__ import annotations

from datetime import date, timedelta

from babel.dates import get_day_names

from polku.catalogue.logic import OpeningHours
from polku.web.ui.formatting import clock_text


def week(hours: OpeningHours, today: date, language: str) -> list[dict[str, str]]:
    """This week's hours from Monday on, days with the same hours joined: ``ma–pe 8–16``. Closed days are left out."""
    monday = today - timedelta(days=today.weekday())
    names = get_day_names("abbreviated", locale=language)
    told: list[tuple[int, int, str]] = []
    for n in range(7):
        times = ", ".join(f"{clock_text(a, language)}–{clock_text(b, language)}" for a, b in hours.of(monday + timedelta(days=n)))
        if not times:
            continue
        if told and told[-1][1] == n - 1 and told[-1][2] == times:
            told[-1] = (told[-1][0], n, times)
        else:
            told.append((n, n, times))
    return [{"days": names[a] if a == b else f"{names[a]}–{names[b]}", "times": times} for a, b, times in told]
