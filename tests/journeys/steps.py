"""What people do in the symptom walk, a page at a time, as anyone with these forms in front of them would."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date

from polku.demo.launcher import Demo
from polku.people.identity_code import artificial
from tests.journeys.browsing import Person

UNIT = "turku-keskusta"
TODAY: dict[str, str | list[str]] = {"symptoms": ["painful", "nocturia", "cloudy"], "age": "34", "sex": "female"}
CALM = ("none", "false")
DELIVERED_WITHIN = 30.0


def begin_assessment(person: Person) -> None:
    person.open("")
    person.follow("/assessments/")
    person.follow("/assessments/urinary-symptoms/")
    person.submit()


def question(person: Person) -> str:
    return person.path.rstrip("/").rsplit("/", 1)[-1]


def answer(person: Person, given: str | list[str] | None) -> None:
    """Give the answer, or the calm one among those offered, and go on."""
    if given is None:
        given = next(word for word in CALM if person.page.locator(f"input[name=answer][value='{word}']").count())
    for value in given if isinstance(given, list) else [given]:
        choice = person.page.locator(f"input[name=answer][value='{value}']:not([type=text])")
        if choice.count():
            choice.check()
        else:
            person.page.fill("#answer", value)
    person.submit()


def answer_all(person: Person, answers: dict[str, str | list[str]] = TODAY) -> None:
    while "/q/" in person.path:
        answer(person, answers.get(question(person)))


def to_result(person: Person, answers: dict[str, str | list[str]] = TODAY) -> None:
    begin_assessment(person)
    answer_all(person, answers)
    person.follow("/result/")


def enter_form(nurse: Person) -> None:
    """Begin to enter the paper form of a client whom nobody knows yet."""
    nurse.page.fill("#code", artificial(date(1950, 5, 5), 950).text)
    nurse.page.fill("#given_names", "Vilho")
    nurse.page.fill("#family_name", "Vanhanen")
    nurse.page.select_option("#assessment", "urinary-symptoms")
    nurse.submit("form.enter-form")


def to_emergency(person: Person) -> None:
    """Begin, and tell of a danger to life at the first question."""
    begin_assessment(person)
    answer(person, ["breathing"])


def send(person: Person, persona: str) -> str:
    """Send the assessment from its result, signing in as the persona unless one is signed in; gives the case."""
    person.follow("/send/")
    if person.page.url.startswith(person.demo.issuer):
        person.choose_persona(persona)
    person.page.fill("#phone", "040 000 0000")
    person.submit()
    return person.path.rstrip("/").rsplit("/", 1)[-1]


def sent_case(person: Person, persona: str) -> str:
    to_result(person)
    return send(person, persona)


def find(person: Person, case: str) -> None:
    """Open the case from the worklist, over its pages."""
    while not person.page.locator(f"a.work-row[href*='{case}']").count():
        person.press(".worklist-pages a[href*='page=']:last-of-type")
    person.follow(case)


def take_and_assess(nurse: Person, case: str) -> None:
    find(nurse, case)
    nurse.press("form[action$='/take/'] button")
    if not nurse.page.locator("#assess").count():
        nurse.follow(f"{case}/assess/")
    nurse.page.check("input[name=urgency][value='3']")
    nurse.page.fill("#reason", "U71")
    nurse.page.select_option("#profession", "nurse")
    nurse.page.select_option("#mode", "R10")
    nurse.page.select_option("#contacted", "R50")
    nurse.page.fill("#rationale", "Tyypilliset oireet, yleistila hyvä.")
    nurse.submit("#assess")


def book(nurse: Person, case: str, which: int = 0) -> None:
    if not nurse.page.locator("#book").count():
        nurse.follow(f"{case}/book/")
    nurse.page.locator("input[name=slot]").nth(which).check()
    nurse.submit("#book")


def visit_moment(nurse: Person, case: str) -> str:
    """When the booked visit begins, ``YYYY-MM-DDTHH:MM``, by the form that records it."""
    nurse.open(f"desk/cases/{case}/visit/")
    return f"{nurse.page.input_value('input[name=day]')}T{nurse.page.input_value('input[name=starts]')}"


def move_time(person: Person, moment: str) -> None:
    person.open("demo/")
    if person.page.input_value("#moment") < moment:
        person.page.fill("#moment", moment)
        person.press("button[value=to]")


def record_visit(nurse: Person, case: str) -> None:
    nurse.open(f"desk/cases/{case}/visit/")
    nurse.page.select_option("[name=contact_type]", "R10")
    nurse.page.select_option("[name=urgency_code]", "E")
    nurse.submit("form.side-form")


@dataclass(frozen=True)
class Figure:
    """Visits within seven days of the need assessment, of those whose wait is known."""

    numerator: int
    denominator: int


def figure(demo: Demo, month: str) -> Figure:
    """The figure of the unit and month as the command tells it."""
    run = subprocess.run(
        [sys.executable, "-m", "polku.config.cli", "measure", "run", "access", "--data", str(demo.var / "lake"),
         "--clock", "need-assessment", "--service", "outpatient", "--by", "unit,month", "--format", "json"],
        env=demo.environment(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    for row in json.loads(run.stdout)["rows"]:
        if (row["unit"], row["month"]) == (UNIT, month):
            return Figure(row["buckets"]["0-7"], sum(row["buckets"].values()))
    return Figure(0, 0)


def figure_after(demo: Demo, month: str, before: Figure) -> Figure:
    """The figure once the worker has brought the visit to it."""
    until = time.monotonic() + DELIVERED_WITHIN
    while (after := figure(demo, month)) == before and time.monotonic() < until:
        time.sleep(0.3)
    return after


STUDIO = "studio/urinary-symptoms/"


def begun_draft(author: Person) -> str:
    """A draft of the urinary table; gives its id."""
    author.open(f"{STUDIO}current/rules/")
    author.page.click("form[action*='/begin/'] button")
    author.page.wait_for_url(lambda address: "said=begun" in address)
    return author.path.split("/")[4]


def edit_rule(author: Person, draft: str, rule: str) -> None:
    author.open(f"{STUDIO}{draft}/rules/{rule}/")


def save_rule(author: Person) -> None:
    """Save, and wait for the proofs."""
    with author.page.expect_response(lambda response: "said=" in response.url and response.status == 200):
        author.page.click(".rule-form button[type=submit]")
    author.page.wait_for_selector(".proofs")


def plant(author: Person, draft: str) -> None:
    """Two typical symptoms lead to "today" only where the lower belly does not hurt: who hurts more is sent later."""
    edit_rule(author, draft, "VO-24")
    author.page.click(".rule-form details.add summary")
    author.page.select_option("#add-fact", "lower_pain")
    author.page.fill("#add-cell", '"none"')
    save_rule(author)


def reword(author: Person, draft: str, text: str = "Et kertonut oireista, jotka ammattilaisen pitäisi arvioida.") -> None:
    edit_rule(author, draft, "VO-29")
    author.page.fill("#text-fi", text)
    save_rule(author)


def submit_draft(author: Person, draft: str) -> None:
    author.open(f"{STUDIO}{draft}/submit/")
    for language in ("fi", "sv", "en"):
        author.page.fill(f"#change_{language}", f"Selkeämpi teksti ({language})")
    author.submit(".stack-form")
