"""Editing words by a form: of a question and its options, of an ending, a table's name, what is told about the assessment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from polku.assessment.publishing import actions
from polku.assessment.publishing.logic.editing import NoSuchPlace
from polku.assessment.publishing.logic.texts import Sheet, Typed, Words, sheet, with_sheet
from polku.foundation.errors import NotFound
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, problem_words, sent, to, work_page
from polku.web.studio.presenters import proofs, story
from polku.web.studio.presenters.texts import field_name, groups, heading, label
from polku.web.studio.rule_form import LONGEST_TEXT
from polku.web.studio.views.approving import read_day
from polku.web.studio.views.editing import drafted, editable
from polku.web.studio.work import Work, opened


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def texts(request: HttpRequest, slug: str, which: str, kind: str, thing: str) -> HttpResponse:
    """All its words in each language; the examples and proofs run at each save."""
    work = editable(request, slug, which)
    try:
        found = sheet(work.source, slug, kind, thing)
    except NoSuchPlace:
        raise NotFound("no such words in this assessment’s own files", "a part of it", "open it where it is written") from None
    if request.method != "POST":
        return texts_page(work, kind, thing, found, {words.key: words.parts for words in found.words})
    typed = {words.key: {part: _sent(request, field_name(words, part)) for part in words.parts} for words in found.words}

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        return texts_page(opened(request, slug, which), kind, thing, found, typed, problems, said, status)

    if problems := _problems(found, typed):
        return again("", problems, 422)

    def do() -> str:
        source = with_sheet(work.source, found, _read(typed))
        actions.revise(draft_id=drafted(work), version=work.seen, source=source, what=f"{kind} {thing}", by=work.actor)
        return to(work, "rules" if kind == "table" else "read", "saved")

    return sent(work, do, again)


def _sent(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


def _read(typed: Typed) -> Typed:
    """The day as a file has it."""
    day = read_day(typed.get("reviewBy", {}).get("", ""))
    return {**typed, "reviewBy": {"": day.isoformat()}} if day else typed


def _problems(found: Sheet, typed: Typed) -> Problems:
    problems = {}
    for words in found.words:
        for part, text in typed[words.key].items():
            if code := _problem(words, text, typed):
                problems[field_name(words, part)] = problem_words(code)
    return problems


def _problem(words: Words, text: str, typed: Typed) -> str:
    """Words are whole or left out: in every language, or in none."""
    if not text:
        return "required" if not words.optional or any(typed[words.key].values()) else ""
    if words.key == "reviewBy" and read_day(text) is None:
        return "not-a-day"
    return "too-long" if len(text) > LONGEST_TEXT else ""


def texts_page(
    work: Work, kind: str, thing: str, found: Sheet, typed: Typed, problems: Problems | None = None, said: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = groups(work, kind, thing, found, typed, problems or {})
    legends = {field_name(words, part): label(work, kind, thing, words) for words in found.words for part in words.parts}
    return work_page(
        work,
        "texts",
        "rules" if kind == "table" else "read",
        status=status,
        groups=shown,
        heading=heading(work, kind, thing),
        thing=thing,
        conflict=said,
        cards=proofs.cards(work.findings),
        stops=story.stops(work),
        cancel_href=work.address("rules" if kind == "table" else "read"),
        errors=[{"target": name, "text": f"{legends[name]}: {text}"} for name, text in (problems or {}).items()],
    )
