"""Forms on a phone: a repeating group, a file, saving and going on elsewhere, for a child, and from paper at the desk."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from polku.people.identity_code import artificial
from tests.journeys import forms, steps
from tests.journeys.browsing import DESKTOP, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def saved(person: Person) -> str:
    person.follow("/save/")
    person.submit()
    return person.page.locator("strong.num").inner_text()


def with_code(person: Person, code: str) -> None:
    person.open("assessments/continue/")
    person.page.fill("#code", code)
    person.submit()


@pytest.mark.parametrize(("language", "script"), [("fi", True), ("sv", False), ("en", True)])
def test_a_form_with_a_group_and_a_file_is_saved_on_a_phone_and_finished_elsewhere(
    chromium: Browser, demo: Demo, language: str, script: bool
) -> None:
    with Person(chromium, demo, language=language, script=script) as phone:
        forms.begin(phone)
        forms.to(phone, "help_now")
        forms.add_helper(phone, "Äiti")
        forms.add_helper(phone, "Naapuri")
        assert "1. Äiti" in phone.text and "2. Naapuri" in phone.text
        phone.press("button[name=remove][value='1']")
        assert "1. Naapuri" in phone.text and "Äiti" not in phone.text
        phone.press("button[name=undo]")
        assert "1. Äiti" in phone.text and "2. Naapuri" in phone.text
        forms.go_on(phone)
        forms.to(phone, "papers")
        forms.attach(phone)
        forms.attach(phone, "ohjelma.pdf", b"MZ\x90\x00")
        assert phone.page.locator(".field-error").count() == 1 and "lausunto.pdf" in phone.text
        code = saved(phone)
    with Person(chromium, demo, language=language, screen=DESKTOP, script=script) as elsewhere:
        with_code(elsewhere, code)
        assert forms.key(elsewhere) == "way"
        forms.to(elsewhere, "answers")
        assert "lausunto.pdf" in elsewhere.text and "Äiti" in elsewhere.text
        assert elsewhere.page.locator(".occurrence-title").count() == 2
        with elsewhere.page.expect_download() as download:
            elsewhere.page.click("a[href*='/files/']")
        assert download.value.suggested_filename == "lausunto.pdf"
        elsewhere.follow("/result/")


def test_a_guardian_sends_for_a_child_and_sees_for_whom(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as phone:
        steps.to_result(phone, {**steps.TODAY, "age": "8"})
        if not phone.page.locator("a[href*='/send/']").count():
            pytest.fail("the result offers no sending")
        phone.follow("/send/")
        phone.choose_persona("paula")
        phone.submit()
        assert phone.page.locator("#error-summary").count() == 1
        phone.page.get_by_label("Aava Esittely").check()
        phone.submit()
        assert "Aava Esittely" in phone.page.locator(".acting-for").inner_text()
        phone.open("my/")
        assert phone.page.locator(".acting-for").count() == 1 and phone.page.locator("a[href*='/my/cases/']").count() == 1
        phone.follow("/my/for/")
        phone.page.locator("input[name=person]").first.check()
        phone.submit()
        assert phone.page.locator(".acting-for").count() == 0


def test_the_navigators_ninth_item_leads_to_the_safety_path(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as phone:
        forms.begin(phone, "assessments/therapy-navigator/")
        asked = 0
        while "/q/" in phone.path and asked < 80:
            asked += 1
            if forms.key(phone) == "phq9_9":
                forms.answer(phone, "several_days")
            else:
                calm(phone)
        if "/answers/" in phone.path:
            phone.follow("/result/")
        assert asked > 8
        assert phone.page.locator("a[href='tel:112'], a[href='tel:116117']").count() > 0
        urgent = phone.page.locator(".verdict[data-level='4'], .verdict[data-level='5']")
        assert "/emergency/" in phone.path or urgent.count() == 1


def calm(person: Person) -> None:
    """The mildest answer of the question at hand."""
    for word in ("none", "false", "not_at_all", "no", "hardly_ever"):
        choice = person.page.locator(f"input[name=answer][value='{word}']")
        if choice.count():
            choice.check()
            break
    else:
        choices = person.page.locator("input[name=answer][type=radio], input[name=answer][type=checkbox]")
        if choices.count():
            choices.first.check()
        elif person.page.locator("#answer").count():
            person.page.fill("#answer", "34")
    forms.go_on(person)


def test_a_paper_form_is_entered_at_the_desk(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo, screen=DESKTOP) as nurse:
        nurse.sign_in("nurse-noora", "desk/enter/")
        nurse.page.fill("#code", artificial(date(1941, 3, 5), 977).text)
        nurse.page.fill("#given_names", "Vilho")
        nurse.page.fill("#family_name", "Paperinen")
        nurse.page.select_option("#municipality", "853")
        nurse.page.select_option("#assessment", "urinary-symptoms")
        nurse.submit("form.enter-form")
        steps.answer_all(nurse, {**steps.TODAY, "age": "85"})
        nurse.follow("/result/")
        nurse.follow("/desk/enter/")
        assert "Vilho Paperinen" in nurse.text
        nurse.submit("form.enter-form")
        assert "/desk/cases/" in nurse.path and "Vilho Paperinen" in nurse.text
