"""How figures are led: a deviation's way, new limits of a run chart, dated targets, risks."""

from __future__ import annotations

import pytest

from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.insight.leading.areas import areas, read_areas
from polku.insight.leading.logic import NEXT, Outcome, Status, marks, may_end, may_lead, milestones, phases
from polku.insight.leading.programme import Dated, last_month, level, programme, target_at
from polku.insight.measures.runchart import Kind, run_chart
from polku.people.logic import Role

LEADER, ANALYST, NURSE = (Role(name, "salo", "health") for name in ("unit_leader", "analyst", "nurse"))
UNITS = {"salo", "kaarina"}


@pytest.mark.parametrize(
    ("status", "outcome", "may"),
    [
        ("following", "returned", True),
        ("following", "not-returned", True),
        ("following", "explained", True),
        ("open", "explained", True),
        ("open", "returned", False),
        ("acting", "explained", True),
        ("acting", "partly", False),
        ("closed", "explained", False),
    ],
)
def test_a_deviation_ends_after_its_follow_up_or_as_explained(status: str, outcome: str, may: bool) -> None:
    assert may_end(Status(status), Outcome(outcome)) is may


def test_nothing_leads_out_of_closed_and_every_status_leads_there() -> None:
    assert NEXT[Status.CLOSED] == frozenset()
    assert all(Status.CLOSED in NEXT[each] for each in Status if each is not Status.CLOSED)


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (LEADER, "salo", True),
        (ANALYST, "salo", True),
        (LEADER, "kaarina", False),
        (LEADER, "area-salo", True),
        (LEADER, "all", True),
        (NURSE, "salo", False),
        (NURSE, "all", False),
    ],
)
def test_who_leads(role: Role, place: str, may: bool) -> None:
    assert may_lead([role], place, UNITS) is may


def test_new_limits_begin_where_they_are_drawn() -> None:
    values = [70.0, 71, 69, 70, 71, 69, 70, 80, 81, 79, 80, 81, 79, 80]
    (whole,) = phases(values, [])
    before, after = phases(values, [7])
    assert whole.chart == run_chart(values)
    assert (before.chart.mean, after.chart.mean) == (70, 80)
    assert (before.first, before.last, after.first, after.last) == (0, 6, 7, 13)
    assert marks([whole], [Kind.SHIFT]) == frozenset(range(14))
    assert marks([before, after], list(Kind)) == frozenset()


def test_signals_keep_their_places_after_new_limits() -> None:
    values = [*[70.0, 71] * 6, *[80.0, 81] * 6, 95]
    assert marks(phases(values, [12]), [Kind.OUTSIDE]) == {24}


@pytest.mark.parametrize("starts", [[], [0], [5], [-1], [99]])
def test_limits_that_begin_outside_the_chart_change_nothing(starts: list[int]) -> None:
    values = [1.0, 2, 3, 2, 1]
    assert phases(values, starts) == phases(values, [])


def test_dated_targets_with_the_last_figure_of_their_time() -> None:
    found = milestones(("2025-07", 60), [("2026-01", 72), ("2026-07", 75)], {"2026-02": 70, "2026-05": 73.5, "2026-08": 74})
    assert [(each.since, each.until, each.month, each.figure, each.gap, each.pace) for each in found] == [
        ("2026-01", "2026-07", "2026-05", 73.5, 1.5, 2.0),
        ("2026-07", "", "2026-08", 74, -1, 0.5),
    ]
    (empty,) = milestones(("2025-07", 60), [("2026-01", 72)], {})
    assert empty.figure is None and empty.gap is None


@pytest.mark.parametrize(
    ("period", "month"), [("2025", "2025-12"), ("2022-H1", "2022-06"), ("2022-H2", "2022-12"), ("2024-Q2", "2024-06")]
)
def test_when_a_target_is_to_be_reached(period: str, month: str) -> None:
    assert last_month(period) == month


@pytest.mark.parametrize(("month", "value"), [("2022-01", 72), ("2022-06", 72), ("2022-12", 74), ("2026-10", 77)])
def test_the_target_that_holds_in_a_month(month: str, value: float) -> None:
    targets = [Dated("2022-H1", 72), Dated("2022-H2", 74), Dated("2023-H2", 77)]
    found = target_at(targets, month)
    assert found is not None and found.value == value


@pytest.mark.parametrize(
    ("probability", "impact", "word"),
    [
        (1, 1, "low"), (2, 2, "low"), (1, 5, "moderate"), (3, 3, "moderate"), (2, 5, "high"), (3, 4, "high"),
        (3, 5, "critical"), (5, 5, "critical"),
    ],
)  # fmt: skip
def test_how_heavy_a_risk_is(probability: int, impact: int, word: str) -> None:
    assert level(probability, impact) == word == level(impact, probability)


def test_the_countys_programme_and_areas_load() -> None:
    found = programme("varsinais-suomi")
    assert found is not None and len(found.indicators) == 9 and len(found.work_packages) == 5
    placed = [unit for area in areas("varsinais-suomi").values() for unit in area.units]
    assert "salo" in areas("varsinais-suomi")["area-salo"].units and len(placed) == len(set(placed))
    assert (content_root() / "varsinais-suomi" / "areas.yaml").is_file()


def test_a_municipality_in_two_areas_is_refused() -> None:
    name = "name: {fi: A, sv: A, en: A}"
    text = f'areas:\n- {{id: area-a, {name}, municipalities: ["853"]}}\n- {{id: area-b, {name}, municipalities: ["853"]}}\n'
    with pytest.raises(ContentError, match=r"areas\.yaml:3: 853 twice"):
        read_areas(parse_yaml(text, "areas.yaml"), {})
