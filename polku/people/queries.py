from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from polku.foundation.actor import Actor
from polku.foundation.models import AuditEntry
from polku.people import vault
from polku.people.access import in_force, live, log_looks, look, represented, roles_of
from polku.people.identity_code import IdentityCode
from polku.people.logic import CARE_ROLES
from polku.people.models import Account, CareRelation, Person, Representation


def person_for(actor: Actor, person_id: UUID) -> Person:
    """The person, the look logged."""
    look(actor, person_id=person_id, what="people.person", object_id=person_id)
    return Person.objects.get(id=person_id)


def clients_named(actor: Actor, words: str, *, limit: int = 20) -> list[Person]:
    """Clients of the actor's own units whose names have every word at the start of some name; the looks are logged."""
    found = _clients(actor)
    for word in words.split():
        at_start = Q(given_names__istartswith=word) | Q(given_names__icontains=f" {word}")
        found = found.filter(at_start | Q(family_name__istartswith=word) | Q(family_name__icontains=f"-{word}"))
    return _seen(actor, list(found.order_by("name_key", "id")[:limit]) if words.split() else [])


def client_with_code(actor: Actor, code: IdentityCode) -> list[Person]:
    """The client of the actor's own units with that identity code, the look logged; empty where there is none."""
    return _seen(actor, list(_clients(actor).filter(identity_hash__in=vault.lookup_hashes(code))))


def _clients(actor: Actor) -> QuerySet[Person]:
    """The people with whom a unit has a live relation in a register where the actor has a care role."""
    place = Q(pk__in=[])
    for role in roles_of(actor):
        if role.role in CARE_ROLES:
            place |= Q(unit_id=role.unit_id, register=role.register)
    return Person.objects.filter(Exists(CareRelation.objects.filter(place, live(), person=OuterRef("pk"))))


def _seen(actor: Actor, found: list[Person]) -> list[Person]:
    log_looks(actor, what="people.search", seen=((person.id, person.id, "care relation", None) for person in found))
    return found


def actor_of(account: Account) -> Actor:
    """Who acts when this account does; staff act in the first role that they hold."""
    if account.kind == "resident":
        return Actor(kind="resident", account_id=account.id, person_id=account.person_id, purpose="own matters")
    actor = Actor(kind="staff", account_id=account.id, purpose="care")
    roles = roles_of(actor)
    if not roles:
        return actor
    first = roles[0]
    return Actor(kind="staff", account_id=account.id, role=first.role, unit_id=first.unit_id, purpose="care")


@dataclass(frozen=True)
class Represented:
    """One for whom the actor may act now, and as what: guardian or mandate."""

    person: Person
    kind: str


def may_act_for(actor: Actor) -> list[Represented]:
    """Those for whom the signed-in resident may act now; the looks at their names are logged."""
    if actor.kind != "resident" or actor.person_id is None:
        return []
    rows = Representation.objects.filter(in_force(), representative=actor.person_id).select_related("person")
    found = {row.person_id: Represented(row.person, row.kind) for row in rows.order_by("person__name_key", "-kind")}
    log_looks(actor, what="people.representation", seen=((id, id, each.kind, None) for id, each in found.items()))
    return list(found.values())


def acting_for(actor: Actor, person_id: UUID) -> Actor | None:
    """The resident acting for the person, where they may; it is decided again at every look and act."""
    if actor.kind != "resident" or not represented(actor.person_id, person_id):
        return None
    return replace(actor, acting_for=person_id, purpose="matters of another")


@dataclass(frozen=True)
class LogLine:
    """A look or a change as its person sees it."""

    at: datetime
    kind: str
    who: str
    role: str | None
    unit_id: str | None
    what: str
    verb: str
    ground: str


def own_log(actor: Actor, *, others: bool = False, limit: int = 200) -> list[LogLine]:
    """Who has looked at or changed the actor's own data, newest first; with ``others`` without the actor's own doings."""
    subject = actor.subject
    if actor.kind != "resident" or subject is None:
        return []
    look(actor, person_id=subject, what="people.log", object_id=subject)
    rows = AuditEntry.objects.filter(person=subject, kind__in=["look", "change"])
    rows = (rows.exclude(actor_person=subject) if others else rows).order_by("-at", "-id")[:limit]
    accounts = Account.objects.filter(id__in={r.actor_account for r in rows if r.actor_account}).select_related("person")
    names = {a.id: a.person.name if a.person else a.name for a in accounts}
    return [
        LogLine(
            at=row.at, kind=row.kind, role=row.actor_role, unit_id=row.actor_unit, what=row.object_type, verb=row.verb,
            who="self" if row.actor_person == subject else names.get(row.actor_account, "") or row.actor_kind,
            ground=row.details.get("ground", ""),
        )
        for row in rows
    ]
