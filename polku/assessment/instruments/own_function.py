"""Scores of function, quality of life and life situation that are no plain sums."""

from __future__ import annotations

from collections.abc import Mapping

from polku.assessment.instruments.answers import Answers, as_mapping, number, only, refuse, responses, truth
from polku.assessment.instruments.declaration import Instrument, Items
from polku.assessment.instruments.scoring import Detail, Score, finish, plain, total_of, turn

FIVE_LEVELS = 5


def odi(instrument: Instrument, raw: object) -> Score:
    """The share of the points that the answered sections could give."""
    assert instrument.items is not None
    answers = responses(as_mapping(raw), instrument.items)
    known = [answer for answer in answers if answer is not None]
    value = 100 * sum(known) / (instrument.items.high * len(known)) if known else None
    return finish(instrument, value, raw, {"sum": sum(known), "answered": len(known)}, {})


def startback(instrument: Instrument, raw: object) -> Score:
    """Nine positives; the last five are the distress subscale, which alone decides the high group."""
    assert instrument.items is not None
    given = as_mapping(raw, "items_positive")
    only(given, ("items_positive",))
    answers = responses(given, instrument.items, "items_positive")
    total, distress = total_of(answers, 0), total_of(answers[-5:], 0)
    detail: Detail = {"subscale": plain(distress)}
    if total is not None and distress is not None:
        detail["group"] = "high" if distress >= 4 else "medium" if total >= 4 else "low"
        detail["group_source"] = instrument.sources[0]
    return finish(instrument, total, raw, detail, given)


def eq5d5l(instrument: Instrument, raw: object) -> Score:
    """The profile; an index only by the value set that the county brings.

    A value set is `{"profiles": {"11211": 0.9, …}}` or `{"decrements": [[five] × 5]}`, taken from 1.
    """
    assert instrument.items is not None
    given = as_mapping(raw, "levels")
    only(given, ("levels", "vas", "value_set"))
    levels = responses(given, instrument.items, "levels")
    if None in levels:
        return finish(instrument, None, raw, {"profile": None}, given)
    profile = "".join(str(level) for level in levels)
    detail: Detail = {"profile": profile, "level_sum": sum(int(level) for level in profile)}
    if "vas" in given:
        detail["vas"] = plain(number(given, "vas", 0, 100))
    return finish(instrument, _index(given, profile), raw, detail, given)


def _index(given: Answers, profile: str) -> float | None:
    values = given.get("value_set")
    if values is None:
        return None
    if not isinstance(values, Mapping) or not set(values) <= {"profiles", "decrements"} or len(values) != 1:
        refuse("value_set", "not-a-value-set", "a value set of another shape", "'profiles' or 'decrements'")
    if "profiles" in values:
        return number(values["profiles"], profile, -2, 1)
    return 1 - sum(row[int(level) - 1] for row, level in zip(table(values["decrements"], 5), profile, strict=True))


def fifteen_d(instrument: Instrument, raw: object) -> Score:
    """The sum of what each dimension's level is worth: importance × level value, both brought by the county."""
    assert instrument.items is not None
    given = as_mapping(raw, "levels")
    only(given, ("levels", "weights"))
    levels = responses(given, instrument.items, "levels")
    weights = given.get("weights")
    if weights is None or None in levels:
        return finish(instrument, None, raw, {"answered": sum(level is not None for level in levels)}, given)
    worth = [row[level - 1] for row, level in zip(table(weights, 15), levels, strict=True) if level is not None]
    return finish(instrument, sum(worth), raw, {"answered": 15}, given)


def table(raw: object, rows: int) -> list[list[float]]:
    """Numbers for each dimension and level. Raises BadInput."""
    good = isinstance(raw, list) and len(raw) == rows and all(isinstance(row, list) and len(row) == FIVE_LEVELS for row in raw)
    if not good or not all(isinstance(one, (int, float)) for row in raw for one in row):  # type: ignore[attr-defined]
        refuse("weights", "not-a-table", "weights of another shape", f"{rows} lists of {FIVE_LEVELS} numbers")
    return [[float(one) for one in row] for row in raw]  # type: ignore[attr-defined]


def sdq(instrument: Instrument, raw: object) -> Score:
    """Five subscales; the total leaves the prosocial one out."""
    assert instrument.items is not None
    given = as_mapping(raw)
    only(given, ("responses", "who"))
    points = turn(responses(given, instrument.items), instrument.items)
    scales = {name: total_of([points[n - 1] for n in numbers], 0) for name, numbers in instrument.subscales.items()}
    parts = [value for name, value in scales.items() if name != "prosocial"]
    known = [value for value in parts if value is not None]
    total = sum(known) if len(known) == len(parts) else None
    return finish(instrument, total, raw, {name: plain(value) for name, value in scales.items()}, given)


def pcptsd5(instrument: Instrument, raw: object) -> Score:
    """Without such an event the score is nought and nothing more is asked."""
    assert instrument.items is not None
    given = as_mapping(raw)
    only(given, ("event", "responses", "sex"))
    event = truth(given, "event") if "event" in given else True
    total = total_of(responses(given, instrument.items), 0) if event else 0
    return finish(instrument, total, raw, {"event": event}, given)


def meters(instrument: Instrument, raw: object) -> Score:
    """Ten meters 0–10. There is no total; a low meter names the part of life to talk of."""
    assert instrument.items is not None
    answers = responses(as_mapping(raw), instrument.items)
    read = dict(zip(instrument.parts, answers, strict=True))
    limit = next(cut for cut in instrument.cut_offs if cut.name == "low")
    low = [name for name, answer in read.items() if answer is not None and limit.met(answer)]
    return Score(instrument.id, None, "", raw, {"meters": read, "low": low, "low_source": limit.source})


def nps(instrument: Instrument, raw: object) -> Score:
    """Promoters (9–10) less detractors (0–6), per hundred; with the number of answers and a 95 % interval."""
    given = as_mapping(raw)
    only(given, ("responses",))
    listed = given.get("responses")
    count = len(listed) if isinstance(listed, list) else 1
    answers = [answer for answer in responses(given, Items(count, 0, 10)) if answer is not None]
    if not answers:
        return finish(instrument, None, raw, {"n": 0}, given)
    up, down = (sum(low <= answer <= high for answer in answers) / len(answers) for low, high in ((9, 10), (0, 6)))
    spread = 196 * ((up + down - (up - down) ** 2) / len(answers)) ** 0.5
    value = 100 * (up - down)
    mean = sum(answers) / len(answers)
    detail: Detail = {"n": len(answers), "mean": mean, "interval_low": value - spread, "interval_high": value + spread}
    return finish(instrument, value, raw, detail, given)


def promis_sum(instrument: Instrument, raw: object) -> Score:
    """The T-score of a short form by its table: `{"responses": [1–5 …], "table": {"5": [34.8, 5.5], …}}`."""
    given = as_mapping(raw)
    only(given, ("responses", "table"))
    rows, listed = given.get("table"), given.get("responses")
    if not isinstance(rows, Mapping) or not isinstance(listed, list):
        refuse("table", "missing", "no list 'responses' or no 'table'", "answers 1–5 and a table of raw sum to [T, SE]")
    total = total_of(responses(given, Items(len(listed), 1, 5)), 0)
    if total is None:
        return finish(instrument, None, raw, {"raw": None}, given)
    row = rows.get(str(int(total)))
    if not (isinstance(row, list) and len(row) == 2):
        refuse("table", "no-row", f"no row for the sum {int(total)}", "a row [T, SE] for every sum")
    return finish(instrument, float(row[0]), raw, {"raw": int(total), "SE_T": float(row[1])}, given)
