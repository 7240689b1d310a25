"""What differs between two versions: cells, rules, texts and other lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polku.assessment.publishing.logic import editing

Flat = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """One place of one file: `where` is its path in words; an empty side did not have it."""

    file: str
    thing: str
    where: str
    old: str
    new: str

    @property
    def kind(self) -> str:
        return "added" if not self.old else "removed" if not self.new else "changed"


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """In the order of the files; within a file in the order of the newer one."""
    found: list[Difference] = []
    for file in dict.fromkeys([*new, *old]):
        before, after = _flat(old.get(file, "")), _flat(new.get(file, ""))
        found += [
            Difference(file, *_named(place), before.get(place, ""), after.get(place, ""))
            for place in dict.fromkeys([*after, *before])
            if before.get(place, "") != after.get(place, "")
        ]
    return found


def _named(place: str) -> tuple[str, str]:
    thing, _, where = place.partition("\t")
    return thing, where


def _flat(text: str) -> Flat:
    return dict(_leaves(editing.read(text, []), "", "")) if text.strip() else {}


def _leaves(value: object, thing: str, where: str) -> Iterator[tuple[str, str]]:
    """Each plain value by its place; entries of lists are known by their id, so that one added moves no other."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, thing, f"{where} {key}".strip())
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            name = _name(part, thing)
            yield from _leaves(part, name or thing, "" if name else f"{where} {number}".strip())
    else:
        yield f"{thing}\t{where}", str(value)


def _name(part: object, holder: str) -> str:
    """By its id; an option or an output also by what holds it, as a question may be called the same."""
    if not isinstance(part, dict):
        return ""
    for key in ("id", "linkId", "version"):
        if isinstance(part.get(key), str):
            return str(part[key])
    own = next((str(part[key]) for key in ("code", "name") if isinstance(part.get(key), str)), "")
    return f"{holder}.{own}" if own and holder else own
