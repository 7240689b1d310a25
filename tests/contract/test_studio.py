"""The studio's pages: what an author does to a table, what the other person approves, and what is never lost."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from polku.assessment.models import AssessmentRun, AssessmentVersion
from polku.assessment.publishing import queries
from polku.assessment.publishing.logic.comparing import differences
from polku.assessment.publishing.models import Draft, Publication
from polku.assessment.queries import offered_assessment
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from tests import county as some
from tests.contract.studio import ID, begun, form, place, post, source

PAGES = ("", "rules/", "try/", "compare/", "replay/", "safety/", "versions/")
LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def author(db: None) -> Client:
    return some.signed_in(some.staff("C-1", role="content_author", name="Satu Sisältö"))


@pytest.fixture
def approver(db: None) -> Client:
    return some.signed_in(some.staff("C-2", role="content_approver", name="Lasse Laatu"))


def planted(author: Client, draft: Draft) -> Any:
    """Two typical symptoms lead to "today" only where the lower belly does not hurt."""
    typed = form(author, place(draft, "rules/VO-24/"))
    return post(author, place(draft, "rules/VO-24/"), {**typed, "add-fact": "lower_pain", "add-cell": '"none"'})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_what_is_in_force(author: Client, page: str, language: str) -> None:
    response = author.get(f"/{language}/studio/{ID}/current/{page}")
    assert response.status_code == 200
    assert offered_assessment(ID).metadata.title[language] in response.content.decode()


@pytest.mark.parametrize("page", ["", "rules/", "drafts/", "?q=VO-5"])
def test_the_lists(author: Client, page: str) -> None:
    assert author.get(f"/fi/studio/{page}").status_code == 200


def test_a_planted_fault_shows_its_counterexample_and_the_mend_heals_it(author: Client) -> None:
    draft = begun(author)
    planted(author, draft)
    body = author.get(place(draft, "rules/")).content.decode()
    assert "counterexample" not in body or 'class="panel counter"' in body
    assert body.count('class="clash"') == 2 and "aria-disabled" in body
    named = dict(re.findall(r'<input type="hidden" name="(table|property|number)" value="([^"]+)">', body))
    assert named == {"table": "ending", "property": "monotone", "number": "0"}
    draft.refresh_from_db()
    post(author, place(draft, "mend/"), {**named, "version": draft.version})
    healed = author.get(place(draft, "rules/")).content.decode()
    assert 'class="clash"' not in healed and "aria-disabled" not in healed
    assert differences(draft.base_source, source(draft)) == []


def test_a_counterexample_becomes_an_example_that_then_holds(author: Client) -> None:
    draft = begun(author)
    before = author.get(place(draft, "rules/?examples=all")).content.decode().count('<th scope="row" lang="en">')
    planted(author, draft)
    draft.refresh_from_db()
    named = {"table": "ending", "property": "monotone", "number": "0"}
    assert post(author, place(draft, "example/"), {**named, "version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert post(author, place(draft, "mend/"), {**named, "version": draft.version}).status_code == 302
    body = author.get(place(draft, "rules/?examples=all")).content.decode()
    assert body.count('<th scope="row" lang="en">') == before + 1
    assert "aria-disabled" not in body


def test_undo_takes_back_the_last_change(author: Client) -> None:
    draft = begun(author)
    planted(author, draft)
    draft.refresh_from_db()
    post(author, place(draft, "undo/"), {"version": draft.version})
    assert source(draft) == draft.base_source


@pytest.mark.parametrize(
    ("name", "typed"),
    [("add-cell", ">>> 3"), ("then-ending", ""), ("text-fi", ""), ("text-sv", "x" * 5000), ("add-cell", "[1..")],
)
def test_bad_input_comes_back_as_it_was_typed(author: Client, name: str, typed: str) -> None:
    draft = begun(author)
    typed_well = {"text-en": "Kept words", "add-fact": "age", "add-cell": "> 1"}
    sent = {**form(author, place(draft, "rules/VO-24/")), **typed_well, name: typed}
    response = post(author, place(draft, "rules/VO-24/"), sent)
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert source(draft) == draft.base_source


def test_a_second_editor_is_told_and_keeps_what_was_typed(author: Client) -> None:
    draft = begun(author)
    late = form(author, place(draft, "rules/VO-29/"))
    planted(author, draft)
    response = post(author, place(draft, "rules/VO-29/"), {**late, "text-en": "Kept words"})
    assert response.status_code == 409
    assert "Kept words" in response.content.decode()


def test_the_same_form_sent_twice_has_one_effect(author: Client) -> None:
    token = str(uuid4())
    first, second = (post(author, f"/fi/studio/{ID}/begin/", token=token) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Draft.objects.count() == 1


def submitted(author: Client) -> Draft:
    draft = begun(author)
    typed = form(author, place(draft, "rules/VO-29/"))
    post(author, place(draft, "rules/VO-29/"), {**typed, "text-fi": "Uusi <b>teksti</b>"})
    draft.refresh_from_db()
    words = {"change_fi": "Selkeämpi", "change_sv": "Tydligare", "change_en": "Clearer"}
    post(author, place(draft, "submit/"), {"significance": "minor", **words, "version": draft.version})
    draft.refresh_from_db()
    assert draft.state == "in-review"
    return draft


def approving(draft: Draft, **given: str) -> dict[str, str]:
    today = helsinki_date(clock.now()).isoformat()
    day = {"valid_from": today, "review_by": "2099-01-01", "registration": "00000000000", "valid_to": ""}
    return {**day, "version": str(draft.version), **given}


def test_from_draft_to_use_by_two_people(author: Client, approver: Client) -> None:
    draft = submitted(author)
    assert post(author, place(draft, "approve/"), approving(draft)).status_code == 403
    response = post(approver, place(draft, "approve/"), approving(draft))
    assert response.status_code == 302
    assert offered_assessment(ID).version == "1.1.0"
    page = approver.get(f"/fi/studio/{ID}/current/rules/").content.decode()
    assert "Uusi &lt;b&gt;teksti" in page and "Uusi <b>" not in page
    for name in PAGES:
        assert approver.get(f"/fi/studio/{ID}/{Publication.objects.get().content_hash}/{name}").status_code == 200


def test_an_author_who_may_approve_does_not_approve_an_own_draft(author: Client) -> None:
    draft = submitted(author)
    some.give_role(account_id=draft.author_id, role="content_approver", unit_id="salo", register="health", by=some.SYSTEM)
    assert post(author, place(draft, "approve/"), approving(draft)).status_code == 403
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"registration": ""}, {"valid_from": "2001-01-01"}, {"valid_from": "soon"}, {"review_by": ""}, {"valid_to": "2001-01-01"}],
)
def test_approval_with_wrong_days_comes_back(author: Client, approver: Client, given: dict[str, str]) -> None:
    draft = submitted(author)
    assert post(approver, place(draft, "approve/"), approving(draft, **given)).status_code == 422
    assert not Publication.objects.exists()


def test_sent_back_with_its_reason(author: Client, approver: Client) -> None:
    draft = submitted(author)
    assert post(approver, place(draft, "return/"), {"reason": "", "version": draft.version}).status_code == 422
    post(approver, place(draft, "return/"), {"reason": "Korjaa ruotsi", "version": draft.version})
    assert "Korjaa ruotsi" in author.get(place(draft, "rules/")).content.decode()


def test_retired_by_an_approver_only(author: Client, approver: Client) -> None:
    draft = submitted(author)
    post(approver, place(draft, "approve/"), approving(draft))
    address = f"/fi/studio/{ID}/{Publication.objects.get().content_hash}/retire/"
    assert post(author, address, {"reason": "x"}).status_code == 403
    assert post(approver, address, {"reason": ""}).status_code == 422
    assert post(approver, address, {"reason": "Virhe"}).status_code == 302
    assert offered_assessment(ID).version == "1.0.0"


def test_trying_out_stores_nothing(author: Client) -> None:
    path = f"/fi/studio/{ID}/current/try/"
    rows = AssessmentRun.objects.count(), AssessmentVersion.objects.count()
    given, seen = "{}", ""
    example = next(one for one in offered_assessment(ID).examples if one.ending == "DAY")
    for _ in range(30):
        body = author.get(path).content.decode() if given == "{}" and not seen else seen
        item = re.search(r'name="item" value="([^"]+)"', body)
        if item is None:
            break
        held = re.search(r'name="given" value="([^"]*)"', body)
        assert held
        given = held[1].replace("&quot;", '"')
        answer = example.answers[item[1]]
        raw = answer if isinstance(answer, list) else [str(answer).lower() if isinstance(answer, bool) else str(answer)]
        seen = author.post(path, {"item": item[1], "given": given, "answer": raw, "act": "next"}).content.decode()
    assert 'class="panel verdict"' in seen and "DAY" in seen
    assert (AssessmentRun.objects.count(), AssessmentVersion.objects.count()) == rows
    assert author.post(path, {"item": "signs", "given": "nonsense", "answer": "<script>"}).status_code == 422
    assert author.post(path, {"item": "signs", "given": "[1]", "answer": ["none"]}).status_code == 200


def test_a_nurse_may_not_open_the_studio(db: None) -> None:
    nurse = some.signed_in(some.staff("T-1"))
    assert nurse.get("/fi/studio/").status_code == 403
    assert Client().get("/fi/studio/").headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("which", ["nonsense", "00000000-0000-7000-8000-000000000000", "0" * 64])
def test_what_does_not_exist_is_not_found(author: Client, which: str) -> None:
    for page in PAGES:
        assert author.get(f"/fi/studio/{ID}/{which}/{page}").status_code == 404


@pytest.mark.parametrize(("kind", "suffix"), [("fhir", "json"), ("dmn", "dmn")])
def test_a_file_goes_out_and_comes_back_into_a_draft(author: Client, kind: str, suffix: str) -> None:
    exported = author.get(f"/fi/studio/{ID}/current/export/{kind}/").content
    draft = begun(author)
    file = SimpleUploadedFile(f"x.{suffix}", exported)
    response = post(author, place(draft, "import/"), {"version": draft.version, "file": file})
    assert response.status_code == 302, response.content.decode()[-3000:]
    rules = queries.revision(Draft.objects.get()).source
    again = author.get(place(draft, f"export/{kind}/")).content
    assert again == exported and rules
    bad = SimpleUploadedFile(f"x.{suffix}", b"<script>")
    draft.refresh_from_db()
    assert post(author, place(draft, "import/"), {"version": draft.version, "file": bad}).status_code == 422
