"""Every combination of answers reaches exactly one ending, the one that the oracle names; no red flag makes it milder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, decide, ending_of, walk
from polku.assessment.logic.questionnaire import DONT_KNOW
from polku.definitions.urgency import Urgency
from polku.rules.values import Missing
from tests.assessments import HEALTHY, Raw, changed, choices, content, drawn, expected_ending, result

URINARY = content("urinary-symptoms")
ENDINGS = {"E112", "ED", "DAY", "D3", "ROUT", "SELF"}


def ending_by_table(assessment: Assessment, raw: Raw) -> str | None:
    """The table's answer, the questions that scope leaves out taken away first."""
    answers, _ = read_answers(assessment.questionnaire, raw)
    age = raw["age"]
    assert isinstance(age, int)
    in_scope = raw["sex"] == "female" and 16 <= age <= 64
    skipped = set() if in_scope else {"pregnant", "background", "recurrent", "treated", "discharge"}
    if age > 55:
        skipped.add("pregnant")
    outcomes = decide(assessment, {name: a for name, a in answers.items() if name not in skipped})
    ending = ending_of(assessment, outcomes[assessment.decision].value)
    return ending and ending.id


def disagreements(assessment: Assessment, draws: int, seed: int) -> Iterator[Raw]:
    random = Random(seed)
    for _ in range(draws):
        raw = drawn(assessment, random, quiet=random.choice((0.95, 0.8, 0.4)))
        if ending_by_table(assessment, raw) != expected_ending(raw):
            yield raw


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_table_and_oracle_agree_on_drawn_answers(seed: int) -> None:
    assert list(disagreements(URINARY, 25_000, seed)) == []


def test_table_and_oracle_agree_on_every_combination_of_the_milder_part() -> None:
    names = ["pregnant", "recurrent", "treated", "blood", "lower_pain", "discharge"]
    symptoms = [DONT_KNOW, ["none"], ["painful"], ["frequent"], ["painful", "cloudy"], ["nocturia", "frequent"]]
    seen: Counter[str] = Counter()
    for chosen in product(symptoms, *(choices(URINARY.questionnaire.by_id[name]) for name in names)):
        raw = {**HEALTHY, **dict(zip(["symptoms", *names], chosen, strict=True))}
        ending = ending_by_table(URINARY, raw)
        assert ending == expected_ending(raw), raw
        seen[str(ending)] += 1
    assert set(seen) == {"DAY", "D3", "ROUT", "SELF"}


def with_rules(*edits: tuple[str, str]) -> Assessment:
    return changed("urinary-symptoms", {"rules": lambda text: reduce(lambda done, edit: done.replace(*edit), edits, text)})


def test_the_oracle_finds_a_planted_fault() -> None:
    broken = with_rules(('infection_points: ">= 2"', 'infection_points: "> 2"'))
    assert list(disagreements(broken, 3_000, 1))


def test_walking_the_questions_ends_where_the_oracle_says() -> None:
    random, seen = Random(7), Counter[str]()
    for _ in range(2_000):
        raw = drawn(URINARY, random, quiet=random.choice((0.95, 0.8)))
        reached = result(URINARY, raw)
        assert reached.ending.id == expected_ending(raw), raw
        assert set(reached.path) <= set(raw)
        assert all(reached.reasons[language] for language in ("fi", "sv", "en"))
        seen[reached.ending.id] += 1
    assert set(seen) == ENDINGS


@st.composite
def answers(draw: st.DrawFn) -> Raw:
    return drawn(URINARY, Random(draw(st.integers(0, 2**32))), quiet=draw(st.sampled_from((1.0, 0.95, 0.8, 0.5))))


def worse(assessment: Assessment, raw: Raw) -> Iterator[Raw]:
    """The same answers with one red flag, or doubt about it, more."""
    for name, clause in URINARY.table_inputs.items():
        if clause.unknown in (False, Missing.UNKNOWN):
            continue
        link_id, _, code = name.partition(".")
        if code:
            before = raw[link_id]
            ticked = [one for one in before if one != "none"] if isinstance(before, list) else None
            if ticked is not None and code not in ticked:
                yield {**raw, link_id: [*ticked, code]}
        elif raw[link_id] != DONT_KNOW:
            yield {**raw, link_id: clause.unknown}
        yield {**raw, link_id: DONT_KNOW}


def urgency(assessment: Assessment, raw: Raw) -> Urgency:
    reached = walk(assessment, read_answers(assessment.questionnaire, raw)[0])
    assert reached.ending is not None
    return reached.ending.urgency


def lowered(assessment: Assessment, raw: Raw) -> list[Raw]:
    """Worse answers that a faulty table would treat as milder; points lost to "I don't know" are no red flag."""
    now = urgency(assessment, raw)
    kept = [other for other in worse(assessment, raw) if other["symptoms"] != DONT_KNOW or raw["symptoms"] == ["none"]]
    return [other for other in kept if urgency(assessment, other) < now]


@settings(max_examples=60, deadline=None)
@given(answers())
def test_a_red_flag_or_doubt_about_it_never_lowers_urgency(raw: Raw) -> None:
    assert lowered(URINARY, raw) == []


def test_the_check_finds_a_rule_that_more_symptoms_switch_off() -> None:
    broken = with_rules(
        ("when: {recurrent: true}", "when: {recurrent: true, blood: false}"),
        ("when: {blood: true}", "when: {blood: true, treated: true}"),
    )
    assert lowered(broken, {**HEALTHY, "recurrent": True})
