from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polku.foundation.actor import Actor
from polku.foundation.models import AuditEntry
from polku.people.access import look, roles_of
from polku.people.models import Account, Person


def person_for(actor: Actor, person_id: UUID) -> Person:
    """The person, the look logged."""
    look(actor, person_id=person_id, what="people.person", object_id=person_id)
    return Person.objects.get(id=person_id)


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


def own_log(actor: Actor, *, limit: int = 200) -> list[LogLine]:
    """Who has looked at or changed the actor's own data, newest first."""
    subject = actor.subject
    if actor.kind != "resident" or subject is None:
        return []
    look(actor, person_id=subject, what="people.log", object_id=subject)
    rows = AuditEntry.objects.filter(person=subject, kind__in=["look", "change"]).order_by("-at", "-id")[:limit]
    names = {a.id: a.name for a in Account.objects.filter(id__in={r.actor_account for r in rows if r.actor_account})}
    return [
        LogLine(
            at=row.at, kind=row.kind, role=row.actor_role, unit_id=row.actor_unit, what=row.object_type, verb=row.verb,
            who="self" if row.actor_person == subject else names.get(row.actor_account, "") or row.actor_kind,
            ground=row.details.get("ground", ""),
        )
        for row in rows
    ]
