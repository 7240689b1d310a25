"""Answering an assessment: one question a page, without signing in, with or without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.assessment.actions import InvalidAnswer, answer, finish, keep_as_draft, save_for_later, start_run
from polku.assessment.logic.assessment import Unfinished, Walk
from polku.assessment.models import AssessmentRun
from polku.assessment.opening import open_by_code
from polku.assessment.queries import (
    answers_of,
    drafts,
    file_for,
    offered_assessment,
    progress,
    result_of,
    run_for,
)
from polku.assessment.words import problem_words
from polku.foundation import clock
from polku.foundation.errors import Conflict, NotFound
from polku.guidance import guarantees
from polku.guidance.routing import taking_now
from polku.guidance.topics import place_of
from polku.web import paper
from polku.web.resident import links, present
from polku.web.resident.asking import asked_at, question_page
from polku.web.resident.filling import taken, whole
from polku.web.resident.questions import raw, sent
from polku.web.resident.session import actor, address_of, held, hold
from polku.web.ui.download import download


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    assessment = offered_assessment(slug)
    if request.method == "POST":
        for_real = "trial" not in request.POST
        run = start_run(assessment_id=slug, language=get_language() or "fi", for_real=for_real, by=actor(request))
        hold(request, run.id)
        return to_next(run, progress(run))
    return render(request, "resident/start.html", present.start_page(assessment, _draft(request, slug)))


def _draft(request: HttpRequest, slug: str) -> AssessmentRun | None:
    return next((run for run in drafts(held(request), slug) if run.finished_at is None), None)


def to_next(run: AssessmentRun, reached: Walk) -> HttpResponse:
    """Where the answers lead: the next question, the check of answers, or an ending that stops."""
    return HttpResponseRedirect(next_url(run, reached))


def next_url(run: AssessmentRun, reached: Walk) -> str:
    if reached.ending is not None and reached.ending.stops:
        return links.ending_url(run, reached.ending)
    return links.question_url(run, reached.next.key) if reached.next is not None else links.run_url("answers", run)


def own_run(request: HttpRequest, slug: str, run: UUID) -> AssessmentRun:
    _refuse_staff(request, run)
    found = run_for(run_id=run, held=held(request), by=actor(request))
    if found.assessment != slug:
        raise NotFound("no such page for you", "an assessment that you started here", "start a new assessment")
    return found


def _refuse_staff(request: HttpRequest, run: UUID) -> None:
    """Staff fill none but the form of a client that they are entering."""
    if actor(request).is_staff and paper.client_of(request, run) is None:
        raise NotFound("no such page for you", "a resident's own answers", "see them at the desk")


def open_run(request: HttpRequest, slug: str, run: UUID) -> AssessmentRun | HttpResponse:
    """A run that may still be answered; one that is sent leads to one's matters."""
    found = own_run(request, slug, run)
    return redirect("resident:my") if found.person_id else found


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, run: UUID, item: str) -> HttpResponse:
    if request.method == "POST":
        return _answered(request, slug, run, item)
    found = open_run(request, slug, run)
    if isinstance(found, HttpResponse):
        return found
    reached = progress(found)
    asked = asked_at(found, reached, item)
    if asked is None:
        return to_next(found, reached)
    return render(request, "resident/question.html", question_page(found, asked, reached, by=actor(request)))


def _answered(request: HttpRequest, slug: str, run: UUID, key: str) -> HttpResponse:
    """Take the answer and go on; one that cannot be taken shows its question again, or leads to where one stands."""
    _refuse_staff(request, run)
    if "more" in request.POST:
        return _longer(request, slug, run, key)
    try:
        if whole(request):
            return _taken(request, slug, run, key)
        reached = answer(run_id=run, held=held(request), link_id=key, raw=raw(request.POST), by=actor(request))
        return to_next(AssessmentRun(id=run, assessment=slug), reached)
    except (InvalidAnswer, NotFound, Conflict) as wrong:
        found = open_run(request, slug, run)
        if isinstance(found, HttpResponse):
            return found
        reached = progress(found)
        asked = asked_at(found, reached, key)
        if asked is None or not isinstance(wrong, InvalidAnswer):
            return to_next(found, reached)
        told, filled = problem_words(wrong.item, wrong.problem), sent(asked, request.POST)
        context = question_page(found, asked, reached, by=actor(request), filled=filled, error=told)
        return render(request, "resident/question.html", context, status=422)


def _taken(request: HttpRequest, slug: str, run: UUID, key: str) -> HttpResponse:
    """Files or occurrences: on to where they lead, or to the same question with what it holds now."""
    found = open_run(request, slug, run)
    if isinstance(found, HttpResponse):
        return found
    reached = taken(request, found, key, held(request), actor(request))
    return redirect(links.question_url(found, key)) if reached is None else to_next(found, reached)


def _longer(request: HttpRequest, slug: str, run: UUID, key: str) -> HttpResponse:
    """The question again as it was filled, with one more line."""
    found = open_run(request, slug, run)
    if isinstance(found, HttpResponse):
        return found
    reached = progress(found)
    asked = asked_at(found, reached, key)
    if asked is None:
        return to_next(found, reached)
    context = question_page(found, asked, reached, by=actor(request), filled=sent(asked, request.POST))
    return render(request, "resident/question.html", context)


@require_safe
def answers(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    found = own_run(request, slug, run)
    reached = progress(found)
    if reached.next is not None:
        return to_next(found, reached)
    return render(request, "resident/answers.html", present.answers_page(found, answers_of(found), reached))


@require_safe
def result(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    found = own_run(request, slug, run)
    try:
        outcome = result_of(found)
    except Unfinished:
        return to_next(found, progress(found))
    if outcome.ending.main == "call-112":
        return redirect(links.ending_url(found, outcome.ending))
    if found.finished_at is None:
        finish(run_id=found.id, held=held(request), by=actor(request))
    promised = guarantees.clock_start(clock.now())
    place = place_of(found.assessment, outcome.ending.id)
    taking = taking_now(place.service, outcome.urgency)
    page = present.result_page(found, outcome, promised, taking, signed_in=actor(request).kind == "resident")
    if actor(request).is_staff:
        page |= present.entered(found)
    return render(request, "resident/result.html", page)


@require_safe
def rules(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    """The rules that made the result, in their own words."""
    found = own_run(request, slug, run)
    try:
        outcome = result_of(found)
    except Unfinished:
        return to_next(found, progress(found))
    return render(request, "resident/text.html", present.rules_page(found, outcome))


@require_safe
def emergency(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    found = own_run(request, slug, run)
    reached = progress(found)
    if reached.ending is None or reached.ending.main != "call-112":
        return to_next(found, reached)
    if actor(request).is_staff and found.finished_at is None:
        finish(run_id=found.id, held=held(request), by=actor(request))
    return render(request, "resident/emergency.html", present.emergency_page(found, result_of(found), reached, actor(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    """A code by which to go on later, on this device or another. Shown once."""
    found = open_run(request, slug, run)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST" and "keep" in request.POST:
        keep_as_draft(run_id=found.id, held=held(request), by=actor(request))
        return redirect("resident:save", slug, run)
    code = save_for_later(run_id=found.id, held=held(request), by=actor(request)) if request.method == "POST" else ""
    return render(request, "resident/save.html", present.save_page(found, code, actor(request)))


@require_safe
def file(request: HttpRequest, slug: str, run: UUID, file: UUID) -> HttpResponse:
    """A file that one attached: to its owner, the look logged."""
    if actor(request).is_staff and str(run) not in held(request):
        raise NotFound("no such page for you", "a file of a client of your unit", "open it at the desk")
    return download(file_for(run_id=run, file_id=file, held=held(request), by=actor(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Open saved answers by their code."""
    if request.method != "POST":
        return render(request, "resident/resume.html", {"code": {"value": "", "error": ""}, "errors": []})
    code = request.POST.get("code", "")
    if request.session.session_key is None:
        request.session.save()
    try:
        run = open_by_code(
            code=code, session=request.session.session_key or "", address=address_of(request), by=actor(request)
        )
    except NotFound:
        wrong = _("No saved answers were found with this code. Check the code, or start again.")
        context = {"code": {"value": code[:40], "error": wrong}, "errors": [{"target": "code", "text": wrong}]}
        return render(request, "resident/resume.html", context, status=422)
    hold(request, run.id)
    return to_next(run, progress(run))
