"""Every read of assessments and of their runs.

An unsent run is reached by those who hold it: the signed session that started it, or opened it by its code.
`held` is what that session holds. A sent run is a person's matter, and each look at it is decided and logged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from polku.assessment.code import hash_of
from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.measuring import Measured, measured
from polku.assessment.instruments.packs import closed
from polku.assessment.library import current, in_force, library
from polku.assessment.logic.answers import read_answers, to_json
from polku.assessment.logic.assessment import Assessment, Result, Walk, assess, walk
from polku.assessment.logic.known import Known, prefilled
from polku.assessment.logic.metadata import why_not_in_production
from polku.assessment.logic.questionnaire import Answer, Item, score
from polku.assessment.models import AssessmentRun, AttachedFile
from polku.assessment.versions import version_by_hash
from polku.foundation import clock
from polku.foundation.actions import write_audit
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date, years_between
from polku.foundation.content import content_root
from polku.foundation.errors import NotFound
from polku.people.access import look
from polku.people.queries import person_for

Held = Collection[str]


@dataclass(frozen=True)
class Answered:
    """A question of the path with its answer."""

    item: Item
    answer: Answer


def offered() -> list[Assessment]:
    """The assessments that residents may start today."""
    today = helsinki_date(clock.now())
    every = in_force().values()
    return [assessment for assessment in every if assessment.metadata.listed and may_serve(assessment, today)]


def offered_assessment(assessment_id: str) -> Assessment:
    """One that may be started today. Raises NotFound."""
    assessment = current(assessment_id)
    if not assessment.metadata.listed or not may_serve(assessment, helsinki_date(clock.now())):
        raise NotFound(f"assessment '{assessment_id}' is not in use", "one that is offered today", "choose another")
    return assessment


def may_serve(assessment: Assessment, today: date) -> bool:
    """Real clients meet approved content only; elsewhere demonstration content is served under its banner."""
    if closed_today(today) & {assessment.id, *assessment.metadata.includes}:
        return False
    return settings.POLKU_MODE != "production" or not why_not_in_production(assessment.metadata, today)


@lru_cache(maxsize=2)
def closed_today(today: date) -> frozenset[str]:
    """The packs whose texts may not be shown on this day: permissions end."""
    return frozenset(closed(content_root(), today))


def drafts(held: Held, assessment_id: str = "") -> list[AssessmentRun]:
    """The unsent runs that the session holds, of one assessment where it is named; the newest first."""
    if not held:
        return []
    runs = AssessmentRun.objects.filter(id__in=held, person=None).order_by("-changed_at")
    return list(runs.filter(assessment=assessment_id) if assessment_id else runs)


def run_for(*, run_id: UUID, held: Held = (), by: Actor) -> AssessmentRun:
    """The run, if the session holds it (unsent) or the actor may see its person (sent). Raises NotFound."""
    run = AssessmentRun.objects.filter(id=run_id).first()
    return _permitted(run, held, by)


def drafts_of(by: Actor) -> list[AssessmentRun]:
    """The resident's own unsent runs, begun or kept while signed in; the newest first."""
    if by.kind != "resident" or by.person_id is None:
        return []
    return list(AssessmentRun.objects.filter(filler=by.person_id, person=None).order_by("-changed_at"))


def draft_for(*, run_id: UUID, by: Actor) -> AssessmentRun:
    """One of the resident's own drafts, for opening it here. Raises NotFound."""
    found = next((run for run in drafts_of(by) if run.id == run_id), None)
    if found is None:
        raise NotFound("no such page for you", "an assessment that you have left unfinished", "see your matters")
    return found


def file_for(*, run_id: UUID, file_id: UUID, held: Held = (), by: Actor) -> AttachedFile:
    """A file of a run, for one who holds the run or may see its person. Each look is logged. Raises NotFound."""
    run = AssessmentRun.objects.filter(id=run_id).first()
    if run is not None and run.person_id is not None:
        look(by, person_id=run.person_id, what="assessment.file", object_id=file_id)
    elif run is None or str(run.id) not in held:
        raise NotFound("no such page for you", "a file of your own answers", "see your answers")
    else:
        write_audit(by, kind="look", verb="look", object_type="assessment.file", object_id=str(file_id))
    found = AttachedFile.objects.filter(id=file_id, run_id=run_id).first()
    if found is None or str(found.id) not in attached(run.answers):
        raise NotFound("no such file", "a file of these answers", "see the answers")
    return found


def attached(answers: Mapping[str, object]) -> set[str]:
    """The ids of the files that answers name."""
    values = (one for value in answers.values() for one in (value if isinstance(value, list) else [value]))
    return {str(one["id"]) for one in values if isinstance(one, dict) and "contentType" in one}


def known_of(by: Actor, language: str) -> Known:
    """What is known before the first question: of a resident's own data, or that of the one acted for; else the language."""
    if by.kind != "resident" or by.subject is None:
        return Known(language=language)
    person = person_for(by, by.subject)
    today, born = helsinki_date(clock.now()), person.birth_date
    return Known(years_between(born, today), "" if person.sex == "unknown" else person.sex, person.municipality, language, born)


def given_at_start(assessment: Assessment, language: str, by: Actor) -> dict[str, object]:
    """The values of items that nobody is asked, as they are kept."""
    questionnaire = assessment.questionnaire
    if not questionnaire.given:
        return {}
    found = prefilled(questionnaire, known_of(by, language), helsinki_date(clock.now()))
    return {item.link_id: to_json(found[item.link_id]) for item in questionnaire.given if item.link_id in found}


def suggested(run: AssessmentRun, item: Item, by: Actor) -> Answer:
    """What the question is first filled with, where something is known; None where it is not."""
    if not (item.initial_expression or item.initial is not None):
        return None
    known = known_of(by, run.language) if item.initial_expression else Known()
    return prefilled(assessment_of(run).questionnaire, known, helsinki_date(clock.now())).get(item.key)


def run_by_code(*, code: str) -> AssessmentRun:
    """The unsent run saved under the code. Raises NotFound."""
    found = AssessmentRun.objects.filter(code_hash=hash_of(code), person=None, code_expires_at__gt=clock.now()).first()
    if found is None:
        raise NotFound("no saved answers for this code", "a code that is still valid", "check the code or start again")
    return found


def _permitted(run: AssessmentRun | None, held: Held, by: Actor) -> AssessmentRun:
    if run is not None and run.person_id is not None:
        look(by, person_id=run.person_id, what="assessment.run", object_id=run.id)
        return run
    if run is None or str(run.id) not in held:
        raise NotFound("no such page for you", "an assessment that you started here", "start a new assessment")
    return run


def assessment_of(run: AssessmentRun) -> Assessment:
    """The assessment word for word as it asked."""
    now = library(content_root()).get(run.assessment)
    return now if now is not None and now.content_hash == run.content_hash else version_by_hash(run.content_hash)


def progress(run: AssessmentRun) -> Walk:
    """Where the answers so far lead, replayed against the version that asked."""
    assessment = assessment_of(run)
    answers, _ = read_answers(assessment.questionnaire, run.answers)
    return walk(assessment, answers)


def result_of(run: AssessmentRun) -> Result:
    """The result with its texts. Raises Unfinished."""
    assessment = assessment_of(run)
    answers, _ = read_answers(assessment.questionnaire, run.answers)
    return assess(assessment, answers)


def measured_of(run: AssessmentRun, result: Result) -> list[Measured]:
    """The scores of instruments that the answers of the path give, with what may be said of each."""
    questionnaire = assessment_of(run).questionnaire
    if not any(item.computed for item in questionnaire.settled):
        return []
    answers, _ = read_answers(questionnaire, run.answers)
    values = score(questionnaire, {name: answer for name, answer in answers.items() if name in result.path})
    return measured(instruments(content_root()), values)


def answers_of(run: AssessmentRun) -> list[Answered]:
    """The questions of the path with their answers, in the order they were asked."""
    assessment, reached = assessment_of(run), progress(run)
    return [Answered(item, reached.answers[name]) for name in reached.path if (item := assessment.questionnaire.at(name))]
