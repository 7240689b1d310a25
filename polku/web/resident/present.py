"""From the rooms' values to what the residents' templates show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.instruments.measuring import Measured
from polku.assessment.library import library
from polku.assessment.logic.answers import to_json
from polku.assessment.logic.assessment import Assessment, Ending, Result, Walk
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import DONT_KNOW, Item, visible_items
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import Answered, assessment_of, measured_of
from polku.assessment.words import answer_words
from polku.catalogue.queries import services_of_key
from polku.foundation.calendar import OFFICE_CLOSES, at_helsinki, helsinki_date
from polku.foundation.content import Text, content_root
from polku.foundation.content import in_language as in_
from polku.guidance.reception import Taking

SCREEN = "emergency-screen"
SHORT_HELP = 60
"""Help of at most so many letters stands open under the question; a longer one waits behind a heading."""


def told(text: Text) -> str:
    """The text in the page's language."""
    return in_(text, get_language() or "fi") if text else ""


def run_url(name: str, run: AssessmentRun) -> str:
    return reverse(f"resident:{name}", args=[run.assessment, run.id])


def question_url(run: AssessmentRun, link_id: str) -> str:
    return reverse("resident:question", args=[run.assessment, run.id, link_id])


def ending_url(run: AssessmentRun, ending: Ending) -> str:
    return run_url("emergency" if ending.main == "call-112" else "result", run)


def start_page(assessment: Assessment, draft: AssessmentRun | None) -> dict[str, Any]:
    about = assessment.metadata
    return {
        "assessment": {
            "title": told(about.title), "intro": told(about.summary), "minutes": "–".join(str(m) for m in about.minutes),
            "prepare": [told(text) for text in about.prepare], "answered_by": _("A professional answers on weekdays 8–16"),
        },
        "not_for": emergency_signs(),
        "resume_href": run_url("answers", draft) if draft else None,
        "back_href": reverse("resident:assessments"),
    }


def emergency_signs() -> list[str]:
    """The signs of the common emergency screen, as words."""
    screen = library(content_root()).get(SCREEN)
    items = screen.questionnaire.questions if screen else ()
    return [told(option.text) for item in items for option in item.options if not option.exclusive]


def question_page(
    run: AssessmentRun, item: Item, reached: Walk, *, raw: str | Sequence[str] = "", error: str = ""
) -> dict[str, Any]:
    assessment = assessment_of(run)
    asked = [i.link_id for i in visible_items(assessment.questionnaire, reached.answers) if i.asks]
    before = asked.index(item.link_id)
    place = place_of(assessment.questionnaire, reached.answers, item.link_id)
    given = [raw] if isinstance(raw, str) else list(raw)
    if not error and item.link_id in reached.answers:
        kept = to_json(reached.answers[item.link_id])
        given = [_form_value(one) for one in kept] if isinstance(kept, list) else [_form_value(kept)]
    left = max(1, round(assessment.metadata.minutes[1] * (len(asked) - before) / len(asked)))
    stages = [{"name": told(stage.text), "state": stage.state} for stage in place.stages]
    current = next((n for n, stage in enumerate(stages) if stage["state"] == "now"), 0)
    return {
        "assessment": {"title": told(assessment.metadata.title)},
        "step": {"number": current + 1, "total": len(stages), "name": stages[current]["name"], "minutes_left": left} if stages
        else {"number": place.number, "total": place.total, "name": "", "minutes_left": left},
        "stages": stages,
        "question": _question(item, given),
        "error": error,
        "errors": [{"target": "answer", "text": error}] if error else [],
        "back_href": question_url(run, asked[before - 1]) if before else reverse("resident:start", args=[run.assessment]),
        "leave_href": run_url("save", run),
        "save_href": run_url("save", run),
    }


def _form_value(value: object) -> str:
    return {True: "true", False: "false", None: ""}.get(value, str(value)) if isinstance(value, bool | None) else str(value)


def _question(item: Item, given: list[str]) -> dict[str, Any]:
    kind = {"boolean": "one", "choice": "many" if item.repeats else "one"}.get(item.type, "number")
    options = [{"value": o.code, "text": told(o.text), "apart": o.exclusive} for o in item.options]
    if item.type == "boolean":
        options = [{"value": "true", "text": _("Yes")}, {"value": "false", "text": _("No")}]
    if item.dont_know:
        options.append({"value": DONT_KNOW, "text": _("I don’t know"), "apart": True})
    for option in options:
        option["checked"] = option["value"] in given
    numeric, helping = kind == "number", told(item.help)
    shown = numeric or kind == "many" or len(helping) <= SHORT_HELP
    return {
        "name": "answer", "text": told(item.text), "why": told(item.why), "kind": kind, "hint": helping if shown else "",
        "unit": told(item.unit), "optional": not item.required, "value": given[0] if numeric and given[0] != DONT_KNOW else "",
        "options": options, "help": None if shown else {"title": _("Help with this question"), "text": helping},
    }


def answers_page(run: AssessmentRun, answered: Sequence[Answered], reached: Walk) -> dict[str, Any]:
    stops = reached.ending is not None and reached.ending.stops
    sent = run.person_id is not None
    return {
        "assessment": {"title": told(assessment_of(run).metadata.title)},
        "step": None, "stages": [],
        "answers": [
            {"question": told(a.item.text), "answer": ", ".join(answer_words(a.item, a.answer)),
             "change_href": "" if sent else question_url(run, a.item.link_id)}
            for a in answered
        ],
        "continue_href": ending_url(run, reached.ending) if stops and reached.ending else run_url("result", run),
        "finished": run.finished_at is not None, "sent": sent,
        "back_href": reverse("resident:my") if sent else question_url(run, reached.path[-1]),
    }


def result_page(run: AssessmentRun, outcome: Result, promised: datetime, taking: Taking, *, signed_in: bool) -> dict[str, Any]:
    """``promised`` is when the clock of a contact made now would start; ``taking`` is what comes of sending now."""
    assessment = assessment_of(run)
    ending = outcome.ending
    language = get_language() or "fi"
    reasons = outcome.reasons.get(language) or outcome.reasons["fi"]
    send = {"label": _("Send the assessment to a professional"), "href": run_url("send", run)}
    save = {"label": _("Save the answers"), "href": run_url("save", run)}
    call = {"label": _("Call 116 117"), "href": "tel:116117"}
    sends = ending.main == "send" and run.person_id is None
    closed, full = (sends and taking.state == state for state in ("call", "full"))
    about = assessment.metadata
    return {
        "assessment": {"title": told(about.title), "version": outcome.version, "valid_from": about.valid_from},
        "level": int(outcome.urgency), "instruction": told(ending.title), "lead": told(ending.instruction),
        "action": call if closed or ending.main == "call-116117" else save if full else send if sends else None,
        "closed": closed, "send_href": send["href"] if closed else None, "full_until": taking.opens if full else None,
        "sign_in_next": sends and not full and not signed_in, "answer_by": promised_by(promised) if sends and not full else None,
        "why_title": told(ending.why_title),
        "reasons": [{"icon": "info", "text": text, "against": False} for text in reasons]
        + ([{"icon": "", "text": told(outcome.why_not_worse), "against": True}] if outcome.why_not_worse else []),
        "path": [] if closed else steps(ending),
        "callback_href": None, "self_care": [told(text) for text in ending.self_care],
        "if_worse": [{"number": w.call, "text": told(w.text), "emergency": w.call == "112"} for w in ending.worse],
        "services": [
            {"title": told(one.name), "text": told(one.summary), "href": reverse("resident:service", args=[one.slug])}
            for key in ending.services for one in services_of_key(key)
        ],
        "scores": [_score(one) for one in measured_of(run, outcome)],
        "answers_href": run_url("answers", run), "rules_href": run_url("rules", run), "answers_count": len(outcome.path),
        "back_href": run_url("answers", run),
    }


def _score(score: Measured) -> dict[str, Any]:
    about = score.instrument
    return {
        "name": told(about.title), "value": score.shown, "likely": score.likely,
        "low": f"{about.low:g}", "high": f"{about.high:g}",
        "meaning": told(about.meaning) if about.meaning else "", "source": "; ".join(about.sources),
    }  # fmt: skip


def steps(ending: Ending) -> list[dict[str, Any]]:
    states = ["now", *["next"] * len(ending.steps)]
    return [
        {"title": told(step.title), "text": told(step.text), "state": state}
        for step, state in zip(ending.steps, states, strict=False)
    ]


def promised_by(clock_starts: datetime) -> datetime:
    """By law the need is assessed on the day that the clock starts: at latest when the office closes."""
    return at_helsinki(helsinki_date(clock_starts), OFFICE_CLOSES)


def rules_page(run: AssessmentRun, outcome: Result) -> dict[str, Any]:
    return {
        "page": {
            "title": _("The rules behind the result"),
            "intro": _("Your answers met these rules. The most urgent of them decides the result."),
            "sections": [{"id": f"rule-{rule.id}", "title": rule.id, "text": told(rule.text)} for rule in outcome.fired],
        },
        "back_href": run_url("result", run), "back_label": _("Back to the result"),
    }


def save_page(run: AssessmentRun, code: str) -> dict[str, Any]:
    return {
        "assessment": {"title": told(assessment_of(run).metadata.title)}, "code": code,
        "back_href": run_url("answers", run), "resume_href": reverse("resident:resume"),
    }


def case_url(case_id: UUID) -> str:
    return reverse("resident:case", args=[case_id])
