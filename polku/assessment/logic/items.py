"""The parts of a questionnaire in the words of FHIR R4: items, options, conditions, and the keys of their answers.

The answer of an item is kept under its key: its linkId, or inside the second occurrence of the repeating group
`medicines`, `medicines-2-name`. A repeating group is itself a question: its answer is how many occurrences there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from polku.foundation.content import Text
from polku.rules.values import Missing, Value

CHOICES = ("choice", "open-choice")
NUMBERS = ("integer", "decimal", "quantity")
MOMENTS = ("date", "dateTime", "time")
WRITINGS = ("string", "text", "url")
TYPES = ("boolean", *NUMBERS, *MOMENTS, *WRITINGS, *CHOICES, "attachment", "display", "group")
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
DONT_KNOW = "dont-know"
OTHER = "other"
MOST_OCCURRENCES = 50


@dataclass(frozen=True)
class Attachment:
    """A stored file: `size` in bytes."""

    id: str
    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Other:
    """What was written in place of the options of an open choice."""

    text: str


One = bool | int | Decimal | str | Attachment | Other
Answer = One | tuple[One, ...] | Missing | None
"""UNKNOWN is "I don't know"; None is a question that was left open; a tuple holds what repeats, such as chosen options."""

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Option:
    """`exclusive` (none of these) cannot be chosen together with others; `score` is its ordinal value."""

    code: str
    text: Text
    exclusive: bool = False
    score: Decimal | None = None
    system: str = ""
    original_code: str = ""


@dataclass(frozen=True)
class EnableWhen:
    question: str
    operator: str
    answer: Value


@dataclass(frozen=True)
class Variable:
    """A name that expressions may use as `%name`."""

    name: str
    expression: str


@dataclass(frozen=True)
class Graded:
    """Parameters of the graded response model: discrimination, and thresholds between the options."""

    a: float
    b: tuple[float, ...]


@dataclass(frozen=True)
class Adaptive:
    """How an adaptive group chooses its questions, and when it has enough."""

    criterion: str
    rule: str


@dataclass(frozen=True)
class AdaptiveScore:
    """What is taken of an adaptive group: its T-score (`T`), the error of it (`SE`), or how many were answered (`count`)."""

    group: str
    give: str


@dataclass(frozen=True)
class Item:
    """One item. `minimum` and `maximum` limit numbers, `earliest` and `latest` moments; `fhir_id` is its linkId in FHIR."""

    link_id: str
    type: str
    text: Text
    help: Text = field(default_factory=dict)
    why: Text = field(default_factory=dict)
    required: bool = False
    repeats: bool = False
    dont_know: bool = False
    options: tuple[Option, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: str = ""
    latest: str = ""
    min_length: int = 0
    max_length: int = 0
    regex: str = ""
    max_size: int = 0
    content_types: tuple[str, ...] = ()
    min_occurs: int = 0
    max_occurs: int = 0
    unit: Text = field(default_factory=dict)
    unit_code: str = ""
    hidden: bool = False
    read_only: bool = False
    initial: Answer = None
    variables: tuple[Variable, ...] = ()
    calculated: str = ""
    initial_expression: str = ""
    enable_when: tuple[EnableWhen, ...] = ()
    enable_behavior: str = "all"
    items: tuple[Item, ...] = ()
    graded: Graded | None = None
    adaptive: Adaptive | None = None
    adaptive_score: AdaptiveScore | None = None
    original_id: str = ""
    line: int = 0
    prefix: str = ""

    @cached_property
    def key(self) -> str:
        """Under which its answer is kept, shown and addressed."""
        return self.prefix + self.link_id

    @cached_property
    def fhir_id(self) -> str:
        return self.original_id or self.link_id

    @cached_property
    def holds(self) -> bool:
        """Whether it has a value of its own, asked or not."""
        return self.type not in ("display", "group")

    @cached_property
    def computed(self) -> bool:
        """Whether its value follows from answers."""
        return bool(self.calculated or self.adaptive_score)

    @cached_property
    def asks(self) -> bool:
        """Whether a person answers it; a repeating group asks how many there are."""
        if self.hidden or self.read_only or self.computed:
            return False
        return self.holds or self.repeating

    @cached_property
    def settled(self) -> bool:
        """Whether its value comes without asking: calculated, given at the start, or known beforehand."""
        return self.holds and not self.asks

    @cached_property
    def repeating(self) -> bool:
        return self.type == "group" and self.repeats

    @cached_property
    def gives(self) -> str:
        """The facts it gives to the rules: its `value`, one for each of its `options`, or none."""
        if self.type in CHOICES:
            return "options" if self.repeats else "value"
        if self.type == "boolean" or self.type in NUMBERS:
            return "" if self.repeats else "value"
        return "value" if self.calculated and self.type in ("string", "text") else ""

    @cached_property
    def bank(self) -> tuple[tuple[str, float, tuple[float, ...]], ...]:
        """The parameters of an adaptive group's questions."""
        return tuple((item.link_id, item.graded.a, item.graded.b) for item in self.items if item.graded)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)

    def within(self, prefix: str) -> Item:
        """The same item inside an occurrence of a repeating group."""
        return replace(self, prefix=prefix)


@dataclass(frozen=True)
class Questionnaire:
    items: tuple[Item, ...]
    variables: tuple[Variable, ...] = ()

    @cached_property
    def all_items(self) -> tuple[tuple[Item, tuple[Item, ...]], ...]:
        """Every item in the order of asking, with the items that hold it, the outermost first."""
        return tuple(_flat(self.items, ()))

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.link_id: item for item, _ in self.all_items}

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        return tuple(item for item, _ in self.all_items if item.asks)

    @cached_property
    def answerable(self) -> tuple[Item, ...]:
        """Items whose value may be kept: the questions, and what is known beforehand."""
        return tuple(item for item, _ in self.all_items if item.asks or item in self.given)

    @cached_property
    def given(self) -> tuple[Item, ...]:
        """Items that nobody is asked, whose value may be given at the start."""
        return tuple(item for item in self.settled if not item.computed and not self.scopes[item.link_id])

    @cached_property
    def adaptive(self) -> Mapping[str, Item]:
        """By linkId of a question, the adaptive group that chooses it."""
        return {below.link_id: item for item, _ in self.all_items if item.adaptive for below in item.items}

    @cached_property
    def settled(self) -> tuple[Item, ...]:
        """Items whose value comes without asking."""
        return tuple(item for item, _ in self.all_items if item.settled)

    @cached_property
    def order(self) -> list[Item]:
        """The settled items, each after those it hangs on; filled at the first use."""
        return []

    @cached_property
    def kept(self) -> dict[object, Answer]:
        """What calculated items came to, by the answers that they read: each is computed once."""
        return {}

    @cached_property
    def reads(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """By calculated item, what its expression reads; filled at the first use."""
        return {}

    @cached_property
    def repeats(self) -> bool:
        """Whether any group repeats."""
        return any(item.repeating for item, _ in self.all_items)

    @cached_property
    def stages(self) -> tuple[tuple[Item, frozenset[str]], ...]:
        """The groups at the top, each with the questions that it holds."""
        held = ((top, _flat((top,), ())) for top in self.items if top.type == "group")
        return tuple((top, frozenset(item.link_id for item, _ in below if item.asks)) for top, below in held)

    @cached_property
    def conditions(self) -> Mapping[str, tuple[Item, ...]]:
        """By linkId, the items whose conditions decide whether it is asked: what holds it, and itself."""
        return {item.link_id: (*above, item) for item, above in self.all_items}

    @cached_property
    def scopes(self) -> Mapping[str, tuple[str, ...]]:
        """By linkId, the repeating groups that hold it, the outermost first."""
        return {item.link_id: tuple(one.link_id for one in above if one.repeating) for item, above in self.all_items}

    def at(self, key: str) -> Item | None:
        """The item of a key, inside its occurrence; None where there is no such place."""
        if key in self.by_id:
            return None if self.scopes[key] else self.by_id[key]
        *path, link_id = key.split("-")
        groups, numbers = tuple(path[::2]), path[1::2]
        if link_id not in self.by_id or len(groups) != len(numbers) or groups != self.scopes[link_id]:
            return None
        if not all(number.isdecimal() and number.isascii() and number[0] != "0" and len(number) < 3 for number in numbers):
            return None
        if any(int(number) > self.most(group) for group, number in zip(groups, numbers, strict=True)):
            return None
        return self.by_id[link_id].within("".join(f"{part}-" for part in path))

    def most(self, group: str) -> int:
        """How often a repeating group may occur."""
        return min(self.by_id[group].max_occurs or MOST_OCCURRENCES, MOST_OCCURRENCES)

    def near(self, item: Item, link_id: str) -> str:
        """The key of another item as seen from this one: in the same occurrence of the groups that hold both."""
        if not item.prefix:
            return link_id
        shared = len(self.scopes[link_id])
        return "".join(f"{part}-" for part in item.prefix.split("-")[: 2 * shared]) + link_id


def _flat(items: tuple[Item, ...], above: tuple[Item, ...]) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    for item in items:
        yield item, above
        yield from _flat(item.items, (*above, item))
