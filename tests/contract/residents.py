"""A resident at the pages, through Django's test client: open, answer, send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from polku.assessment.models import AssessmentRun
from polku.foundation.ids import new_id
from polku.people.models import Account, Person

START = "/fi/assessments/urinary-symptoms/"
TODAY: dict[str, Any] = {
    "signs": "none", "severe": "none", "flags": "none", "fever": "none", "age": "34", "sex": "female", "pregnant": "false",
    "background": "none", "recurrent": "false", "treated": "false", "symptoms": ["painful", "nocturia", "cloudy"],
    "blood": "false", "lower_pain": "none", "discharge": "false",
}  # fmt: skip
THREE_DAYS = TODAY | {"symptoms": "painful"}
URGENT = TODAY | {"fever": "high"}


class Visitor(Client):
    """A browser. ``start`` begins an assessment, ``answer`` the question at hand, ``walk`` all that are asked."""

    run: AssessmentRun
    place = ""

    def start(self, language: str = "fi", **form: str) -> str:
        before = set(AssessmentRun.objects.values_list("id", flat=True))
        self.place = str(self.post(START.replace("/fi/", f"/{language}/"), form).headers["Location"])
        self.run = AssessmentRun.objects.exclude(id__in=before).get()
        return self.place

    @property
    def item(self) -> str:
        found = re.search(r"/q/(\w+)/$", self.place)
        return found[1] if found else ""

    def answer(self, given: object) -> HttpResponse:
        page = self.post(self.place, {"answer": given})
        if page.status_code == 302:
            self.place = page.headers["Location"]
        return page

    def walk(self, answers: Mapping[str, Any]) -> list[str]:
        """Answer until no question is left; gives the questions that were asked."""
        asked = []
        while self.item:
            asked.append(self.item)
            assert self.answer(answers[self.item]).status_code == 302
        return asked

    def finish(self, answers: Mapping[str, Any] = TODAY, language: str = "fi") -> None:
        self.start(language)
        self.walk(answers)
        assert self.get(self.url("result")).status_code == 200

    def url(self, page: str) -> str:
        return f"{START}{self.run.id}/{page}/"

    def sign_in(self, person: Person) -> None:
        """As after the provider: the account's session, with what the visitor held before."""
        held = self.session.get("assessment_runs", [])
        account, _ = Account.objects.get_or_create(person=person, defaults={"kind": "resident", "subject": f"person:{person.id}"})
        self.force_login(account)
        session = self.session
        session["assessment_runs"] = held
        session.save()


def text(page: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def title(page: HttpResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)
    return " ".join(unescape(found[1]).split()) if found else ""


def heading(page: HttpResponse) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.S)
    assert len(found) == 1, "one h1 on a page"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def token() -> str:
    return str(new_id())
