"""What counts as a client contact, a realised visit and an eligible visit."""

from datetime import datetime

NOT_CLIENT_CONTACTS = frozenset({"R60", "R71", "R72", "R80"})
"""Consultation among professionals, negotiation, handling of matters, ward care: no client met or reached."""

ELECTRONIC = frozenset({"R52", "R55", "R56"})
"""Contacts by network: in real time, the older code of electronic contact, and without real time."""

WITH_PHONE = ELECTRONIC | {"R50", "R51"}
"""The same and the telephone: some counties count so."""

REMOTE = {"electronic": ELECTRONIC, "with-phone": WITH_PHONE}

NON_URGENT = "E"
"""AvoHILMO urgency code of a non-urgent visit."""


def is_client_contact(contact_type: str | None) -> bool:
    """A client was met or reached; a record without a contact type is not known to be one."""
    return contact_type is not None and contact_type not in NOT_CLIENT_CONTACTS


def is_realised(starts_at: datetime | None, cancelled_at: datetime | None) -> bool:
    """The visit began and was not cancelled."""
    return starts_at is not None and cancelled_at is None


def is_eligible(
    *,
    contact_type: str | None,
    urgency: str | None,
    starts_at: datetime | None,
    cancelled_at: datetime | None,
) -> bool:
    """A realised non-urgent client contact: what access to care is a share of."""
    return urgency == NON_URGENT and is_client_contact(contact_type) and is_realised(starts_at, cancelled_at)


def is_urgent(urgency: str | None) -> bool:
    """The record says that the visit was urgent; a record without urgency says nothing."""
    return urgency is not None and urgency != NON_URGENT
