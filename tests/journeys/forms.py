"""Filling a form with files and a repeating group, as anyone with these pages in front of them would."""

from __future__ import annotations

from collections.abc import Mapping

from tests.journeys.browsing import Person

FORM = "assessments/service-need-disability/"
ANSWERS = {
    "danger": "false", "urgent": "none", "filler": "self", "person_age": "34", "care_allowance": "false", "hard": "moving",
    "services": "assistance", "wish": "Haluan päästä ulos.", "way": "speech",
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def begin(person: Person, form: str = FORM) -> None:
    person.open(form)
    person.page.locator("main form button[type=submit]").first.click()
    person.page.wait_for_url("**/q/**")


def go_on(person: Person) -> None:
    person.press("main form .actions button[type=submit]")


def key(person: Person) -> str:
    return person.path.rstrip("/").rsplit("/", 1)[-1]


def answer(person: Person, given: str) -> None:
    """Choose it or write it; an empty one leaves the question open."""
    choice = person.page.locator(f"input[name=answer][value='{given}']:not([type=text])") if given else None
    if choice is not None and choice.count():
        choice.check()
    elif given:
        person.page.fill("#answer", given)
    go_on(person)


def to(person: Person, stop: str, answers: Mapping[str, str] = ANSWERS) -> None:
    """Answer up to the question, or with "answers" to the end."""
    while key(person) != stop:
        answer(person, answers.get(key(person), ""))


def add_helper(person: Person, who: str) -> None:
    person.press("a.add-another")
    for given in (who, "Aamutoimet", "daily"):
        answer(person, given)


def attach(person: Person, name: str = "lausunto.pdf", content: bytes = PDF) -> None:
    person.page.set_input_files("#answer", {"name": name, "mimeType": "application/pdf", "buffer": content})
    person.press("button[name=add]")
