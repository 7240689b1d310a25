"""The keys of adaptive tests in a questionnaire file: `graded`, `adaptive`, `adaptiveScore`; and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polku.assessment.logic.items import Adaptive, AdaptiveScore, Graded, Item, Questionnaire
from polku.foundation.content import Node

CRITERIA = ("MFI", "MPWI")
RULES = ("adult_standard", "recommended", "screen_to_cat", "paediatric", "pain_behavior")
GIVES = ("T", "SE", "count")


def adaptive_parts(parts: Mapping[str, Node]) -> dict[str, Any]:
    """What these keys make of an item."""
    found: dict[str, Any] = {}
    if "graded" in parts:
        found["graded"] = _graded(parts["graded"])
    if "adaptive" in parts:
        keys = parts["adaptive"].mapping(("criterion", "rule"))
        found["adaptive"] = Adaptive(keys["criterion"].word(CRITERIA), keys["rule"].word(RULES))
    if "adaptiveScore" in parts:
        keys = parts["adaptiveScore"].mapping(("group", "give"))
        found["adaptive_score"] = AdaptiveScore(keys["group"].text(), keys["give"].word(GIVES))
    return found


def _graded(node: Node) -> Graded:
    parts = node.mapping(("a", "b"))
    a, b = float(parts["a"].decimal()), tuple(float(one.decimal()) for one in parts["b"])
    if a <= 0:
        parts["a"].fail(f"discrimination {a:g}", "a number above 0", "correct it")
    if not b or list(b) != sorted(set(b)):
        parts["b"].fail("thresholds that do not rise", "each higher than the one before", "correct them")
    return Graded(a, b)


def check_adaptive(questionnaire: Questionnaire, places: Mapping[str, Node]) -> None:
    """Raises ContentError: a group that cannot choose its questions, a score of a group that there is not."""
    for item, above in questionnaire.all_items:
        place = places[item.link_id]
        if item.adaptive:
            if item.repeats or any(holder.repeating for holder in above) or len(item.items) < 2:
                place.fail(f"adaptive group '{item.link_id}' repeats or holds no choice", "two questions, once", "mend it")
            for below in item.items:
                _check_question(below, places[below.link_id])
        elif item.graded and item.link_id not in questionnaire.adaptive:
            place.fail(f"'{item.link_id}' is graded outside an adaptive group", "a group with 'adaptive'", "move it or remove it")
        if item.adaptive_score:
            _check_score(questionnaire, item, item.adaptive_score, place)


def _check_question(item: Item, place: Node) -> None:
    if item.type != "choice" or item.repeats or not item.asks or item.enable_when or item.items:
        place.fail(f"'{item.link_id}' in an adaptive group", "a choice of one, without conditions", "make it so or move it")
    if item.graded is None:
        place.fail(f"'{item.link_id}' has no parameters", "'graded: {a, b}'", "add it")
    elif len(item.graded.b) + 1 != len(item.options):
        found = f"'{item.link_id}' has {len(item.graded.b)} thresholds for {len(item.options)} options"
        place.fail(found, "one less than options", "correct 'b'")


def _check_score(questionnaire: Questionnaire, item: Item, wanted: AdaptiveScore, place: Node) -> None:
    group = questionnaire.by_id.get(wanted.group)
    if group is None or not group.adaptive:
        place.fail(f"score of '{wanted.group}'", "the linkId of an adaptive group", "correct it")
    type_ = "integer" if wanted.give == "count" else "decimal"
    if item.type != type_ or not item.hidden or item.calculated or item.initial is not None:
        place.fail(f"'{item.link_id}' is no hidden {type_}", f"a hidden {type_} that nothing else gives", "mend it")
