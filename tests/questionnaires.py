"""Small assessments drawn at random: questions of every answerable kind, conditions, scores, rules and endings."""

from __future__ import annotations

import re

from hypothesis import reject
from hypothesis import strategies as st

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment
from polku.foundation.errors import ContentError
from tests.assessments import content

HEADING = re.compile(r"(?<=hazards:).*?(?=^minimumEngine)", re.S | re.M)
TEXT = "{fi: A, sv: B, en: C}"
BOOLEANS, CHOICE, SIGNS, NUMBER = ("q1", "q4"), "q2", "q3", "q5"
CONDITIONS = (
    "{question: q1, operator: '=', answer: true}",
    "{question: q1, operator: '!=', answer: true}",
    "{question: q1, operator: exists, answer: false}",
    "{question: q2, operator: '=', answer: mild}",
    "{question: q3, operator: '=', answer: pain}",
    "{question: q3, operator: '!=', answer: none}",
    "{question: q5, operator: '>=', answer: 5}",
    "{question: total, operator: '>=', answer: 2}",
)
CELLS = {
    "q1": ("true", "false", "-", "not(true)"),
    "q2": ('"mild"', 'not("mild")', '"bad","worse"'),
    "q3.pain": ("true", "false"),
    "q3.fever": ("true", "not(false)"),
    "q4": ("true", "false"),
    "q5": ("< 3", ">= 7", "[2..5)", "q6"),
    "q6": ("0", "> q5"),
    "total": ("> 2", "null", "[0..1]"),
    "points": (">= 2", "0"),
}
HEAD = {
    "q1": "boolean", "q2": "string", "q3.pain": "boolean", "q3.fever": "boolean", "q4": "boolean", "q5": "number", "q6": "number",
    "total": "number",
}  # fmt: skip


def _item(draw: st.DrawFn, number: int) -> str:
    name = f"q{number}"
    kinds = {
        "q2": "type: choice, answerOption: [{code: mild, text: %s, score: 0}, {code: bad, text: %s, score: 1}, "
              "{code: worse, text: %s, score: 3}]",
        "q3": "type: choice, repeats: true, answerOption: [{code: pain, text: %s, score: 2}, {code: fever, text: %s, score: 1}, "
              "{code: none, text: %s, exclusive: true, score: 0}]",
        "q5": "type: integer, minValue: 0, maxValue: 9", "q6": "type: integer, minValue: 0, maxValue: 9",
    }  # fmt: skip
    kind = kinds.get(name, "type: boolean").replace("%s", TEXT)
    parts = [f"linkId: {name}", kind, f"text: {TEXT}", f"why: {TEXT}", "dontKnow: true"]
    parts += [f"required: {str(draw(st.booleans())).lower()}"]
    usable = [one for one in CONDITIONS if f"question: {name}" not in one]
    later = draw(st.integers(0, 5)) == 0
    if not later:
        usable = [one for one in usable if one.split(",")[0][-2:] < name or ("total" in one and number > 3)]
    chosen = draw(st.lists(st.sampled_from(usable), max_size=2, unique=True)) if usable else []
    if chosen:
        parts += [f"enableWhen: [{', '.join(chosen)}]", f"enableBehavior: {draw(st.sampled_from(['all', 'any']))}"]
    return "  - {" + ", ".join(parts) + "}"


def _rules(draw: st.DrawFn) -> str:
    inputs = []
    for name, type_ in HEAD.items():
        value = {"boolean": ["true", "false"], "string": ["'\"mild\"'", "'\"worse\"'"], "number": ["0", "7"]}[type_]
        inputs.append(f"  - {{name: {name}, type: {type_}, unknown: {draw(st.sampled_from(value))}}}")
    early = ["q1", "q2", "q3.pain", "q5"]
    score = [f"      - {{id: P{n}, when: {_when(draw, early)}, then: {{points: {n}}}, text: {TEXT}}}" for n in (1, 2)]
    endings = ['"STOP"', '"SOON"', '"LATER"']
    places = [
        f"      - {{id: E{n}, when: {_when(draw, list(CELLS))}, then: {{ending: '{ending}'}}, text: {TEXT}}}"
        for n, ending in enumerate(draw(st.lists(st.sampled_from(endings), min_size=1, max_size=4)))
    ]
    places += [f"      - {{id: Z{n}, when: {{q4: 'true', q1: '{truth}'}}, then: {{ending: '{ending}'}}, text: {TEXT}}}"
               for n, (truth, ending) in enumerate(zip(("true", "false"), endings, strict=False))]  # fmt: skip
    last = f"      - {{id: Y, then: {{ending: '\"LATER\"'}}, text: {TEXT}}}"
    policy = draw(st.sampled_from(["P", "F"]))
    return "\n".join([
        "inputs:", *inputs, "decisions:",
        "  - name: points", "    hitPolicy: C+", "    outputs: [{name: points, type: number, default: 0}]", "    rules:", *score,
        "  - name: ending", f"    hitPolicy: {policy}",
        "    outputs: [{name: ending, type: string, values: ['\"STOP\"', '\"SOON\"', '\"LATER\"']}]",
        "    rules:", *places, last, "",
    ])  # fmt: skip


def _when(draw: st.DrawFn, names: list[str]) -> str:
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return "{" + ", ".join(f"{name}: '{draw(st.sampled_from(CELLS[name]))}'" for name in chosen) + "}"


ENDING = (
    "  {name}: {{urgency: {urgency}, stops: {stops}, main: none, title: {t}, instruction: {t}, whyTitle: {t}, whyNotWorse: null, "
    "steps: [], selfCare: [], worse: [{{call: '116117', text: {t}}}, {{call: '112', text: {t}}}]}}"
)
ENDINGS = "endings:\n" + "\n".join(
    ENDING.format(name=name, urgency=urgency, stops=stops, t=TEXT)
    for name, urgency, stops in (("STOP", "emergency", "true"), ("SOON", "today", "false"), ("LATER", "self_care", "false"))
)
TOTAL = (
    "  - {linkId: total, type: integer, hidden: true, text: " + TEXT + ", calculatedExpression: "
    "\"%resource.repeat(item).where(linkId in ('q2' | 'q3')).answer.weight().sum()\"}"
)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """Six questions and a hidden score; now and then a question waits for a later one. Faulty ones are drawn again."""
    items = [_item(draw, number) for number in range(1, 7)]
    head = content("emergency-screen").source["emergency-screen/assessment.yaml"]
    source = {
        "emergency-screen/assessment.yaml": HEADING.sub(" []\n", head),
        "emergency-screen/questionnaire.yaml": "\n".join(["item:", *items, TOTAL, ""]),
        "emergency-screen/rules.yaml": _rules(draw),
        "emergency-screen/endings.yaml": ENDINGS,
        "emergency-screen/examples.yaml": "otherwise: {}\nexamples: []\n",
        "common.yaml": content("emergency-screen").source["common.yaml"],
    }
    try:
        return load_assessment("emergency-screen", source)
    except ContentError:
        reject()



def answers(key: str) -> st.SearchStrategy[object]:
    """What may be answered to a question of these assessments, and what may not."""
    kinds: dict[str, list[object]] = {
        "q2": ["mild", "bad", "worse"],
        "q3": [["none"], ["pain"], ["fever"], ["pain", "fever"]],
        "q5": [*range(10)],
        "q6": [*range(10)],
    }
    return st.sampled_from([*kinds.get(key, [True, False, True, False]), "dont-know", None])


def filled() -> st.SearchStrategy[dict[str, object]]:
    every = {f"q{number}": answers(f"q{number}") for number in range(1, 7)}
    return st.fixed_dictionaries(every) | st.fixed_dictionaries({}, optional=every)
