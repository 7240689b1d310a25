"""Exported questionnaires in LHC-Forms, another program: every question is shown, and the scores are the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from polku.assessment.fhir import names
from polku.assessment.fhir.writing import as_text, head_of, questionnaire_to_fhir
from polku.assessment.library import library
from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import Answers, Item, Questionnaire
from polku.assessment.logic.questionnaire import next_item, visible_items
from polku.assessment.logic.responses import Response
from polku.foundation.content import content_root
from polku.rules.values import Missing

FILES = Path(__file__).resolve().parents[2] / "var/npm/lforms"
ADDRESS = "http://lforms.test/"
PAGE = """<!doctype html><html lang="fi"><head><meta charset="utf-8">
<link rel="stylesheet" href="/webcomponent/styles.css"></head>
<body><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script><script src="/webcomponent/lhc-forms.js"></script>
<script src="/fhir/R4/lformsFHIR.min.js"></script></body></html>"""
SHOW = """async ([questionnaire, response]) => {
  let form = LForms.Util.convertFHIRQuestionnaireToLForms(questionnaire, "R4");
  form = LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response, form, "R4");
  form.hasSavedData = false;  // else it takes our missing scores for someone's own entries
  await LForms.Util.addFormToPage(form, "form", {});
}"""
READ = """() => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", "#form")"""
SCORED = 2

Json = dict[str, Any]
EVERY = sorted(library(content_root()))


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    assert FILES.is_dir(), "LHC-Forms is missing: run tools/lforms.sh"
    context = chromium.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    page.goto(ADDRESS)
    yield page
    context.close()


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS).split("?")[0]
    if not path:
        route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
    elif (FILES / path).is_file():
        route.fulfill(path=str(FILES / path))
    else:
        route.fulfill(status=404)


@pytest.mark.parametrize("name", EVERY)
def test_an_exported_questionnaire_is_shown_and_scores_the_same(name: str, page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    assessment = library(content_root())[name]
    questionnaire = assessment.questionnaire
    resource = json.loads(as_text(questionnaire_to_fhir(questionnaire, head_of(assessment))))
    random = Random(name)
    for _ in range(SCORED if any(item.calculated for item in questionnaire.settled) else 1):
        answers = drawn(questionnaire, random)
        given = json.loads(as_text(Response(questionnaire, answers).resource()))
        page.evaluate(SHOW, [without_initial(resource), given])
        shown = " ".join(page.locator("#form").inner_text().split())
        wanted = [item for item in visible_items(questionnaire, answers) if item.asks]
        assert [item.key for item in wanted if " ".join(item.text["fi"].split()) not in shown] == []
        assert theirs(page, questionnaire, ours(questionnaire, answers)) == ours(questionnaire, answers)
    assert faults == []


def without_initial(resource: Json) -> Json:
    """A form that is opened as new computes first values again over the answers: here they are given."""
    kept = {name: value for name, value in resource.items() if name not in ("item", "extension")}
    extensions = [one for one in resource.get("extension", ()) if one["url"] != names.INITIAL]
    below = [without_initial(one) for one in resource.get("item", ())]
    return kept | ({"extension": extensions} if extensions else {}) | ({"item": below} if below else {})


def prefills(questionnaire: Questionnaire) -> bool:
    return any(item.initial_expression for item, _ in questionnaire.all_items)


PREFILLED = [name for name in EVERY if prefills(library(content_root())[name].questionnaire)]


@pytest.mark.parametrize("name", PREFILLED)
def test_a_questionnaire_that_prefills_is_shown_as_new_where_nothing_is_known(name: str, page: Page) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    assessment = library(content_root())[name]
    resource = json.loads(as_text(questionnaire_to_fhir(assessment.questionnaire, head_of(assessment))))
    assert resource != without_initial(resource)
    page.evaluate(SHOW, [resource, {"resourceType": "QuestionnaireResponse", "status": "in-progress"}])
    shown = " ".join(page.locator("#form").inner_text().split())
    wanted = [item for item in visible_items(assessment.questionnaire, {}) if item.asks]
    assert [item.key for item in wanted if " ".join(item.text["fi"].split()) not in shown] == []
    assert faults == []


def drawn(questionnaire: Questionnaire, random: Random) -> Answers:
    """Answers to every question that is asked, drawn one after the other."""
    answers: dict[str, object] = {}
    while (item := next_item(questionnaire, taken(questionnaire, answers))) is not None:
        answers[item.key] = drawn_one(item, random)
    return taken(questionnaire, answers)


def taken(questionnaire: Questionnaire, answers: dict[str, object]) -> Answers:
    found, problems = read_answers(questionnaire, answers)
    assert not problems
    return found


def drawn_one(item: Item, random: Random) -> object:
    if item.options:
        code = random.choice(item.options).code
        return [code] if item.repeats else code
    if item.minimum is not None or item.type in ("integer", "decimal", "quantity"):
        low, high = int(item.minimum or 0), int(item.maximum or 100)
        return random.randint(low, high)
    plain: dict[str, object] = {
        "boolean": random.random() < 0.5, "date": "2026-03-02", "dateTime": "2026-03-02T10:00:00+02:00",
        "time": "10:30:00", "string": "tuoli", "text": "Kaksi\nriviä", "url": "https://example.org/a",
        "group": max(item.min_occurs, int(item.required)),
    }  # fmt: skip
    return plain.get(item.type)


def ours(questionnaire: Questionnaire, answers: Answers) -> dict[str, object]:
    values = with_settled(questionnaire, answers)
    calculated = {item.link_id: item.fhir_id for item in questionnaire.settled if item.calculated}
    return {
        fhir_id: rounded(values[link_id])
        for link_id, fhir_id in calculated.items()
        if link_id in values and not isinstance(values[link_id], Missing)
    }


def rounded(value: object) -> object:
    return value if isinstance(value, (bool, str)) else round(float(str(value)), 6)


def theirs(page: Page, questionnaire: Questionnaire, wanted: dict[str, object]) -> dict[str, object]:
    """Their values of the calculated items, as soon as they are ready."""
    calculated = {item.fhir_id for item in questionnaire.settled if item.calculated}
    found: dict[str, object] = {}
    for _ in range(30):
        items = {item["linkId"]: item for item in every_item(page.evaluate(READ))}
        answered = {name: items[name]["answer"][0] for name in calculated & items.keys() if items[name].get("answer")}
        found = {name: rounded(next(iter(answer.values()))) for name, answer in answered.items()}
        if found == wanted:
            break
        page.wait_for_timeout(100)
    return found


def every_item(node: Json) -> Iterator[Json]:
    for item in node.get("item", []):
        yield item
        yield from every_item(item)
        for answer in item.get("answer", []):
            yield from every_item(answer)
