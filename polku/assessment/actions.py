"""Every write of assessments: start, answer, save for later, finish, claim, forget.

`held` is what the signed session holds (see queries): an unsent run answers to its holders alone.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from polku.assessment.code import hash_of, new_code
from polku.assessment.logic.answers import Problem, to_json, validate
from polku.assessment.logic.assessment import Unfinished, Walk
from polku.assessment.logic.questionnaire import Item
from polku.assessment.models import AssessmentRun, AssessmentVersion, UserCategory
from polku.assessment.queries import Held, assessment_of, attached, given_at_start, offered_assessment, progress, result_of
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.errors import BadInput, Conflict, NotFound, Refused
from polku.people.access import look
from polku.people.models import Person
from polku.rules import ENGINE

CODE_LIVES = timedelta(days=14)
ANSWERED = ("answers", "changed_at", "finished_at", "ending", "urgency", "path", "fired", "engine", "removed")


class InvalidAnswer(BadInput):
    """An answer that cannot be taken; `problem` says why, and `polku.assessment.words` says it to people."""

    def __init__(self, item: Item, problem: Problem) -> None:
        super().__init__({item.link_id: problem.code})
        self.item, self.problem = item, problem


@action("assessment.start")
def start_run(*, assessment_id: str, language: str, for_real: bool = True, by: Actor) -> AssessmentRun:
    """A new run of the version now in force. The session that calls this holds it; a resident's is among their matters.

    What is known beforehand of items that nobody is asked is kept with the answers.
    """
    assessment = offered_assessment(assessment_id)
    AssessmentVersion.objects.get_or_create(
        content_hash=assessment.content_hash,
        defaults={"assessment": assessment.id, "version": assessment.version, "source": dict(assessment.source)},
    )
    return AssessmentRun.objects.create(
        assessment=assessment.id, version=assessment.version, content_hash=assessment.content_hash,
        language=language, for_real=for_real, user_category=_category(by),
        filler_id=by.person_id if by.kind == "resident" else None, answers=given_at_start(assessment, language, by),
    )


@action("assessment.answer")
def answer(*, run_id: UUID, held: Held = (), link_id: str, raw: object, by: Actor) -> Walk:
    """Take one answer and say where it leads; an ending that stops is written at once.

    Raises InvalidAnswer; NotFound for a question that the path does not meet; Conflict once the run is sent.
    """
    run = own_run(run_id, held)
    item = asked_item(run, link_id)
    value = validate(item, raw)
    if isinstance(value, Problem):
        raise InvalidAnswer(item, value)
    run.answers[link_id] = to_json(value)
    reached = keep(run)
    if link_id not in reached.path:
        raise not_asked()
    return reached


@action("assessment.finish")
def finish(*, run_id: UUID, held: Held = (), by: Actor) -> AssessmentRun:
    """Write the ending of finished answers. Raises Unfinished. A second call changes nothing."""
    run = own_run(run_id, held)
    if run.finished_at is None:
        _finish(run)
        run.save()
    return run


@action("assessment.save_for_later")
def save_for_later(*, run_id: UUID, held: Held = (), by: Actor) -> str:
    """A new code by which the run can be opened again; an earlier code stops working. Shown once, never stored."""
    run = own_run(run_id, held)
    code = new_code()
    run.code_hash, run.code_expires_at = hash_of(code), clock.now() + CODE_LIVES
    run.save()
    return code


@action("assessment.keep_as_draft")
def keep_as_draft(*, run_id: UUID, held: Held = (), by: Actor) -> None:
    """The unsent run is from now on among the signed-in resident's matters, on every device of theirs."""
    if by.kind != "resident":
        raise Refused("keeping a draft without signing in", "a signed-in resident", "sign in, or save with a code")
    run = own_run(run_id, held)
    if run.filler_id != by.person_id:
        run.filler_id = by.person_id
        run.save(update_fields=["filler"])


@action("assessment.claim")
def claim(*, run_id: UUID, held: Held = (), person_id: UUID | None = None, by: Actor) -> AssessmentRun:
    """The finished run becomes the matter of the person who signed in, or of the client whose form staff entered.

    Sent once; again by the same person changes nothing. What was only tried out is sent to no one.
    """
    subject = _for_whom(by, person_id)
    run = _locked(run_id)
    if run.person_id == subject:
        return run
    _must_hold(run, held)
    if not run.for_real:
        raise Conflict("answers given to try it out", "answers given for real", "begin the assessment for real")
    if run.finished_at is None:
        raise Unfinished(reached) if (reached := progress(run).next) else Conflict("not finished", "a finished one", "finish it")
    run.person = Person.objects.get(id=subject)
    run.sent_at, run.user_category = clock.now(), _category(by)
    run.code_hash, run.code_expires_at = None, None
    run.save()
    emit(
        "assessment.claimed", {"run": str(run.id), "assessment": run.assessment, "version": run.version,
        "ending": run.ending, "urgency": run.urgency, "for_real": run.for_real}, person_id=subject,
    )  # fmt: skip
    return run


@action("assessment.forget")
def forget_unsent(*, older_than: timedelta, by: Actor) -> int:
    """Delete runs that nobody sent and that have not changed for so long."""
    old = AssessmentRun.objects.filter(person=None, changed_at__lt=clock.now() - older_than)
    count, _ = old.delete()
    return count


def _for_whom(by: Actor, person_id: UUID | None) -> UUID:
    """Whose matter it becomes: decided and logged anew where that is not the one who signed in."""
    subject = person_id if by.is_staff else by.subject if by.kind == "resident" else None
    if subject is None:
        raise Refused("sending without signing in", "a signed-in resident", "sign in and send again")
    if by.is_staff or by.acting_for:
        look(by, person_id=subject, what="assessment.run")
    return subject


def _category(by: Actor) -> UserCategory:
    if by.kind == "resident":
        return UserCategory.FOR_ANOTHER if by.acting_for else UserCategory.ONESELF
    return UserCategory.STAFF if by.is_staff else UserCategory.ANONYMOUS


def own_run(run_id: UUID, held: Held) -> AssessmentRun:
    """The unsent run, locked, for one who holds it."""
    run = _locked(run_id)
    _must_hold(run, held)
    return run


def asked_item(run: AssessmentRun, key: str) -> Item:
    """The question of the key. Raises NotFound where there is none; whether it is asked now, its path tells."""
    item = assessment_of(run).questionnaire.at(key)
    if item is None or not item.asks:
        raise not_asked()
    return item


def keep(run: AssessmentRun) -> Walk:
    """Keep changed answers and say where they lead: an earlier ending is void, and one that stops is written at once."""
    run.changed_at = clock.now()
    reached = progress(run)
    run.finished_at, run.ending, run.urgency, run.path, run.fired, run.engine = None, "", None, [], [], ""
    if reached.ending is not None and reached.ending.stops:
        _finish(run)
    run.save(update_fields=ANSWERED)
    return reached


def _locked(run_id: UUID) -> AssessmentRun:
    run = AssessmentRun.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise _unknown()
    return run


def _must_hold(run: AssessmentRun, held: Held) -> None:
    if str(run.id) not in held:
        raise _unknown()
    if run.person_id is not None:
        raise Conflict("this assessment is already sent", "one that is not sent yet", "start a new assessment")


def not_asked() -> NotFound:
    return NotFound("this question is not asked of you", "a question of your path", "go on with the next one")


def _unknown() -> NotFound:
    return NotFound("no such page for you", "an assessment that you started here", "start a new assessment")


def _finish(run: AssessmentRun) -> None:
    result = result_of(run)
    run.ending, run.urgency = result.ending.id, int(result.urgency)
    run.path, run.fired = list(result.path), [rule.id for rule in result.fired]
    run.finished_at, run.engine, run.removed = clock.now(), ENGINE, None
    forget_loose_files(run)
    emit(
        "assessment.finished", {"run": str(run.id), "assessment": run.assessment, "version": run.version,
        "ending": run.ending, "urgency": run.urgency, "language": run.language, "for_real": run.for_real},
    )  # fmt: skip


def forget_loose_files(run: AssessmentRun) -> None:
    """Delete the files that no answer names any more."""
    if any(item.type == "attachment" for item in assessment_of(run).questionnaire.questions):
        run.files.exclude(id__in=attached(run.answers)).delete()
