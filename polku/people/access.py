"""The only door to a client's data: each getter passes here. A look is decided, logged, then allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from polku.foundation import clock
from polku.foundation.actions import write_audit, write_audits
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound, Refused
from polku.foundation.models import AuditEntry
from polku.people.logic import CARE_ROLES, Ground, Relation, Role, ground_for
from polku.people.models import CareRelation, Representation, StaffRole

Place = tuple[str, str]
"""A unit and a register."""


def roles_of(actor: Actor) -> list[Role]:
    """The roles that the actor holds now."""
    if actor.kind != "staff" or actor.account_id is None:
        return []
    now = clock.now()
    held = StaffRole.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), account_id=actor.account_id, account__is_active=True, valid_from__lte=now
    )
    return [Role(r.role, r.unit_id, r.register) for r in held.order_by("valid_from", "id")]


def may_see(actor: Actor, person_id: UUID, *, place: Place | None = None) -> Ground | None:
    """The ground for a look, without logging one: for deciding what to offer, never for showing data."""
    relations = live_relations(person_id) if actor.kind == "staff" else []
    near = [relation for relation in relations if place in {None, (relation.unit_id, relation.register)}]
    represents = represented(actor.person_id, person_id) if actor.acting_for == person_id else ""
    return ground_for(actor, person_id, roles=roles_of(actor), relations=near, represents=represents)


def represented(representative: UUID | None, person_id: UUID) -> str:
    """The kind of a representation in force now, by which the one may act for the other; empty where there is none."""
    if representative is None:
        return ""
    found = Representation.objects.filter(in_force(), representative=representative, person=person_id)
    return found.order_by("kind").values_list("kind", flat=True).first() or ""


def in_force() -> Q:
    """Representations that have begun and not ended."""
    now = clock.now()
    return Q(valid_from__lte=now) & (Q(valid_to=None) | Q(valid_to__gt=now))


def live() -> Q:
    """Relations that have not ended."""
    return Q(ended_at=None) | Q(ended_at__gt=clock.now())


def still_related(*, person: str, unit: str, register: str) -> Exists:
    """For a list: rows whose person has a live relation with the unit in the register; each named by its field."""
    its = {"person": OuterRef(person), "unit_id": OuterRef(unit), "register": OuterRef(register)}
    return Exists(CareRelation.objects.filter(live(), **its))


def live_relations(person_id: UUID) -> list[Relation]:
    return [Relation(r.unit_id, r.register, r.ground) for r in CareRelation.objects.filter(live(), person_id=person_id)]


def look(actor: Actor, *, person_id: UUID, what: str, object_id: object = "", place: Place | None = None) -> Ground:
    """Decide on and log one look at a person's data. Raises ``NotFound`` where there is no ground.

    What a unit keeps in a register is its own: with ``place`` staff need their ground there.
    """
    ground = may_see(actor, person_id, place=place)
    kind = AuditEntry.Kind.LOOK if ground else AuditEntry.Kind.REFUSAL
    details = {"ground": ground.name} if ground else {}
    write_audit(actor, kind=kind, verb="look", person=person_id, object_type=what, object_id=str(object_id), details=details)
    if ground is None:
        raise NotFound("no such page for you", "your own matter, or one of a client of your unit", "check the address")
    return ground


@contextmanager
def one_commit() -> Iterator[None]:
    """The looks of one page in one commit. A refusal among them is kept too."""
    refusal = None
    with transaction.atomic():
        try:
            yield
        except (NotFound, Refused) as error:
            refusal = error
    if refusal is not None:
        raise refusal


def in_role_at(actor: Actor, place: Place | None, roles: Iterable[Role] | None = None) -> Actor:
    """The actor in the care role that they hold at the place, else as they are. Decides nothing."""
    for role in roles_of(actor) if roles is None else roles:
        if role.role in CARE_ROLES and (role.unit_id, role.register) == place:
            return replace(actor, role=role.role, unit_id=role.unit_id)
    return actor


def log_looks(actor: Actor, *, what: str, seen: Iterable[tuple[UUID, object, str, Place | None]]) -> None:
    """Log looks that a list makes: (person, object id, ground, place) of rows that a query has kept to the actor's rights."""
    rows = list(seen)
    elsewhere = any(place is not None and place[0] != actor.unit_id for *_, place in rows)
    roles = roles_of(actor) if elsewhere else []
    for place in dict.fromkeys(place for *_, place in rows):
        write_audits(
            in_role_at(actor, place, roles), kind=AuditEntry.Kind.LOOK, verb="look", object_type=what,
            about=[(person_id, str(object_id), {"ground": ground}) for person_id, object_id, ground, its in rows if its == place],
        )  # fmt: skip


def require_care_role(actor: Actor, *, unit_id: str, register: str) -> Role:
    """The actor's care role at the unit and register. Raises ``NotFound`` without one."""
    for role in roles_of(actor):
        if role.role in CARE_ROLES and (role.unit_id, role.register) == (unit_id, register):
            return role
    raise NotFound("no such page for you", "a role at that unit", "check the address")


def require_role(actor: Actor, *names: str) -> Role:
    """One of the named roles at any unit. Raises ``Refused`` without one."""
    for role in roles_of(actor):
        if role.role in names:
            return role
    raise Refused("your role does not give this", f"one of: {', '.join(names)}", "ask your unit's head")
