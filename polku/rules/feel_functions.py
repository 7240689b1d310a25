"""The functions that FEEL has and that decisions of conformance level 2 meet. Each gives null where it has no meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from polku.rules import temporal
from polku.rules.feel_values import TEMPORAL, compare, equal, is_number

Function = Callable[..., Any]


def text(value: Any) -> str | None:
    """What `string()` gives."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return plain_number(value)
    if isinstance(value, TEMPORAL):
        return temporal.written(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_inside(one) for one in value)}]"
    return "{" + ", ".join(f"{name}: {_inside(one)}" for name, one in value.items()) + "}"


def _inside(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else text(value) or "null"


def plain_number(value: int | Decimal) -> str:
    """Digits without an exponent and without zeros at the end."""
    if isinstance(value, int) or abs(value.adjusted()) > 400:
        return str(value)
    digits = f"{value:f}" if value else "0"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _date(value: Any, month: Any = None, day: Any = None) -> Any:
    if is_number(value) and is_number(month) and is_number(day):
        return temporal.read_date(f"{int(value):04d}-{int(month):02d}-{int(day):02d}")
    if isinstance(value, datetime):
        return value.date()
    return temporal.read_date(value) if isinstance(value, str) else value if isinstance(value, date) else None


def _time(value: Any, minute: Any = None, second: Any = None, offset: Any = None) -> Any:
    if is_number(value) and is_number(minute) and is_number(second):
        clock = temporal.read_time(f"{int(value):02d}:{int(minute):02d}:{int(second):02d}")
        with_offset = clock is not None and isinstance(offset, timedelta)
        return clock.replace(tzinfo=timezone(offset)) if clock and with_offset else clock
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return time(tzinfo=timezone(timedelta()))
    return temporal.read_time(value) if isinstance(value, str) else value if isinstance(value, time) else None


def _date_and_time(value: Any, clock: Any = None) -> Any:
    if isinstance(value, date) and isinstance(clock, time):
        return datetime.combine(_date(value), clock)
    if clock is not None:
        return None
    return temporal.read_date_time(value) if isinstance(value, str) else value if isinstance(value, datetime) else None


def _duration(value: Any) -> Any:
    if isinstance(value, (timedelta, temporal.Months)):
        return value
    return temporal.read_duration(value) if isinstance(value, str) else None


def _months_between(start: Any, end: Any) -> Any:
    return temporal.months_between(start, end) if isinstance(start, date) and isinstance(end, date) else None


def _number(value: Any, group: Any = None, point: Any = None) -> Any:
    if is_number(value):
        return value
    if not isinstance(value, str):
        return None
    plain = value.replace(group, "") if group else value
    plain = plain.replace(point, ".") if point else plain
    return Decimal(plain) if re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", plain) else None


def _rounded(way: str) -> Function:
    def function(value: Any, scale: Any = 0) -> Any:
        if not is_number(value) or not is_number(scale):
            return None
        return Decimal(value).quantize(Decimal(1).scaleb(-int(scale)), rounding=way)

    return function


def _several(function: Callable[[list[Any]], Any]) -> Function:
    """Takes a list, or its members one by one."""

    def taking(*values: Any) -> Any:
        members = list(values[0]) if len(values) == 1 and isinstance(values[0], (list, tuple)) else list(values)
        return function(members)

    return taking


def _best(operator: str) -> Callable[[list[Any]], Any]:
    def best(values: list[Any]) -> Any:
        chosen = values[0] if values else None
        for value in values[1:]:
            better = compare(operator, value, chosen)
            if better is None:
                return None
            chosen = value if better else chosen
        return chosen

    return best


def _sum(values: list[Any]) -> Any:
    return sum(values[1:], values[0]) if values and all(map(is_number, values)) else None


def _mean(values: list[Any]) -> Any:
    total = _sum(values)
    return None if total is None else Decimal(total) / len(values)


def _ternary(stops: bool) -> Callable[[list[Any]], Any]:
    """`any` and `all`, where null is "not known"."""

    def taken(values: list[Any]) -> bool | None:
        if any(value is stops for value in values):
            return stops
        return (not stops) if all(value is (not stops) for value in values) else None

    return taken


def _substring(value: Any, start: Any, length: Any = None) -> Any:
    if not isinstance(value, str) or not is_number(start) or not start:
        return None
    first = int(start) - 1 if start > 0 else len(value) + int(start)
    return value[max(first, 0) :] if length is None else value[max(first, 0) : max(first, 0) + int(length)]


def _texts(function: Callable[..., Any]) -> Function:
    """Null unless every argument is a text."""
    return lambda *values: function(*values) if all(isinstance(value, str) for value in values) else None


def _contains(values: Any, wanted: Any) -> Any:
    return any(equal(value, wanted) for value in values) if isinstance(values, (list, tuple)) else None


def _flat(values: Iterable[Any]) -> list[Any]:
    return [one for value in values for one in (_flat(value) if isinstance(value, (list, tuple)) else [value])]


def _distinct(values: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if not _contains(kept, value):
            kept.append(value)
    return kept


def _absolute(value: Any) -> Any:
    if isinstance(value, temporal.Months):
        return temporal.Months(abs(value.count))
    return abs(value) if is_number(value) or isinstance(value, timedelta) else None


def _modulo(value: Any, by: Any) -> Any:
    if not is_number(value) or not is_number(by) or not by:
        return None
    return value - by * (Decimal(value) / by).to_integral_value(ROUND_FLOOR)


def _negated(value: Any) -> Any:
    return not value if isinstance(value, bool) else None


FUNCTIONS: Mapping[str, tuple[Function, tuple[str, ...]]] = {
    "not": (_negated, ("negand",)),
    "date": (_date, ("from|year", "month", "day")),
    "time": (_time, ("from|hour", "minute", "second", "offset")),
    "date and time": (_date_and_time, ("from|date", "time")),
    "duration": (_duration, ("from",)),
    "years and months duration": (_months_between, ("from", "to")),
    "@": (lambda value: temporal.read_moment(value), ("from",)),
    "number": (_number, ("from", "grouping separator", "decimal separator")),
    "string": (text, ("from",)),
    "abs": (_absolute, ("n|number",)),
    "floor": (_rounded(ROUND_FLOOR), ("n", "scale")),
    "ceiling": (_rounded(ROUND_CEILING), ("n", "scale")),
    "decimal": (_rounded(ROUND_HALF_EVEN), ("n", "scale")),
    "round up": (_rounded(ROUND_UP), ("n", "scale")),
    "round down": (_rounded(ROUND_DOWN), ("n", "scale")),
    "round half up": (_rounded(ROUND_HALF_UP), ("n", "scale")),
    "round half down": (_rounded(ROUND_HALF_DOWN), ("n", "scale")),
    "sqrt": (lambda value: Decimal(value).sqrt() if is_number(value) and value >= 0 else None, ("number",)),
    "exp": (lambda value: Decimal(value).exp() if is_number(value) else None, ("number",)),
    "log": (lambda value: Decimal(value).ln() if is_number(value) and value > 0 else None, ("number",)),
    "modulo": (_modulo, ("dividend", "divisor")),
    "odd": (lambda value: value % 2 == 1 if is_number(value) else None, ("number",)),
    "even": (lambda value: value % 2 == 0 if is_number(value) else None, ("number",)),
    "min": (_several(_best("<")), ("list",)),
    "max": (_several(_best(">")), ("list",)),
    "sum": (_several(_sum), ("list",)),
    "mean": (_several(_mean), ("list",)),
    "count": (lambda values: len(values) if isinstance(values, (list, tuple)) else None, ("list",)),
    "all": (_several(_ternary(False)), ("list",)),
    "any": (_several(_ternary(True)), ("list",)),
    "and": (_several(_ternary(False)), ("list",)),
    "or": (_several(_ternary(True)), ("list",)),
    "list contains": (_contains, ("list", "element")),
    "append": (lambda values, *more: [*values, *more] if isinstance(values, (list, tuple)) else None, ("list", "item")),
    "concatenate": (lambda *lists: [one for values in lists for one in values], ("list",)),
    "reverse": (lambda values: list(reversed(values)) if isinstance(values, (list, tuple)) else None, ("list",)),
    "flatten": (lambda values: _flat(values) if isinstance(values, (list, tuple)) else None, ("list",)),
    "distinct values": (lambda values: _distinct(values) if isinstance(values, (list, tuple)) else None, ("list",)),
    "string length": (_texts(len), ("string",)),
    "upper case": (_texts(str.upper), ("string",)),
    "lower case": (_texts(str.lower), ("string",)),
    "contains": (_texts(lambda value, part: part in value), ("string", "match")),
    "starts with": (_texts(str.startswith), ("string", "match")),
    "ends with": (_texts(str.endswith), ("string", "match")),
    "substring": (_substring, ("string", "start position", "length")),
    "substring before": (_texts(lambda value, part: value.partition(part)[0] if part in value else ""), ("string", "match")),
    "substring after": (_texts(lambda value, part: value.partition(part)[2]), ("string", "match")),
    "is defined": (lambda value: value is not None, ("value",)),
    "day of week": (lambda value: value.strftime("%A") if isinstance(value, date) else None, ("date",)),
    "month of year": (lambda value: value.strftime("%B") if isinstance(value, date) else None, ("date",)),
    "day of year": (lambda value: value.timetuple().tm_yday if isinstance(value, date) else None, ("date",)),
    "week of year": (lambda value: value.isocalendar().week if isinstance(value, date) else None, ("date",)),
}


def in_order(function: str, names: tuple[str, ...], values: list[Any]) -> list[Any] | None:
    """Named arguments in the order of the function; null where it has no such name."""
    given = dict(zip(names, values, strict=True))
    taken: list[Any] = []
    for places in FUNCTIONS[function][1]:
        name = next((place for place in places.split("|") if place in given), None)
        taken.append(given.pop(name) if name else None)
    while taken and taken[-1] is None:
        taken.pop()
    return None if given else taken


def call(function: str, values: list[Any]) -> Any:
    """Null where the arguments do not fit."""
    try:
        return FUNCTIONS[function][0](*values)
    except (TypeError, ValueError, ArithmeticError, KeyError):
        return None
