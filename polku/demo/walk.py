"""The symptom walk over HTTP, as its people would do it: from an answer on a phone to the board's figure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from polku.demo.visitor import Page, Visitor
from polku.foundation.errors import PolkuError
from polku.insight.lake import Lake
from polku.insight.measures.engine import access

UNIT = "turku-keskusta"
ANSWERS: dict[str, str | list[str]] = {"symptoms": ["painful", "nocturia", "cloudy"], "age": "34", "sex": "female"}
CALM = ("none", "false")
DELIVERED_WITHIN = 60.0


@dataclass(frozen=True)
class Walk:
    address: str
    lake: Path
    say: Callable[[str], None]

    def url(self, path: str) -> str:
        return f"{self.address}/fi/{path}"


def walk(address: str, lake: Path) -> int:
    """Do the walk; print what happens and, last, the figure before and after as JSON."""
    scene = Walk(address, lake, lambda words: print(words, flush=True))
    resident, nurse, leader = Visitor("Tuulia"), Visitor("The nurse"), Visitor("The unit head")
    to_office_hours(scene, resident)
    sent = send_assessment(scene, resident)
    case = sent.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    visit = assess_and_book(scene, nurse, case)
    moment = visit_moment(visit)
    month = moment[:7]
    before = figure(scene, month)
    see_board(scene, leader, month)
    move_clock(scene, nurse, moment)
    record_visit(scene, nurse, visit)
    after = wait_for_change(scene, month, before)
    see_board(scene, leader, month)
    read_own_log(scene, resident)
    if not all(after[part] == before[part] + 1 for part in before):
        raise PolkuError(f"the figure went from {before} to {after}", "each part one higher", "see the worker's log")
    print(json.dumps({"measure": "access", "unit": UNIT, "month": month, "before": before, "after": after}))
    return 0


def to_office_hours(scene: Walk, visitor: Visitor) -> None:
    page = visitor.open(scene.url("demo/"))
    moment = datetime.fromisoformat(page.form("moment").values["moment"][0])
    if moment.weekday() < 5 and 8 <= moment.hour < 14:
        return
    page = visitor.send(page, page.form("step"), step="morning")
    scene.say(f"Time: moved to {page.form('moment').values['moment'][0]}")


def move_clock(scene: Walk, visitor: Visitor, moment: str) -> None:
    page = visitor.open(scene.url("demo/"))
    if page.form("moment").values["moment"][0] < moment:
        visitor.send(page, page.form("moment"), moment=moment, step="to")
        scene.say(f"Time: moved to {moment}")


def send_assessment(scene: Walk, resident: Visitor) -> Page:
    page = resident.open(scene.url(""))
    scene.say(f"Tuulia opens: {page.heading}")
    page = resident.follow(page, "/assessments/")
    page = resident.follow(page, "/assessments/urinary-symptoms/")
    page = resident.send(page, page.form("csrfmiddlewaretoken"))
    while "/q/" in page.url:
        page = answer(scene, resident, page)
    page = resident.follow(page, "/result/")
    scene.say(f"Tuulia gets: {page.heading}")
    page = resident.follow(page, "/send/")
    page = sign_in(scene, resident, page, "tuulia")
    form = page.form("token", "phone")
    page = resident.send(page, form, phone="040 000 0000")
    scene.say(f"Tuulia sends; her matter: {page.heading}")
    return page


def answer(scene: Walk, resident: Visitor, page: Page) -> Page:
    item = page.url.rstrip("/").rsplit("/", 1)[-1]
    form = page.form("answer")
    given = ANSWERS.get(item)
    if given is None:
        given = next(choice for choice in CALM if choice in form.choices.get("answer", []))
    scene.say(f"  {page.heading} – {', '.join(given) if isinstance(given, list) else given}")
    return resident.send(page, form, answer=given)


def sign_in(scene: Walk, visitor: Visitor, page: Page, persona: str) -> Page:
    if "persona" not in {name for form in page.forms for name, _ in form.buttons}:
        raise PolkuError(f"no choice of a persona on {page.title!r}", "the demonstration's identity provider")
    scene.say(f"{visitor.name} signs in as {persona}")
    return visitor.send(page, page.form("persona"), persona=persona)


def assess_and_book(scene: Walk, nurse: Visitor, case: str) -> Page:
    """Find the case on the worklist, take it, assess it, book; gives the page that records the visit."""
    page = sign_in(scene, nurse, nurse.open(scene.url("desk/")), "nurse-noora")
    page = find_case(nurse, page, case)
    scene.say(f"The nurse opens: {page.title}")
    take = next(form for form in page.forms if form.action.endswith("/take/"))
    page = nurse.send(page, take)
    page = nurse.follow(page, f"{case}/assess/") if not any(f.offers("reason") for f in page.forms) else page
    form = page.form("urgency", "reason")
    page = nurse.send(
        page, form, urgency="3", reason="U71", profession="nurse", mode="R10", contacted="R50",
        rationale="Tyypilliset oireet, yleistila hyvä.",
    )
    scene.say("The nurse records the assessment of need: 1–3 days, U71")
    page = page if any(f.offers("slot") for f in page.forms) else nurse.follow(page, f"{case}/book/")
    form = page.form("slot")
    page = nurse.send(page, form, slot=form.choices["slot"][0])
    scene.say("The nurse books the first free time")
    return nurse.open(scene.url(f"desk/cases/{case}/visit/"))


def find_case(nurse: Visitor, page: Page, case: str) -> Page:
    for _ in range(50):
        if any(case in href for href, _text in page.links):
            return nurse.follow(page, case)
        page = nurse.follow(page, "page=")
    raise PolkuError("the case is not on the worklist", "the case that was sent")


def visit_moment(page: Page) -> str:
    """When the booked visit begins, as ``YYYY-MM-DDTHH:MM``, from the form that records it."""
    form = page.form("contact_type", "day", "starts")
    day, starts = form.values["day"][0], form.values["starts"][0].replace(".", ":")
    if "." in day:
        of_month, month, year = (int(part) for part in day.split("."))
        day = f"{year}-{month:02}-{of_month:02}"
    hour, minute = starts.split(":")
    return f"{day}T{int(hour):02}:{int(minute):02}"


def record_visit(scene: Walk, nurse: Visitor, page: Page) -> None:
    page = nurse.open(page.url)
    nurse.send(page, page.form("contact_type", "day", "starts"), contact_type="R10", urgency_code="E")
    scene.say("The nurse records the visit: R10, non-urgent")


def see_board(scene: Walk, leader: Visitor, month: str) -> None:
    address = scene.url(f"board/?month={month}&unit={UNIT}")
    page = leader.open(address)
    if any(form.offers("persona") for form in page.forms):
        page = sign_in(scene, leader, page, "leader-johanna")
    scene.say(f"The unit head sees: {page.heading}")


def read_own_log(scene: Walk, resident: Visitor) -> None:
    page = resident.open(scene.url("my/log/"))
    scene.say(f"Tuulia reads: {page.heading}")


def figure(scene: Walk, month: str) -> dict[str, int]:
    """Visits within seven days of the assessment, of those with a known wait, in that unit and month."""
    result = access(Lake(scene.lake), clock="need-assessment", service="outpatient", where={"unit": UNIT, "month": month})
    row = result.rows[0]
    return {"numerator": row.buckets["0-7"], "denominator": sum(row.buckets.values())}


def wait_for_change(scene: Walk, month: str, before: dict[str, int]) -> dict[str, int]:
    until = time.monotonic() + DELIVERED_WITHIN
    while (after := figure(scene, month)) == before and time.monotonic() < until:
        time.sleep(0.3)
    return after
