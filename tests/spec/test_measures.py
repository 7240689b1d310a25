"""The measures by example: what each word gives on a few rows. A manual to be read from the top."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from polku.definitions import case_mix
from polku.definitions.experience import nps
from polku.definitions.quantiles import percentile
from polku.definitions.third_time import median, third_free
from polku.insight.measures.library.segments import rules, segment_of, segments
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory
from polku.insight.measures.suppression import suppressed
from polku.insight.measures.tallied import run
from tests.measured import NOON, figures, told, visit

# T3


@pytest.mark.parametrize(
    ("days", "third"),
    [([0, 2, 2], 2), ([2, 0, 2, 9], 2), ([5, 5, 5], 5), ([0, 2], None), ([], None)],
)
def test_the_third_free_time(days: list[int], third: int | None) -> None:
    """Days from the asking day to each free time; held and frozen times are left out. Fewer than three give none, never 0."""
    assert third_free(days) == third


def test_the_third_free_time_is_after_two_days() -> None:
    today = datetime(2026, 3, 2, 6, tzinfo=UTC)
    times = [datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 4, 7, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)]
    calendar = {"snapshot_at": today, "professional_id": "x", "unit_id": "a", "profession": "nurse", "urgency": "E"}
    rows = [{**calendar, "starts_at": at, "free": True} for at in times]
    held = {**calendar, "starts_at": times[0], "free": False}
    urgent = {**calendar, "starts_at": times[0], "free": True, "urgency": "P"}
    assert figures("t3", [*rows, held, urgent], "slot")["value"] == 2


@pytest.mark.parametrize(
    ("days", "national", "censored"),
    [
        ([[0, 2, 2]], 2, 2),
        ([[0, 2]], 182, ">horizon"),
        ([[0, 2, 2], [1]], 2, 2),
        ([[0, 2, 2], [1], []], 182, ">horizon"),
    ],
)
def test_fewer_than_three_free_times(days: list[list[int]], national: int, censored: int | str) -> None:
    thirds = [third_free(each) for each in days]
    assert (median(thirds, "national"), median(thirds, "censored")) == (national, censored)


# waits


@pytest.mark.parametrize(("percent", "value"), [(50, 3), (90, 5), (100, 8), (0, 1)])
def test_a_percentile_is_one_of_the_values(percent: int, value: int) -> None:
    """Of the values 1, 2, 3, 4, 5 and 8: the one at ⌊(n − 1) · p⌋, counted from nought."""
    assert percentile([8, 1, 3, 5, 2, 4], Decimal(percent)) == value


def test_percentiles_of_waiting() -> None:
    rows = [visit(assessed_at=NOON - timedelta(days=days)) for days in (8, 1, 3, 5, 2, 4)] + [visit()]
    found = figures("wait-percentiles", rows, options={"percentiles": (Decimal(50), Decimal(90))})
    assert (found["value"], found["p50"], found["p90"], found["n"], found["eligible"]) == (3, 3, 5, 6, 7)


@pytest.mark.parametrize(("stamp", "value"), [("need-assessment", 25), ("contact", 50), ("booking", 0), ("earliest-contact", 75)])
def test_coverage_of_stamps(stamp: str, value: float) -> None:
    """Of four non-urgent visits one carries an assessment, two a contact, none a booking; an urgent one is not counted."""
    rows = [visit(assessed_at=NOON), visit(contacted_at=NOON), visit(contacted_at=NOON), visit(), visit(urgency="P")]
    assert figures("stamp-coverage", rows, options={"stamp": stamp})["value"] == value


def test_the_queue_at_a_moment() -> None:
    def waiting(days: int, **changes: Any) -> dict[str, Any]:
        return visit(**{"contacted_at": NOON - timedelta(days=days), "starts_at": None, **changes})

    rows = [waiting(1), waiting(3), waiting(40), waiting(2, starts_at=NOON + timedelta(days=1))]
    gone = [waiting(9, starts_at=NOON), waiting(9, cancelled_at=NOON - timedelta(days=1)), waiting(-1), visit(starts_at=None)]
    found = figures("queue", [*rows, *gone], options={"at": NOON})
    assert (found["value"], found["median"], found["p90"]) == (4, 2, 3)


# volumes


def test_remote_share_by_either_definition() -> None:
    kinds = ["R10", "R50", "R51", "R52", "R55", "R56", "R20", "R90", "R60", "R72"]
    rows = [visit(contact_type=kind, age=40) for kind in kinds] + [visit(contact_type="R52", age=19)]
    electronic = figures("remote-share", rows, options={"min_age": 20})
    assert (electronic["numerator"], electronic["denominator"], electronic["value"]) == (3, 8, 37.5)
    assert electronic["channels"] == {"R52": 1, "R55": 1, "R56": 1}
    assert figures("remote-share", rows, options={"definition": "with-phone", "min_age": 20})["value"] == 62.5
    assert figures("remote-share", rows)["denominator"] == 9


def test_demand_is_counted_where_a_contact_began() -> None:
    rows = [
        visit(contacted_at=datetime(2026, 2, 28, 21, 59, tzinfo=UTC)),
        visit(booked_at=datetime(2026, 2, 28, 22, tzinfo=UTC)),
        visit(),
    ]
    months = {row.key["month"]: row.figures["value"] for row in told("demand", rows, by=("month",)).rows}
    assert months == {"all": 3, "2026-02": 1, "2026-03": 2}


def test_service_debt_grows_by_what_did_not_come() -> None:
    def month(year: int, number: int, many: int) -> list[dict[str, Any]]:
        return [visit(starts_at=datetime(year, number, 10, 10, tzinfo=UTC))] * many

    rows = [*month(2018, 3, 4), *month(2019, 3, 6), *month(2018, 4, 2), *month(2020, 3, 1), *month(2020, 4, 3)]
    found = told("service-debt", rows, by=("month",), options={"population_ratio": Fraction(6, 5)})
    debts = {row.key["month"]: (row.figures["expected"], row.figures["actual"], row.figures["value"]) for row in found.rows}
    assert debts == {"2020-03": (6, 1, 5), "2020-04": (1.2, 3, 3.2), "all": (7.2, 4, 3.2)}


def test_no_shows() -> None:
    endings = ["arrived", "arrived", "arrived", "not-arrived", "cancelled", "open"]
    rows = [{"starts_at": NOON, "ending": ending} for ending in endings]
    assert figures("no-shows", rows, "booking") == {"value": 25, "numerator": 1, "denominator": 4, "n": 4}


# experience and quality


@pytest.mark.parametrize(
    ("answers", "score", "error"),
    [
        ([10, 10, 9, 9, 8, 8, 7, 6, 5, 0], 10, 26.2679),
        ([9, 9], 100, 0),
        ([0, 6], -100, 0),
        ([7, 8], 0, 0),
        ([], None, None),
    ],
)
def test_the_recommendation_score(answers: list[int], score: float | None, error: float | None) -> None:
    """Promoters answer 9 or 10, detractors 0 to 6; the score is the difference of their shares, with its standard error."""
    found = nps(answers)
    assert found.value == score
    assert found.error == (None if error is None else pytest.approx(error, abs=5e-5))


def test_experience_leaves_out_what_does_not_concern() -> None:
    rows = [{"given_at": NOON, "recommends": n, "statement_1": s} for n, s in zip([10, 10, 9, 5], [5, 0, 2, 0], strict=True)]
    found = figures("experience", rows, "feedback")
    assert (found["value"], found["n"], found["statement_1"], found["statement_2"]) == (50, 4, 3.5, None)
    assert found["low"] < 50 < found["high"] == 100


def test_records_that_break_rules() -> None:
    good = visit(professional_id="x", assessed_at=NOON - timedelta(days=1), ended_at=NOON + timedelta(minutes=20), age=40)
    rows = [
        good,
        {**good, "ended_at": NOON - timedelta(minutes=1)},
        {**good, "ended_at": NOON + timedelta(hours=25)},
        {**good, "age": 121},
    ]
    broken = {row.key["rule"]: row.figures["numerator"] for row in told("documentation-quality", rows).rows}
    assert {rule for rule, many in broken.items() if many} == {"all", "end-before-start", "too-long", "age"}
    assert (broken["all"], broken["age"]) == (3, 1)


# segments


@pytest.mark.parametrize(
    ("contacts", "services", "urgent", "segment"),
    [
        (0, 0, 0, "none"), (1, 1, 0, "few"), (4, 2, 2, "few"), (5, 1, 0, "some"), (9, 2, 2, "some"), (10, 1, 0, "many"),
        (3, 3, 0, "many"), (3, 1, 3, "many"),
    ],
)  # fmt: skip
def test_a_segment(contacts: int, services: int, urgent: int, segment: str) -> None:
    """Of a person by twelve months' contacts, in how many services, how many of them urgent."""
    assert segment_of(contacts, services, urgent) == segment


def test_the_rules_of_segments_answer_everyone() -> None:
    table = rules().model.decisions["segment"]
    assert segments() == ("none", "few", "some", "many")
    assert {segment_of(c, s, u) for c in range(13) for s in range(c + 1) for u in range(c + 1)} == set(segments())
    assert len(table.rules) == 6


def test_segments_tell_the_share_of_contacts() -> None:
    rows = [visit(person_id="p")] * 10 + [visit(person_id="q")] * 2 + [visit(person_id="r", contact_type="R72")]
    found = {row.key["segment"]: row.figures for row in told("segments", rows).rows}
    assert [found[name]["n"] for name in ("all", "none", "few", "some", "many")] == [3, 1, 1, 0, 1]
    assert found["many"]["contact_share"] == pytest.approx(100 * 10 / 12)


# case mix and small numbers


@pytest.mark.parametrize(
    ("strata", "observed", "expected", "index"),
    [
        ([(1000, 0.02), (500, 0.08), (300, 0.15)], 120, 105, 1.143),
        ([(1000, 0.02), (500, 0.08), (300, 0.15)], 105, 105, 1),
        ([(200, 0.1)], 0, 20, 0),
    ],
)
def test_case_mix(strata: list[tuple[int, float]], observed: int, expected: float, index: float) -> None:
    """People and reference rate of each stratum; the index is what was observed by what was to be expected."""
    assert case_mix.expected(strata) == pytest.approx(expected)
    assert case_mix.index(observed, strata) == pytest.approx(index, abs=5e-4)


def test_small_groups_are_hidden_with_another_so_that_the_total_does_not_tell() -> None:
    rows = [visit(unit_id=unit) for unit in "a" * 4 + "b" * 7 + "c" * 30]
    demand = told("demand", rows, by=("unit",))
    shown = suppressed(TALLIED["demand"], demand)
    assert [row.figures["value"] for row in demand.rows] == [41, 4, 7, 30]
    assert [row.figures["value"] for row in shown.rows] == [41, None, None, 30]
    assert [row.hidden for row in shown.rows] == [False, True, True, False]


def test_small_parts_of_a_figure_are_not_told_where_the_figure_is() -> None:
    """Of 9 electronic contacts 2 were by one channel: the share of each unit is told, its channels are not."""
    rows = [visit(unit_id="a", contact_type=kind) for kind in ["R10"] * 20 + ["R52"] * 7 + ["R55"] * 2]
    rows += [visit(unit_id="b", contact_type=kind) for kind in ["R10"] * 20 + ["R52"] * 8 + ["R55"] * 6]
    everything, *units = suppressed(TALLIED["remote-share"], told("remote-share", rows, by=("unit",))).rows
    assert everything.figures["channels"] == {"R52": 15, "R55": 8, "R56": 0}
    assert [(row.figures["numerator"], "channels" in row.figures) for row in units] == [(9, False), (14, False)]


def test_nothing_is_told_of_nothing() -> None:
    for id, measure in TALLIED.items():
        asked = Asked(period=("2026-01", "2026-02"), now=NOON)
        assert run(measure, Memory({}), asked).all.figures["value"] in (None, 0), id


def test_a_person_without_contacts_stands_in_the_population() -> None:
    person = [{"person_id": "q", "from_day": date(2026, 1, 1), "unit_id": "a"}]
    found = figures("heavy-users", person, "person_period", options={"of": "population"})
    assert (found["n"], found["value"]) == (1, None)
