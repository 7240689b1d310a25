"""The Finnish personal identity code (henkilötunnus) as a value.

``DDMMYY`` + separator + ``NNN`` + check character. The separator tells the century and is part of the
identity: ``100190-999P`` and ``100190Y999P`` are two people (act 2022/1010, in force since 2023). Individual
numbers 900–999 are artificial and belong to no one. The code says nothing of sex that may be relied on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

CENTURIES = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_FORM = re.compile(r"(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-Y])")


class InvalidIdentityCode(ValueError):
    """The text is no identity code. The message says what is wrong, never the code."""


@dataclass(frozen=True, slots=True)
class IdentityCode:
    """A valid code. ``repr`` and ``str`` hide it, so that it stays out of logs and errors; ``text`` gives it."""

    text: str
    birth_date: date

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read a code, spaces and small letters forgiven. Raises ``InvalidIdentityCode``."""
        text = "".join(raw.split()).upper().replace("−", "-").replace("–", "-")
        form = _FORM.fullmatch(text)
        if form is None:
            raise InvalidIdentityCode("found another form, expected ddmmyy, a separator, three digits and a check character")
        day, month, year, separator, number, check = form.groups()
        if int(number) < 2:
            raise InvalidIdentityCode("found an individual number under 002")
        try:
            born = date(CENTURIES[separator] + int(year), int(month), int(day))
        except ValueError:
            raise InvalidIdentityCode("found a date that does not exist") from None
        if check != check_character(day + month + year, number):
            raise InvalidIdentityCode("the check character does not match")
        return cls(text, born)

    @property
    def is_artificial(self) -> bool:
        return self.text[7] == "9"

    def __repr__(self) -> str:
        return "IdentityCode(…)"

    __str__ = __repr__


def check_character(digits: str, number: str) -> str:
    return CHECK_CHARACTERS[int(digits + number) % 31]


def artificial(born: date, number: int, variant: int = 0) -> IdentityCode:
    """An artificial code for a birth date; ``number`` 900–999, ``variant`` picks among the century's separators."""
    if not 900 <= number <= 999:
        raise ValueError("an artificial individual number is 900–999")
    separators = [sign for sign, century in CENTURIES.items() if century == born.year // 100 * 100]
    digits = born.strftime("%d%m%y")
    sign = separators[variant % len(separators)]
    return IdentityCode(f"{digits}{sign}{number}{check_character(digits, str(number))}", born)
