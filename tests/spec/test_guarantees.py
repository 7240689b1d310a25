"""By when an answer, an assessment and care are due. Times of the tables are Helsinki time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from polku.foundation.calendar import HELSINKI, helsinki
from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.guidance.guarantee_files import read_rules
from polku.guidance.guarantees import clock_start, due, rules

RULES = rules()
LAW = tuple(rule for rule in RULES if rule.kind == "law")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def shown(at: datetime) -> str:
    return helsinki(at).strftime("%Y-%m-%d %H:%M")


# A contact and when its clock starts.
STARTS = [
    ("in office hours", "2026-11-18 10:15", "2026-11-18 10:15"),
    ("as the office opens", "2026-11-18 08:00", "2026-11-18 08:00"),
    ("before it opens", "2026-11-18 06:30", "2026-11-18 08:00"),
    ("as it closes", "2026-11-18 16:00", "2026-11-19 08:00"),
    ("in the evening", "2026-11-18 21:40", "2026-11-19 08:00"),
    ("on Friday evening", "2026-11-20 16:30", "2026-11-23 08:00"),
    ("on Sunday", "2026-11-22 12:00", "2026-11-23 08:00"),
    ("on Midsummer Eve, a Friday", "2026-06-19 10:00", "2026-06-22 08:00"),
    ("on Christmas Eve, a Thursday", "2026-12-24 10:00", "2026-12-28 08:00"),
    ("on Good Friday", "2026-04-03 10:00", "2026-04-07 08:00"),
    ("in the night when clocks go forward", "2026-03-29 02:30", "2026-03-30 08:00"),
    ("in the night when clocks go back", "2026-10-25 03:30", "2026-10-26 08:00"),
]


@pytest.mark.parametrize(("when", "contact", "start"), STARTS)
def test_the_clock_of_a_contact_starts_in_office_hours(when: str, contact: str, start: str) -> None:
    assert shown(clock_start(moment(contact))) == start


# Law: clock, service, age, circumstance, start, due, rule.
HEALTH = {"outpatient", "oral", "physiotherapy", "mental_health"}
DUES = [
    ("contact_to_reply", "outpatient", 40, "", "2023-08-31 10:00", "2023-08-31 16:00", "health-reply-2005"),
    ("contact_to_reply", "outpatient", 40, "", "2026-11-18 10:00", "2026-11-18 16:00", "health-reply-2023"),
    ("contact_to_assessment", "outpatient", 40, "", "2023-08-31 10:00", "2023-09-05 23:59", "health-assessment-2005"),
    ("contact_to_assessment", "outpatient", 40, "", "2023-09-01 10:00", "2023-09-01 16:00", "health-assessment-2023"),
    ("contact_to_assessment", "oral", 40, "", "2026-11-20 17:00", "2026-11-23 16:00", "health-assessment-2023"),
    ("contact_to_assessment", "outpatient", 40, "", "2026-03-27 15:59", "2026-03-27 16:00", "health-assessment-2023"),
    ("contact_to_assessment", "outpatient", 40, "", "2026-10-25 03:30", "2026-10-26 16:00", "health-assessment-2023"),
    # primary care
    ("assessment_to_care", "outpatient", 40, "", "2023-08-31 10:00", "2023-11-30 23:59", "primary-care-2005"),
    ("assessment_to_care", "outpatient", 40, "", "2023-09-01 10:00", "2023-09-15 23:59", "primary-care-2023"),
    ("assessment_to_care", "outpatient", 40, "planned_care", "2023-09-01 10:00", "2023-12-01 23:59", "primary-care-planned-2023"),
    ("assessment_to_care", "outpatient", 40, "", "2024-11-01 10:00", "2024-11-15 23:59", "primary-care-2023"),
    ("assessment_to_care", "outpatient", 40, "", "2024-12-31 10:00", "2025-01-14 23:59", "primary-care-2023"),
    ("assessment_to_care", "outpatient", 22, "", "2025-01-01 10:00", "2025-01-15 23:59", "primary-care-under-23-2025"),
    ("assessment_to_care", "outpatient", 23, "", "2025-01-01 10:00", "2025-04-01 23:59", "primary-care-23-and-over-2025"),
    ("assessment_to_care", "outpatient", 22, "planned_care", "2026-11-30 10:00", "2027-02-28 23:59",
     "primary-care-planned-under-23-2025"),
    ("assessment_to_care", "mental_health", 0, "", "2026-11-18 10:00", "2026-12-02 23:59", "primary-care-under-23-2025"),
    ("assessment_to_care", "physiotherapy", 23, "", "2026-11-30 10:00", "2027-02-28 23:59", "primary-care-23-and-over-2025"),
    ("assessment_to_care", "outpatient", 22, "", "2026-03-16 10:00", "2026-03-30 23:59", "primary-care-under-23-2025"),
    ("assessment_to_care", "outpatient", 22, "", "2026-10-12 10:00", "2026-10-26 23:59", "primary-care-under-23-2025"),
    # oral care
    ("assessment_to_care", "oral", 40, "", "2023-08-31 10:00", "2024-02-29 23:59", "oral-care-2005"),
    ("assessment_to_care", "oral", 40, "", "2024-10-31 10:00", "2025-02-28 23:59", "oral-care-2023"),
    ("assessment_to_care", "oral", 40, "", "2024-11-01 10:00", "2025-02-01 23:59", "oral-care-2024"),
    ("assessment_to_care", "oral", 22, "", "2025-01-01 10:00", "2025-04-01 23:59", "oral-care-under-23-2025"),
    ("assessment_to_care", "oral", 23, "", "2025-01-01 10:00", "2025-07-01 23:59", "oral-care-23-and-over-2025"),
    # the therapy guarantee
    ("need_to_therapy", "mental_health", 22, "", "2025-05-01 10:00", "2025-05-29 23:59", "therapy-guarantee-health-2025"),
    ("need_to_therapy", "family_services", 15, "", "2026-01-31 10:00", "2026-02-28 23:59", "therapy-guarantee-social-2025"),
    # social care: Tuesday is not counted, the seventh working day is the next week's Thursday
    ("contact_to_assessment", "older_people", 82, "", "2026-11-17 10:00", "2026-11-26 23:59", "social-assessment-over-75"),
    ("contact_to_assessment", "older_people", 82, "", "2026-12-17 10:00", "2026-12-30 23:59", "social-assessment-over-75"),
    ("contact_to_assessment", "disability", 40, "highest_care_allowance", "2026-11-17 10:00", "2026-11-26 23:59",
     "social-assessment-highest-care-allowance"),
    ("contact_to_assessment", "family_services", 9, "child_special_support", "2026-11-17 10:00", "2026-11-26 23:59",
     "social-assessment-child-special-support"),
    ("contact_to_assessment_done", "family_services", 9, "child_special_support", "2026-11-17 10:00", "2027-02-17 23:59",
     "social-assessment-done-child-special-support"),
    ("notification_to_urgency", "child_protection", 9, "", "2026-11-22 02:10", "2026-11-22 02:10", "child-protection-urgency"),
    ("notification_to_handling", "child_protection", 9, "", "2026-11-17 10:00", "2026-11-26 23:59", "child-protection-handling"),
    ("application_to_decision", "income_support", 30, "", "2026-11-17 10:00", "2026-11-26 23:59", "income-support-decision"),
    ("decision_to_service", "disability", 30, "", "2026-11-17 10:00", "2027-02-17 23:59", "social-decision-carried-out"),
]  # fmt: skip


@pytest.mark.parametrize(("clock", "service", "age", "circumstance", "start", "end", "rule"), DUES)
def test_due_by_law(clock: str, service: str, age: int, circumstance: str, start: str, end: str, rule: str) -> None:
    register = "health" if service in HEALTH else "social"
    told = due(RULES, clock, service, register, age, moment(start), circumstances=[circumstance])
    assert told is not None
    assert (shown(told.at), told.rule_id) == (end, rule)


# What the law sets no time for.
FREE = [
    ("assessment_to_care", "outpatient", "health", 40, "2005-02-28 10:00"),
    ("need_to_therapy", "mental_health", "health", 23, "2026-11-18 10:00"),
    ("need_to_therapy", "mental_health", "health", 22, "2025-04-30 10:00"),
    ("contact_to_assessment", "older_people", "social", 74, "2026-11-18 10:00"),
    ("contact_to_assessment", "outpatient", "social", 40, "2026-11-18 10:00"),
]


@pytest.mark.parametrize(("clock", "service", "register", "age", "start"), FREE)
def test_no_limit_in_law(clock: str, service: str, register: str, age: int, start: str) -> None:
    assert due(RULES, clock, service, register, age, moment(start)) is None


# The county's own targets: clock, service, register, start, due.
TARGETS = [
    ("contact_to_reply", "outpatient", "health", "2026-11-19 09:12", "2026-11-19 13:12"),
    ("contact_to_reply", "outpatient", "health", "2026-11-19 12:00", "2026-11-19 16:00"),
    ("contact_to_reply", "outpatient", "health", "2026-11-20 14:30", "2026-11-23 10:30"),
    ("contact_to_reply", "adult_social_work", "social", "2026-11-20 10:00", "2026-11-24 23:59"),
    ("assessment_to_care", "outpatient", "health", "2026-11-17 10:00", "2026-11-24 23:59"),
    ("assessment_to_care", "oral", "health", "2026-11-17 10:00", "2027-02-15 23:59"),
    ("contact_to_assessment", "adult_social_work", "social", "2026-11-17 10:00", "2026-11-26 23:59"),
]


@pytest.mark.parametrize(("clock", "service", "register", "start", "end"), TARGETS)
def test_due_by_the_countys_target(clock: str, service: str, register: str, start: str, end: str) -> None:
    told = due(RULES, clock, service, register, 40, moment(start), "target")
    assert told is not None
    assert shown(told.at) == end


def test_history_is_recomputed_under_another_days_rules() -> None:
    asked = ("assessment_to_care", "outpatient", "health", 40, moment("2026-11-17 10:00"))
    then = due(RULES, *asked, under=date(2024, 6, 1))
    now = due(RULES, *asked)
    assert then is not None and now is not None
    assert (shown(then.at), shown(now.at)) == ("2026-12-01 23:59", "2027-02-17 23:59")


def test_law_never_sets_two_limits_for_the_same_day_and_person_without_circumstances() -> None:
    known = {rule.services for rule in LAW if rule.services}
    services = sorted(frozenset[str]().union(*known))
    clocks = sorted({(rule.clock, rule.register) for rule in LAW})
    days = sorted({day for rule in LAW for day in (rule.valid_from, rule.valid_to) if day})
    for clock, register in clocks:
        for service in services:
            for day in days:
                for age in (0, 22, 23, 74, 75):
                    bind = [
                        rule.id
                        for rule in LAW
                        if rule.in_force(day)
                        and rule.concerns(clock=clock, service=service, register=register, age=age, circumstances=())
                    ]
                    assert len(bind) <= 1, (clock, service, register, day, age, bind)


FILE = """\
rules:
  - id: one
    clock: contact_to_reply
    register: health
    valid_from: 2026-01-01
    limit: {working_days: 2}
    source: A law
    sentence: {fi: Yksi, sv: Ett, en: One}
"""

# A fault in a file: what is written, what instead, the line, what the error says.
FAULTS = [
    ("clock: contact_to_reply", "clock: contact_to_replay", 3, "contact_to_replay"),
    ("register: health", "registre: health", 4, "unknown key 'registre'"),
    ("limit: {working_days: 2}", "limit: {working_days: two}", 6, "whole number"),
    ("limit: {working_days: 2}", "limit: {working_days: 0}", 6, "above 0"),
    ("limit: {working_days: 2}", "limit: {}", 6, "0 limits"),
    ("limit: {working_days: 2}", "limit: {same_day: false}", 6, "false"),
    ("limit: {working_days: 2}", "limit: {weeks: 2}", 6, "unknown key 'weeks'"),
    ("valid_from: 2026-01-01", "valid_from: 1.1.2026", 5, "1.1.2026"),
    ("valid_from: 2026-01-01", "valid_from: 2026-01-01\n    valid_to: 2025-12-31", 6, "not before"),
    ("source: A law", "source: A law\n    ages: {from: 23, below: 23}", 8, "at least one age"),
    (", sv: Ett", "", 8, "no 'sv'"),
]


@pytest.mark.parametrize(("written", "instead", "line", "says"), FAULTS)
def test_a_fault_in_a_file_names_line_and_mend(written: str, instead: str, line: int, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_rules(parse_yaml(FILE.replace(written, instead), "guarantees.yaml"), "law")
    assert (caught.value.line, says in str(caught.value)) == (line, True), str(caught.value)
    assert caught.value.mend


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(ContentError, match="twice"):
        read_rules(parse_yaml(FILE + FILE.removeprefix("rules:\n"), "guarantees.yaml"), "law")
