"""A question's form for every type of item: what a person sends is taken, and shown again as it was."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from polku.assessment.logic.answers import validate
from polku.assessment.logic.items import Answer, Item, Option, Other
from polku.rules.values import Missing
from polku.web.resident.questions import kept, question_of, raw, sent

TEXT = {"fi": "Kysymys?", "sv": "Fråga?", "en": "Question?"}
OPTIONS = (Option("a", TEXT), Option("b", TEXT), Option("none", TEXT, exclusive=True))
FIELD = re.compile(r"<(input|textarea)\b([^>]*)>([^<]*)")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def item(type_: str, **more: object) -> Item:
    return Item("asked", type_, TEXT, required=True, dont_know=True, **more)  # type: ignore[arg-type]


ROWS: list[tuple[Item, str, Answer]] = [
    (item("boolean"), "answer=true", True),
    (item("boolean"), "answer=dont-know", Missing.UNKNOWN),
    (item("choice", options=OPTIONS), "answer=b", "b"),
    (item("choice", options=OPTIONS, repeats=True), "answer=b&answer=a", ("a", "b")),
    (item("choice", options=OPTIONS, repeats=True), "answer=none", ("none",)),
    (item("open-choice", options=OPTIONS), "answer-other=Muu+syy", Other("Muu syy")),
    (item("open-choice", options=OPTIONS), "answer=a&answer-other=", "a"),
    (item("open-choice", options=OPTIONS, repeats=True), "answer=a&answer-other=Muu", ("a", Other("Muu"))),
    (item("integer"), "answer=+12+", 12),
    (item("integer"), "answer=12&answer-unknown=dont-know", 12),
    (item("integer"), "answer=&answer-unknown=dont-know", Missing.UNKNOWN),
    (item("decimal"), "answer=36,5", Decimal("36.5")),
    (item("quantity", unit=TEXT), "answer=72.5", Decimal("72.5")),
    (item("date"), "answer-day=1&answer-month=2&answer-year=2026", "2026-02-01"),
    (item("date"), "answer-day=1.2.2026&answer-month=&answer-year=", "2026-02-01"),
    (item("date"), "answer-day=&answer-month=&answer-year=&answer-unknown=dont-know", Missing.UNKNOWN),
    (item("dateTime"), "answer-day=31&answer-month=1&answer-year=2026&answer-time=9.05", "2026-01-31T09:05:00+02:00"),
    (item("time"), "answer=9.05", "09:05:00"),
    (item("string"), "answer=Nimi+%3Cb%3E", "Nimi <b>"),
    (item("text"), "answer=Yksi%0AKaksi", "Yksi\nKaksi"),
    (item("url"), "answer=https%3A%2F%2Fexample.fi%2F%3Fa%3D1", "https://example.fi/?a=1"),
    (item("string", repeats=True), "answer=yksi&answer=&answer=kaksi", ("yksi", "kaksi")),
]


@pytest.mark.parametrize(("asked", "form", "expected"), ROWS, ids=lambda value: getattr(value, "type", None))
def test_what_is_sent_is_taken_and_shown_again(asked: Item, form: str, expected: Answer) -> None:
    assert validate(asked, raw(QueryDict(form))) == expected
    for language in ("fi", "en"):
        with override(language):
            page = render_to_string("resident/question.html", {"question": question_of(asked, kept(asked, expected))})
        assert validate(asked, raw(filled_in(page))) == expected


@pytest.mark.parametrize(
    ("asked", "form", "problem"),
    [
        (item("date"), "answer-day=31&answer-month=2&answer-year=2026", "not-a-date"),
        (item("dateTime"), "answer-day=1&answer-month=2&answer-year=2026&answer-time=", "not-a-moment"),
        (item("time"), "answer=25.00", "not-a-time"),
        (item("choice", options=OPTIONS, repeats=True), "answer=a&answer=none", "none-with-others"),
        (item("choice", options=OPTIONS), "answer=zzz", "not-an-option"),
        (item("string"), "answer=+++", "required"),
        (item("string", max_length=3), "answer=neljä", "too-long"),
        (item("url"), "answer=javascript:alert(1)", "not-an-address"),
    ],
)
def test_what_cannot_be_taken_stays_as_it_was_typed(asked: Item, form: str, problem: str) -> None:
    post = QueryDict(form)
    assert validate(asked, raw(post)).code == problem  # type: ignore[union-attr]
    page = render_to_string("resident/question.html", {"question": question_of(asked, sent(asked, post)), "error": "!"})
    again, typed = filled_in(page), {key: [one for one in values if one.strip()] for key, values in post.lists()}
    shown = {key: [one for one in again.getlist(key) if one.strip()] for key in typed}
    assert shown == typed or problem == "not-an-option"


def filled_in(page: str) -> QueryDict:
    """What a browser would send of the page's fields."""
    found = QueryDict(mutable=True)
    for tag, attributes, inner in FIELD.findall(page):
        told = dict(ATTRIBUTE.findall(attributes))
        if (told.get("type") in ("radio", "checkbox") and "checked" not in told) or not told.get("name", "").startswith("answer"):
            continue
        found.appendlist(unescape(told["name"]), unescape(inner.strip("\n") if tag == "textarea" else told.get("value", "")))
    return found
