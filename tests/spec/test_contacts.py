"""What counts as a client contact, a realised visit and an eligible visit."""

from datetime import UTC, datetime

import pytest

from polku.definitions.contacts import NOT_CLIENT_CONTACTS, is_client_contact, is_eligible, is_realised
from polku.definitions.urgency import Urgency
from polku.insight.codes import codes

THEN = datetime(2021, 3, 1, 8, tzinfo=UTC)

CLIENT_CONTACTS = {
    "R10": True, "R20": True, "R30": True, "R40": True, "R41": True, "R50": True, "R51": True, "R52": True,
    "R55": True, "R56": True, "R60": False, "R71": False, "R72": False, "R80": False, "R90": True,
}  # fmt: skip

ELIGIBLE = [
    # contact type, urgency, began, cancelled, eligible
    ("R10", "E", True, False, True),
    ("R50", "E", True, False, True),
    ("R60", "E", True, False, False),
    ("R10", "P", True, False, False),
    ("R10", None, True, False, False),
    ("R10", "E", False, False, False),
    ("R10", "E", True, True, False),
    (None, "E", True, False, False),
]


def test_every_way_of_contact_is_decided() -> None:
    assert {key: is_client_contact(key) for key in codes().contact_types} == CLIENT_CONTACTS
    assert set(codes().contact_types) > NOT_CLIENT_CONTACTS


@pytest.mark.parametrize(
    ("began", "cancelled", "realised"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_realised(began: bool, cancelled: bool, realised: bool) -> None:
    assert is_realised(THEN if began else None, THEN if cancelled else None) is realised


@pytest.mark.parametrize(("contact_type", "urgency", "began", "cancelled", "eligible"), ELIGIBLE)
def test_eligible(contact_type: str | None, urgency: str | None, began: bool, cancelled: bool, eligible: bool) -> None:
    starts_at, cancelled_at = (THEN if began else None), (THEN if cancelled else None)
    found = is_eligible(contact_type=contact_type, urgency=urgency, starts_at=starts_at, cancelled_at=cancelled_at)
    assert found is eligible


def test_urgency_sorts_from_self_care_to_emergency() -> None:
    assert [urgency.key for urgency in sorted(Urgency)] == [
        "self_care", "days_7", "days_1_3", "today", "emergency",
    ]  # fmt: skip
    assert all(Urgency.of(urgency.key) is urgency for urgency in Urgency)
