"""``polku manage add_staff`` and ``close_staff``: acts that the log keeps, on units that the catalogue knows."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from polku.catalogue.queries import catalogue
from polku.foundation.actor import ANONYMOUS
from polku.foundation.errors import NotFound, Refused
from polku.foundation.models import AuditEntry
from polku.people.actions import sign_in
from polku.people.models import Account, StaffRole

pytestmark = pytest.mark.django_db
HEALTH = next(unit for unit in catalogue().units.values() if unit.register == "health")
SOCIAL = next(unit for unit in catalogue().units.values() if unit.register == "social")


def add(number: str = "VS9001", *, name: str = "Noora Koe", role: str = "nurse", unit: str = HEALTH.id) -> None:
    call_command("add_staff", number, name=name, role=role, unit=unit, verbosity=0)


def enter(number: str = "VS9001") -> Account:
    return sign_in(national_id_num="", staff_id=number, given_name="", family_name="", language="fi", by=ANONYMOUS)


def roles() -> set[tuple[str, str, str, bool]]:
    return {(r.role, r.unit_id, r.register, r.valid_to is None) for r in StaffRole.objects.all()}


def test_only_those_who_are_entered_may_sign_in() -> None:
    with pytest.raises(Refused):
        enter()
    add()
    assert enter().name == "Noora Koe"


def test_entering_again_gives_one_more_role_or_mends_the_name() -> None:
    add()
    add(role="social_worker", unit=SOCIAL.id)
    add(name="Noora Koe-Malli")
    assert [account.name for account in Account.objects.all()] == ["Noora Koe-Malli"]
    assert roles() == {("nurse", HEALTH.id, "health", True), ("social_worker", SOCIAL.id, "social", True)}


def test_the_same_role_in_the_other_register_ends_the_first() -> None:
    add()
    call_command("add_staff", "VS9001", name="Noora Koe", role="nurse", unit=HEALTH.id, register="social", verbosity=0)
    assert roles() == {("nurse", HEALTH.id, "health", False), ("nurse", HEALTH.id, "social", True)}


def test_a_closed_account_has_no_role_no_session_and_no_way_in() -> None:
    add()
    before = enter().get_session_auth_hash()
    call_command("close_staff", "VS9001", verbosity=0)
    assert roles() == {("nurse", HEALTH.id, "health", False)}
    assert Account.objects.get(subject="staff:VS9001").get_session_auth_hash() != before
    with pytest.raises(Refused):
        enter()


def test_unknown_units_roles_and_numbers_are_refused() -> None:
    with pytest.raises(NotFound, match="no such unit"):
        add(unit="nowhere")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("add_staff", "VS9001", "--name=N", "--role=chief", f"--unit={HEALTH.id}")
    with pytest.raises(NotFound, match="no member of staff"):
        call_command("close_staff", "VS9002")
    assert not Account.objects.exists()


def test_both_are_acts_in_the_log() -> None:
    add()
    call_command("close_staff", "VS9001", verbosity=0)
    assert {"people.enter_staff", "people.close_staff"} <= set(AuditEntry.objects.values_list("verb", flat=True))
