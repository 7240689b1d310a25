"""Every read of cases. Each passes the access door, and each look is logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import at_helsinki, helsinki_date
from polku.foundation.errors import NotFound
from polku.foundation.models import AuditEntry, Event
from polku.guidance.actions import ASSESSMENT_TO_CARE, CONTACT_TO_ASSESSMENT, age_at, stream
from polku.guidance.logic import ClockFace, State, face, state_of
from polku.guidance.models import Case, CaseClock, Contact, NeedAssessment, Note
from polku.people.access import in_role_at, log_looks, look, roles_of, still_related
from polku.people.logic import CARE_ROLES, Ground
from polku.people.models import Account, Person

CLOCKS = (CONTACT_TO_ASSESSMENT, ASSESSMENT_TO_CARE)


@dataclass(frozen=True)
class Row:
    """One line of the worklist."""

    id: UUID
    topic: str
    reason: str
    channel: str
    unit_id: str
    age: int
    sex: str
    urgency: Urgency
    due_at: datetime | None
    state: State
    assignee: str
    opened_at: datetime


@dataclass(frozen=True)
class TimelineItem:
    """An act or a look on a case's timeline."""

    at: datetime
    kind: str
    name: str
    who: str
    role: str | None
    unit_id: str | None
    payload: dict[str, object]


@dataclass(frozen=True)
class CaseView:
    """A case as its worker or its person sees it; ``run_id`` names the assessment that brought it."""

    case: Case
    person: Person
    age: int
    ground: Ground
    clocks: list[ClockFace]
    run_id: UUID | None
    channel: str
    need_assessments: list[NeedAssessment]
    notes: list[Note]


def case_for(actor: Actor, case_id: UUID) -> CaseView:
    """The only door to a case: decided by relation, the look logged. ``NotFound`` for a stranger."""
    case = Case.objects.select_related("person", "assignee").filter(id=case_id).first()
    if case is None:
        raise NotFound("no such page for you", "your own matter, or one of a client of your unit", "check the address")
    ground = look(actor, person_id=case.person_id, what="guidance.case", object_id=case.id, place=case.place)
    contact = case.contacts.order_by("at").first()
    staff = actor.is_staff
    return CaseView(
        case=case,
        person=case.person,
        age=age_at(case.person.birth_date, helsinki_date(clock.now())),
        ground=ground,
        clocks=faces(case),
        run_id=contact.run_id if contact else None,
        channel=contact.channel if contact else "",
        need_assessments=list(case.need_assessments.select_related("by").order_by("-at")),
        notes=list(case.notes.select_related("by").order_by("-at")) if staff else [],
    )


def faces(case: Case) -> list[ClockFace]:
    """The case's clocks in their order; one that has not started yet is ``waiting``."""
    return _faces(CaseClock.objects.filter(case=case), clock.now())


def _faces(rows: Iterable[CaseClock], now: datetime) -> list[ClockFace]:
    by_name = {row.name: row for row in rows}
    return [_face(name, by_name.get(name), now) for name in CLOCKS]


def _face(name: str, row: CaseClock | None, now: datetime) -> ClockFace:
    if row is None:
        return face(name, started_at=None, law=None, target=None, stopped_at=None, now=now)
    return face(name, started_at=row.started_at, law=row.law_due_at, target=row.target_due_at, stopped_at=row.stopped_at, now=now)


def open_cases(actor: Actor) -> QuerySet[Case]:
    """The open cases of the units and registers where the actor has a care role: none for anyone else."""
    return _cases_at_own_units(actor).filter(status=Case.Status.OPEN)


def _cases_at_own_units(actor: Actor) -> QuerySet[Case]:
    own = Q(pk__in=[])
    for unit_id, register in {(r.unit_id, r.register) for r in roles_of(actor) if r.role in CARE_ROLES}:
        own |= Q(unit_id=unit_id, register=register)
    return Case.objects.filter(own)


def in_role_for(actor: Actor, case_id: UUID) -> Actor:
    """The actor in the care role that they hold at the case's own unit, else as they are. Decides nothing: ``case_for`` does."""
    place = Case.objects.filter(id=case_id).values_list("unit_id", "register").first()
    return in_role_at(actor, place)


def cases_of_clients(actor: Actor, person_ids: Collection[UUID]) -> list[Case]:
    """The cases of these people at the actor's own units and registers, open ones first; the looks are logged."""
    related = still_related(person="person", unit="unit_id", register="register")
    theirs = _cases_at_own_units(actor).filter(related, person_id__in=person_ids)
    shown = list(theirs.order_by("-status", "-opened_at"))
    log_looks(actor, what="guidance.search", seen=((case.person_id, case.id, "contact", case.place) for case in shown))
    return shown


def worklist(
    actor: Actor, *, view: str = "free", channel: str = "", unit_id: str = "", limit: int = 60, offset: int = 0
) -> list[Row]:
    """The actor's worklist, nearest deadline first: ``free`` (no assignee), ``mine``, or ``all`` open. The looks are logged."""
    cases = _of_view(_narrowed(actor, channel, unit_id), view, actor).order_by("next_due_at", "id")
    shown = list(cases.select_related("person", "assignee").prefetch_related("contacts")[offset : offset + limit])
    log_looks(actor, what="guidance.worklist", seen=((c.person_id, c.id, "contact", c.place) for c in shown))
    now = clock.now()
    return [_row(case, now) for case in shown]


def _row(case: Case, now: datetime) -> Row:
    contacts = sorted(case.contacts.all(), key=lambda c: c.at)
    return Row(
        id=case.id,
        topic=case.topic,
        reason=case.reason,
        channel=contacts[0].channel if contacts else "",
        unit_id=case.unit_id,
        age=age_at(case.person.birth_date, helsinki_date(now)),
        sex=case.person.sex,
        urgency=Urgency(case.urgency),
        due_at=case.next_due_at,
        state=state_of(case.next_due_at, now),
        assignee=case.assignee.name if case.assignee else "",
        opened_at=case.opened_at,
    )


def counts(actor: Actor, *, channel: str = "", unit_id: str = "") -> dict[str, int]:
    """How many open cases each view has."""
    return _narrowed(actor, channel, unit_id).aggregate(
        free=Count("id", filter=Q(assignee=None)), mine=Count("id", filter=Q(assignee_id=actor.account_id)), all=Count("id")
    )


def channels(actor: Actor) -> list[str]:
    """The channels of the actor's open cases."""
    return sorted(set(open_cases(actor).order_by().values_list("contacts__channel", flat=True)) - {None, ""})


def _narrowed(actor: Actor, channel: str, unit_id: str) -> QuerySet[Case]:
    cases = open_cases(actor)
    if unit_id:
        cases = cases.filter(unit_id=unit_id)
    return cases.filter(Exists(Contact.objects.filter(case=OuterRef("pk"), channel=channel))) if channel else cases


def _of_view(cases: QuerySet[Case], view: str, actor: Actor) -> QuerySet[Case]:
    if view == "all":
        return cases
    return cases.filter(assignee_id=actor.account_id) if view == "mine" else cases.filter(assignee=None)


def timeline(actor: Actor, view: CaseView, *, looks: bool = False) -> list[TimelineItem]:
    """A case's acts, newest first, with its looks where asked. Takes a ``CaseView``: the door has been passed."""
    case_id = view.case.id
    items = [
        (e.at, "act", e.name, e.actor_account, e.actor_kind, e.actor_role, e.actor_unit, e.payload)
        for e in Event.objects.filter(stream=stream(case_id))
    ]
    if looks:
        seen = AuditEntry.objects.filter(kind="look", object_type="guidance.case", object_id=str(case_id))
        items += [
            (a.at, "look", a.object_type, a.actor_account, a.actor_kind, a.actor_role, a.actor_unit, a.details) for a in seen
        ]
    names = _names(i[3] for i in items)
    return [
        TimelineItem(at, kind, name, names.get(account, actor_kind), role, unit, payload)
        for at, kind, name, account, actor_kind, role, unit, payload in sorted(items, key=lambda i: i[0], reverse=True)
    ]


def _names(account_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {a for a in account_ids if a}
    found = Account.objects.filter(id__in=wanted).values_list("id", "kind", "name")
    return {id: (name if kind == "staff" else "resident") for id, kind, name in found}


def own_cases(actor: Actor) -> list[CaseView]:
    """The signed-in resident's own cases, newest first."""
    if actor.kind != "resident" or actor.subject is None:
        return []
    ground = look(actor, person_id=actor.subject, what="guidance.own_cases", object_id=actor.subject)
    cases = list(Case.objects.filter(person_id=actor.subject).select_related("person").order_by("-opened_at"))
    clocks: dict[UUID, list[CaseClock]] = defaultdict(list)
    for row in CaseClock.objects.filter(case__in=cases):
        clocks[row.case_id].append(row)
    now = clock.now()
    return [
        CaseView(
            case=c,
            person=c.person,
            age=age_at(c.person.birth_date, helsinki_date(now)),
            ground=ground,
            clocks=_faces(clocks[c.id], now),
            run_id=None,
            channel="",
            need_assessments=[],
            notes=[],
        )
        for c in cases
    ]


WAITED_DAYS = (1, 4, 8, 31)
"""Where the classes of how many days a case has been open begin, after the first: 0, 1–3, 4–7, 8–30, 31 and more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A count of open cases. `due` is ``late``, ``today`` or ``later``; `waited` is the place of its class of days."""

    unit_id: str
    service: str
    urgency: int
    due: str
    waited: int
    count: int


def waiting(now: datetime) -> list[Waiting]:
    """Open cases as they are now: figures, no client's data. Days are those of Helsinki."""
    today = helsinki_date(now)
    tomorrow = at_helsinki(today + timedelta(days=1), time(0))
    begins = [at_helsinki(today - timedelta(days=days - 1), time(0)) for days in WAITED_DAYS]
    due = When(next_due_at__lt=now, then=Value("late")), When(next_due_at__lt=tomorrow, then=Value("today"))
    waited = [When(opened_at__gte=moment, then=Value(place)) for place, moment in enumerate(begins)]
    rows = (
        Case.objects.filter(status=Case.Status.OPEN)
        .annotate(due=Choice(*due, default=Value("later")), waited=Choice(*waited, default=Value(len(begins))))
        .values_list("unit_id", "service", "urgency", "due", "waited")
        .annotate(n=Count("*"))
    )
    return [Waiting(*row) for row in rows.order_by()]


@dataclass(frozen=True, slots=True)
class Handled:
    """A count of closed cases that an assessment opened: what its rules proposed, a professional decided, and was done."""

    topic: str
    unit_id: str
    language: str
    proposed: int
    decided: int
    outcome: str
    count: int


def handled_assessments(*, since: datetime) -> list[Handled]:
    """Closed cases by topic, unit and language: figures, no client's data. The last assessment of need is the decision."""
    last = NeedAssessment.objects.filter(case=OuterRef("case")).order_by("-at").values("urgency")[:1]
    sent = Contact.objects.filter(run_id__isnull=False, case__status=Case.Status.CLOSED, case__closed_at__gte=since)
    keys = ("case__topic", "case__unit_id", "language", "case__proposed_urgency", "decided", "case__outcome")
    rows = sent.annotate(decided=Subquery(last)).exclude(decided=None).values_list(*keys).annotate(n=Count("id")).order_by(*keys)
    return [Handled(*row) for row in rows]
