"""What is known of a signed-in resident is suggested, never imposed; what nobody is asked is kept at the start."""

from __future__ import annotations

import pytest

from polku.assessment import queries
from polku.assessment.actions import start_run
from polku.foundation.actor import ANONYMOUS
from polku.people.queries import actor_of
from tests import county as some
from tests.assessments import changed
from tests.contract.residents import TODAY, Visitor

pytestmark = pytest.mark.django_db
HIDDEN = """
  - linkId: place
    type: string
    hidden: true
    text: {fi: Kunta, sv: Kommun, en: Municipality}
    initialExpression: "%municipality"
"""


@pytest.fixture(autouse=True)
def knowing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The assessment of urinary symptoms, which takes the age from what is known, here also the municipality."""
    newer = changed("urinary-symptoms", {"questionnaire": lambda text: text.rstrip() + HIDDEN})
    monkeypatch.setattr(queries, "current", lambda _: newer)
    monkeypatch.setattr(queries, "library", lambda _: {"urinary-symptoms": newer})


def at_age(visitor: Visitor) -> str:
    visitor.start()
    while visitor.item != "age":
        visitor.answer(TODAY[visitor.item])
    return visitor.get(visitor.place).content.decode()


def test_ones_own_age_is_suggested_and_asked_all_the_same() -> None:
    visitor = Visitor()
    visitor.force_login(some.resident(900))
    page = at_age(visitor)
    assert 'value="34"' in page and "omista tiedoistasi" in page
    assert "age" not in visitor.run.answers and visitor.run.answers["place"] == "853"
    visitor.answer("40")
    visitor.run.refresh_from_db()
    assert visitor.run.answers["age"] == 40


def test_of_a_visitor_nothing_is_known() -> None:
    visitor = Visitor()
    page = at_age(visitor)
    assert 'value="34"' not in page and "omista tiedoistasi" not in page
    assert "place" not in visitor.run.answers


def test_the_look_at_ones_own_data_is_only_made_where_something_is_asked_of_it() -> None:
    run = start_run(assessment_id="urinary-symptoms", language="fi", by=actor_of(some.resident(900)))
    assert run.answers == {"place": "853"}
    assert start_run(assessment_id="urinary-symptoms", language="fi", by=ANONYMOUS).answers == {}


def test_the_wellbeing_check_suggests_age_and_sex_of_the_one_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    by = actor_of(some.resident(900))
    run = start_run(assessment_id="wellbeing-check", language="fi", by=by)
    suggested = {
        name: queries.suggested(run, queries.assessment_of(run).questionnaire.by_id[name], by)
        for name in ("basic_age", "basic_sex", "basic_height")
    }
    assert suggested["basic_age"] == 34 and suggested["basic_sex"] in ("female", "male") and suggested["basic_height"] is None
    assert run.answers == {}
