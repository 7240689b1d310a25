"""The proofs walk the questions as people do: drawn answers end where `walk` ends, by the same rules and questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random

import pytest
import z3

from polku.assessment.library import folders
from polku.assessment.logic.assessment import decide, walk
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import NUMBERS, Answer, Answers, Item
from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_subject import subject_of
from polku.foundation.content import content_root
from polku.rules.values import Missing
from tests.assessments import content

NAMES = sorted(folder.name for folder in folders(content_root() / "national/assessments"))
DRAWS = 60


@lru_cache
def everyone(name: str) -> Everyone:
    return Everyone(subject_of(content(name)))


def drawn(item: Item, quiet: Answer, random: Random) -> Answer:
    """Mostly what someone with nothing to tell answers, so that the later questions are reached."""
    if random.random() < 0.7 and quiet is not None:
        return quiet
    if item.dont_know and random.random() < 0.3:
        return Missing.UNKNOWN
    if item.repeating:
        return quiet
    if not item.required and random.random() < 0.3:
        return None
    if item.type == "boolean":
        return random.random() < 0.5
    if item.options and item.repeats:
        codes = [option.code for option in item.options if not option.exclusive]
        chosen = set(random.sample(codes, random.randint(1, len(codes))))
        return tuple(code for code in codes if code in chosen)
    if item.options:
        return random.choice(item.options).code
    if item.type in NUMBERS:
        return random.randint(int(item.minimum or 0), int(item.maximum if item.maximum is not None else 100))
    return quiet


def person(group: Everyone, answers: Mapping[str, Answer], values: Answers) -> z3.ModelRef:
    """The one of everyone who answers so; calculated values that the proof does not follow are given to it."""
    solver = z3.Solver()
    solver.add([part for part in group.one.sound if part is not True])
    told = [group.one.answers[name].is_answer(answer) for name, answer in answers.items()]
    for item in group.one.asking.settled:
        if item.computed and group.one.asking.calculated(item.link_id).free:
            value = values.get(item.link_id)
            fails = z3.Bool(f"{item.link_id}:fails")
            told += [fails] if isinstance(value, Missing) else [z3.Not(fails)]
            told += [] if isinstance(value, Missing) or value is None else [group.one.answers[item.link_id].is_answer(value)]
    solver.add([part for part in told if part is not True])
    assert solver.check() == z3.sat, answers
    return solver.model()


@pytest.mark.parametrize("name", NAMES)
def test_drawn_answers_end_where_the_walk_ends(name: str) -> None:
    group, assessment, random = everyone(name), content(name), Random(11)
    for _ in range(DRAWS):
        answers = {item: drawn(assessment.questionnaire.by_id[item], quiet, random) for item, quiet in group.quiet.items()}
        reached = walk(assessment, answers)
        assert reached.next is None
        answers |= {item: None for item in assessment.questionnaire.adaptive if item not in reached.answers}
        found = person(group, answers, with_settled(assessment.questionnaire, reached.answers))
        assert group.one.ending(found) == (reached.ending and reached.ending.id)
        skipped = assessment.questionnaire.adaptive.keys() - reached.answers.keys()
        assert group.one.replies(found).keys() - skipped == reached.answers.keys()
        outcome = decide(assessment, reached.answers)[assessment.decision]
        assert set(group.one.fired(assessment.decision, found)) == set(outcome.fired)


def test_an_answer_that_is_not_allowed_is_not_in_the_encoding() -> None:
    one = everyone("urinary-symptoms").one
    wrong: list[tuple[str, Answer]] = [("severe", ("none", "very_ill")), ("severe", ()), ("age", 121), ("sex", Missing.UNKNOWN)]
    for link_id, answer in [*wrong, ("sex", None)]:
        solver = z3.Solver()
        solver.add([part for part in one.sound if part is not True])
        solver.add(one.answers[link_id].is_answer(answer))
        assert solver.check() == z3.unsat
