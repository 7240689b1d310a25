"""The personal identity code: form, century, check character, and that it stays out of sight."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.people.identity_code import CENTURIES, IdentityCode, InvalidIdentityCode, artificial, check_character

READ = [
    ("010190-999W", date(1990, 1, 1)),
    (" 010190-999w ", date(1990, 1, 1)),
    ("010190Y999W", date(1990, 1, 1)),
    ("010101A900R", date(2001, 1, 1)),
    ("290200F9016", date(2000, 2, 29)),
]

REFUSED = [
    ("010190-999K", "check character"),
    ("010190-999Y", "check character"),
    ("310290-999W", "date that does not exist"),
    ("290201A9001", "date that does not exist"),
    ("010190-001X", "individual number"),
    ("010190G999W", "another form"),
    ("0101905999W", "another form"),
    ("010190-99W", "another form"),
    ("", "another form"),
]


@pytest.mark.parametrize(("raw", "born"), READ)
def test_is_read(raw: str, born: date) -> None:
    digits = "".join(raw.split()).upper()
    valid = digits[:10] + check_character(digits[:6], digits[7:10])
    assert IdentityCode.parse(valid).birth_date == born


@pytest.mark.parametrize(("raw", "why"), REFUSED)
def test_is_refused_and_says_why_without_the_code(raw: str, why: str) -> None:
    with pytest.raises(InvalidIdentityCode, match=why) as refused:
        IdentityCode.parse(raw)
    assert not raw or raw not in str(refused.value)


def test_separators_of_one_century_are_different_people() -> None:
    assert IdentityCode.parse("010190-999W") != IdentityCode.parse("010190Y999W")


def test_does_not_show_itself() -> None:
    code = artificial(date(1990, 1, 1), 999)
    assert "010190" not in f"{code!r} {code} {[code]}"


@given(born=st.dates(date(1850, 1, 1), date(2026, 1, 1)), number=st.integers(900, 999), variant=st.integers(0, 5))
def test_an_artificial_code_reads_back(born: date, number: int, variant: int) -> None:
    code = artificial(born, number, variant)
    assert IdentityCode.parse(code.text) == code
    assert code.is_artificial
    assert CENTURIES[code.text[6]] == born.year // 100 * 100


@given(
    born=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    number=st.integers(900, 999),
    place=st.integers(0, 9),
    digit=st.integers(0, 9),
)
def test_one_wrong_digit_is_always_found(born: date, number: int, place: int, digit: int) -> None:
    text = artificial(born, number).text
    if not text[place].isdigit() or text[place] == str(digit):
        return
    with pytest.raises(InvalidIdentityCode):
        IdentityCode.parse(text[:place] + str(digit) + text[place + 1 :])
