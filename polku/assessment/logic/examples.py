"""The examples of an assessment, run against it."""

from __future__ import annotations

from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, Example, Unfinished, assess


def failures(assessment: Assessment) -> list[str]:
    """One line for each example that does not come out as written."""
    return [f"{example.file}:{example.line}: {why}" for example in assessment.examples if (why := failure(assessment, example))]


def failure(assessment: Assessment, example: Example) -> str:
    """What is wrong with the example; nothing when it holds."""
    answers, problems = read_answers(assessment.questionnaire, example.answers)
    for name, problem in problems.items():
        return f"example '{example.name}': the answer to '{name}' is {problem.code}"
    try:
        result = assess(assessment, answers)
    except Unfinished as error:
        return f"example '{example.name}': {error}"
    if result.ending.id != example.ending:
        return f"example '{example.name}' ends in {result.ending.id}; expected {example.ending}; mend the rules or the example"
    fired = tuple(rule.id for rule in result.fired)
    if example.fired and fired != example.fired:
        return f"example '{example.name}' fires {', '.join(fired)}; expected {', '.join(example.fired)}; mend either"
    return ""
