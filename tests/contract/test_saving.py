"""Saving and going on: by a code, slowly for one who guesses, and by signing in, on any device."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from polku.assessment.actions import forget_unsent
from polku.assessment.models import AssessmentRun, WrongCode
from polku.foundation import clock
from polku.foundation.actor import SYSTEM
from polku.people.models import Account
from tests import county as some
from tests.contract.residents import Visitor, text

pytestmark = pytest.mark.django_db
RESUME = "/fi/assessments/continue/"


def begun(visitor: Visitor | None = None) -> Visitor:
    visitor = visitor or Visitor()
    visitor.start()
    visitor.answer("none")
    return visitor


def code_of(visitor: Visitor) -> str:
    page = visitor.post(visitor.url("save")).content.decode()
    return page.split('class="num lead">')[1].split("<")[0]


def test_another_device_goes_on_with_the_code() -> None:
    code, other = code_of(begun()), Client()
    assert other.post(RESUME, {"code": code.lower().replace("-", " ")}).headers["Location"].endswith("/q/severe/")


def test_after_wrong_codes_a_session_waits_even_with_the_right_one() -> None:
    code, other = code_of(begun()), Client()
    for _ in range(5):
        assert other.post(RESUME, {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    page = other.post(RESUME, {"code": code})
    assert page.status_code == 429 and "Odota" in text(page)
    WrongCode.objects.update(at=clock.now() - timedelta(minutes=16))
    assert other.post(RESUME, {"code": code}).status_code == 302


def test_an_address_waits_too_though_it_forgets_its_cookies() -> None:
    for _ in range(30):
        assert Client().post(RESUME, {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    assert Client().post(RESUME, {"code": "AAAA-AAAA-AAAA"}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").post(RESUME, {"code": "AAAA-AAAA-AAAA"}).status_code == 422


def test_no_address_is_kept_and_none_for_long() -> None:
    Client().post(RESUME, {"code": "x"})
    assert all(len(row.source) == 64 and "127" not in row.source[:9] for row in WrongCode.objects.all())
    WrongCode.objects.update(at=clock.now() - timedelta(hours=2))
    Client().post(RESUME, {"code": "x"})
    assert WrongCode.objects.count() == 2


def on_another_device(account: Account) -> str:
    return some.signed_in(account).get("/fi/my/").content.decode()


def test_what_a_signed_in_resident_begins_is_among_their_matters_on_every_device() -> None:
    account = some.resident(900)
    visitor = Visitor()
    visitor.force_login(account)
    begun(visitor)
    device = some.signed_in(account)
    address = f"/fi/my/drafts/{visitor.run.id}/"
    assert address in device.get("/fi/my/").content.decode()
    assert device.get(address).status_code == 302
    assert device.get(visitor.place).status_code == 200
    other = some.signed_in(some.resident(901))
    assert other.get(address).status_code == 404 and other.get(visitor.place).status_code == 404


def test_a_draft_from_before_signing_in_is_kept_by_choice() -> None:
    account, visitor = some.resident(900), begun()
    assert account.person is not None
    visitor.sign_in(account.person)
    assert str(visitor.run.id) not in on_another_device(account)
    assert "Tallenna omiin asioihin" in text(visitor.get(visitor.url("save")))
    assert visitor.post(visitor.url("save"), {"keep": "1"}).status_code == 302
    assert "tallennettu omiin asioihisi" in text(visitor.get(visitor.url("save")))
    assert str(visitor.run.id) in on_another_device(account)


def test_keeping_needs_a_sign_in() -> None:
    visitor = begun()
    assert visitor.post(visitor.url("save"), {"keep": "1"}).status_code == 403


def test_a_draft_is_forgotten_after_its_time(at: Any) -> None:
    account = some.resident(900)
    visitor = Visitor()
    visitor.force_login(account)
    begun(visitor)
    with at(clock.now() + timedelta(days=31)):
        forget_unsent(older_than=timedelta(days=30), by=SYSTEM)
    assert not AssessmentRun.objects.exists()
