"""Trials 6, 7 and 8: a form sent many times has one effect and one answer; each with a control that must fail."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from polku.care.scheduling.models import Slot
from polku.foundation import idempotency
from polku.foundation.errors import Conflict
from polku.foundation.idempotency import OtherBody, digest, once
from polku.foundation.ids import new_id
from polku.foundation.models import Submission
from tests.contract.bookings import a_professional, free_times
from tests.contract.concurrency import at_once

BODY = digest([("slot", "9:00"), ("case", "1")])
OTHER = digest([("slot", "9:30"), ("case", "1")])


class Form:
    """A form whose effect is one more row; its answer tells which."""

    def __init__(self) -> None:
        self.key = new_id()
        self.runs = 0

    def effect(self) -> str:
        self.runs += 1
        slot = free_times(a_professional(f"staff:{new_id()}"), 1)[0]
        return f"/my/bookings/{slot.id}/"

    def send(self, body: str = BODY, owner: str = "session:1") -> str:
        return once(key=self.key, owner=owner, body=body, do=self.effect)


def rows() -> int:
    return Slot.objects.count()


def test_sent_twenty_times_at_once_it_has_one_effect_and_one_answer(fresh_database: str) -> None:
    form = Form()
    answers = at_once(*[form.send] * 20)
    assert answers == [f"/my/bookings/{Slot.objects.get().id}/"] * 20
    assert Submission.objects.count() == 1


def test_control_without_the_unique_key_it_has_more_effects(fresh_database: str) -> None:
    with psycopg.connect(fresh_database.replace("polku_app@", "polku_owner@"), autocommit=True) as owner:
        owner.execute("ALTER TABLE foundation_submission DROP CONSTRAINT foundation_submission_pkey")
        owner.execute("ALTER TABLE foundation_submission ALTER key DROP NOT NULL")
    form = Form()
    no_key = idempotency.INSERT.replace("ON CONFLICT (key) DO NOTHING", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(idempotency, "INSERT", no_key)
        at_once(*[form.send] * 4)
    assert rows() > 1


@pytest.mark.parametrize(("body", "owner"), [(OTHER, "session:1"), (BODY, "session:2")], ids=["another body", "another owner"])
def test_the_key_with_another_body_or_owner_is_refused(fresh_database: str, body: str, owner: str) -> None:
    form = Form()
    form.send()
    with pytest.raises(OtherBody):
        form.send(body=body, owner=owner)
    assert rows() == 1


def test_other_bodies_at_once_one_wins_and_the_rest_are_refused(fresh_database: str) -> None:
    form = Form()
    answers = at_once(*[lambda: form.send(BODY)] * 5, *[lambda: form.send(OTHER)] * 5)
    assert rows() == 1
    assert answers.count("OtherBody") == 5
    assert len(set(answers)) == 2


def test_an_answer_lost_after_the_commit_comes_again_without_a_second_effect(fresh_database: str) -> None:
    form = Form()
    first = form.send()
    assert form.send() == first
    assert (form.runs, rows()) == (1, 1)


def test_a_sending_that_failed_leaves_the_key_free(fresh_database: str) -> None:
    form, key = Form(), new_id()

    def fail() -> str:
        form.effect()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(key=key, owner="session:1", body=BODY, do=fail)
    assert (rows(), Submission.objects.count()) == (0, 0)
    once(key=key, owner="session:1", body=BODY, do=form.effect)
    assert rows() == 1


def test_one_still_being_handled_is_a_clean_conflict(fresh_database: str) -> None:
    form = Form()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(fresh_database) as first:
        first.execute(idempotency.INSERT, [form.key, "session:1", BODY, idempotency.clock.now()])
        with pytest.raises(Conflict, match="still being handled"):
            form.send()
        first.rollback()
    assert form.send() == f"/my/bookings/{Slot.objects.get().id}/"


def test_a_digest_tells_bodies_apart_and_not_their_order() -> None:
    assert digest([("a", "1"), ("b", "2")]) == digest([("b", "2"), ("a", "1")])
    assert len({digest([("a", "1"), ("b", "2")]), digest([("a", "1b2")]), digest([("a", "2"), ("b", "1")])}) == 3

