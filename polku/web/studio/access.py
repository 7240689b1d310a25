"""Who may open the studio: those who write content and those who approve it."""

from __future__ import annotations

from django.http import HttpRequest

from polku.people.access import roles_of
from polku.people.logic import CONTENT_ROLES
from polku.web.doors import P, View, acting, for_roles

__all__ = ["acting", "content_staff_only", "holds"]


def content_staff_only(view: View[P]) -> View[P]:
    """Others without a content role are refused."""
    return for_roles(CONTENT_ROLES, home="studio:list")(view)


def holds(request: HttpRequest, role: str) -> bool:
    return role in {held.role for held in roles_of(acting(request))}
