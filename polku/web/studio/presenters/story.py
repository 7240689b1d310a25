"""The way of a draft to use, as stops: made, proven, approved by another, in force."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from polku.assessment.publishing import queries
from polku.assessment.publishing.models import Draft
from polku.web.studio.presenters.words import language
from polku.web.studio.work import Work
from polku.web.ui import formatting


def stops(work: Work) -> list[dict[str, Any]]:
    draft = work.draft
    if draft is None:
        return []
    acts = {act.name: act for act in queries.history(draft)}
    found = work.findings
    sent, approved = acts.get("submitted"), acts.get("approved")
    in_review = draft.state == Draft.State.IN_REVIEW
    made = acts.get("begun")
    proofs = sum(verdict.status == "proved" for proofs in found.proofs.values() for verdict in proofs.verdicts.values())
    return [
        _stop(_("Draft made"), "done", _who(made) if made else ""),
        _stop(
            _("Proofs and examples hold"),
            "done" if found.holds else "now",
            _("%(n)s proofs, %(examples)s examples") % {"n": proofs, "examples": len(found.examples)}
            if found.holds
            else _("%(n)s proofs and %(examples)s examples fail")
            % {"n": found.failed_proofs, "examples": len(found.failed_examples)},
        ),
        _stop(
            _("Sent to review"),
            "done" if in_review or approved else "now" if found.holds else "next",
            _who(sent) if sent and (in_review or approved) else "",
        ),
        _stop(
            _("Another person approves"),
            "done" if approved else "now" if in_review else "next",
            _who(approved) if approved else _("Not anyone who wrote the draft"),
        ),
        _stop(
            _("In force from the chosen day"),
            "done" if approved else "next",
            formatting.day(queries.publication_of(draft).valid_from, language()) if approved else "",
        ),
    ]


def _stop(title: str, state: str, text: str) -> dict[str, Any]:
    return {"title": title, "state": state, "text": text}


def _who(act: queries.Act | None) -> str:
    return f"{act.who}, {formatting.day(act.at, language())}" if act else ""
