"""Files and repeating groups through the pages: what is taken, what is refused, what is kept, who may fetch it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from polku.assessment.actions import finish, forget_unsent, start_run
from polku.assessment.models import AssessmentRun, AttachedFile
from polku.foundation import clock
from polku.foundation.actor import ANONYMOUS, SYSTEM
from polku.foundation.models import AuditEntry
from polku.guidance.actions import send_assessment
from polku.people.models import Account
from polku.people.queries import actor_of
from tests import county as some
from tests.contract.residents import Visitor, text

pytestmark = pytest.mark.django_db
FORM = "service-need-disability"
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
LIFE = ("work", "family", "friends", "health", "growth", "home", "money", "self", "hardship", "whole")
BEFORE: dict[str, Any] = {
    "danger": "false", "urgent": "none", "filler": "self", "person_age": "34", "care_allowance": "false", "since": "",
    **{f"life_{part}": "" for part in LIFE}, "hard": "moving",
}  # fmt: skip
AFTER = {"services": "assistance", "wish": "Haluan ulos."}


class Filler(Client):
    """One who fills the service-need form."""

    place = ""

    def start(self) -> Filler:
        self.place = str(self.post(f"/fi/assessments/{FORM}/").headers["Location"])
        return self

    @property
    def run(self) -> AssessmentRun:
        return AssessmentRun.objects.get(id=self.place.split("/")[4])

    @property
    def key(self) -> str:
        found = re.search(r"/q/([\w-]+)/$", self.place)
        return found[1] if found else ""

    def send(self, key: str = "", **fields: Any) -> HttpResponse:
        """Send the form of a question, and follow where it leads."""
        page = self.post(f"/fi/assessments/{FORM}/{self.run.id}/q/{key or self.key}/", fields)
        if page.status_code == 302:
            self.place = page.headers["Location"]
        return page

    def to(self, key: str) -> Filler:
        answers = {**BEFORE, "help_now": "0", **AFTER}
        while self.key != key:
            assert self.send(answer=answers[self.key]).status_code == 302, self.key
        return self

    def attach(self, content: bytes, name: str = "lausunto.pdf", add: bool = True) -> HttpResponse:
        return self.send(files="1", answer=SimpleUploadedFile(name, content), **({"add": "1"} if add else {}))

    @property
    def page(self) -> str:
        return text(self.get(self.place))


def test_files_are_added_one_by_one_listed_and_taken_away() -> None:
    one = Filler().start().to("papers")
    assert one.attach(PDF, "C:\\oma\\lausunto.pdf").status_code == 302
    assert one.attach(PNG, "<b>kuva</b>\u202egnp.exe").status_code == 302
    names = [file["name"] for file in one.run.answers["papers"]]
    assert names[0] == "lausunto.pdf" and names[1].endswith(".png") and "<" not in names[1] and "\u202e" not in names[1]
    assert "lausunto.pdf" in one.page
    first = one.run.answers["papers"][0]["id"]
    one.send(files="1", detach=first)
    assert [file["contentType"] for file in one.run.answers["papers"]] == ["image/png"]
    assert AttachedFile.objects.filter(run=one.run).count() == 1
    assert one.send(files="1").status_code == 302 and one.key == "way"
    assert len(one.run.answers["papers"]) == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00", "lausunto.pdf", "Tällaista tiedostoa"),
        (b"<script>alert(1)</script>", "kuva.png", "Tällaista tiedostoa"),
        (b"GIF89a" + bytes(9), "kuva.gif", "Tällaista tiedostoa"),
        (b"", "tyhja.pdf", "Valitse tiedosto"),
        (PDF + bytes(10_240_001), "iso.pdf", "liian suuri"),
        (PDF + bytes(13_000_000), "valtava.pdf", "liian suuri"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_in_words_and_loses_nothing(content: bytes, name: str, words: str) -> None:
    one = Filler().start().to("papers")
    one.attach(PDF)
    before = one.run.answers
    page = one.attach(content, name)
    assert page.status_code == 422 and words in text(page) and "lausunto.pdf" in text(page)
    assert one.run.answers == before and AttachedFile.objects.count() == 1


def test_no_more_files_than_the_question_takes() -> None:
    one = Filler().start().to("papers")
    for _ in range(5):
        assert one.attach(PDF).status_code == 302
    assert one.attach(PDF).status_code == 422
    assert AttachedFile.objects.count() == 5


def test_a_question_without_a_file_goes_on() -> None:
    one = Filler().start().to("papers")
    assert one.send(files="1", add="1").status_code == 422
    assert one.send(files="1").status_code == 302
    assert one.run.answers["papers"] is None


def test_a_file_is_not_put_where_none_is_asked() -> None:
    one = Filler().start().to("hard")
    one.attach(PDF)
    one.send("papers", files="1", answer=SimpleUploadedFile("a.pdf", PDF))
    assert not AttachedFile.objects.exists() and set(one.run.answers) == set(BEFORE) - {"hard"}
    one.send("papers", answer='{"id": "x", "name": "x", "contentType": "application/pdf", "size": 1}')
    assert "papers" not in one.run.answers


def filled() -> Filler:
    one = Filler().start().to("papers")
    one.attach(PDF)
    one.send(files="1")
    one.send(answer="speech")
    return one


def sent(account: Account) -> tuple[AssessmentRun, str]:
    """A form with a file, sent; and the file's id."""
    one = filled()
    run = one.run
    finish(run_id=run.id, held=[str(run.id)], by=ANONYMOUS)
    send_assessment(run_id=run.id, held=(str(run.id),), by=actor_of(account))
    return run, run.answers["papers"][0]["id"]


def address(run: AssessmentRun, file: str) -> str:
    return f"/fi/assessments/{FORM}/{run.id}/files/{file}/"


def test_a_file_is_given_to_the_holder_for_saving() -> None:
    one = filled()
    file = one.run.answers["papers"][0]["id"]
    page = one.get(address(one.run, file))
    assert (page.status_code, page.content, page.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert page.headers["Content-Disposition"] == 'attachment; filename="lausunto.pdf"'
    assert page.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in page.headers["Content-Security-Policy"]
    assert Client().get(address(one.run, file)).status_code == 404
    assert one.get(address(one.run, str(uuid4()))).status_code == 404


def test_a_sent_file_is_its_persons_and_each_look_is_logged() -> None:
    owner, stranger, nurse = some.resident(900), some.resident(901), some.staff("T-1")
    run, file = sent(owner)
    for other in (Client(), some.signed_in(stranger), some.signed_in(nurse)):
        assert other.get(address(run, file)).status_code == 404
    assert some.signed_in(owner).get(address(run, file)).status_code == 200
    looks = AuditEntry.objects.filter(object_type="assessment.file", person=owner.person_id)
    assert sorted(looks.values_list("kind", flat=True)) == ["look", "refusal", "refusal"], "staff are turned away at the door"


def test_files_go_with_their_run(at: Any) -> None:
    one = filled()
    with at(clock.now() + timedelta(days=31)):
        forget_unsent(older_than=timedelta(days=30), by=SYSTEM)
    assert not AssessmentRun.objects.filter(id=one.place.split("/")[4]).exists() and not AttachedFile.objects.exists()


HELPERS = (("Äiti", "Aamut", "daily"), ("Sisko", "Kauppa", "weekly"), ("Naapuri", "Lumet", "seldom"))


def with_helpers(count: int) -> Filler:
    one = Filler().start().to("help_now")
    for number, (who, task, often) in enumerate(HELPERS[:count], start=1):
        link = re.search(r'add-another"[^>]*href="([^"]+)"', one.get(one.place).content.decode())
        assert link and link[1].endswith(f"help_now-{number}-helper/")
        assert one.get(link[1]).status_code == 200
        one.place = link[1]
        for answer in (who, task, often):
            assert one.send(answer=answer).status_code == 302
        assert one.key == "help_now"
    return one


def test_occurrences_are_added_changed_and_listed() -> None:
    one = with_helpers(2)
    assert "1. Äiti" in one.page and "2. Sisko" in one.page
    one.send("help_now-1-task", answer="Illat")
    assert one.key == "help_now" and "Illat" in one.page
    one.send(answer="2")
    assert one.key == "services" and one.run.answers["help_now"] == 2


def test_an_occurrence_is_removed_and_brought_back_in_its_place() -> None:
    one = with_helpers(3)
    before = one.run.answers
    one.send(remove="2", answer="3")
    assert "2. Naapuri" in one.page and "Sisko" not in one.page and "Kumoa" in one.page
    one.send(undo="1", answer="2")
    assert one.run.answers == before and "Kumoa" not in one.page


def test_what_was_removed_is_gone_once_one_has_finished() -> None:
    one = with_helpers(2)
    one.send(remove="1", answer="2")
    one.send(answer="1")
    answers = {**AFTER, "papers": "", "way": "speech"}
    while one.key:
        one.send(answer=answers[one.key])
    assert "Apu, jota saat nyt 1" in one.page and "1 lisätty" in one.page and "Äiti" not in one.page
    run = finish(run_id=one.run.id, held=[str(one.run.id)], by=ANONYMOUS)
    assert run.removed is None


@pytest.mark.parametrize("fields", [{"remove": "9"}, {"remove": "x"}, {"undo": "1"}, {"answer": "7"}, {"answer": "-1"}])
def test_what_is_not_there_changes_nothing(fields: dict[str, str]) -> None:
    one = with_helpers(1)
    before = one.run.answers
    assert one.send(**fields).status_code in {302, 422}
    assert {k: v for k, v in one.run.answers.items() if k != "help_now"} == before


def test_a_run_of_another_is_out_of_reach() -> None:
    run = start_run(assessment_id=FORM, language="fi", by=ANONYMOUS)
    visitor = Visitor()
    for fields in ({"files": "1", "answer": SimpleUploadedFile("a.pdf", PDF)}, {"remove": "1"}, {"undo": "1"}):
        assert visitor.post(f"/fi/assessments/{FORM}/{run.id}/q/papers/", fields).status_code == 404
