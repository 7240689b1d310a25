"""WHODAS 2.0 of 12 and 36 items: the simple sum, and WHO's complex score, which weighs harder items less.

Answers are 0 (no difficulty) to 4 (extreme, or cannot do).
"""

from __future__ import annotations

from collections.abc import Sequence

from polku.assessment.instruments.answers import as_mapping, only, responses
from polku.assessment.instruments.declaration import Instrument
from polku.assessment.instruments.scoring import Detail, Score, finish, plain, total_of

_COLLAPSED = (0, 1, 1, 2, 2)
_FLAT_12 = frozenset({1, 3, 5, 6, 7, 9})
DOMAINS = {"cognition": 6, "mobility": 5, "self_care": 4, "people": 5, "household": 4, "work": 4, "participation": 8}
_FLAT_36 = {
    "cognition": {1, 2, 3, 4}, "mobility": {1, 4, 5}, "self_care": {2}, "people": {4}, "household": {3},
    "work": {2, 3, 4}, "participation": {2, 4, 5, 7},
}  # fmt: skip
MOST_MISSING_36 = 2


def whodas12(instrument: Instrument, raw: object) -> Score:
    """Score = the complex per cent. One answer missing: the mean of the other eleven stands in its place."""
    assert instrument.items is not None
    given = as_mapping(raw)
    only(given, ("responses",))
    answers = responses(given, instrument.items)
    simple = total_of(answers, instrument.most_missing)
    if simple is None:
        return finish(instrument, None, raw, {"simple_sum": None, "simple_pct": None}, given)
    known = [answer for answer in answers if answer is not None]
    usual = int(sum(known) / len(known) + 0.5)
    filled = [usual if answer is None else answer for answer in answers]
    recoded = sum(_recode(answer, number in _FLAT_12) for number, answer in enumerate(filled, 1))
    detail: Detail = {"simple_sum": plain(simple), "simple_pct": simple * 100 / 48, "complex_sum": recoded}
    return finish(instrument, recoded * 100 / 36, raw, detail, given)


def whodas36(instrument: Instrument, raw: object) -> Score:
    """Domains and the whole. The four items of work may all be missing (not working): then out of 92, else of 106."""
    assert instrument.items is not None
    given = as_mapping(raw)
    only(given, ("responses",))
    domains = _domains(responses(given, instrument.items))
    working = any(answer is not None for answer in domains["work"])
    if not working:
        del domains["work"]
    missing = [sum(answer is None for answer in answers) for answers in domains.values()]
    if sum(missing) > MOST_MISSING_36 or max(missing) > 1:
        return finish(instrument, None, raw, {"working": working}, given)
    points = {name: _domain_points(name, answers) for name, answers in domains.items()}
    shares: Detail = {name: value * 100 / _most(name) for name, value in points.items()}
    value = sum(points.values()) * 100 / sum(_most(name) for name in points)
    return finish(instrument, value, raw, {**shares, "working": working}, given)


def _domains(answers: Sequence[int | None]) -> dict[str, list[int | None]]:
    found, start = {}, 0
    for name, count in DOMAINS.items():
        found[name] = list(answers[start : start + count])
        start += count
    return found


def _domain_points(name: str, answers: Sequence[int | None]) -> float:
    """A missing answer takes the mean of the domain, as its share of what the item may give."""
    flat = _FLAT_36[name]
    known = {number: _recode(answer, number in flat) for number, answer in enumerate(answers, 1) if answer is not None}
    reached = sum(known.values()) / sum(4 if number in flat else 2 for number in known)
    return reached * _most(name)


def _most(name: str) -> int:
    """The most points that a domain gives: 4 for a flat item, 2 for a collapsed one."""
    return 2 * DOMAINS[name] + 2 * len(_FLAT_36[name])


def _recode(answer: int, flat: bool) -> int:
    return answer if flat else _COLLAPSED[answer]
