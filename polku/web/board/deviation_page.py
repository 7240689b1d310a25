"""One deviation as a story: signal, definition and cases, cause, actions, follow-up, outcome; its log beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.catalogue.queries import catalogue
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import in_language
from polku.insight.leading import queries
from polku.insight.leading.logic import Outcome, Status
from polku.insight.leading.models import Deviation, Entry, Rebase
from polku.web.board import cases, words
from polku.web.board.deviation_list import state_words
from polku.web.board.selection import Selection, last_full_month
from polku.web.board.subject import Subject, subject
from polku.web.ui import formatting

FOLLOWED_AFTER = timedelta(days=60)

Typed = Mapping[str, str]


def page(actor: Actor, found: Deviation, act: str, typed: Typed, problems: Typed) -> dict[str, Any]:
    """`act` is the form that was sent and is shown again, with what was typed and what to mend."""
    about = subject(found)
    text, tone = state_words(found.status)
    form = Forms(found, act, typed, problems)
    leads = queries.may_act(actor, found.unit_id) and found.status != Status.CLOSED
    return {
        "title": about.title,
        "place": words.unit(found.unit_id),
        "month": words.month(found.month),
        "state": {"text": text, "tone": tone},
        "deviation": found,
        "signal": _signal(actor, found, about),
        "steps": [_step(each) for each in found.steps.order_by("at")],
        "follow": _follow(found),
        "outcome": outcome_words().get(found.outcome, ""),
        "stops": _stops(found),
        "entries": [_entry(each) for each in found.entries.order_by("-at")],
        "rebases": [_limits(each) for each in queries.limits_of(found)],
        "leads": leads,
        "form": form.all() if leads else {},
        "act": act,
        "errors": [{"target": f"f-{name}", "text": f"{labels().get(name, name)}: {text}"} for name, text in problems.items()],
        "measure_href": about.href(""),
        "list_href": reverse("board:deviations"),
        "version": found.version,
    }


class Forms:
    """The fields of every form of the page, with what was typed where it was sent."""

    def __init__(self, found: Deviation, act: str, typed: Typed, problems: Typed) -> None:
        self.found, self.act, self.typed, self.problems = found, act, typed, problems

    def all(self) -> dict[str, Any]:
        today = helsinki_date(clock.now())
        language = words.language()
        months = {month: formatting.month(month, language) for month in reversed(Selection(self.found.month).months[1:])}
        owners = {str(each.id): each.name for each in queries.may_own(self.found.unit_id)} | {
            str(self.found.owner_id): self.found.owner.name
        }
        drawn = {str(each.id): words.month(each.month) for each in queries.in_force(self.found).order_by("-month")}
        return {
            "own": [self.select("own", "owner", owners, str(self.found.owner_id))],
            "cause": [self.text("cause", "cause", self.found.cause, rows=3)],
            "act": [
                self.text("act", "what", rows=2),
                self.text("act", "who"),
                self.day("act", "begins", today),
                self.day("act", "by_when", None),
            ],
            "follow": [self.day("follow", "follow_up", self.found.follow_up or today + FOLLOWED_AFTER)],
            "close": [self.choices(), self.text("close", "words", rows=3)],
            "rebase": [self.select("rebase", "month", months, self.found.month), self.text("rebase", "reason", rows=2)],
            "withdraw": [self.select("withdraw", "limits", drawn, next(iter(drawn), "")), self.text("withdraw", "why", rows=2)],
        }

    def _field(self, act: str, name: str, value: str) -> dict[str, Any]:
        sent = act == self.act
        return {
            "id": f"f-{name}", "name": name, "label": labels()[name], "value": self.typed.get(name, "") if sent else value,
            "error": self.problems.get(name, "") if sent else "",
        }  # fmt: skip

    def text(self, act: str, name: str, value: str = "", rows: int = 0) -> dict[str, Any]:
        return {**self._field(act, name, value), "rows": rows, "hint": hints().get(name, "")}

    def day(self, act: str, name: str, value: date | None) -> dict[str, Any]:
        return {**self._field(act, name, value.isoformat() if value else ""), "type": "date"}

    def select(self, act: str, name: str, texts: Mapping[str, str], value: str) -> dict[str, Any]:
        field = self._field(act, name, value)
        options = [{"value": key, "label": text, "chosen": key == field["value"]} for key, text in texts.items()]
        return {**field, "kind": "select", "options": options}

    def choices(self) -> dict[str, Any]:
        field = self._field("close", "outcome", "")
        followed = self.found.status == Status.FOLLOWING
        known = outcome_words() if followed else {Outcome.EXPLAINED: outcome_words()[Outcome.EXPLAINED]}
        options = [{"value": str(key), "text": text, "checked": str(key) == field["value"]} for key, text in known.items()]
        return {**field, "kind": "choices", "options": options}


def labels() -> dict[str, str]:
    return {
        "owner": _("Owner"), "cause": _("Cause"), "what": _("What is done"), "who": _("Who"), "begins": _("Begins"),
        "by_when": _("Done by"), "follow_up": _("Day of the follow-up"), "outcome": _("What came of it"),
        "words": _("In words"), "month": _("New limits from"), "reason": _("Reason"), "step": _("Action"),
        "limits": _("Limits to withdraw"), "why": _("Reason"),
    }  # fmt: skip


def hints() -> dict[str, str]:
    return {
        "cause": _("What changed in the work, the people or the data? Write nothing about clients."),
        "who": _("A colleague or a team."),
        "reason": _("Which lasting change of the work makes the old limits out of date?"),
    }


def outcome_words() -> dict[str, str]:
    return {
        Outcome.RETURNED: _("The figure returned"), Outcome.PARTLY: _("It returned in part"),
        Outcome.NOT_RETURNED: _("It did not return"), Outcome.EXPLAINED: _("Explained, no action needed"),
    }  # fmt: skip


def _signal(actor: Actor, found: Deviation, about: Subject) -> dict[str, Any]:
    is_unit = found.unit_id in catalogue().units
    return {
        "text": in_language(found.signal, words.language()),
        "figure": about.told(found.figure),
        "opened": formatting.day(found.opened_at, words.language(), year=True),
        "definition_href": about.href("definition"),
        "units_href": about.href("units") if not is_unit else "",
        "cases_href": about.cases,
        "opens": is_unit and cases.may_open(actor, found.unit_id),
    }


def _step(step: Any) -> dict[str, Any]:
    language, today = words.language(), helsinki_date(clock.now())
    done = formatting.day(step.done_at, language) if step.done_at else ""
    late = not done and step.by_when < today
    state = _("done %(day)s") % {"day": done} if done else _("late") if late else _("under way")
    return {
        "id": step.id, "what": step.what, "who": step.who, "begins": formatting.day(step.begins, language),
        "by_when": formatting.day(step.by_when, language), "done": done, "state": state,
        "tone": "done" if done else "late" if late else "sea",
    }  # fmt: skip


def _follow(found: Deviation) -> dict[str, Any]:
    """The figure then and now, for the question whether it returned."""
    now = last_full_month()
    about = subject(found, now)
    present = about.trend()
    return {
        "day": formatting.day(found.follow_up, words.language(), year=True) if found.follow_up else "",
        "then": about.told(found.figure),
        "then_month": words.month_first(found.month),
        "now": about.told(present.value if present else None),
        "now_month": words.month_first(now),
    }


def _limits(rebase: Rebase) -> dict[str, str]:
    withdrawal = getattr(rebase, "withdrawal", None)
    return {"month": words.month(rebase.month), "reason": rebase.reason, "withdrawn": withdrawal.reason if withdrawal else ""}


def _stops(found: Deviation) -> list[dict[str, str]]:
    """The way from signal to outcome; the first that lacks is where one is."""
    language = words.language()
    closed = found.status == Status.CLOSED
    steps = list(found.steps.all())
    told = [
        (_("Signal"), words.month_first(found.month), True),
        (_("Cause"), "", bool(found.cause)),
        (_("Actions"), "", bool(steps) and (closed or all(step.done_at for step in steps))),
        (_("Follow-up"), formatting.day(found.follow_up, language) if found.follow_up else "", closed and bool(found.follow_up)),
        (_("Outcome"), outcome_words().get(found.outcome, ""), closed),
    ]
    current = next((place for place, (_title, _text, done) in enumerate(told) if not done), len(told))
    here = None if closed else current
    states = ["done" if done else "now" if place == here else "next" for place, (*_rest, done) in enumerate(told)]
    return [{"title": title, "text": text, "state": state} for (title, text, _done), state in zip(told, states, strict=True)]


def _entry(entry: Entry) -> dict[str, str]:
    titles = {
        "opened": _("Opened"), "owner": _("Owner"), "cause": _("Cause written"), "step": _("Action added"),
        "done": _("Action done"), "follow-up": _("Follow-up set"), "closed": _("Closed"), "limits": _("New limits"),
        "withdrawn": _("Limits withdrawn"),
    }  # fmt: skip
    language = words.language()
    text = formatting.day(date.fromisoformat(entry.words), language, year=True) if entry.what == "follow-up" else entry.words
    return {"what": titles[entry.what], "text": text, "who": entry.name, "when": formatting.moment(entry.at, language)}
