from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from polku.catalogue.queries import county
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date, years_between
from polku.people.queries import person_for
from polku.web.staying import seconds_left

ADULT = 18


def acting_for(request: HttpRequest) -> dict[str, Any] | None:
    """For whom a resident acts when not for oneself; shown on every page."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.acting_for is None:
        return None
    person = person_for(actor, actor.acting_for)
    age = years_between(person.birth_date, helsinki_date(clock.now()))
    return {"name": person.name, "age": age if age < ADULT else None, "switch_url": reverse("resident:for_whom")}


def page(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the county, the languages, who acts, the moment, whether this is a demonstration."""
    path = request.get_full_path_info()
    current = translation.get_language() or settings.LANGUAGE_CODE
    rest = path[len(current) + 1 :] if path.startswith(f"/{current}/") else "/"
    account = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    return {
        "county": county(),
        "languages": [
            {"code": code, "name": name, "url": f"/{code}{rest}", "current": code == current} for code, name in settings.LANGUAGES
        ],
        "actor": getattr(request, "actor", None),
        "account": account,
        "acting_for": acting_for(request),
        "session": {"seconds_left": seconds_left(request), "extend_url": reverse("signin:extend")} if account else None,
        "now": clock.now(),
        "mode": settings.POLKU_MODE,
        "banner": settings.POLKU_BANNER,
    }
