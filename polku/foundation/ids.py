from __future__ import annotations

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and ordered by the moment it was made."""
    return UUID(int=uuid7().int)
