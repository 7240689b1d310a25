"""Names of services and professions from the code lists, social services too, and of spans of days."""

from __future__ import annotations

from django.utils.translation import gettext as _

from polku.insight.codes import codes
from polku.web.board import words


def service(key: str) -> str:
    found = codes().services.get(key) or codes().social_services.get(key)
    return words.told(found.name) if found else key


def profession(key: str) -> str:
    found = codes().professions.get(key)
    return words.told(found.name) if found else key


def days(first: int, last: int | None) -> str:
    if last is None:
        return _("over %(days)s days") % {"days": first - 1}
    return _("%(first)s–%(last)s days") % {"first": first, "last": last}
