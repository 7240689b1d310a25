"""Find a client of one's own unit. What is sought is sent in the body alone: a name or a code never stands in an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.guidance.actions import age_at
from polku.guidance.queries import cases_of_clients
from polku.people.identity_code import IdentityCode, InvalidIdentityCode
from polku.people.models import Person
from polku.people.queries import client_with_code, clients_named
from polku.web.desk.access import acting, staff_only
from polku.web.desk.presenters import names
from polku.web.desk.presenters.frame import frame

SHORTEST, LONGEST = 2, 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def search(request: HttpRequest) -> HttpResponse:
    sought = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
    posted = request.method == "POST"
    asked = posted and len(sought) >= SHORTEST
    problem = "" if asked or not posted else _("Write at least two letters of a name, or a whole identity code.")
    people = found(acting(request), sought) if asked else []
    context = {
        **frame(request, "search"), "title": _("Search a client"), "asked": asked, "sought": sought, "problem": problem,
        "errors": [{"target": "q", "text": problem}] if problem else [], "people": rows(acting(request), people),
    }
    return render(request, "desk/search.html", context, status=422 if problem else 200)


def found(actor: Actor, sought: str) -> list[Person]:
    """By the exact code where that was written, else by name; among the clients of the actor's units."""
    try:
        return client_with_code(actor, IdentityCode.parse(sought))
    except InvalidIdentityCode:
        return clients_named(actor, sought)


def rows(actor: Actor, people: Sequence[Person]) -> list[dict[str, Any]]:
    today = helsinki_date(clock.now())
    cases = cases_of_clients(actor, [person.id for person in people]) if people else []
    return [
        {
            "name": person.name, "about": names.who(person.sex, age_at(person.birth_date, today)),
            "cases": [
                {
                    "href": reverse("desk:case", args=[case.id]), "title": names.case(case.reason, case.topic),
                    "opened": case.opened_at, "open": case.closed_at is None,
                }
                for case in cases if case.person_id == person.id
            ],
        }
        for person in people
    ]
