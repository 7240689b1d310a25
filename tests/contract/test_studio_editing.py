"""A draft edited by forms: rules more, fewer and in another place; words of questions, endings, tables and the assessment."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import yaml
from django.test import Client

from polku.assessment.publishing.logic.changes import rule_words
from polku.assessment.publishing.logic.comparing import differences
from polku.assessment.publishing.models import Draft
from tests import county as some
from tests.contract.studio import ID, begun, fields, form, place, post, source


@pytest.fixture
def author(db: None) -> Client:
    return some.signed_in(some.staff("C-1", role="content_author", name="Satu Sisältö"))


@pytest.fixture
def approver(db: None) -> Client:
    return some.signed_in(some.staff("C-2", role="content_approver", name="Lasse Laatu"))


NEW_RULE = {
    "add-fact": ["age", "lower_pain", ""], "add-cell": ["> 50", '"mild"', ""], "then-ending": '"DAY"',
    "text-fi": "Uusi", "text-sv": "Ny", "text-en": "New",
}  # fmt: skip


def test_a_rule_is_added_moved_and_removed_with_the_proofs_at_each_step(author: Client) -> None:
    draft = begun(author)
    offered = form(author, place(draft, "tables/ending/"))
    assert re.search(r'name="id" type="text" value="VO-30"', author.get(place(draft, "tables/ending/")).content.decode())
    sent = {**NEW_RULE, "id": "VO-30", "version": offered["version"]}
    there = post(author, place(draft, "tables/ending/"), sent)
    assert there.status_code == 302 and there.headers["Location"].endswith("rules/?said=saved")
    body = author.get(place(draft, "rules/")).content.decode()
    assert 'id="rule-VO-30"' in body and "aria-disabled" not in body
    new = rule_words(source(draft), ID, "VO-30")
    assert new.when == {"age": "> 50", "lower_pain": '"mild"'} and new.text == {"fi": "Uusi", "sv": "Ny", "en": "New"}
    assert post(author, place(draft, "rules/VO-30/move/"), {"version": draft.version, "to": "up"}).status_code == 302
    assert [one["id"] for one in ending_rules(draft)][-2:] == ["VO-30", "VO-29"]
    assert post(author, place(draft, "rules/VO-30/remove/"), {"version": draft.version}).status_code == 302
    assert [difference.thing for difference in differences(draft.base_source, source(draft))] == []


def ending_rules(draft: Draft) -> list[dict[str, Any]]:
    decisions = yaml.safe_load(source(draft)[f"{ID}/rules.yaml"])["decisions"]
    found: list[dict[str, Any]] = decisions[-1]["rules"]
    return found


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"id": "VO-5"}, "Toisella säännöllä on jo tämä nimi."),
        ({"id": "<b>"}, "Kirjoita kirjaimia ja numeroita"),
        ({"text-sv": ""}, "Tämä tieto tarvitaan."),
        ({"add-fact": ["", "", ""]}, "Valitse, mitä ehto kysyy."),
        ({"add-cell": ["", '"mild"', ""]}, "Tämä tieto tarvitaan."),
        ({"add-cell": [">>> 50", '"mild"', ""]}, "ei olisi latautunut"),
    ],
)
def test_a_new_rule_that_is_wrong_comes_back_as_it_was_typed(author: Client, wrong: dict[str, Any], words: str) -> None:
    draft = begun(author)
    version = form(author, place(draft, "tables/ending/"))["version"]
    page = post(author, place(draft, "tables/ending/"), {**NEW_RULE, "id": "VO-30", "version": version, **wrong})
    body = unescape(page.content.decode())
    assert page.status_code == 422 and words in body
    typed = {**NEW_RULE, **wrong}
    assert all(one in body for name in ("add-cell", "text-fi", "text-en") for one in typed[name] if one)
    assert source(draft) == draft.base_source


def test_a_rule_that_a_hazard_names_stays_and_the_page_says_why(author: Client) -> None:
    draft = begun(author)
    page = post(author, place(draft, "rules/VO-5/remove/"), {"version": draft.version})
    assert page.status_code == 422 and "H-1" in page.content.decode() and "VO-5" in page.content.decode()
    assert source(draft) == draft.base_source


def test_the_rule_at_the_end_goes_no_further(author: Client) -> None:
    draft = begun(author)
    assert post(author, place(draft, "rules/VO-1/move/"), {"version": draft.version, "to": "up"}).status_code == 409
    assert post(author, place(draft, "rules/HM-1/move/"), {"version": draft.version, "to": "up"}).status_code == 404


STUDY = {"source-2.title": "A study", "source-2.date": "2025", "source-2.licence": "CC BY 4.0"}


@pytest.mark.parametrize(
    ("page", "typed", "file", "shown"),
    [
        ("texts/question/severe/", {"why.fi": "Uusi syy", "option-very_ill.sv": "Nytt alternativ"}, "questionnaire", "Uusi syy"),
        ("texts/ending/DAY/", {"selfCare-1.en": "Rest & drink", "step-1-title.fi": "Uusi askel"}, "endings", "E112"),
        ("texts/table/infection_points/", {"title.fi": "Uusi nimi"}, "rules", "Uusi nimi"),
        (f"texts/about/{ID}/", {"use-purpose.fi": "Uusi aie", "reviewBy": "31.3.2027", **STUDY}, "assessment", "Uusi aie"),
    ],
)  # fmt: skip
def test_words_are_edited_in_three_languages(author: Client, page: str, typed: dict[str, str], file: str, shown: str) -> None:
    draft = begun(author)
    sent = {**fields(author, place(draft, page)), **typed}
    there = post(author, place(draft, page), sent)
    assert there.status_code == 302, there.content.decode()
    found = differences(draft.base_source, source(draft))
    assert {one.file for one in found} == {f"{ID}/{file}.yaml"} and len(found) == len(typed)
    assert {one.new for one in found} == {"2027-03-31" if name == "reviewBy" else text for name, text in typed.items()}
    assert shown in author.get(there.headers["Location"]).content.decode()


def test_help_is_added_whole_or_not_at_all_and_left_out_again(author: Client) -> None:
    draft = begun(author)
    page = place(draft, "texts/question/age/")
    sent = fields(author, page)
    assert sent["help.fi"] == ""
    half = post(author, page, {**sent, "help.fi": "Kokonaisina vuosina", "text.fi": "Ikäsi?"})
    assert half.status_code == 422 and "Ikäsi?" in half.content.decode()
    assert source(draft) == draft.base_source
    whole = {**sent, "help.fi": "Kokonaisina vuosina", "help.sv": "I hela år", "help.en": "In whole years"}
    assert post(author, page, whole).status_code == 302
    assert [one.where for one in differences(draft.base_source, source(draft))] == ["help fi", "help sv", "help en"]
    empty = {**fields(author, page), "help.fi": "", "help.sv": "", "help.en": ""}
    assert post(author, page, empty).status_code == 302
    assert source(draft) == draft.base_source


@pytest.mark.parametrize(
    ("name", "typed"), [("why.en", ""), ("text.sv", "x" * 5000), ("option-none.fi", " ")], ids=["empty", "long", "spaces"]
)
def test_words_that_are_wrong_come_back_as_they_were_typed(author: Client, name: str, typed: str) -> None:
    draft = begun(author)
    sent = {**fields(author, place(draft, "texts/question/severe/")), "help.en": "Kept <words>", name: typed}
    page = post(author, place(draft, "texts/question/severe/"), sent)
    assert page.status_code == 422 and "Kept &lt;words&gt;" in page.content.decode()
    assert source(draft) == draft.base_source


def test_a_day_that_is_none_is_told_and_the_rest_kept(author: Client) -> None:
    draft = begun(author)
    sent = {**fields(author, place(draft, f"texts/about/{ID}/")), "reviewBy": "joskus", "incidentContact": "Kept words"}
    page = post(author, place(draft, f"texts/about/{ID}/"), sent)
    assert page.status_code == 422 and "Kept words" in page.content.decode()


NOWHERE = ("texts/question/signs/", "texts/ending/NONE/", "texts/table/ending2/", "texts/other/x/", "tables/none/")


@pytest.mark.parametrize("page", NOWHERE)
def test_what_the_own_files_do_not_hold_is_not_found(author: Client, page: str) -> None:
    assert author.get(place(begun(author), page)).status_code == 404


def test_words_are_not_edited_without_a_draft_of_ones_own_role(author: Client, approver: Client) -> None:
    draft = begun(author)
    elsewhere = f"/fi/studio/{ID}/current/texts/question/age/"
    for client, page in ((approver, place(draft, "texts/question/age/")), (author, elsewhere)):
        assert client.get(page).status_code == 404 and post(client, page).status_code == 404
    assert "texts/question/age/" not in author.get(f"/fi/studio/{ID}/current/").content.decode()
    assert "texts/question/age/" in author.get(place(draft, "")).content.decode()
    assert "texts/question/signs/" not in author.get(place(draft, "")).content.decode()


def test_words_that_break_an_example_or_proof_are_saved_and_not_sent_on(author: Client) -> None:
    draft = begun(author)
    version = form(author, place(draft, "tables/ending/"))["version"]
    milder = {**NEW_RULE, "id": "VO-30", "version": version, "then-ending": '"E112"', "add-fact": ["age"], "add-cell": ["> 20"]}
    assert post(author, place(draft, "tables/ending/"), milder).status_code == 302
    assert "aria-disabled" in author.get(place(draft, "rules/")).content.decode()
