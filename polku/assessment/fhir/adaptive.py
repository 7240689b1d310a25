"""Adaptive tests in FHIR: extensions of our own, which another reader may leave aside (it then asks every item, in order)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from polku.assessment.fhir.elements import Element, Json, refuse
from polku.assessment.logic.items import Item

GRADED = "urn:polku:fhir:graded-response"
ADAPTIVE = "urn:polku:fhir:adaptive-group"
SCORE = "urn:polku:fhir:adaptive-score"


def adaptive_extensions(item: Item) -> Iterator[Json]:
    if item.graded:
        slope = {"url": "a", "valueDecimal": Decimal(repr(item.graded.a))}
        yield {"url": GRADED, "extension": [slope, *({"url": "b", "valueDecimal": Decimal(repr(one))} for one in item.graded.b)]}
    if item.adaptive:
        parts = {"criterion": item.adaptive.criterion, "rule": item.adaptive.rule}
        yield {"url": ADAPTIVE, "extension": [{"url": name, "valueCode": value} for name, value in parts.items()]}
    if item.adaptive_score:
        group = {"url": "group", "valueString": item.adaptive_score.group}
        yield {"url": SCORE, "extension": [group, {"url": "give", "valueCode": item.adaptive_score.give}]}


def _graded(mark: Element, entry: Json) -> None:
    parts = [(part.text("url"), part.number("valueDecimal")) for part in map(mark.below, mark.list("extension"))]
    slopes, thresholds = ([number for name, number in parts if name == wanted] for wanted in ("a", "b"))
    if len(slopes) != 1 or None in (*slopes, *thresholds):
        refuse(f"parameters of item '{mark.place[:60]}' without one 'a'", "one 'a' and the thresholds 'b'")
    entry["graded"] = {"a": slopes[0], "b": thresholds}


def _words(key: str) -> Callable[[Element, Json], None]:
    def read(mark: Element, entry: Json) -> None:
        parts = map(mark.below, mark.list("extension"))
        entry[key] = {part.text("url"): part.text("valueCode") or part.text("valueString") for part in parts}

    return read


ADAPTIVE_TAKERS: Mapping[str, Callable[[Element, Json], None]] = {
    GRADED: _graded, ADAPTIVE: _words("adaptive"), SCORE: _words("adaptiveScore"),
}  # fmt: skip
