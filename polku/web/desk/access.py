"""Who may open the desk: signed-in staff with a care role."""

from __future__ import annotations

from polku.foundation.actor import Actor
from polku.people.access import roles_of
from polku.people.logic import CARE_ROLES, Role
from polku.web.doors import P, View, acting, for_roles

__all__ = ["acting", "care_roles", "staff_only"]


def staff_only(view: View[P]) -> View[P]:
    """Others without a care role are refused."""
    return for_roles(CARE_ROLES, home="desk:worklist")(view)


def care_roles(actor: Actor) -> list[Role]:
    """The care roles that the actor holds now: where they work."""
    return [role for role in roles_of(actor) if role.role in CARE_ROLES]
