"""Every write is an action: an actor, one transaction, the audit row and the events inside it.

    @action("guidance.take")
    def take(*, case_id: UUID, by: Actor) -> Case: ...

The audit row is written first; its id is the transaction's mark, which the triggers of client tables ask for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable
from psycopg.types.json import Jsonb

from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.errors import Conflict
from polku.foundation.ids import new_id
from polku.foundation.models import AuditEntry, Event
from polku.foundation.outbox import defer_deliveries

_INSERT = """
    INSERT INTO foundation_auditentry (
        id, at, kind, verb, actor_kind, actor_account, actor_person, actor_role, actor_unit, acting_for,
        purpose, person, object_type, object_id, details
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_INSERT_MANY = """
    INSERT INTO foundation_auditentry (
        at, kind, verb, actor_kind, actor_account, actor_person, actor_role, actor_unit, acting_for,
        purpose, object_type, id, person, object_id, details
    ) SELECT
        %s::timestamptz, %s, %s, %s, %s::uuid, %s::uuid, %s, %s, %s::uuid, %s, %s, id, person, object_id, details
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::jsonb[]) AS about (id, person, object_id, details)
"""
"""Written plainly: every page about a client makes such rows."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Running:
    """The action under way: its name, its audit row and who acts."""

    name: str
    id: UUID
    by: Actor


_running: ContextVar[Running | None] = ContextVar("running_action", default=None)
REGISTRY: dict[str, Callable[..., Any]] = {}


def action(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the action ``name``. Its parameters are keyword-only and one is ``by: Actor``."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(name, function)

        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            assert isinstance(by, Actor)
            with _lock_waits_end(), transaction.atomic(), _marked(name, by):
                return function(*args, **kwargs)

        REGISTRY[name] = act
        return act

    return decorate


def emit(name: str, payload: dict[str, Any] | None = None, *, stream: str = "", person_id: UUID | None = None) -> Event:
    """Write an event of the running action, and its deliveries to the outbox, in the same transaction."""
    running = _running.get()
    if running is None:
        raise RuntimeError(f"found event {name} outside an action, expected one emitted by an action")
    by = running.by
    event = Event.objects.create(
        name=name, stream=stream, person=person_id, payload=payload or {}, action=running.id,
        actor_kind=by.kind, actor_account=by.account_id, actor_role=by.role, actor_unit=by.unit_id,
    )
    defer_deliveries(event)
    return event


def write_audit(
    by: Actor, *, kind: str, verb: str, person: UUID | None = None, object_type: str = "", object_id: str = "",
    details: Mapping[str, object] | None = None,
) -> UUID:  # fmt: skip
    """One row of the audit log about what ``by`` does; gives its id."""
    entry_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [
            entry_id, clock.now(), kind, verb, by.kind, by.account_id, by.person_id, by.role, by.unit_id, by.acting_for,
            by.purpose, person, object_type, object_id, Jsonb(details or {}),
        ])  # fmt: skip
    return entry_id


def write_audits(
    by: Actor, *, kind: str, verb: str, object_type: str, about: Sequence[tuple[UUID, str, Mapping[str, object]]]
) -> None:
    """Rows of the audit log that differ in person, object and details alone, in one statement."""
    if not about:
        return
    people, objects, details = zip(*about, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_MANY, [
            clock.now(), kind, verb, by.kind, by.account_id, by.person_id, by.role, by.unit_id, by.acting_for,
            by.purpose, object_type, [new_id() for _ in about], list(people), list(objects), [Jsonb(each) for each in details],
        ])  # fmt: skip


@contextmanager
def _lock_waits_end() -> Iterator[None]:
    """A wait for a row that the database ends is a clean ``Conflict``: nothing of the action was done."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise
        raise Conflict("someone else changing the same just now", "one change at a time", "try again") from error


@contextmanager
def _marked(name: str, by: Actor) -> Iterator[None]:
    outer = _running.get()
    entry_id = write_audit(by, kind=AuditEntry.Kind.ACTION, verb=name, person=by.subject if by.kind == "resident" else None)
    _mark(str(entry_id))
    token = _running.set(Running(name, entry_id, by))
    try:
        yield
    finally:
        _running.reset(token)
    _mark(str(outer.id) if outer else "")


def _mark(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('polku.action', %s, true)", [value])


def _check_signature(name: str, function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    loose = [p.name for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if loose:
        raise TypeError(f"action {name}: found {', '.join(loose)} not keyword-only, expected *, before them")
    by = parameters.get("by")
    if by is None or by.default is not inspect.Parameter.empty:
        raise TypeError(f"action {name}: expected a required parameter by: Actor")
