"""Trial 22 and the action mechanism: no write of client data without an action, no action without its audit row."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from polku.foundation import actions
from polku.foundation.actions import action, emit
from polku.foundation.actor import SYSTEM, Actor
from polku.foundation.models import AuditEntry, Delivery, Event
from polku.foundation.outbox import _subscribers, deliver_pending, subscriber
from polku.people.actions import new_person
from polku.people.identity_code import artificial
from polku.people.models import Person


def a_person(number: int = 900) -> Person:
    return new_person(artificial(date(1990, 1, 1), number), given_names="Testi", family_name="Henkilö")


@action("test.add_person")
def add_person(*, person: Person, by: Actor) -> Person:
    person.save(force_insert=True)
    emit("test.person_added", {"n": 1}, person_id=person.id)
    return person


def orm_write() -> None:
    a_person(901).save(force_insert=True)


def bulk_write() -> None:
    Person.objects.bulk_create([a_person(902), a_person(903)])


def raw_write() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET given_names = 'x'")


def raw_write_with_a_made_up_mark() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('polku.action', %s, true)", [str(uuid4())])
        cursor.execute("DELETE FROM people_person")


@pytest.mark.parametrize("write", [orm_write, bulk_write, raw_write, raw_write_with_a_made_up_mark])
def test_a_write_outside_an_action_is_refused_and_the_refusal_logged(fresh_database: str, write) -> None:
    add_person(person=a_person(), by=SYSTEM)
    with pytest.raises(DatabaseError, match="outside an action"), transaction.atomic():
        write()
    assert Person.objects.get().given_names == "Testi"
    refusal = AuditEntry.objects.get(kind="refusal")
    assert (refusal.verb, refusal.object_type) == ("write-refused", "people_person")


def test_control_without_the_trigger_the_write_goes_through(fresh_database: str) -> None:
    owner = fresh_database.replace("polku_app@", "polku_owner@")
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute("ALTER TABLE people_person DISABLE TRIGGER USER")
    bulk_write()
    assert Person.objects.count() == 2


def test_inside_an_action_each_row_has_its_log_row(fresh_database: str) -> None:
    @action("test.add_two")
    def add_two(*, by: Actor) -> None:
        bulk_write()

    add_two(by=SYSTEM)
    acted = AuditEntry.objects.get(kind="action")
    changes = AuditEntry.objects.filter(kind="change", action=acted.id)
    assert {c.person for c in changes} == set(Person.objects.values_list("id", flat=True))
    assert {c.verb for c in changes} == {"insert"}


def test_when_the_audit_row_cannot_be_written_nothing_is(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IntegrityError("the log is full")

    monkeypatch.setattr(actions, "write_audit", broken)
    with pytest.raises(IntegrityError):
        add_person(person=a_person(), by=SYSTEM)
    monkeypatch.undo()
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_an_error_after_the_write_takes_back_row_audit_and_event(fresh_database: str) -> None:
    @action("test.fail_late")
    def fail_late(*, by: Actor) -> None:
        add_person(person=a_person(), by=by)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late(by=SYSTEM)
    assert (Person.objects.count(), Event.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_the_mark_ends_with_its_action(db: None) -> None:
    add_person(person=a_person(), by=SYSTEM)
    with pytest.raises(DatabaseError, match="outside an action"), transaction.atomic():
        raw_write()


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["foundation_auditentry", "foundation_event"])
@pytest.mark.parametrize("role", ["polku_app", "polku_owner"])
def test_the_log_is_append_only_for_both_roles(fresh_database: str, statement: str, table: str, role: str) -> None:
    add_person(person=a_person(), by=SYSTEM)
    address = fresh_database.replace("polku_app@", f"{role}@")
    with psycopg.connect(address) as someone, pytest.raises(psycopg.Error, match=r"append-only|permission denied"):
        someone.execute(statement.format(table))
    assert AuditEntry.objects.count() == 2


def test_an_action_takes_its_actor_and_nothing_by_position() -> None:
    with pytest.raises(TypeError, match="keyword-only"):
        action("test.loose")(lambda a, by: None)

    with pytest.raises(TypeError, match="by: Actor"):

        @action("test.anyone")
        def anyone(*, a: int) -> None: ...


def test_a_subscriber_runs_from_the_outbox_row_with_one_effect(fresh_database: str) -> None:
    seen: list[object] = []

    @subscriber("test.person_added", name="test.subscriber")
    def take(event: Event) -> None:
        seen.append(event.payload)
        if len(seen) == 1:
            raise ConnectionError("lost in the middle")

    try:
        add_person(person=a_person(), by=SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args->>'subscriber_name' FROM procrastinate_jobs")
            assert cursor.fetchall() == [("test.subscriber",)]
        with pytest.raises(ConnectionError):
            deliver_pending()
        assert not Delivery.objects.exists()
        assert deliver_pending() == 1
        assert deliver_pending() == 0
        assert len(seen) == 2
    finally:
        _subscribers.pop("test.person_added")
