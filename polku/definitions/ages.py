"""Age bands that figures are told in."""

BANDS = (("0-6", 0), ("7-17", 7), ("18-29", 18), ("30-49", 30), ("50-64", 50), ("65-74", 65), ("75-84", 75), ("85-", 85))
"""Name and first whole year of age."""


def band(age: int | None) -> str | None:
    """The band of an age; None of an unknown or negative one."""
    return next((name for name, first in reversed(BANDS) if age is not None and age >= first), None)
