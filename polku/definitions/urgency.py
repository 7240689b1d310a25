"""How soon a client needs a professional, on Polku's own scale."""

from enum import IntEnum


class Urgency(IntEnum):
    """5 is the most urgent; a worklist sorts by it, descending."""

    EMERGENCY = 5
    TODAY = 4
    DAYS_1_3 = 3
    DAYS_7 = 2
    SELF_CARE = 1

    @property
    def key(self) -> str:
        """The word used in content, events and addresses: `days_1_3`."""
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> "Urgency":
        """The urgency named by `key`; KeyError when there is none."""
        return cls[key.upper()]
