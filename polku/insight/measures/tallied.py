"""Asks a store for a measure's tallies and makes its rows: the all-row first, then each group that has any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir

from polku.definitions.debt import month_name, month_number
from polku.definitions.waiting import HELSINKI
from polku.foundation.errors import PolkuError
from polku.insight.codes import codes
from polku.insight.measures.expressions import among, certain, table
from polku.insight.measures.model import Asked, Figures, TalliedMeasure, Tally
from polku.insight.measures.store import Store

ALL = "all"
UNKNOWN = "unknown"
MONTH = "month"
"""A measure split by month tallies its rows by the month in which they came: `came`."""
OF_PEOPLE = ("unit", "municipality", "sex", "language")
"""Groups that a person is in also without contacts."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one group; `key` has "all" for every group in the first row."""

    key: Mapping[str, str]
    figures: Figures
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    measure: str
    by: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def all(self) -> Row:
        return self.rows[0]

    def row(self, **key: str) -> Row | None:
        return next((row for row in self.rows if row.key == key), None)


def run(measure: TalliedMeasure, store: Store, asked: Asked) -> Result:
    """The answer of a measure to a question."""
    asked = complete(measure, asked)
    counted = tuple(name for name in asked.by if name != measure.split)
    if measure.split == MONTH and not asked.where and not asked.period:
        groups = gathered(measure, store, asked, counted)
        asked = _until_latest(measure, asked, groups)
    else:
        asked = dated(measure, store, asked)
        groups = gathered(measure, store, asked, counted)
    if measure.additive:
        everything = [tally for tallies in groups.values() for tally in tallies]
    else:
        everything = groups.get((), []) if not counted else gathered(measure, store, asked, ()).get((), [])
    found = {(ALL,) * len(asked.by): _of_all(measure, asked, everything)}
    if not counted:
        groups.setdefault((), [])
    for key, tallies in sorted(groups.items()):
        if asked.by:
            found |= _of_group(measure, asked, dict(zip(counted, key, strict=True)), tallies)
    return Result(measure.id, asked.by, tuple(Row(dict(zip(asked.by, key, strict=True)), row) for key, row in found.items()))


def compiled(measure: TalliedMeasure, asked: Asked) -> ir.Table:
    """The query of the tallies by the groups asked for; the group's columns are named `by_` and the group."""
    return _query(measure, complete(measure, asked), tuple(name for name in asked.by if name != measure.split))


def complete(measure: TalliedMeasure, asked: Asked) -> Asked:
    """The question with what was left open; PolkuError names a group, column or option that the measure has not."""
    by = tuple(dict.fromkeys(asked.by)) or measure.usual_by
    check("group", by, measure.groups)
    for name in asked.where:
        if name not in measure.groups:
            check("column", [name], [*measure.groups, *_columns(measure)])
    known = {option.name: option.default for option in measure.options}
    check(f"option of {measure.id}", asked.options, known)
    asked = replace(asked, by=by, options={**known, **asked.options})
    return _at_a_moment(asked) if "at" in known else asked


def _at_a_moment(asked: Asked) -> Asked:
    """A question about one moment: the one asked for, or the end of the period, or now."""
    when = asked["at"] or asked.now
    if asked["at"] is None and asked.period:
        following = month_name(month_number(asked.period[1]) + 1)
        when = datetime.combine(date.fromisoformat(f"{following}-01"), time(0), HELSINKI)
    if when is None:
        raise PolkuError("a question without a moment", "the moment to tell of", "give --at")
    return replace(asked, period=None, options={**asked.options, "at": when.astimezone(UTC)})


def _until_latest(measure: TalliedMeasure, asked: Asked, groups: Mapping[tuple[str, ...], Sequence[Tally]]) -> Asked:
    """The usual period, where all months are tallied: until the last that came."""
    latest = max((tally["came"] for tallies in groups.values() for tally in tallies), default=None)
    return replace(asked, period=measure.usual_period(latest, asked) if latest and measure.usual_period else None)


def dated(measure: TalliedMeasure, store: Store, asked: Asked) -> Asked:
    """The question with the measure's usual period, where it has one and none was asked for."""
    if measure.usual_period is None or asked.period:
        return asked
    rows = measure.rows({name: table(name) for name in measure.tables}, asked)
    rows = rows.filter(rows["counted"]) if "counted" in rows.columns else rows
    ((latest,),) = store.fetch(rows.aggregate(latest=rows["month"].max()), measure.tables)
    return replace(asked, period=measure.usual_period(latest, asked) if latest else None)


def check(what: str, asked: Collection[str], known: Collection[str]) -> None:
    for word in asked:
        if word not in known:
            raise PolkuError(f"unknown {what} {word!r}", f"one of {', '.join(known) or 'none'}", f"choose one of the {what}s")


def _columns(measure: TalliedMeasure) -> list[str]:
    return list(table(measure.tables[0]).columns)


def gathered(measure: TalliedMeasure, store: Store, asked: Asked, by: tuple[str, ...]) -> dict[tuple[str, ...], list[Tally]]:
    """The tallies of each group."""
    query = _query(measure, asked, by)
    names = query.columns[len(by) :]
    groups: dict[tuple[str, ...], list[Tally]] = {}
    for record in store.fetch(query, measure.tables):
        tally = dict(zip(names, record[len(by) :], strict=True))
        groups.setdefault(tuple(map(_word, by, record)), []).append(tally)
    return groups


class _Question:
    """What a query depends on, to be looked up by: making one takes longer than many an answer."""

    def __init__(self, measure: TalliedMeasure, asked: Asked, by: tuple[str, ...]) -> None:
        self.measure, self.asked, self.by = measure, asked, by
        where, options = (tuple(sorted(each.items())) for each in (asked.where, asked.options))
        self.key = measure.id, by, asked.by, where, asked.period, options

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.measure is other.measure and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def _query(measure: TalliedMeasure, asked: Asked, by: tuple[str, ...]) -> ir.Table:
    return _made(_Question(measure, asked, by))


@lru_cache(maxsize=256)
def _made(question: _Question) -> ir.Table:
    measure, asked, by = question.measure, question.asked, question.by
    rows = _kept(measure, measure.rows({name: table(name) for name in measure.tables}, asked), asked)
    rows = rows.mutate(**{f"by_{name}": rows[measure.groups[name]] for name in by})
    query = measure.tally(rows, tuple(f"by_{name}" for name in by), asked)
    return query.select(*(f"by_{name}" for name in by), *(name for name in query.columns if not name.startswith("by_")))


def _kept(measure: TalliedMeasure, rows: ir.Table, asked: Asked) -> ir.Table:
    """The rows that the question is about."""
    people: list[Any] = []
    contacts: list[Any] = []
    for name, words in asked.where.items():
        if name != measure.split:
            column = rows[measure.groups.get(name, name)]
            (people if name in OF_PEOPLE else contacts).append(_among(column, name, words))
    if asked.period and measure.split != MONTH:
        first, last = (_month(rows["month"], month) for month in asked.period)
        contacts.append(certain(rows["month"].between(first, last)))
    if "counted" in rows.columns:
        for condition in contacts:
            rows = rows.mutate(counted=rows["counted"] & condition)
        return rows.filter(people) if people else rows
    return rows.filter([*people, *contacts]) if people or contacts else rows


def _among(column: Any, name: str, words: Sequence[str]) -> Any:
    if name == "profession":
        groups = codes().profession_groups
        words = [member for word in words for member in (groups[word].professions if word in groups else (word,))]
    if column.type().is_string():
        return among(column, words, UNKNOWN)
    if name == "month":
        return certain(column.isin([month_number(word) for word in words]))
    try:
        numbers: list[Any] = [word if word == UNKNOWN else int(word) for word in words]
        return among(column, numbers, UNKNOWN)
    except ValueError:
        raise PolkuError(f"{name} {', '.join(words)}", "a whole number", f"correct {name}") from None


def _month(column: Any, month: str) -> str | int:
    return month if column.type().is_string() else month_number(month)


def _word(name: str, value: Any) -> str:
    if value is None:
        return UNKNOWN
    return month_name(value) if name == "month" and isinstance(value, int) else str(value)


def _of_all(measure: TalliedMeasure, asked: Asked, tallies: Sequence[Tally]) -> Figures:
    figures = measure.figures(tallies, asked)
    if not measure.split:
        return figures
    chosen = asked.where.get(measure.split, ())
    all_row: Figures = figures[chosen[0]] if len(chosen) == 1 and chosen[0] in figures else figures[ALL]
    return all_row


def _of_group(
    measure: TalliedMeasure, asked: Asked, key: dict[str, str], tallies: Sequence[Tally]
) -> dict[tuple[str, ...], Figures]:
    figures = measure.figures(tallies, asked)
    if not measure.split:
        return {tuple(key.values()): figures}
    if measure.split not in asked.by:
        return {tuple(key.values()): figures[ALL]}
    chosen = asked.where.get(measure.split)
    told = {word: row for word, row in figures.items() if word != ALL and (chosen is None or word in chosen)}
    return {tuple({**key, measure.split: word}[name] for name in asked.by): row for word, row in told.items()}
