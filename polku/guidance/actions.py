"""Every write of a case. The acts themselves stamp the clocks: nobody registers a time twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from polku.assessment.actions import claim
from polku.definitions.contacts import is_client_contact
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date, years_between
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.guidance import guarantees
from polku.guidance.logic import CLOSING_GRACE, nearest
from polku.guidance.models import Case, CaseClock, Contact, NeedAssessment, Note
from polku.guidance.routing import FROM_HOME, route
from polku.guidance.topics import place_of
from polku.people.access import look, require_care_role, roles_of
from polku.people.actions import end_relations, grant_relation, set_phone
from polku.people.logic import CARE_ROLES, Role

CONTACT_TO_ASSESSMENT = "contact_to_assessment"
ASSESSMENT_TO_CARE = "assessment_to_care"


ON_PAPER = "paper"
PAPER_GRACE = timedelta(days=1)


class Full(Conflict):
    """The service has taken as many as it can answer in a day."""


def stream(case_id: UUID) -> str:
    return f"case:{case_id}"


@action("guidance.open_case")
def open_case(
    *,
    person_id: UUID,
    topic: str,
    channel: str,
    unit_id: str,
    urgency: Urgency,
    service: str = "outpatient",
    register: str = "health",
    reason: str = "assessment",
    run_id: UUID | None = None,
    language: str = "fi",
    by: Actor,
) -> Case:
    """A contact opens a case: its clock starts (out of hours on the next working day at 8), its unit may see the person."""
    earlier = Contact.objects.filter(run_id=run_id).first() if run_id else None
    if earlier is not None:
        return earlier.case
    now = clock.now()
    case = Case.objects.create(
        person_id=person_id,
        topic=topic,
        service=service,
        register=register,
        unit_id=unit_id,
        reason=reason,
        urgency=int(urgency),
        proposed_urgency=int(urgency),
        opened_at=now,
    )
    Contact.objects.create(case=case, person_id=person_id, channel=channel, at=now, run_id=run_id, language=language)
    grant_relation(
        person_id=person_id,
        unit_id=unit_id,
        register=register,
        ground="contact",
        object_type="guidance.case",
        object_id=case.id,
        by=by,
    )
    start_clock(case=case, name=CONTACT_TO_ASSESSMENT, at=guarantees.clock_start(now))
    _told("guidance.case_opened", case, {"topic": topic, "channel": channel, "unit": unit_id, "urgency": int(urgency)})
    return case


@action("guidance.send_assessment")
def send_assessment(*, run_id: UUID, held: tuple[str, ...], phone: str = "", by: Actor) -> Case:
    """A finished assessment becomes its person's and opens a case near their home, in one transaction.

    The service that takes it and the register come from the assessment's topic, its ending and its answers. Raises Full where the
    service takes no more today.
    """
    run = claim(run_id=run_id, held=held, by=by)
    assert run.person is not None and run.urgency is not None
    if phone.strip():
        set_phone(person_id=run.person.id, phone=phone, by=by)
    place = place_of(run.assessment, run.ending, run.answers)
    to = route(run.person.municipality, place.service, Urgency(run.urgency))
    if to.taking.state == "full":
        raise Full("as many as the service answers in a day", "a day with places left", "send it when the service opens next")
    return open_case(
        person_id=run.person.id,
        topic=run.assessment,
        channel=FROM_HOME,
        unit_id=to.unit_id,
        service=place.service,
        register=place.register,
        urgency=Urgency(run.urgency),
        run_id=run.id,
        language=run.language,
        by=by,
    )


@action("guidance.begin_paper_form")
def begin_paper_form(*, run_id: UUID, person_id: UUID, by: Actor) -> None:
    """A client's form that came on paper is being entered: the unit may see the client for a day, until the case is open."""
    role = entering_role(by)
    grant_relation(
        person_id=person_id, unit_id=role.unit_id, register=role.register, ground="contact", object_type="assessment.run",
        object_id=run_id, by=by,
    )
    end_relations(object_type="assessment.run", object_id=run_id, at=clock.now() + PAPER_GRACE, by=by)


@action("guidance.send_paper_form")
def send_paper_form(*, run_id: UUID, held: tuple[str, ...], person_id: UUID, by: Actor) -> Case:
    """What staff entered from a client's paper form becomes the client's, and opens a case as it would had they sent it."""
    entering_role(by)
    run = claim(run_id=run_id, held=held, person_id=person_id, by=by)
    assert run.person is not None and run.urgency is not None
    place = place_of(run.assessment, run.ending, run.answers)
    to = route(run.person.municipality, place.service, Urgency(run.urgency))
    return open_case(
        person_id=run.person.id, topic=run.assessment, channel=ON_PAPER, unit_id=to.unit_id, service=place.service,
        register=place.register, urgency=Urgency(run.urgency), run_id=run.id, language=run.language, by=by,
    )


def entering_role(by: Actor) -> Role:
    """The care role in which one enters forms: at one's own unit. Raises NotFound."""
    for role in roles_of(by):
        if role.role in CARE_ROLES and by.unit_id in {None, role.unit_id}:
            return role
    raise NotFound("no such page for you", "a care role", "check the address")


@action("guidance.take")
def take(*, case_id: UUID, version: int | None = None, by: Actor) -> Case:
    """Assign an open case to oneself. Raises ``Conflict`` where someone else was faster."""
    case = _case_to_work(case_id, by)
    if case.assignee_id not in {None, by.account_id}:
        raise Conflict("the case has an assignee", "a case that no one has taken", "agree with your colleague")
    _check_version(case, version)
    if case.assignee_id is None:
        case.assignee_id = by.account_id
        _save(case)
        _told("guidance.case_taken", case, {})
    return case


@action("guidance.release")
def release(*, case_id: UUID, by: Actor) -> Case:
    """Put one's own case back to the queue."""
    case = _case_to_work(case_id, by)
    if case.assignee_id == by.account_id:
        case.assignee_id = None
        _save(case)
        _told("guidance.case_released", case, {})
    return case


@action("guidance.assess_need")
def assess_need(
    *,
    case_id: UUID,
    urgency: Urgency,
    reason_code: str,
    level: str,
    contact_type: str,
    contacted: str = "",
    rationale: str = "",
    version: int | None = None,
    by: Actor,
) -> NeedAssessment:
    """Record the assessment of need: the act stops the clock of contact→assessment and starts assessment→care.

    ``contacted`` is the way in which the client was met or reached before it, if so. What the assessment's rules proposed is
    changed only after such a contact, and with a reason.
    """
    case = _case_to_work(case_id, by)
    _check_version(case, version)
    missing = {name: "required" for name, value in (("reason_code", reason_code), ("level", level)) if not value.strip()}
    if missing:
        raise BadInput(missing)
    if case.proposed_urgency != int(urgency) and case.contacts.filter(run_id__isnull=False).exists():
        _may_override(case, contacted, rationale)
    now = clock.now()
    assessed = NeedAssessment.objects.create(
        case=case,
        person_id=case.person_id,
        by_id=by.account_id,
        role=by.role or "",
        at=now,
        urgency=int(urgency),
        reason_code=reason_code.strip(),
        level=level,
        contact_type=contact_type,
        contacted=contacted,
        rationale=rationale.strip(),
    )
    case.urgency = int(urgency)
    if case.assignee_id is None:
        case.assignee_id = by.account_id
    stop_clock(case=case, name=CONTACT_TO_ASSESSMENT, at=now)
    if not case.clocks.filter(name=ASSESSMENT_TO_CARE).exists():
        start_clock(case=case, name=ASSESSMENT_TO_CARE, at=now)
    _save(case)
    _told("guidance.need_assessed", case, {"urgency": int(urgency), "proposed": case.proposed_urgency, "level": level})
    return assessed


def _may_override(case: Case, contacted: str, rationale: str) -> None:
    wrong = {}
    if not (is_client_contact(contacted or None) or case.contacts.filter(run_id__isnull=True).exists()):
        wrong["contacted"] = "contact-first"
    if not rationale.strip():
        wrong["rationale"] = "reason-first"
    if wrong:
        raise BadInput(wrong, "another urgency than the rules proposed", "a contact with the client, and a reason", "add them")


@action("guidance.note")
def note(*, case_id: UUID, text: str, by: Actor) -> Note:
    case = _case_to_work(case_id, by)
    if not text.strip():
        raise BadInput({"text": "required"})
    written = Note.objects.create(case=case, person_id=case.person_id, by_id=by.account_id, text=text.strip())
    _told("guidance.note_written", case, {})
    return written


@action("guidance.care_reached")
def care_reached(*, case_id: UUID, at: datetime, by: Actor) -> None:
    """The person has met a professional: the clock of assessment→care stops at that moment."""
    case = Case.objects.select_for_update().get(id=case_id)
    stop_clock(case=case, name=ASSESSMENT_TO_CARE, at=at)
    _save(case)
    _told("guidance.care_reached", case, {})


@action("guidance.close")
def close(*, case_id: UUID, outcome: str, version: int | None = None, by: Actor) -> Case:
    """Close a case whose need has been assessed. The unit still sees the client for ``CLOSING_GRACE``."""
    case = _case_to_work(case_id, by)
    _check_version(case, version)
    if not case.need_assessments.exists():
        raise BadInput(
            {"outcome": "assess-first"}, "a case without an assessment of need", "an assessed one", "record the assessment first"
        )
    now = clock.now()
    case.clocks.filter(stopped_at=None).update(stopped_at=now)
    case.status, case.closed_at, case.outcome = Case.Status.CLOSED, now, outcome
    _save(case)
    end_relations(object_type="guidance.case", object_id=case.id, at=now + CLOSING_GRACE, by=by)
    _told("guidance.case_closed", case, {"outcome": outcome})
    return case


@action("guidance.reopen")
def reopen(*, case_id: UUID, by: Actor) -> Case:
    """Undo a closing: the clocks that it stopped run on."""
    case = _case_to_work(case_id, by, closed=True)
    if case.status == Case.Status.CLOSED:
        case.clocks.filter(stopped_at=case.closed_at).update(stopped_at=None)
        case.status, case.closed_at, case.outcome = Case.Status.OPEN, None, ""
        _save(case)
        grant_relation(
            person_id=case.person_id,
            unit_id=case.unit_id,
            register=case.register,
            ground="contact",
            object_type="guidance.case",
            object_id=case.id,
            by=by,
        )
        _told("guidance.case_reopened", case, {})
    return case


def start_clock(*, case: Case, name: str, at: datetime) -> CaseClock:
    """Start a named clock of a case within an action, due by the rules in force at its start."""
    age = age_at(case.person.birth_date, helsinki_date(at))
    asked = {"clock": name, "service": case.service, "register": case.register, "age": age, "started_at": at}
    law = guarantees.due(guarantees.rules(), kind="law", **asked)
    target = guarantees.due(guarantees.rules(), kind="target", **asked)
    started = CaseClock.objects.create(
        case=case,
        person_id=case.person_id,
        name=name,
        started_at=at,
        law_due_at=law.at if law else None,
        law_rule=law.rule_id if law else "",
        target_due_at=target.at if target else None,
        target_rule=target.rule_id if target else "",
    )
    _save(case)
    return started


def stop_clock(*, case: Case, name: str, at: datetime) -> None:
    case.clocks.filter(name=name, stopped_at=None).update(stopped_at=at)


def age_at(born: date, day: date) -> int:
    return years_between(born, day)


def _case_to_work(case_id: UUID, by: Actor, *, closed: bool = False) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("person").filter(id=case_id).first()
    if case is None:
        raise NotFound("no such case for you", "a case of your unit", "check the address")
    look(by, person_id=case.person_id, what="guidance.case", object_id=case.id, place=case.place)
    require_care_role(by, unit_id=case.unit_id, register=case.register)
    if case.status == Case.Status.CLOSED and not closed:
        raise Conflict("the case is closed", "an open case", "reopen it first")
    return case


def _check_version(case: Case, version: int | None) -> None:
    if version is not None and version != case.version:
        raise Conflict("the case has changed since you opened it", "the newest version", "look at what changed and try again")


def _save(case: Case) -> None:
    running = case.clocks.filter(stopped_at=None).values_list("law_due_at", "target_due_at")
    dues = [due for law, target in running if (due := nearest(law, target)[0])]
    case.next_due_at = min(dues, default=None) if case.status == Case.Status.OPEN else None
    case.version += 1
    case.save()


def _told(name: str, case: Case, payload: dict[str, object]) -> None:
    emit(name, {"case": str(case.id), **payload}, stream=stream(case.id), person_id=case.person_id)
