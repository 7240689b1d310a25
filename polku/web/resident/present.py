"""From the rooms' values to what the residents' templates show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.instruments.measuring import Measured
from polku.assessment.library import library
from polku.assessment.logic.assessment import Assessment, Ending, Result, Walk
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import Answered, assessment_of, measured_of
from polku.catalogue.queries import services_of_key
from polku.foundation.actor import Actor
from polku.foundation.calendar import OFFICE_CLOSES, at_helsinki, helsinki_date
from polku.foundation.content import content_root
from polku.guidance.reception import Taking
from polku.web.resident.answered import sheets
from polku.web.resident.links import ending_url, question_url, run_url
from polku.web.resident.questions import told

SCREEN = "emergency-screen"


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


def answers_page(run: AssessmentRun, answered: Sequence[Answered], reached: Walk) -> dict[str, Any]:
    stops = reached.ending is not None and reached.ending.stops
    sent = run.person_id is not None
    return {
        "assessment": {"title": told(assessment_of(run).metadata.title)},
        "step": None, "stages": [],
        "sheets": sheets(run, answered, changeable=not sent),
        "continue_href": ending_url(run, reached.ending) if stops and reached.ending else run_url("result", run),
        "finished": run.finished_at is not None, "sent": sent, "trial": not run.for_real,
        "back_href": reverse("resident:my") if sent else question_url(run, reached.path[-1]),
    }


def result_page(run: AssessmentRun, outcome: Result, promised: datetime, taking: Taking, *, signed_in: bool) -> dict[str, Any]:
    """``promised`` is when the clock of a contact made now would start; ``taking`` is what comes of sending now."""
    assessment = assessment_of(run)
    ending = outcome.ending
    language = get_language() or "fi"
    reasons = outcome.reasons.get(language) or outcome.reasons["fi"]
    send = {"label": _("Send the assessment to a professional"), "href": run_url("send", run)}
    again = {"label": _("Begin for real"), "href": reverse("resident:start", args=[run.assessment])}
    save = {"label": _("Save the answers"), "href": run_url("save", run)}
    call = {"label": _("Call 116 117"), "href": "tel:116117"}
    sends = ending.main == "send" and run.person_id is None
    real = sends and run.for_real
    closed, full = (real and taking.state == state for state in ("call", "full"))
    about = assessment.metadata
    return {
        "assessment": {"title": told(about.title), "version": outcome.version, "valid_from": about.valid_from},
        "level": int(outcome.urgency) if ending.graded else 0,
        "instruction": told(ending.title), "lead": told(ending.instruction),
        "trial": not run.for_real,
        "action": again if sends and not run.for_real else call if closed or ending.main == "call-116117" else save if full
        else send if sends else None,
        "closed": closed, "send_href": send["href"] if closed else None, "full_until": taking.opens if full else None,
        "sign_in_next": real and not full and not signed_in, "answer_by": promised_by(promised) if real and not full else None,
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


def emergency_page(run: AssessmentRun, outcome: Result, reached: Walk, by: Actor) -> dict[str, Any]:
    reasons = outcome.reasons.get(get_language() or "fi") or outcome.reasons["fi"]
    back = question_url(run, reached.path[-1])
    return {"reason": " ".join(reasons), "mend_href": back, "entered": entered(run)["action"] if by.is_staff else None}


def entered(run: AssessmentRun) -> dict[str, Any]:
    """What differs on the result page where staff have entered a client's paper form."""
    action = {"label": _("Open a case for the client"), "href": reverse("desk:entered", args=[run.id])}
    return {"action": action, "closed": False, "send_href": None, "full_until": None, "sign_in_next": False, "answer_by": None}


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


def save_page(run: AssessmentRun, code: str, by: Actor) -> dict[str, Any]:
    signed_in = by.kind == "resident"
    return {
        "kept": signed_in and run.filler_id == by.person_id, "keeps": signed_in, "my_href": reverse("resident:my"),
        "sign_in_href": f"{reverse('signin:begin')}?{urlencode({'next': run_url('save', run)})}",
        "assessment": {"title": told(assessment_of(run).metadata.title)}, "code": code,
        "back_href": run_url("answers", run), "resume_href": reverse("resident:resume"),
    }
