"""Every write of leading: open, name the owner, tell the cause, act, follow up, close, draw new limits."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from polku.catalogue.queries import catalogue
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import Text
from polku.foundation.errors import BadInput, Conflict, NotFound, Refused
from polku.insight.leading.logic import MEASURES, NEXT, Outcome, Status, may_end, may_lead
from polku.insight.leading.models import Deviation, Entry, Rebase, Step, Withdrawal
from polku.insight.leading.queries import in_force, may_own
from polku.people.access import roles_of
from polku.people.models import Account

LONGEST, LONGEST_NAME = 4000, 120
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z")


@action("leading.open")
def open_deviation(
    *, measure: str, unit_id: str, service: str, clock_name: str, month: str, signal: Text, figure: float | None, by: Actor
) -> Deviation:
    """Open one, owned by who opens it. Conflict where one is open for the same figure."""
    account = _leading(by, unit_id)
    if measure not in MEASURES or not MONTH.match(month):
        raise NotFound("no such measure or month", f"one of {', '.join(MEASURES)}", "open it from the measure's page")
    try:
        with transaction.atomic():
            made = Deviation.objects.create(
                measure=measure, unit_id=unit_id, service=service, clock_name=clock_name, month=month, signal=dict(signal),
                figure=figure, owner=account,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("an open deviation of this figure", "one at a time", "go on with the open one") from None
    _log(made, "opened", account)
    return made


@action("leading.own")
def give_to(*, deviation_id: UUID, version: int, owner_id: UUID, by: Actor) -> Deviation:
    """Another owner: someone who works in the unit or leads."""
    found, account = _locked(deviation_id, version, by)
    owner = may_own(found.unit_id).filter(id=owner_id).first()
    if owner is None:
        raise BadInput({"owner": "required"})
    found.owner = owner
    _log(found, "owner", account, owner.name)
    return _touched(found)


@action("leading.explain")
def tell_cause(*, deviation_id: UUID, version: int, cause: str, by: Actor) -> Deviation:
    found, account = _locked(deviation_id, version, by)
    _check({"cause": _text_fault(cause)})
    found.cause = cause.strip()
    _log(found, "cause", account, found.cause)
    return _touched(found)


@action("leading.act")
def add_step(*, deviation_id: UUID, version: int, what: str, who: str, begins: date, by_when: date, by: Actor) -> Step:
    """An action against it. The cause comes first."""
    found, account = _locked(deviation_id, version, by)
    late = "before-start" if by_when < begins else ""
    _check({"what": _text_fault(what), "who": _text_fault(who, LONGEST_NAME), "by_when": late})
    if not found.cause:
        raise Conflict("an action without a cause", "the cause first", "write down the cause")
    made = Step.objects.create(deviation=found, what=what.strip(), who=who.strip(), begins=begins, by_when=by_when)
    if found.status != Status.ACTING:
        found.status = Status.ACTING
    _log(found, "step", account, made.what)
    _touched(found)
    return made


@action("leading.done")
def finish_step(*, deviation_id: UUID, version: int, step_id: UUID, by: Actor) -> Deviation:
    found, account = _locked(deviation_id, version, by)
    step = found.steps.filter(id=step_id, done_at=None).first()
    if step is None:
        raise Conflict("an action that is already done or gone", "one that is under way", "look at the list of actions")
    step.done_at = clock.now()
    step.save()
    _log(found, "done", account, step.what)
    return _touched(found)


@action("leading.follow")
def follow(*, deviation_id: UUID, version: int, day: date, by: Actor) -> Deviation:
    """The day on which it is looked whether the figure returned."""
    found, account = _locked(deviation_id, version, by)
    _check({"follow_up": "past" if day < helsinki_date(clock.now()) else ""})
    if found.status == Status.OPEN:
        raise Conflict("a follow-up without an action", "an action first", "write down what is done")
    found.status, found.follow_up = Status.FOLLOWING, day
    _log(found, "follow-up", account, day.isoformat())
    return _touched(found)


@action("leading.close")
def close(*, deviation_id: UUID, version: int, outcome: str, words: str, by: Actor) -> Deviation:
    """What came of it. Before the follow-up it can be closed only as explained, in words."""
    found, account = _locked(deviation_id, version, by)
    known = outcome in set(Outcome)
    _check({"outcome": "" if known else "required", "words": _text_fault(words)})
    if not may_end(Status(found.status), Outcome(outcome)):
        raise Conflict("an end before the follow-up", "a follow-up first", "choose its day, or close it as explained")
    found.status, found.outcome, found.outcome_words, found.closed_at = Status.CLOSED, outcome, words.strip(), clock.now()
    _log(found, "closed", account, found.outcome_words)
    return _touched(found)


@action("leading.rebase")
def rebase(*, deviation_id: UUID, version: int, month: str, reason: str, by: Actor) -> Rebase:
    """New limits for the figure's run chart from a month on, for a recorded reason."""
    found, account = _locked(deviation_id, version, by)
    _check({"month": "" if MONTH.match(month) else "required", "reason": _text_fault(reason)})
    if in_force(found).filter(month=month).exists():
        raise Conflict("limits that begin in this month already", "another month", "choose another month")
    made = Rebase.objects.create(
        deviation=found, measure=found.measure, unit_id=found.unit_id, service=found.service, clock_name=found.clock_name,
        month=month, reason=reason.strip(), by=account,
    )  # fmt: skip
    _log(found, "limits", account, made.reason)
    _touched(found)
    return made


@action("leading.withdraw")
def withdraw(*, deviation_id: UUID, version: int, rebase_id: UUID | None, reason: str, by: Actor) -> Withdrawal:
    """Take back new limits of the deviation's figure, for a recorded reason; what was drawn stays in the log."""
    found, account = _locked(deviation_id, version, by)
    drawn = in_force(found).filter(id=rebase_id).first()
    _check({"limits": "" if drawn else "required", "why": _text_fault(reason)})
    assert drawn is not None
    made = Withdrawal.objects.create(rebase=drawn, deviation=found, reason=reason.strip(), by=account)
    _log(found, "withdrawn", account, f"{drawn.month}: {made.reason}")
    _touched(found)
    return made


def _leading(by: Actor, unit_id: str) -> Account:
    if not may_lead(roles_of(by), unit_id, catalogue().units):
        raise Refused("your role does not give this", "a leader or an analyst of the unit", "ask the unit's head")
    return Account.objects.get(id=by.account_id)


def _locked(deviation_id: UUID, version: int, by: Actor) -> tuple[Deviation, Account]:
    found = Deviation.objects.select_for_update(of=("self",)).filter(id=deviation_id).first()
    if found is None:
        raise NotFound("no such deviation", "one of the list", "choose it from the list")
    account = _leading(by, found.unit_id)
    if found.version != version or not NEXT[Status(found.status)]:
        raise Conflict("the deviation has changed since you opened it", "the newest state", "look at what changed and try again")
    return found, account


def _touched(found: Deviation) -> Deviation:
    found.version += 1
    found.save()
    return found


def _log(found: Deviation, what: str, account: Account, words: str = "") -> None:
    Entry.objects.create(deviation=found, by=account, name=account.name, what=what, words=words)
    emit(f"leading.{what}", {"deviation": str(found.id), "measure": found.measure}, stream=f"deviation:{found.id}")


def _text_fault(text: str, longest: int = LONGEST) -> str:
    return "required" if not text.strip() else "too-long" if len(text) > longest else ""


def _check(faults: dict[str, str]) -> None:
    problems = {name: fault for name, fault in faults.items() if fault}
    if problems:
        raise BadInput(problems)
