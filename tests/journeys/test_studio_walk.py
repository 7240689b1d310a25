"""A table is planted with a fault, shows its counterexample, is mended, proven, approved by another, and serves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import steps
from tests.journeys.browsing import DESKTOP, PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NEW_TEXT = "Kerroit vain lievistä oireista, joita voit seurata kotona."
NEW_QUESTION = "Millainen vointisi on juuri nyt?"
CALM: dict[str, str | list[str]] = {"age": "34", "sex": "female"}
WORK = "studio/urinary-symptoms/"


def answer_all_but_last(person: Person) -> str:
    """Begin as a healthy woman of 34 and stop at the last question; gives the run's address."""
    steps.begin_assessment(person)
    while steps.question(person) != "discharge":
        steps.answer(person, CALM.get(steps.question(person)))
    return person.path


def reasons(person: Person) -> str:
    steps.answer_all(person, CALM)
    person.follow("/result/")
    return person.text


def test_a_faulty_rule_never_serves_and_a_proven_one_does(chromium: Browser, demo: Demo) -> None:
    with (
        Person(chromium, demo, screen=DESKTOP) as author,
        Person(chromium, demo, screen=DESKTOP) as approver,
        Person(chromium, demo, screen=PHONE) as before,
        Person(chromium, demo, screen=PHONE) as after,
    ):
        old = answer_all_but_last(before)
        author.sign_in("author-satu", "/signin/?next=/{language}/")
        assert author.path == "/fi/studio/"
        draft = steps.begun_draft(author)
        steps.reword(author, draft, NEW_TEXT)

        steps.plant(author, draft)
        assert "Pahempi vastaus antaa kiireettömämmän tuloksen" in author.text
        card = author.page.locator(".counter")
        assert "Asukas A" in card.inner_text() and "Asukas B" in card.inner_text() and "VO-24" in card.inner_text()
        assert "Ei johdonmukainen" in author.page.locator(".proofs [data-tone=now]").first.inner_text()
        assert author.page.locator("tr.clash").count() == 2
        assert author.page.locator("button[aria-disabled=true]").is_visible()

        examples = author.page.locator(".proofs li").last.inner_text()
        act(author, ".counter form[action$='/example/'] button")
        assert author.page.locator(".proofs li").last.inner_text() != examples
        act(author, ".counter form[action$='/mend/'] button")
        assert author.page.locator(".counter").count() == 0
        assert author.page.locator(".proofs [data-tone=done]").count() == 5
        steps.submit_draft(author, draft)
        assert author.open(f"{WORK}{draft}/approve/") == 200
        assert author.page.locator("#registration").count() == 0

        approver.sign_in("approver-lasse", "studio/drafts/")
        approver.follow(f"{draft}/approve/")
        approver.page.fill("#registration", "00000000000")
        approver.submit(".stack-form")
        assert "hyväksytty" in approver.text

        steps.begin_assessment(after)
        assert NEW_TEXT in reasons(after)
        before.open(old.split("/", 2)[2])
        assert NEW_TEXT not in reasons(before)


def act(author: Person, button: str) -> None:
    with author.page.expect_response(lambda response: "said=" in response.url and response.status == 200):
        author.page.click(button)
    author.page.wait_for_selector(".proofs")


def test_questions_rules_and_the_review_date_are_edited_by_forms_and_serve(chromium: Browser, demo: Demo) -> None:
    with (
        Person(chromium, demo, screen=DESKTOP) as author,
        Person(chromium, demo, screen=DESKTOP) as approver,
        Person(chromium, demo, screen=PHONE, script=False) as resident,
    ):
        author.sign_in("author-satu", "studio/")
        draft = steps.begun_draft(author)
        rules_before = author.page.locator("[aria-labelledby=ending] tbody tr").count()
        author.open(f"{WORK}{draft}/tables/ending/")
        author.page.select_option("#add-fact", "age")
        author.page.fill("#add-cell", "> 50")
        author.page.select_option("#add-fact-1", "lower_pain")
        author.page.fill("#add-cell-1", '"mild"')
        author.page.select_option("[name=then-ending]", '"DAY"')
        for language in ("fi", "sv", "en"):
            author.page.fill(f"#text-{language}", f"Uusi sääntö ({language})")
        steps.save_rule(author)
        author.page.wait_for_selector("#rule-VO-30")
        assert author.page.locator("[aria-labelledby=ending] tbody tr").count() == rules_before + 1
        assert author.page.locator(".proofs [data-tone=done]").count() == 5

        steps.edit_rule(author, draft, "VO-30")
        act(author, "form[action$='/rules/VO-30/move/'] button[value=up]")
        author.page.wait_for_selector("#rule-VO-30 + #rule-VO-29")
        steps.edit_rule(author, draft, "VO-30")
        act(author, "form[action$='/rules/VO-30/remove/'] button")
        author.page.wait_for_selector("#rule-VO-30", state="detached")
        assert author.page.locator("[aria-labelledby=ending] tbody tr").count() == rules_before
        act(author, "form[action$='/undo/'] button")
        author.page.wait_for_selector("#rule-VO-30")

        author.open(f"{WORK}{draft}/")
        author.follow("/texts/question/severe/")
        author.page.fill("[id='text.sv']", "")
        author.submit(".stack-form")
        assert author.page.locator("[id='text.sv-error']").is_visible()
        for language in ("fi", "sv", "en"):
            author.page.fill(f"[id='text.{language}']", f"{NEW_QUESTION} ({language})")
        author.submit(".stack-form")
        assert f"{NEW_QUESTION} (fi)" in author.text
        author.follow("/texts/about/")
        author.page.fill("#reviewBy", "2027-05-05")
        author.submit(".stack-form")

        steps.submit_draft(author, draft)
        approver.sign_in("approver-lasse", f"{WORK}{draft}/approve/")
        for changed in ("VO-30", f"{NEW_QUESTION} (sv)", "2027-05-05"):
            assert changed in approver.text
        approver.page.fill("#registration", "00000000000")
        approver.submit(".stack-form")
        steps.begin_assessment(resident)
        steps.answer(resident, ["none"])
        assert f"{NEW_QUESTION} (fi)" in resident.heading


def test_ten_thousand_answers_replayed_by_ending(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo, screen=DESKTOP) as author:
        author.sign_in("author-satu", "studio/")
        draft = steps.begun_draft(author)
        steps.plant(author, draft)
        author.open(f"{WORK}{draft}/replay/")
        assert "10\u00a0000" in author.page.locator(".replay-figures").inner_text()
        fewer = author.page.locator("td[data-direction=less]")
        assert fewer.count() >= 1
        assert author.page.locator(".case-fold").first.is_visible()
        author.page.locator(".case-fold summary").first.click()
        assert "VO-24" in author.page.locator(".case-fold").first.inner_text()


def test_trying_out_shows_path_rules_and_ending(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo, screen=PHONE) as author:
        author.sign_in("author-satu", f"{WORK}current/try/")
        author.page.check("input[name=answer][value=breathing]")
        author.page.click(".try-form button[value=next]")
        author.page.wait_for_selector(".verdict")
        assert "E112" in author.text and "HM-1" in author.text
