"""Adaptive tests: the graded response model against the figures of two independent implementations."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from polku.assessment.adaptive.bank import Bank, read_bank
from polku.assessment.adaptive.engine import Engine, run
from polku.assessment.adaptive.estimation import CAT_GRID, TABLE_GRID, Estimate, eap, map_estimate
from polku.assessment.adaptive.grm import information, probabilities
from polku.assessment.adaptive.stopping import RULES
from polku.assessment.adaptive.tables import summed_score_table
from polku.config.cli import main
from polku.foundation.errors import BadInput

FILE = Path(__file__).parents[1] / "data" / "adaptive" / "oracle.json"
ORACLE = json.loads(FILE.read_text())
WITHIN = ORACLE["tolerances"]
BANK = read_bank(ORACLE)
PATTERNS = {form["pattern"]: form["responses"] for form in ORACLE["fixed_form_all_12_items"]}


@pytest.mark.parametrize("row", ORACLE["probabilities"], ids=lambda row: f"{row['item']} at {row['theta']}")
def test_probabilities_and_information(row: dict[str, object]) -> None:
    item, theta = BANK.form([str(row["item"])]), np.array([row["theta"]])
    assert probabilities(item.a, item.b, theta)[0, 0] == pytest.approx(row["P"], abs=WITHIN["P"])
    assert information(item.a, item.b, theta)[0, 0] == pytest.approx(row["I"], abs=WITHIN["I"])


@pytest.mark.parametrize("form", ORACLE["fixed_form_all_12_items"], ids=lambda form: form["pattern"])
def test_whole_forms_by_eap_and_by_map(form: dict[str, dict[str, float]]) -> None:
    responses = PATTERNS[str(form["pattern"])]
    for grid, known in ((CAT_GRID, form["EAP_-4_4_81"]), (TABLE_GRID, form["EAP_-6_6_241"])):
        found = eap(BANK, responses, grid)
        assert found.theta == pytest.approx(known["theta"], abs=WITHIN["EAP"])
        assert found.se == pytest.approx(known["se"], abs=WITHIN["SE"])
        assert (round(found.t, 2), round(found.se_t, 2)) == (known["T"], known["SE_T"])
    mode = map_estimate(BANK, responses)
    assert mode.theta == pytest.approx(form["MAP"]["theta"], abs=WITHIN["MAP"])
    assert mode.se_expected == pytest.approx(form["MAP"]["se_expected"], abs=WITHIN["MAP"])
    assert mode.se_observed == pytest.approx(form["MAP"]["se_observed"], abs=WITHIN["MAP"])


@pytest.mark.parametrize("known", ORACLE["cat_runs"], ids=lambda run: f"{run['pattern']} {run['criterion']} {run['rule']}")
def test_runs_step_by_step(known: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(PATTERNS[str(known["pattern"])]))
    options = ["--criterion", str(known["criterion"]), "--rule", str(known["rule"]), "--json"]
    assert main(["assess", "cat", "--bank", str(FILE), "--responses", str(answers), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    steps = known["steps"]
    assert isinstance(steps, list)
    assert [(step["item"], step["answer"]) for step in found["steps"]] == [(step["item"], step["response"]) for step in steps]
    for step, expected in zip(found["steps"], steps, strict=True):
        assert step["theta"] == pytest.approx(expected["theta"], abs=WITHIN["EAP"])
        assert step["se"] == pytest.approx(expected["se"], abs=WITHIN["SE"])
        assert round(step["T"], 2) == expected["T"]
    assert found["stop_reason"] == known["stop_reason"]


def test_sums_of_a_short_form_to_t_scores() -> None:
    known = ORACLE["summed_score_short_form"]
    rows = summed_score_table(BANK.form(known["items"]))
    found = [{"raw": row.raw, "T": round(row.estimate.t, 1), "SE_T": round(row.estimate.se_t, 1)} for row in rows]
    assert found == known["table"]


STOPS = [
    # rule, answers so far, standard error now, before, first category, why
    ("adult_standard", 3, 0.10, 0.50, 2, ""),
    ("adult_standard", 4, 0.29, 0.50, 2, "se"),
    ("adult_standard", 4, 0.30, 0.50, 2, ""),
    ("adult_standard", 11, 0.50, 0.50, 2, ""),
    ("adult_standard", 12, 0.50, 0.51, 2, "max_items"),
    ("recommended", 3, 0.50, 0.50, 2, ""),
    ("recommended", 4, 0.50, 0.505, 2, "se_change"),
    ("recommended", 4, 0.54, 0.50, 2, "se_change"),
    ("recommended", 8, 0.40, 0.45, 2, "max_items"),
    ("screen_to_cat", 1, 0.80, 1.00, 0, "healthiest_answer"),
    ("screen_to_cat", 1, 0.80, 1.00, 1, ""),
    ("screen_to_cat", 2, 0.80, 1.00, 0, ""),
    ("paediatric", 4, 0.20, 0.50, 2, ""),
    ("paediatric", 5, 0.39, 0.50, 2, "se"),
    ("pain_behavior", 10, 0.50, 0.55, 2, "max_items"),
]


@pytest.mark.parametrize(("rule", "count", "se", "before", "first", "why"), STOPS)
def test_when_it_is_enough(rule: str, count: int, se: float, before: float, first: int, why: str) -> None:
    assert RULES[rule].reason(count, se, before, first) == why


def test_a_skipped_item_is_not_asked_again_and_tells_nothing() -> None:
    first = BANK.items[Engine(BANK).choose(Engine(BANK).start) or 0].id
    answers = {name: answer for name, answer in PATTERNS["A_middle"].items() if name != first}
    done = run(Engine(BANK), answers.get, RULES["adult_standard"])
    assert list(done.skipped) == [first] and first not in [step.item for step in done.steps]
    assert done.estimate.theta == pytest.approx(eap(BANK, {step.item: step.answer for step in done.steps}).theta, abs=1e-9)


def test_where_nothing_is_answered_the_test_ends_with_what_is_known_of_everyone() -> None:
    done = run(Engine(BANK), lambda name: None, RULES["adult_standard"])
    assert (len(done.skipped), done.stop_reason, done.steps) == (12, "no_items", [])
    assert done.estimate == Estimate(0.0, pytest.approx(1, abs=0.001))


def test_of_equal_items_the_first_is_asked() -> None:
    twins = Bank(tuple(type(item)(f"T{n}", 2.0, (-1.0, 0.0, 1.0)) for n, item in enumerate(BANK.items)))
    done = run(Engine(twins), lambda name: 1, RULES["adult_standard"], "MPWI")
    assert [step.item for step in done.steps] == [f"T{n}" for n in range(len(done.steps))]


def test_a_long_test_of_steep_items_does_not_run_out_of_numbers() -> None:
    steep = read_bank([{"id": f"I{n}", "a": 6, "b": [-3, -1, 1, 3]} for n in range(400)])
    answers = {f"I{n}": 4 if n % 2 else 0 for n in range(400)}
    assert eap(steep, answers).theta == pytest.approx(0, abs=1e-6)
    assert map_estimate(steep, answers).theta == pytest.approx(0, abs=1e-6)


REFUSED = [
    ('[{"id": "I1", "a": 0, "b": [1]}]', "{}", "item 'I1' has no 'a' above 0"),
    ('[{"id": "I1", "a": 1, "b": [1, 1]}]', "{}", "item 'I1' has thresholds that do not rise"),
    ('[{"id": "I1", "a": 1, "b": [1]}, {"id": "I1", "a": 1, "b": [1]}]', "{}", "an item id twice"),
    ("[]", "{}", "no list of items"),
    ('[{"id": "I1", "a": 1, "b": [1]}]', "{}", "no answers"),
    ('[{"id": "I1", "a": 1, "b": [1]}]', '{"I2": 1}', "unknown item 'I2'; expected one of: I1"),
    ('[{"id": "I1", "a": 1, "b": [1]}]', '{"I1": 2}', "the answer to 'I1' is 2; expected a whole number from 0 to 1"),
    ('[{"id": "I1", "a": 1, "b": [1]}]', "[", "is not JSON"),
]


@pytest.mark.parametrize(("bank", "answers", "message"), REFUSED)
def test_bad_banks_and_answers_are_refused_in_one_line(
    bank: str, answers: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bank.json").write_text(bank)
    (tmp_path / "answers.json").write_text(answers)
    files = ["--bank", str(tmp_path / "bank.json"), "--responses", str(tmp_path / "answers.json")]
    assert main(["assess", "cat", *files]) == 2
    printed = capsys.readouterr()
    assert message in printed.err and printed.err.count("\n") == 1 and not printed.out


def test_categories_may_differ_in_number() -> None:
    mixed = read_bank([{"id": "two", "a": 1.5, "b": [0]}, {"id": "four", "a": 2, "b": [-1, 0, 1]}])
    chances = probabilities(mixed.a, mixed.b, np.array([0.3]))
    assert chances.sum(axis=2) == pytest.approx(1) and chances[0, 0, 2:] == pytest.approx(0)
    with pytest.raises(BadInput):
        mixed.category("two", 2)
