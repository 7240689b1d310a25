"""What tests of assessments share: the content, answers drawn from a questionnaire, the naive oracle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from random import Random

from polku.assessment.library import PLACE, load
from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, Result, assess
from polku.assessment.logic.loading import load_assessment
from polku.assessment.logic.questionnaire import DONT_KNOW, Item
from polku.foundation.content import content_root

Raw = dict[str, object]
FOLDER = content_root() / PLACE
HEALTHY: Raw = {
    "signs": ["none"], "severe": ["none"], "flags": ["none"], "fever": "none", "age": 34, "sex": "female",
    "pregnant": False, "background": ["none"], "recurrent": False, "treated": False, "symptoms": ["none"],
    "blood": False, "lower_pain": "none", "discharge": False,
}  # fmt: skip
AGES = (0, 15, 16, 40, 55, 56, 64, 65, 120)


@lru_cache
def content(name: str) -> Assessment:
    return load(FOLDER / name)


def changed(name: str, edits: Mapping[str, Callable[[str], str]]) -> Assessment:
    """The assessment with some of its files edited."""
    source = dict(content(name).source)
    for file, edit in edits.items():
        text = source[f"{name}/{file}.yaml"]
        source[f"{name}/{file}.yaml"] = edit(text)
        assert source[f"{name}/{file}.yaml"] != text, "the edit changed nothing"
    return load_assessment(name, source)


def result(assessment: Assessment, raw: Raw) -> Result:
    answers, problems = read_answers(assessment.questionnaire, raw)
    assert not problems
    return assess(assessment, answers)


def drawn(assessment: Assessment, random: Random, quiet: float = 0.8) -> Raw:
    """Answers to every question; most say that nothing is wrong, so that all endings are met."""
    return {item.link_id: _drawn(item, random, quiet) for item in assessment.questionnaire.questions}


def _drawn(item: Item, random: Random, quiet: float) -> object:
    if random.random() < quiet:
        return HEALTHY[item.link_id]
    if item.repeats and random.random() < 0.5:
        codes = [option.code for option in item.options if not option.exclusive]
        return random.sample(codes, random.randint(1, len(codes)))
    return random.choice(choices(item))


def choices(item: Item) -> list[object]:
    """The answers that a question allows; of many choices each alone, of numbers those around the limits."""
    if item.type == "boolean":
        plain: list[object] = [False, True]
    elif item.type == "choice":
        plain = [[option.code] if item.repeats else option.code for option in item.options]
    else:
        plain = list(AGES)
    return [*plain, DONT_KNOW] if item.dont_know else plain


def expected_ending(raw: Raw) -> str:
    """The ending by the facts of urinary symptoms, written again without tables: the second, simpler oracle."""

    def yes(name: str, *codes: str) -> bool:
        answer = raw[name]
        if answer == DONT_KNOW:
            return True
        return any(code in answer for code in codes) if isinstance(answer, list) else answer is True or answer in codes

    def chosen(code: str) -> bool:
        return isinstance(raw["symptoms"], list) and code in raw["symptoms"]

    if raw["signs"] != ["none"] or raw["severe"] != ["none"]:
        return "E112"
    if raw["flags"] != ["none"] or yes("fever", "high"):
        return "ED"
    age = raw["age"]
    assert isinstance(age, int)
    if raw["sex"] != "female" or age < 16 or age >= 65:
        return "DAY"
    if (age <= 55 and yes("pregnant")) or raw["background"] != ["none"] or yes("recurrent") or yes("treated"):
        return "DAY"
    points = chosen("painful") + chosen("nocturia") + chosen("cloudy")
    if yes("blood") or yes("lower_pain", "severe") or points >= 2:
        return "DAY"
    if points == 1 or yes("symptoms", "frequent") or raw["lower_pain"] == "mild":
        return "D3"
    return "ROUT" if yes("discharge") else "SELF"
