"""The visitors of the bench and the pages that they open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from bench.webpages import plain
from bench.webpages.visitor import Visitor
from polku.assessment.library import library
from polku.foundation.content import content_root
from polku.people.models import Account
from tests import county

ANSWERED = 8


@dataclass(frozen=True)
class Page:
    """One of Polku's pages under measurement, who asks for it, and its statements as a bare view would make them."""

    name: str
    visitor: Visitor
    method: str
    path: str
    statements: Callable[[], None]
    form: dict[str, Any] = field(default_factory=dict)


def pages(application: WSGIHandler) -> dict[str, Page]:
    """An answer, the question after it, the home page, and one's matters with two cases and an appointment."""
    with override_settings(POLKU_MODE="demo"):
        someone, answered, form, question = midway(Visitor(application))
        client = with_matters()
    run = UUID(question.split("/")[4])
    made = [
        Page("answer", someone, "POST", answered, lambda: plain.answer(run), form),
        Page("question", someone, "GET", question, lambda: plain.question(run)),
        Page("home", Visitor(application), "GET", "/fi/", lambda: None),
        Page("my-matters", Visitor(application, session_of(client)), "GET", "/fi/my/", lambda: plain.matters(client)),
    ]
    return {page.name: page for page in made}


def midway(visitor: Visitor) -> tuple[Visitor, str, dict[str, Any], str]:
    """A visitor who has answered half of an assessment: the last question answered, its form, and the next question."""
    assessment = library(content_root())["urinary-symptoms"]
    answers = next(example.answers for example in assessment.examples if example.ending == "SELF")
    start = f"/fi/assessments/{assessment.id}/"
    there = visitor.visit("POST", start, {"csrfmiddlewaretoken": visitor.visit("GET", start).token}).header("Location")
    for _ in range(ANSWERED):
        page = visitor.visit("GET", there)
        given = answers[there.rstrip("/").split("/")[-1]]
        form = {"csrfmiddlewaretoken": page.token, "answer": str(given).lower() if isinstance(given, bool) else given}
        here, there = there, visitor.visit("POST", there, form).header("Location")
    return visitor, here, form, there


def with_matters() -> Account:
    client, nurse = county.resident(900), county.staff("T-1", name="Sairaanhoitaja 1")
    cases = [county.sent_case(client) for _ in range(2)]
    county.book(slot_id=county.slot(nurse).id, case_id=cases[0].id, by=county.actor_of(nurse))
    return client


def session_of(account: Account) -> dict[str, str]:
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return {settings.SESSION_COOKIE_NAME: str(store.session_key), settings.CSRF_COOKIE_NAME: "a" * 32}
