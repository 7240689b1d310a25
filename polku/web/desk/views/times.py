"""A unit's day: what is booked and what is free."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.care.scheduling.queries import free_between, of_unit
from polku.foundation import clock
from polku.foundation.calendar import at_helsinki, helsinki_date
from polku.web.desk.access import acting, care_roles, staff_only
from polku.web.desk.forms import read_day
from polku.web.desk.presenters import names
from polku.web.desk.presenters import times as day_rows
from polku.web.desk.presenters.frame import frame
from polku.web.desk.query import ViewQuery

FORTNIGHT = 14


@require_safe
@staff_only
def times(request: HttpRequest) -> HttpResponse:
    """``?unit=`` one's own unit, ``?day=2026-11-19``; today at first."""
    actor, today = acting(request), helsinki_date(clock.now())
    units = list(dict.fromkeys(role.unit_id for role in care_roles(actor)))
    unit = next((u for u in units if u == request.GET.get("unit")), units[0])
    day = read_day(request.GET.get("day", "")) or today
    start, end = at_helsinki(day, time(0)), at_helsinki(day + timedelta(days=1), time(0))
    rows = day_rows.rows(
        of_unit(actor, unit_id=unit, start=start, end=end), free_between(unit_id=unit, start=start, end=end), ViewQuery()
    )
    context = {
        **frame(request, "times"), "title": f"{_('Times')}: {names.unit(unit)}",
        "pickers": pickers(units, unit, day, today), "days": [{"day": day, "rows": rows}],
    }
    return render(request, "desk/times.html", context)


def pickers(units: list[str], unit: str, day: date, today: date) -> list[dict[str, Any]]:
    def option(label: str, current: bool, to_unit: str, to_day: date) -> dict[str, Any]:
        return {"label": label, "href": f"{reverse('desk:times')}?unit={to_unit}&day={to_day.isoformat()}", "current": current}

    coming = [today + timedelta(days=n) for n in range(FORTNIGHT)]
    shown = [{"label": names.day(day), "options": [option(names.day(each), each == day, unit, each) for each in coming]}]
    if len(units) > 1:
        shown.insert(0, {"label": names.unit(unit), "options": [option(names.unit(u), u == unit, u, day) for u in units]})
    return shown
