"""What an instrument is: its items, score, bands with their sources, missing rule, safety item, licence. Read from YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from polku.foundation.content import REQUIRED_LANGUAGES, Node, Text, load_yaml
from polku.foundation.errors import BadInput

CLASSES = ("A", "B", "C")
DIRECTIONS = ("lower-better", "higher-better", "none")
METHODS = ("sum", "mean", "own", "adaptive")
_REQUIRED = ("id", "title", "class", "direction", "method", "range", "sources", "licence")
_OPTIONAL = (
    "items", "factor", "decimals", "missing", "safety", "bands", "cutOffs", "change", "subscales", "parts", "item", "error",
    "meaning",
)  # fmt: skip
_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Items:
    """`reversed` items are turned (low + high − answer); `allowed` narrows the answers of single items."""

    count: int
    low: int
    high: int
    reversed: frozenset[int] = frozenset()
    allowed: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Band:
    """`figure` is what the band says in a number, such as a risk in per cent."""

    low: float
    id: str
    text: Text
    figure: float | None = None


@dataclass(frozen=True)
class Bands:
    """Bands of the score from low to high; `name` is their key in the detail."""

    name: str
    source: str
    steps: tuple[Band, ...]

    def of(self, value: float) -> Band:
        return [band for band in self.steps if value >= band.low or band is self.steps[0]][-1]


@dataclass(frozen=True)
class CutOff:
    """A yes or no: the score reaches `low`, or stays at or under `high`, where the person is as `when` says."""

    name: str
    source: str
    low: float | None
    high: float | None
    when: Mapping[str, str]

    def met(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Safety:
    """An answer above `above` to `item` raises the flag, whatever the total and however much is missing."""

    item: int
    above: int
    flag: str


@dataclass(frozen=True)
class Change:
    """The smallest change that matters, in points and as a share of the first score."""

    points: float | None
    percent: float | None
    source: str


@dataclass(frozen=True)
class Licence:
    id: str
    holder: str
    terms: str
    attribution: Text


@dataclass(frozen=True)
class Instrument:
    id: str
    title: Text
    klass: str
    direction: str
    method: str
    low: float
    high: float
    sources: tuple[str, ...]
    licence: Licence
    items: Items | None = None
    factor: float = 1
    decimals: int = 0
    most_missing: int = 0
    safety: tuple[Safety, ...] = ()
    bands: tuple[Bands, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    change: Change | None = None
    subscales: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    item: str = ""
    error: str = ""
    """The linkIds that carry the score and its standard error in a questionnaire, where the project has one."""
    meaning: Text = field(default_factory=dict)
    """What a number tells the person, in plain words and without advice on care."""


def read_instrument(root: Node) -> Instrument:
    """One declaration. Raises ContentError."""
    parts = root.mapping(_REQUIRED, _OPTIONAL)
    low, high = (float(node.decimal()) for node in _two(parts["range"]))
    return Instrument(
        id=parts["id"].text(),
        title=_name(parts["title"]),
        klass=parts["class"].word(CLASSES),
        direction=parts["direction"].word(DIRECTIONS),
        method=parts["method"].word(METHODS),
        low=low,
        high=high,
        sources=tuple(node.text() for node in parts["sources"]),
        licence=_licence(parts["licence"]),
        items=_maybe(parts, "items", _items, None),
        factor=_maybe(parts, "factor", lambda node: float(node.decimal()), 1.0),
        decimals=_maybe(parts, "decimals", Node.integer, 0),
        most_missing=_maybe(parts, "missing", _missing, 0),
        safety=_maybe(parts, "safety", lambda node: tuple(_safety(part) for part in node), ()),
        bands=_maybe(parts, "bands", lambda node: tuple(read_bands(part) for part in node), ()),
        cut_offs=_maybe(parts, "cutOffs", lambda node: tuple(read_cut_off(part) for part in node), ()),
        change=_maybe(parts, "change", _change, None),
        subscales=_maybe(parts, "subscales", lambda node: {key: _numbers(part) for key, part in node.entries().items()}, {}),
        parts=_maybe(parts, "parts", lambda node: tuple(part.text() for part in node), ()),
        item=_maybe(parts, "item", Node.text, ""),
        error=_maybe(parts, "error", Node.text, ""),
        meaning=_maybe(parts, "meaning", Node.text3, {}),
    )


def read_bands(root: Node) -> Bands:
    parts = root.mapping(("name", "source", "steps"))
    steps = []
    for node in parts["steps"]:
        keys = node.mapping(("from", "id", "text"), ("figure",))
        figure = float(keys["figure"].decimal()) if "figure" in keys else None
        steps.append(Band(float(keys["from"].decimal()), keys["id"].text(), keys["text"].text3(), figure))
    if [step.low for step in steps] != sorted({step.low for step in steps}):
        parts["steps"].fail("bands that do not rise", "each 'from' higher than the one before", "reorder them")
    return Bands(parts["name"].text(), parts["source"].text(), tuple(steps))


def read_cut_off(root: Node) -> CutOff:
    parts = root.mapping(("name", "source"), ("from", "upTo", "when"))
    if ("from" in parts) == ("upTo" in parts):
        root.fail("a cut-off without one limit", "'from' or 'upTo'", "write one of them")
    when = {key: node.text() for key, node in parts["when"].entries().items()} if "when" in parts else {}
    low = float(parts["from"].decimal()) if "from" in parts else None
    high = float(parts["upTo"].decimal()) if "upTo" in parts else None
    return CutOff(parts["name"].text(), parts["source"].text(), low, high, when)


def load_instruments(folder: Path) -> dict[str, Instrument]:
    """Every declaration of the folder `instruments`, by id. Raises ContentError."""
    found: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = load_yaml(path)
        instrument = read_instrument(root)
        if instrument.id != path.stem:
            root.fail(f"id '{instrument.id}'", f"the file's name '{path.stem}'", "make them the same")
        found[instrument.id] = instrument
    return found


def named(instruments: Mapping[str, Instrument], name: str) -> Instrument:
    """The instrument of this id. Raises BadInput."""
    if name not in instruments:
        known = ", ".join(instruments)
        raise BadInput({"instrument": "unknown"}, f"unknown instrument '{name[:60]}'", f"one of: {known}", "correct it")
    return instruments[name]


def _maybe(parts: Mapping[str, Node], key: str, read: Callable[[Node], _Part], otherwise: _Part) -> _Part:
    return read(parts[key]) if key in parts else otherwise


def _items(node: Node) -> Items:
    parts = node.mapping(("count", "low", "high"), ("reversed", "allowed"))
    allowed = {int(key): _numbers(part) for key, part in parts["allowed"].entries().items()} if "allowed" in parts else {}
    turned = frozenset(_numbers(parts["reversed"])) if "reversed" in parts else frozenset()
    return Items(parts["count"].integer(), parts["low"].integer(), parts["high"].integer(), turned, allowed)


def _missing(node: Node) -> int:
    """`prorate` at most so many answers: their place is taken by the mean of the others."""
    return node.mapping(("prorate",))["prorate"].integer()


def _safety(node: Node) -> Safety:
    parts = node.mapping(("item", "above", "flag"))
    return Safety(parts["item"].integer(), parts["above"].integer(), parts["flag"].text())


def _change(node: Node) -> Change:
    parts = node.mapping(("source",), ("points", "percent"))
    points = float(parts["points"].decimal()) if "points" in parts else None
    percent = float(parts["percent"].decimal()) if "percent" in parts else None
    return Change(points, percent, parts["source"].text())


def _licence(node: Node) -> Licence:
    parts = node.mapping(("id", "holder", "terms", "attribution"))
    return Licence(parts["id"].text(), parts["holder"].text(), parts["terms"].text(), _name(parts["attribution"]))


def _name(node: Node) -> Text:
    """A text in three languages, or a proper name that is the same in all."""
    return node.text3() if isinstance(node.value, dict) else dict.fromkeys(REQUIRED_LANGUAGES, node.text())


def _numbers(node: Node) -> tuple[int, ...]:
    return tuple(part.integer() for part in node)


def _two(node: Node) -> tuple[Node, Node]:
    parts = node.items()
    if len(parts) != 2:
        node.fail(f"{len(parts)} numbers", "the lowest and the highest score", "write two")
    return parts[0], parts[1]
