"""One error tree. An error says what was found, what was expected and the mend; never personal data."""

from __future__ import annotations


class PolkuError(Exception):
    """The root of the tree.

    ``found``, ``expected`` and ``mend`` are short sentences without personal data.
    """

    def __init__(self, found: str = "", expected: str = "", mend: str = "") -> None:
        self.found, self.expected, self.mend = found, expected, mend
        super().__init__(found, expected, mend)

    def __str__(self) -> str:
        parts = [self.found]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.mend:
            parts.append(self.mend)
        return "; ".join(part for part in parts if part) or type(self).__name__


class NotFound(PolkuError):
    """There is no such thing, or none that this actor may know of: the two look the same."""


class Refused(PolkuError):
    """The actor may not do this."""


class Conflict(PolkuError):
    """Someone was faster, or the thing has moved on since it was read."""


class TooMany(PolkuError):
    """Too many tries in too short a time: a wait helps."""


class BadInput(PolkuError):
    """Input that a person can mend. ``fields`` maps a field's name to what is wrong with it."""

    def __init__(self, fields: dict[str, str], found: str = "", expected: str = "", mend: str = "") -> None:
        super().__init__(found or "some answers need mending", expected, mend)
        self.fields = fields


class NotConfigured(PolkuError):
    """A setting is missing or contradicts another."""


class ContentError(PolkuError):
    """A content file breaks its form. Prints as ``file:line: found, expected, mend``."""

    def __init__(self, file: str, line: int, found: str, expected: str = "", mend: str = "") -> None:
        super().__init__(found, expected, mend)
        self.file, self.line = file, line

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {super().__str__()}"
