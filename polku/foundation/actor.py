from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

Kind = Literal["resident", "staff", "system", "anonymous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which role and unit, for whom, and for what purpose."""

    kind: Kind
    account_id: UUID | None = None
    person_id: UUID | None = None
    role: str | None = None
    unit_id: str | None = None
    acting_for: UUID | None = None
    purpose: str = ""

    @property
    def subject(self) -> UUID | None:
        """The person whose matters a resident handles: oneself, or the one acted for."""
        return self.acting_for or self.person_id

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    def for_purpose(self, purpose: str) -> Actor:
        return replace(self, purpose=purpose)


SYSTEM = Actor(kind="system", purpose="system")
ANONYMOUS = Actor(kind="anonymous", purpose="anonymous")
