"""Instruments: what raw answers give, what is refused, and what is said of a change."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from polku.assessment.instruments.change import (
    Reliable,
    course,
    effect_size,
    good_change,
    percent_change,
    reliable_change,
    responder,
)
from polku.assessment.instruments.declaration import named
from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.measuring import measured
from polku.assessment.instruments.scorers import OWN, score
from polku.assessment.instruments.scoring import Score
from polku.config.cli import main
from polku.foundation.content import content_root
from polku.foundation.errors import BadInput
from polku.rules.values import Missing

DATA = json.loads((Path(__file__).parents[1] / "data" / "instruments" / "scores.json").read_text())
ALL = instruments(content_root())


def scored(name: str, answers: object) -> Score:
    return score(named(ALL, name), answers)


def same(expected: object, found: object) -> bool:
    if isinstance(expected, (bool, str)):
        return expected == found
    return found == pytest.approx(expected, abs=DATA["tolerance"])


@pytest.mark.parametrize("row", DATA["scores"], ids=lambda row: f"{row['instrument']} {row['score']}")
def test_published_and_hand_worked_scores(row: dict[str, object]) -> None:
    found = scored(str(row["instrument"]), row["answers"])
    assert same(row["score"], found.value)
    expected = row["detail"]
    assert isinstance(expected, dict)
    assert {key: same(value, found.detail.get(key)) for key, value in expected.items()} == dict.fromkeys(expected, True)


ITEMS = [
    # instrument, answers, score, what the detail holds
    ("phq2", [1, 2], 3, {"positive": True}),
    ("gad2", [1, 1], 2, {"positive": False}),
    ("core10", [0, 4, 4, 0, 0, 0, 0, 0, 0, 0], 0, {"severity": "healthy", "clinical": False}),
    ("core10", [1, 0, 0, 1, 1, 1, 0, 0, 0, 0], 12, {"severity": "mild", "clinical": True, "risk_item_flag": True}),
    ("isi", [2, 2, 2, 2, 2, 2, 3], 15, {"severity": "moderate", "above_case_threshold": True}),
    ("eurohis8", [4, 4, 4, 4, 4, 4, 4, 3], 3.875, {"good_quality_of_life": False, "display": "3.88"}),
    ("lsns6", [1, 2, 1, 3, 3, 2], 12, {"family": 4, "friends": 8, "at_risk": False}),
    ("ucla3", [2, 2, 2], 6, {"lonely": True}),
    ("frail", [1, 1, 1, 0, 0], 3, {"frailty": "frail"}),
    ("workability", [7], 7, {"ability": "moderate"}),
    ("ips25", [4] * 25, 100, {"fidelity": "good", "staffing": 12, "organisation": 32, "services": 56}),
    ("auditc", {"responses": [2, 2, 1], "sex": "female"}, 5, {"positive": True, "positive_international": True}),
    ("auditc", {"responses": [2, 2, 1], "sex": "male"}, 5, {"positive": False, "positive_international": True}),
    ("pcptsd5", {"event": False, "responses": [None] * 5}, 0, {"event": False}),
    ("pcptsd5", {"event": True, "responses": [1, 1, 1, 0, 0], "sex": "female"}, 3, {"positive": False, "positive_women": True}),
    ("centor", {"age": 50, "tonsillar_exudate": False, "tender_anterior_cervical_nodes": False, "absence_of_cough": False,
                "fever": False}, -1, {"centor_score": 0, "test_for_strep": False}),
    ("whodas12", [0] * 11 + [None], 0, {"simple_sum": 0}),
    ("whodas36", [4] * 36, 100, {"household": 100, "working": True}),
    ("whodas36", [4] * 24 + [None] * 4 + [0] * 8, 100 * 68 / 92, {"working": False, "participation": 0}),
    ("eq5d5l", [1, 1, 2, 1, 1], None, {"profile": "11211", "level_sum": 6}),
    ("eq5d5l", {"levels": [1] * 5, "vas": 80, "value_set": {"decrements": [[0, 0.1, 0.2, 0.3, 0.4]] * 5}}, 1, {"vas": 80}),
    ("eq5d5l", {"levels": [2, 1, 1, 1, 3], "value_set": {"profiles": {"21113": 0.71}}}, 0.71, {"profile": "21113"}),
    ("15d", {"levels": [1] * 15, "weights": [[1 / 15, 0.05, 0.04, 0.02, 0]] * 15}, 1, {"answered": 15}),
    ("mnasf", {"intake": 2, "weight_loss": 3, "mobility": 2, "stress": False, "neuro": 2, "bmi": 22.9}, 13,
     {"nutrition": "normal"}),
    ("mnasf", {"intake": 0, "weight_loss": 0, "mobility": 1, "stress": True, "neuro": 1, "calf_cm": 31}, 5,
     {"nutrition": "malnourished"}),
    ("nrs2002", {"nutrition": 1, "disease": 1, "age": 70}, 3, {"at_risk": True, "age_point": 1}),
    ("sdq", {"responses": [0] * 25, "who": "parent"}, 10, {"prosocial": 0, "conduct": 2, "hyperactivity": 4, "peers": 4}),
    ("promis_sum", {"responses": [1, 2, 1, 1, 1], "table": {"6": [40.2, 4.0]}}, 40.2, {"raw": 6, "SE_T": 4.0}),
    ("3x10d", [8, 8, 4, 8, 8, 2, 8, 8, 8, 8], None, {"low": ["friends", "housing"]}),
    ("startback", [1, 1, 1, 1, 0, 0, 0, 0, 0], 4, {"subscale": 0, "group": "medium"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answers", "expected", "detail"), ITEMS, ids=lambda value: str(value)[:30])
def test_scores(name: str, answers: object, expected: float | None, detail: dict[str, object]) -> None:
    found = scored(name, answers)
    assert found.value == (None if expected is None else pytest.approx(expected))
    assert {key: found.detail.get(key) for key in detail} == {key: pytest.approx(value) if isinstance(value, float) else value
                                                            for key, value in detail.items()}  # fmt: skip
    assert found.raw == answers


def test_at_most_two_missing_answers_of_phq9_are_made_up_by_the_mean_of_the_others() -> None:
    assert scored("phq9", [2, 2, 2, 2, 2, 2, 2, None, None]).value == 18
    three = scored("phq9", [2, 2, 2, 2, 2, 2, None, None, None])
    assert (three.value, three.display) == (None, "") and "severity" not in three.detail


def test_a_safety_answer_is_flagged_whatever_the_total_and_however_much_is_missing() -> None:
    lonely = scored("phq9", [None] * 8 + [1])
    assert lonely.value is None and lonely.detail["self_harm_item_flag"] is True
    silent = scored("phq9", [0] * 8 + [None])
    assert silent.detail["self_harm_item_flag"] is False and silent.detail["self_harm_item_flag_unanswered"] is True


def test_no_band_and_no_cut_off_stands_without_its_source() -> None:
    for name, instrument in ALL.items():
        assert instrument.sources and all(part.source for part in (*instrument.bands, *instrument.cut_offs)), name
    detail = scored("phq9", [1] * 9).detail
    assert "Kroenke" in str(detail["severity_source"]) and "Kroenke" in str(detail["above_screen_threshold_source"])


def test_every_instrument_has_a_scorer_and_every_scorer_its_instrument() -> None:
    assert set(OWN) <= set(ALL)
    assert [name for name, one in ALL.items() if one.method == "own"] == sorted(OWN)


def test_a_calculated_score_is_shown_with_meaning_and_source_and_without_bands() -> None:
    values = {"phq9_total": 12, "fatigue_t": Decimal("56.823"), "fatigue_se": Decimal("2.5"), "gad7_total": Missing.UNKNOWN}
    found = {one.instrument.id: one for one in measured(ALL, values)}
    assert sorted(found) == ["fatigue", "phq9"]
    assert (found["phq9"].shown, found["phq9"].likely) == ("12", None)
    assert (found["fatigue"].shown, found["fatigue"].likely) == ("57", ("52", "62"))
    assert all(one.instrument.meaning and one.instrument.sources for one in found.values())


REFUSED = [
    ("fatigue", [1], "'fatigue' is an adaptive test"),
    ("phq9", [0] * 8, "8 answers in 'responses'; expected 9 answers"),
    ("phq9", [0] * 8 + [4], "answer 9 of 'responses' is 4; expected one of: 0, 1, 2, 3, or null"),
    ("phq9", ["0"] * 9, "answer 1 of 'responses' is 0; expected one of"),
    ("phq9", {"answers": [0] * 9}, "unknown field 'answers'; expected one of: responses"),
    ("phq9", 3, "a int; expected an object with 'responses', or a list"),
    ("audit", [0] * 9 + [3], "answer 10 of 'responses' is 3; expected one of: 0, 2, 4"),
    ("centor", {"age": 2}, "'tonsillar_exudate' is missing; expected true or false"),
    ("caide_model1", {"age": 70, "education": 8, "male": True, "sbp": 145, "bmi": 31, "chol": 6.6, "active": False},
     "'age' is 70; expected a number from 39 to 64"),
    ("eq5d5l", {"levels": [1] * 5, "value_set": {"profiles": {}}}, "'11111' is missing"),
    ("15d", {"levels": [1] * 15, "weights": [[1]]}, "weights of another shape; expected 15 lists of 5 numbers"),
    ("mnasf", {"intake": 2}, "not just one of 'bmi' and 'calf_cm'"),
    ("promis_sum", {"responses": [1, 1], "table": {}}, "no row for the sum 2"),
    ("nps", [11], "answer 1 of 'responses' is 11"),
    ("phq99", [0], "unknown instrument 'phq99'; expected one of: 15d, 3x10d"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answers", "message"), REFUSED, ids=lambda value: str(value)[:30])
def test_bad_answers_are_refused_with_the_mend(name: str, answers: object, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        scored(name, answers)
    assert message in str(caught.value)


def test_the_command_prints_the_score_and_refuses_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"responses": [3, 3, 3, 3, 3, 3, 2, 0, 0]}')
    assert main(["assess", "score", "phq9", "--answers", str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["score"] == 20 and printed["detail"]["severity"] == "severe"
    for text, name in (("[0]", "phq9"), ("{", "phq9"), ("[NaN]", "nps"), ("[1]", "nothing")):
        file.write_text(text)
        assert main(["assess", "score", name, "--answers", str(file)]) == 2
        printed_error = capsys.readouterr()
        assert printed_error.err.count("\n") == 1 and not printed_error.out


def test_reliable_change() -> None:
    known = DATA["reliable_change"]
    found = reliable_change(known["sd"], known["reliability"])
    assert found.se_diff == pytest.approx(known["se_diff"], abs=1e-6)
    assert found.threshold == pytest.approx(known["threshold"], abs=1e-5)


COURSES = [
    # instrument, before, after, cut-off, course, responder
    ("phq9", 18, 6, 10, "recovered", True),
    ("phq9", 18, 11, 10, "improved", True),
    ("phq9", 18, 13, 10, "unchanged", True),
    ("phq9", 18, 14, 10, "unchanged", False),
    ("phq9", 10, 18, 10, "deteriorated", False),
    ("phq9", 8, 1, 10, "improved", True),
    ("who5", 40, 60, 50, "recovered", True),
    ("who5", 60, 40, 50, "deteriorated", False),
]


@pytest.mark.parametrize(("name", "before", "after", "cut_off", "expected", "responded"), COURSES)
def test_a_course_has_its_direction(
    name: str, before: float, after: float, cut_off: float, expected: str, responded: bool
) -> None:
    instrument = named(ALL, name)
    assert course(instrument, before, after, Reliable(3.394, 6.652), cut_off) == expected
    assert responder(instrument, before, after) is responded


def test_change_in_per_cent_and_in_deviations() -> None:
    phq9, who5 = named(ALL, "phq9"), named(ALL, "who5")
    assert percent_change(phq9, 15, 12) == pytest.approx(20)
    assert percent_change(phq9, 0, 3) is None
    assert effect_size(phq9, [10, 20], [5, 15]) == pytest.approx(5 / 50**0.5)
    assert effect_size(who5, [10, 20], [5, 15]) == pytest.approx(-5 / 50**0.5)
    assert effect_size(phq9, [10, 10], [5, 15]) is None
    assert good_change(who5, 40, 60) == 20
    with pytest.raises(BadInput):
        good_change(named(ALL, "feverpain"), 1, 2)
    with pytest.raises(BadInput):
        reliable_change(6, 1)


def test_the_reference_names_every_instrument_with_its_class_and_range() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/instruments.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 8}
    assert sorted(rows) == sorted(ALL)
    assert all(f"| {one.klass} |" in rows[name] and one.sources[0] in rows[name] for name, one in ALL.items())
