"""Conditions of z3 that fold what is already known, so that formulas stay small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

Guard = Any
"""A Python bool where the answer is known, a z3 Bool where it depends on the inputs."""


def both(*parts: Guard) -> Guard:
    return every(parts)


def either(*parts: Guard) -> Guard:
    return some(parts)


def every(parts: Iterable[Guard]) -> Guard:
    kept: list[Guard] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.append(part)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else z3.And(kept)


def some(parts: Iterable[Guard]) -> Guard:
    kept: list[Guard] = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.append(part)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else z3.Or(kept)


def no(part: Guard) -> Guard:
    return (not part) if isinstance(part, bool) else z3.Not(part)


def choose(condition: Guard, then: Guard, otherwise: Guard) -> Guard:
    """`then` where the condition holds, else `otherwise`; all three conditions."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    if then is otherwise:
        return then
    if isinstance(then, bool) or isinstance(otherwise, bool):
        return either(both(condition, then), both(no(condition), otherwise))
    return z3.If(condition, then, otherwise)


def same(left: Guard, right: Guard) -> Guard:
    if isinstance(left, bool):
        return right if left else no(right)
    if isinstance(right, bool):
        return left if right else no(left)
    return left == right


def two_of(parts: Iterable[Guard]) -> Guard:
    """At least two hold together."""
    seen: Guard = False
    twice: Guard = False
    for part in parts:
        twice = either(twice, both(seen, part))
        seen = either(seen, part)
    return twice
