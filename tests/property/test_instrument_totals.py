"""The totals that questionnaires calculate are the scorers' own, whatever is answered; and scores keep to their range."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.scorers import score
from polku.assessment.library import library
from polku.assessment.logic.questionnaire import Answer
from polku.assessment.logic.questionnaire import score as totals
from polku.foundation.content import content_root
from polku.rules.values import Missing

ALL = instruments(content_root())
FOLDERS = library(content_root())
PLAIN = sorted(name for name, one in ALL.items() if one.method in ("sum", "mean"))


def total(part: str, item: str, answers: Mapping[str, Answer]) -> Answer:
    return totals(FOLDERS[part].questionnaire, answers).get(item)


@pytest.mark.parametrize("part", ["phq9", "gad7", "ucla3"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_sums_of_options(part: str, data: st.DataObject) -> None:
    items = ALL[part].items
    assert items is not None
    asked = [FOLDERS[part].questionnaire.by_id[f"{part}_{n}"] for n in range(1, items.count + 1)]
    points = data.draw(st.lists(st.integers(items.low, items.high), min_size=items.count, max_size=items.count))
    answers = {item.link_id: item.options[point - items.low].code for item, point in zip(asked, points, strict=True)}
    assert total(part, f"{part}_total", answers) == score(ALL[part], points).value


@given(st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=20, deadline=None)
def test_frail(signs: list[bool]) -> None:
    names = [item.link_id for item in FOLDERS["frail"].questionnaire.questions]
    assert total("frail", "frail_total", dict(zip(names, signs, strict=True))) == score(ALL["frail"], signs).value


@given(st.booleans(), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=20, deadline=None)
def test_pcptsd5(event: bool, signs: list[bool]) -> None:
    asked = {f"pcptsd5_{n}": sign for n, sign in enumerate(signs, 1)} if event else {}
    found = total("pcptsd5", "pcptsd5_total", {"pcptsd5_event": event, **asked})
    assert found == score(ALL["pcptsd5"], {"event": event, "responses": signs}).value


HEIGHT = Decimal(200)
WEIGHTS = st.sampled_from([Decimal(w) for w in ("99.9", "100", "110", "120", "120.4", "124.8")])
SEXES = st.sampled_from(["male", "female"])
PERSONS = st.fixed_dictionaries({"basic_age": st.integers(18, 90), "basic_sex": SEXES, "basic_weight": WEIGHTS})


@given(
    PERSONS,
    st.sampled_from([Decimal(w) for w in ("79.9", "80", "88", "88.1", "93.9", "94", "102", "102.5")]),
    st.lists(st.booleans(), min_size=4, max_size=4),
    st.sampled_from(["none", "second_degree", "first_degree"]),
)
@settings(max_examples=60, deadline=None)
def test_findrisc(person: dict[str, Answer], waist: Decimal, truths: list[bool], family: str) -> None:
    names = ("findrisc_active", "findrisc_vegetables", "findrisc_medicine", "findrisc_glucose")
    answers = {**person, "basic_height": HEIGHT, "findrisc_waist": waist, "findrisc_family": family}
    answers |= dict(zip(names, truths, strict=True))
    keys = ("physically_active", "daily_vegetables_fruit", "antihypertensive_medication", "high_blood_glucose_history")
    own = {
        "sex": person["basic_sex"], "age": person["basic_age"], "bmi": float(person["basic_weight"]) / 4,  # type: ignore[arg-type]
        "waist_cm": float(waist), "family_history": family, **dict(zip(keys, truths, strict=True)),
    }  # fmt: skip
    assert total("findrisc", "findrisc_total", answers) == score(ALL["findrisc"], own).value


@given(
    PERSONS,
    st.sampled_from([("ten_or_more", 12), ("seven_to_nine", 8), ("six_or_less", 6)]),
    st.sampled_from([139, 140, 141]),
    st.sampled_from(["6.4", "6.5", "6.6"]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_caide(person: dict[str, Answer], education: tuple[str, int], systolic: int, cholesterol: str, active: bool) -> None:
    answers = {
        **person, "basic_height": HEIGHT, "caide_education": education[0], "caide_systolic": systolic,
        "caide_cholesterol": Decimal(cholesterol), "caide_active": active,
    }  # fmt: skip
    found = total("caide", "caide_total", answers)
    age = person["basic_age"]
    assert isinstance(age, int)
    if not 39 <= age <= 64:
        assert found is Missing.UNKNOWN
        return
    own = {
        "age": age, "education": education[1], "male": person["basic_sex"] == "male", "sbp": systolic,
        "bmi": float(person["basic_weight"]) / 4, "chol": float(cholesterol), "active": active,  # type: ignore[arg-type]
    }  # fmt: skip
    assert found == score(ALL["caide_model1"], own).value


def test_what_one_does_not_know_leaves_the_total_unknown_and_what_is_open_leaves_it_without_value() -> None:
    known = {"basic_age": 50, "basic_sex": "male", "basic_height": HEIGHT, "basic_weight": Decimal(100)}
    answers: dict[str, Answer] = {
        **known, "caide_education": "ten_or_more", "caide_cholesterol": Missing.UNKNOWN, "caide_active": True,
    }  # fmt: skip
    assert total("caide", "caide_total", answers) is None
    assert total("caide", "caide_total", {**answers, "caide_systolic": 120}) is Missing.UNKNOWN


@pytest.mark.parametrize("name", PLAIN)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_sum_stays_in_its_range_and_one_more_point_never_lowers_it(name: str, data: st.DataObject) -> None:
    instrument = ALL[name]
    items = instrument.items
    assert items is not None
    allowed = [items.allowed.get(n, tuple(range(items.low, items.high + 1))) for n in range(1, items.count + 1)]
    answers = [data.draw(st.sampled_from(choices)) for choices in allowed]
    value = score(instrument, answers).value
    assert value is not None and instrument.low <= value <= instrument.high
    place = data.draw(st.integers(0, items.count - 1))
    higher = [choice for choice in allowed[place] if choice > answers[place]]
    if higher:
        moved = score(instrument, [*answers[:place], higher[0], *answers[place + 1 :]]).value
        assert moved is not None and (moved < value if place + 1 in items.reversed else moved > value)
