"""Answers that nobody could give on the page: a clear error or a safe page, never a crash, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from polku.assessment import library, queries
from polku.assessment.models import AssessmentRun
from tests.assessments import changed
from tests.contract.residents import THREE_DAYS, Visitor, text
from tests.contract.test_files_and_groups import AFTER, PDF, Filler

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'
HUGE = "a" * 10_000_000
BAD: list[Any] = [
    "no-such-option", ["none", "chest_pain"], ["none"] * 150, "true", "-1", "\u202e", "١٢", '{"other": "x"}', "dont-know'--",
    "a" * 50_000,
]


@pytest.mark.parametrize("given", BAD, ids=lambda given: str(given)[:20])
def test_an_answer_outside_the_value_set_is_told_and_not_kept(given: Any) -> None:
    visitor = Visitor()
    visitor.start()
    page = visitor.post(visitor.place, {"answer": given})
    assert page.status_code == 422 and "error-summary" in page.content.decode()
    assert AssessmentRun.objects.get().answers == {}


@pytest.mark.parametrize("answer", ["\x00", "none\x00", "\ud83d"])
def test_signs_that_no_keyboard_writes_are_refused(answer: str) -> None:
    visitor = Visitor()
    visitor.start()
    body = f"answer={answer}".encode("utf-8", "surrogatepass")
    page = visitor.generic("POST", visitor.place, body, "application/x-www-form-urlencoded")
    assert page.status_code in {400, 422} and AssessmentRun.objects.get().answers == {}


@pytest.mark.parametrize("number", ["abc", "1e9", "9" * 400, "NaN", "Infinity", "34; DROP TABLE", "", "121", "-1", "3,5"])
def test_a_number_that_is_none_is_told(number: str) -> None:
    visitor = Visitor()
    visitor.start()
    while visitor.item != "age":
        visitor.answer(THREE_DAYS[visitor.item])
    assert visitor.answer(number).status_code == 422 and visitor.item == "age"


@pytest.mark.parametrize("multipart", [False, True])
def test_ten_megabytes_of_text_are_refused_and_lose_nothing(multipart: bool) -> None:
    one = Filler().start().to("wish")
    before, address = one.run.answers, one.place
    sent = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    page = one.post(address, {"answer": HUGE} if multipart else f"answer={HUGE}", **sent)
    assert page.status_code in {400, 413} and "Emme" in text(page)
    assert one.run.answers == before and one.get(address).status_code == 200


def test_a_text_that_is_too_long_is_told_and_kept_for_mending() -> None:
    one = Filler().start().to("wish")
    page = one.send(answer="pitkä " * 2000)
    assert page.status_code == 422 and "enintään 3000" in text(page) and "pitkä pitkä" in text(page)


def test_a_script_in_a_text_is_shown_as_text_everywhere() -> None:
    one = Filler().start().to("help_now")
    link = one.place.replace("/help_now/", "/help_now-1-helper/")
    for key, given in (("help_now-1-helper", SCRIPT), ("help_now-1-task", SCRIPT), ("help_now-1-often", "daily")):
        assert one.send(key, answer=given).status_code == 302
    pages = [one.get(link), one.get(one.place)]
    one.send(answer="1")
    for key, given in ({**AFTER, "wish": SCRIPT}).items():
        pages += [one.send(key, answer=given), one.get(one.place.replace(one.key, key))] if key == "wish" else []
        one.send(key, answer=given)
    one.send(files="1", answer=SimpleUploadedFile(f"{SCRIPT}.pdf", PDF))
    pages.append(one.send("way", **{"answer-other": SCRIPT, "answer": ""}))
    assert one.place.endswith("/answers/")
    pages += [one.get(one.place), one.get(one.place.replace("answers", "q/way"))]
    shown = [page.content.decode() for page in pages]
    assert all("<script>alert" not in page and "<img src=x" not in page for page in shown)
    assert any("&lt;script&gt;" in page for page in shown)


@pytest.mark.parametrize("key", ["help_now-0-helper", "help_now-11-helper", "help_now-1-nothing", "help_now-x-helper", "a" * 300])
def test_a_question_that_is_not_there_leads_to_where_one_stands(key: str) -> None:
    one = Filler().start().to("help_now")
    before = one.run.answers
    page = one.get(f"{one.place.rsplit('/', 2)[0]}/{key}/")
    assert page.status_code == 302 and page.headers["Location"] == one.place
    assert one.send(key, answer="x").status_code == 302 and one.run.answers == before


def test_a_late_answer_to_a_retired_version_is_taken_by_the_version_that_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor()
    visitor.start()
    visitor.answer("none")
    asked = visitor.run.content_hash
    newer = changed("urinary-symptoms", {"questionnaire": lambda text: text.replace("maxValue: 120", "maxValue: 20")})
    monkeypatch.setattr(library, "library", lambda root: {"urinary-symptoms": newer})
    monkeypatch.setattr(queries, "library", lambda root: {"urinary-symptoms": newer})
    visitor.walk(THREE_DAYS)
    page = visitor.get(visitor.url("result"))
    run = AssessmentRun.objects.get()
    assert page.status_code == 200 and run.content_hash == asked != newer.content_hash and run.ending == "D3"


def test_an_answer_after_sending_changes_nothing() -> None:
    visitor = Visitor()
    visitor.finish(THREE_DAYS)
    before = AssessmentRun.objects.get().answers
    assert Visitor().post(visitor.url("q/age"), {"answer": "50"}).status_code == 404
    assert AssessmentRun.objects.get().answers == before
