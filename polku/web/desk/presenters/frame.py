"""The desk's bar: where one can go, and who one is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.web.desk.access import acting, care_roles
from polku.web.desk.presenters import names


def frame(request: HttpRequest, current: str = "") -> dict[str, Any]:
    places = [
        ("worklist", _("Worklist"), reverse("desk:worklist")), ("search", _("Clients"), reverse("desk:search")),
        ("times", _("Times"), reverse("desk:times")),
        ("enter", _("Paper form"), reverse("desk:enter")), ("", _("Services"), reverse("resident:services")),
        ("", _("Help"), reverse("resident:help")),
    ]
    units = dict.fromkeys(names.unit(role.unit_id) for role in care_roles(acting(request)))
    return {
        "nav": [{"label": label, "href": href, "current": bool(name) and name == current} for name, label, href in places],
        "search": {"url": reverse("desk:search"), "label": _("Search a client"), "post": True},
        "who": {"name": getattr(request.user, "name", ""), "place": ", ".join(units), "links": []},
    }
