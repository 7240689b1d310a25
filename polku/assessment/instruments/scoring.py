"""The score of an instrument: the raw answers stay, the total has its missing rule, a band never stands without its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from polku.assessment.instruments.answers import Answers, as_mapping, only, responses
from polku.assessment.instruments.declaration import Instrument, Items

Detail = dict[str, object]
PERSON = ("sex", "age")


@dataclass(frozen=True)
class Score:
    """`value` is not rounded and is None where the missing rule is not met; `display` is what a person is shown."""

    instrument: str
    value: float | None
    display: str
    raw: object
    detail: Detail = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {"score": plain(self.value), "detail": self.detail}


def score_items(instrument: Instrument, raw: object) -> Score:
    """The sum or the mean of the items, times the factor."""
    assert instrument.items is not None
    given = as_mapping(raw)
    only(given, ("responses", *PERSON))
    answers = responses(given, instrument.items)
    turned = turn(answers, instrument.items)
    total = total_of(turned, instrument.most_missing)
    value = None if total is None else total * instrument.factor / (len(turned) if instrument.method == "mean" else 1)
    detail: Detail = {"raw": plain(total), "answered": sum(one is not None for one in answers)}
    for name, numbers in instrument.subscales.items():
        detail[name] = plain(total_of([turned[number - 1] for number in numbers], 0))
    return finish(instrument, value, raw, {**detail, **flags(instrument, turned)}, given)


def finish(instrument: Instrument, value: float | None, raw: object, detail: Detail, person: Answers) -> Score:
    """The score with its bands and cut-offs, which stand only where there is a value."""
    shown = display(value, instrument.decimals)
    judged = judgement(instrument, value, person) if value is not None else {}
    return Score(instrument.id, value, shown, raw, {**detail, "display": shown, **judged})


def judgement(instrument: Instrument, value: float, person: Answers) -> Detail:
    detail: Detail = {}
    for bands in instrument.bands:
        band = bands.of(value)
        detail |= {bands.name: band.id if band.figure is None else band.figure}
        detail |= {f"{bands.name}_text": dict(band.text), f"{bands.name}_source": bands.source}
    for cut in instrument.cut_offs:
        if all(person.get(key) == wanted for key, wanted in cut.when.items()):
            detail |= {cut.name: cut.met(value), f"{cut.name}_source": cut.source}
    return detail


def flags(instrument: Instrument, answers: Sequence[int | None]) -> Detail:
    """Each safety item: raised or not, and whether it was answered at all."""
    detail: Detail = {}
    for safety in instrument.safety:
        answer = answers[safety.item - 1]
        detail[safety.flag] = answer is not None and answer > safety.above
        if answer is None:
            detail[f"{safety.flag}_unanswered"] = True
    return detail


def turn(answers: Sequence[int | None], items: Items) -> list[int | None]:
    """The points of the answers: reversed items turned round."""
    return [
        items.low + items.high - answer if answer is not None and number in items.reversed else answer
        for number, answer in enumerate(answers, 1)
    ]


def total_of(points: Sequence[int | None], most_missing: int) -> float | None:
    """The sum; where few enough are missing, the mean of the others stands in their place."""
    known = [point for point in points if point is not None]
    if not known or len(points) - len(known) > most_missing:
        return None
    return sum(known) * len(points) / len(known)


def display(value: float | None, decimals: int) -> str:
    if value is None:
        return ""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def plain(value: float | None) -> float | int | None:
    """A whole number without its decimals."""
    return int(value) if value is not None and float(value).is_integer() else value

