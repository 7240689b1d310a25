"""A question to a measure from the words of a command, and the store that answers it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from polku.definitions.debt import months
from polku.foundation import clock
from polku.foundation.errors import PolkuError
from polku.insight.lake import opened
from polku.insight.measures.engine import run as run_access
from polku.insight.measures.gaps import with_gaps
from polku.insight.measures.library.options import months as read_months
from polku.insight.measures.model import AccessResult, Asked, Measure, TalliedMeasure, WaitingMeasure
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.spark import THIS_MACHINE, Spark, session
from polku.insight.measures.store import Files, Store, postgres, read_all
from polku.insight.measures.suppression import suppressed
from polku.insight.measures.tallied import Result, check
from polku.insight.measures.tallied import run as run_tallied

ENGINES = ("duckdb", "postgres", "spark")
OPTIONS = {option.name: option for measure in TALLIED.values() for option in measure.options}
NAMED_GROUPS = ("service", "profession")
"""Groups with an option of their own."""
USUAL_SERVICE = "outpatient"


def answered(measure: Measure, arguments: argparse.Namespace) -> AccessResult | Result:
    """The answer to a command: its options are what `OPTIONS` has, and those of every measure."""
    by = tuple(word.strip() for part in arguments.by for word in part.split(",") if word.strip())
    where, period = _where(arguments), _period(arguments.period)
    with store(arguments.data, arguments.engine, _tables(measure), arguments.master) as opened_store:
        if isinstance(measure, WaitingMeasure):
            return _access(measure, opened_store, arguments, by, where, period)
        assert isinstance(measure, TalliedMeasure)
        asked = Asked(by, _usual(measure, by, where), period, _options(measure, arguments), clock.now())
        result = run_tallied(measure, opened_store, asked)
    return with_gaps(measure, suppressed(measure, result) if arguments.suppress else result)


@contextmanager
def store(data: str, engine: str | None, tables: tuple[str, ...], master: str | None = None) -> Iterator[Store]:
    """A folder or a database, and an engine that can read it; a folder is brought to PostgreSQL into temporary tables."""
    is_url = data.startswith(("postgres://", "postgresql://"))
    engine = engine or ("postgres" if is_url else "duckdb")
    check("engine", [engine], ENGINES)
    if master is not None and engine != "spark":
        raise PolkuError(f"--master with engine {engine}", "--master with --engine spark", "leave it out, or ask --engine spark")
    if engine in ("duckdb", "spark") and is_url:
        raise PolkuError(f"engine {engine} with a database", "a folder for --data", "ask --engine postgres")
    if engine == "duckdb":
        yield Files(opened(data))
    elif engine == "spark":
        yield Spark(opened(data), session(master or THIS_MACHINE))
    elif is_url:
        with postgres(data) as opened_store:
            yield opened_store
    else:
        lake = opened(data)
        with postgres(_database_url(), {name: read_all(lake, name) for name in tables}) as opened_store:
            yield opened_store


def _database_url() -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise PolkuError("no DATABASE_URL", "the database for --engine postgres", "set DATABASE_URL, or give it as --data")
    return url


def _tables(measure: Measure) -> tuple[str, ...]:
    return measure.tables if isinstance(measure, TalliedMeasure) else ("encounter",)


def _access(
    measure: WaitingMeasure,
    opened_store: Store,
    arguments: argparse.Namespace,
    by: tuple[str, ...],
    where: Mapping[str, tuple[str, ...]],
    period: tuple[str, str] | None,
) -> AccessResult:
    given = [name for name in OPTIONS if name != "clock" and _given(arguments, name) is not None]
    check(f"option of {measure.id}", given, ["clock", "service"])
    services = where.get("service", (USUAL_SERVICE,))
    groups: dict[str, tuple[str, ...]] = {name: words for name, words in where.items() if name != "service"}
    if period:
        groups["month"] = tuple(month for month in months(*period) if month in groups.get("month", (month,)))
    if len(services) != 1:
        raise PolkuError(f"{len(services)} services", "one service", "ask for each by itself")
    return run_access(measure, opened_store, clock=arguments.clock or "need-assessment", service=services[0], by=by, where=groups)


def _usual(measure: TalliedMeasure, by: tuple[str, ...], where: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Waits of services differ, so they are told of one; the measures of waiting by clock take outpatient care."""
    waits = any(option.name == "clock" for option in measure.options)
    return {"service": (USUAL_SERVICE,), **where} if waits and "service" not in (*by, *where) else where


def _where(arguments: argparse.Namespace) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    named = [f"{name}={getattr(arguments, name)}" for name in NAMED_GROUPS if getattr(arguments, name)]
    for part in [*named, *arguments.where]:
        name, equals, words = part.partition("=")
        if not equals or not name or not words:
            raise PolkuError(f"--where {part!r}", "a column and a value, such as unit=turku-keskusta", "correct --where")
        found[name] = (*found.get(name, ()), *(word.strip() for word in words.split(",")))
    return found


def period_of(arguments: argparse.Namespace) -> tuple[str, str] | None:
    return _period(arguments.period)


def asked_words(arguments: argparse.Namespace) -> dict[str, str]:
    """What was chosen, in the words of the command."""
    chosen = {name: text for name in (*OPTIONS, *NAMED_GROUPS) if (text := _given(arguments, name)) is not None}
    return chosen | dict(part.split("=", 1) for part in arguments.where)


def _period(text: str | None) -> tuple[str, str] | None:
    try:
        return None if text is None else read_months(text)
    except ValueError:
        raise PolkuError(f"--period {text!r}", "YYYY-MM or YYYY-MM:YYYY-MM", "correct --period") from None


def _options(measure: TalliedMeasure, arguments: argparse.Namespace) -> dict[str, Any]:
    """A clock begins at a stamp, so a measure of stamps takes the clock's name too."""
    known = {option.name: option for option in measure.options}
    given = {name: text for name in OPTIONS if (text := _given(arguments, name)) is not None}
    if "stamp" in known and "clock" in given:
        given = {"stamp": given.pop("clock"), **given}
    check(f"option of {measure.id}", given, known)
    return {name: _read(known[name].read, name, text, known[name].expected) for name, text in given.items()}


def _read(read: Any, name: str, text: str, expected: str) -> Any:
    try:
        return read(text)
    except ValueError:
        raise PolkuError(f"--{name} {text!r}", expected, f"correct --{name}") from None


def _given(arguments: argparse.Namespace, name: str) -> str | None:
    text: str | None = getattr(arguments, name.replace("-", "_"))
    return text
