"""Small assessments for tests: a few questions, a few rules, endings by urgency."""

from __future__ import annotations

from collections.abc import Mapping

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment
from tests.assessments import content

TEXT = "{fi: F, sv: S, en: E}"
URGENCY = {"NOW": "emergency", "DAY": "today", "D3": "days_1_3", "ROUT": "days_7", "SELF": "self_care"}


def small(questions: str, rules: str, *, endings: Mapping[str, str] = URGENCY, stops: tuple[str, ...] = ("NOW",)) -> Assessment:
    """The assessment of two files; a lone `T` in them stands for a text in three languages."""
    base = content("emergency-screen").source
    about = base["emergency-screen/assessment.yaml"]
    hazards = about.index("    rules: [HM-1")
    first = next(line for line in rules.splitlines() if "{id: " in line).split("{id: ")[1].split(",")[0]
    return load_assessment("emergency-screen", {
        **base,
        "emergency-screen/assessment.yaml": f"{about[:hazards]}    rules: [{first}]\n{about[about.index('minimumEngine'):]}",
        "emergency-screen/questionnaire.yaml": "item:\n" + questions.replace(" T", f" {TEXT}"),
        "emergency-screen/rules.yaml": rules.replace(" T}", f" {TEXT}}}"),
        "emergency-screen/endings.yaml": "endings:\n" + "".join(_ending(one, endings[one], one in stops) for one in endings),
        "emergency-screen/examples.yaml": "otherwise: {}\nexamples: []\n",
    })  # fmt: skip


def _ending(name: str, urgency: str, stops: bool) -> str:
    calls = "".join(f"\n      - {{call: '{number}', text: {TEXT}}}" for number in ("116117", "112"))
    return f"""  {name}:
    urgency: {urgency}
    stops: {str(stops).lower()}
    main: none
    title: {{fi: Loppu {name}, sv: Slut {name}, en: Ending {name}}}
    instruction: {TEXT}
    whyTitle: {TEXT}
    whyNotWorse: {TEXT}
    steps: []
    selfCare: []
    worse:{calls}
"""
