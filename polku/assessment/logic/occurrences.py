"""Bringing back an occurrence of a repeating group; `without_occurrence` takes one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def inside(answers: Mapping[str, T], key: str, number: int) -> dict[str, T]:
    """The answers of one occurrence."""
    return {name: answer for name, answer in answers.items() if name.startswith(f"{key}-{number}-")}


def with_occurrence(answers: Mapping[str, T], key: str, number: int, brought: Mapping[str, T]) -> dict[str, T]:
    """The answers with the occurrence in its place again; those from there on move down, and the group is open again."""
    kept: dict[str, T] = {}
    for name, answer in answers.items():
        head, _, rest = name.removeprefix(f"{key}-").partition("-")
        if not name.startswith(f"{key}-") or not head.isdecimal():
            kept[name] = answer
        else:
            kept[f"{key}-{int(head) + (int(head) >= number)}-{rest}"] = answer
    kept.pop(key, None)
    return {**kept, **brought}
