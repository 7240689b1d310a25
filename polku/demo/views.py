"""The demonstration's page of time and people. It exists in no other way of running."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from polku.demo.moment import parse
from polku.demo.personas import load_personas
from polku.foundation import clock, clockshift
from polku.foundation.calendar import OFFICE_OPENS, at_helsinki, helsinki, helsinki_date, next_working_day
from polku.foundation.errors import BadInput

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@require_http_methods(["GET", "POST"])
def time(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    step, moment = request.POST.get("step", ""), request.POST.get("moment", "")
    try:
        if step in STEPS:
            clockshift.move_to(clock.now() + STEPS[step])
        elif step == "morning":
            clockshift.move_to(at_helsinki(next_working_day(helsinki_date(clock.now())), OFFICE_OPENS) + timedelta(hours=1))
        else:
            clockshift.move_to(parse("real" if step == "real" else moment))
    except BadInput:
        return _page(request, wrong=True)
    return redirect("demo:time")


def _page(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    personas = load_personas(settings.POLKU_COUNTY)
    errors = (
        [{"target": "moment", "text": gettext("The moment is in another form. Write it like this: 2026-11-23T09:00")}]
        if wrong
        else []
    )
    context = {"people": personas, "moment": helsinki(clock.now()).strftime("%Y-%m-%dT%H:%M"), "errors": errors}
    return render(request, "demo/time.html", context, status=422 if wrong else 200)
