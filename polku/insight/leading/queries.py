"""Every read of leading: figures and words of leaders, no client's data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from polku.catalogue.queries import catalogue
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.insight.leading.logic import LEADING_ROLES, Status, may_lead
from polku.insight.leading.models import Deviation, Rebase, Step
from polku.people.access import roles_of
from polku.people.logic import CARE_ROLES
from polku.people.models import Account, StaffRole

Key = tuple[str, str, str]
"""A figure of a unit: measure, service and clock."""


@dataclass(frozen=True)
class Led:
    """What leaders have done about one unit's figures: new limits in force, actions and deviations, oldest first."""

    rebases: Mapping[Key, list[Rebase]] = field(default_factory=dict)
    steps: Mapping[Key, list[Step]] = field(default_factory=dict)
    deviations: Mapping[Key, list[Deviation]] = field(default_factory=dict)

    def open(self, key: Key) -> Deviation | None:
        return next((each for each in self.deviations.get(key, []) if each.status != Status.CLOSED), None)


def led(unit_id: str) -> Led:
    found: tuple[dict[Key, list[Rebase]], dict[Key, list[Step]], dict[Key, list[Deviation]]]
    found = (defaultdict(list), defaultdict(list), defaultdict(list))
    for deviation in Deviation.objects.filter(unit_id=unit_id).select_related("owner").order_by("opened_at"):
        found[2][key_of(deviation)].append(deviation)
    if found[2]:
        for step in Step.objects.filter(deviation__unit_id=unit_id).select_related("deviation").order_by("begins", "at"):
            found[1][key_of(step.deviation)].append(step)
        for rebase in Rebase.objects.filter(unit_id=unit_id, withdrawal=None).select_related("by").order_by("month"):
            found[0][key_of(rebase)].append(rebase)
    return Led(*found)


def key_of(about: Deviation | Rebase) -> Key:
    return about.measure, about.service, about.clock_name


def limits_of(found: Deviation) -> list[Rebase]:
    """The new limits of the deviation's figure, also those withdrawn, by their month."""
    return list(_of_figure(found).select_related("withdrawal").order_by("month", "at"))


def in_force(found: Deviation) -> QuerySet[Rebase]:
    """The new limits of the deviation's figure that hold."""
    return _of_figure(found).filter(withdrawal=None)


def _of_figure(found: Deviation) -> QuerySet[Rebase]:
    measure, service, clock_name = key_of(found)
    return Rebase.objects.filter(measure=measure, unit_id=found.unit_id, service=service, clock_name=clock_name)


def deviation(deviation_id: UUID) -> Deviation:
    found = Deviation.objects.select_related("owner").filter(id=deviation_id).first()
    if found is None:
        raise NotFound("no such deviation", "one of the list", "choose it from the list")
    return found


def deviations(*, status: str = "", owner: UUID | None = None) -> list[Deviation]:
    """Newest first; with their actions. Without a status, all that are not closed."""
    chosen = Q(status=status) if status else ~Q(status=Status.CLOSED)
    if owner:
        chosen &= Q(owner_id=owner)
    return list(Deviation.objects.filter(chosen).select_related("owner").prefetch_related("steps").order_by("-opened_at", "-id"))


def may_own(unit_id: str) -> QuerySet[Account]:
    """Who may own a deviation: the staff of the unit; above the units, those who lead."""
    roles = StaffRole.objects.filter(valid_to=None)
    if unit_id in catalogue().units:
        roles = roles.filter(unit_id=unit_id, role__in=LEADING_ROLES | CARE_ROLES)
    else:
        roles = roles.filter(role__in=LEADING_ROLES)
    return Account.objects.filter(id__in=roles.values("account_id"), is_active=True).order_by("name")


def may_act(actor: Actor, unit_id: str) -> bool:
    """Whether to offer the actor the forms; the actions decide anew."""
    return may_lead(roles_of(actor), unit_id, catalogue().units)


def care_staff(unit_id: str) -> list[Account]:
    """Who may see the cases of the unit's clients: whom a leader asks."""
    roles = StaffRole.objects.filter(valid_to=None, unit_id=unit_id, role__in=CARE_ROLES)
    return list(Account.objects.filter(id__in=roles.values("account_id"), is_active=True).order_by("name"))
