from __future__ import annotations

from datetime import date, time, timedelta

from polku.catalogue.logic import OpeningHours
from polku.web.ui.formatting import style


def clock_words(at: time, language: str) -> str:
    """``8``, ``8.30``; in English ``8:30``."""
    return f"{at.hour}{style(language).time_separator}{at.minute:02}" if at.minute else str(at.hour)


def week(hours: OpeningHours, today: date, language: str) -> list[dict[str, str]]:
    """This week's hours from Monday on, days with the same hours joined: ``ma–pe 8–16``. Closed days are left out."""
    monday = today - timedelta(days=today.weekday())
    names = style(language).short_weekdays
    told: list[tuple[int, int, str]] = []
    for n in range(7):
        open_times = hours.of(monday + timedelta(days=n))
        times = ", ".join(f"{clock_words(opens, language)}–{clock_words(closes, language)}" for opens, closes in open_times)
        if not times:
            continue
        if told and told[-1][1] == n - 1 and told[-1][2] == times:
            told[-1] = (told[-1][0], n, times)
        else:
            told.append((n, n, times))
    return [{"days": names[a] if a == b else f"{names[a]}–{names[b]}", "times": times} for a, b, times in told]
