"""Proves the tables of a foreign DMN file one by one, each as far as it can be encoded.

What a table reads and what cannot be encoded (texts put together, a called function, a product of two inputs) may be
any value of its type. That is more than can be, so a proof that every case is answered and that no rules clash holds,
and a rule that is dead is dead; a gap, a clash or a rule that lives may need a value that never comes. Of a rule with a
condition that cannot be encoded nothing is proven: without it the table must be complete, and with it met anyhow consistent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from polku.assessment.logic.items import Item, Option, Questionnaire
from polku.assessment.logic.proof_encoding import ANOTHER, Encoding, Tried
from polku.assessment.logic.proof_faults import complete, consistent, no_dead, reachable
from polku.assessment.logic.proof_names import Kind, Names, listed
from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_results import NOT_APPLICABLE, PROVED, TableProofs, Verdict
from polku.assessment.logic.proof_subject import Subject
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.rules.dmn.simple import simple_cell
from polku.rules.dmn.strict import TooMuch
from polku.rules.dmn.tree import Definitions
from polku.rules.feel import parse_cell
from polku.rules.model import Circular, Decision, ordered
from polku.rules.proofs.expressions import NotProvable
from polku.rules.sfeel import Expression, NotSFeel, UnaryTests, literals
from polku.rules.table import Table

MOST_RULES = 1000
TYPES = {"boolean": "boolean", "number": "decimal", "string": "choice"}
Property = Callable[[Everyone, Table], Verdict]


def prove_foreign(file: Definitions) -> dict[str, TableProofs]:
    """The proofs of every table of the file, by the name of its decision or business knowledge model."""
    known = Names(file)
    kept: dict[str, Tried] = {}
    return {found.name: _proofs(Encoding(known, found, kept)) for found in known.found}


def _proofs(encoding: Encoding) -> TableProofs:
    if len(encoding.found.logic.rows) > MOST_RULES:
        return TableProofs(notes=(f"{len(encoding.found.logic.rows)} rules are too many; at most {MOST_RULES} are proven",))
    try:
        table = encoding.table
    except RecursionError:
        return TableProofs(notes=("it needs too many decisions one behind the other",))
    whole = _Proving(encoding, table)
    if not encoding.beyond:
        proven = TableProofs(
            complete=whole.of(complete), consistent=whole.of(consistent), no_dead=whole.of(no_dead), reachable=whole.of(reachable)
        )
        return replace(_as_free(encoding, proven), notes=tuple(encoding.notes))
    sure = _Proving(encoding, replace(table, rules=tuple(rule for rule in table.rules if rule.id not in encoding.beyond)))
    answered, clashing, idle = sure.of(complete), sure.of(consistent), sure.of(no_dead)
    if clashing.status == "proved":
        clashing = whole.of(consistent)
        clashing = clashing if clashing.status == "proved" else NOT_APPLICABLE
    proven = TableProofs(
        complete=answered if answered.status == "proved" else NOT_APPLICABLE,
        consistent=clashing,
        no_dead=idle if idle.status == "failed" else NOT_APPLICABLE,
    )
    return replace(_as_free(encoding, proven), notes=tuple(encoding.notes))


def _as_free(encoding: Encoding, proven: TableProofs) -> TableProofs:
    """Without what a result that may be anything leaves open."""
    if not encoding.free_results:
        return proven
    sure = encoding.table.hit_policy in ("U", "F", "R", "C", "C#") or proven.consistent == PROVED
    return replace(
        proven,
        consistent=proven.consistent if sure else NOT_APPLICABLE,
        no_dead=NOT_APPLICABLE if encoding.table.hit_policy == "P" else proven.no_dead,
        reachable=NOT_APPLICABLE,
    )


class _Proving:
    """The properties of one table; what cannot be decided is not applicable, and noted."""

    def __init__(self, encoding: Encoding, table: Table) -> None:
        self.encoding, self.table = encoding, table

    def of(self, proved: Property) -> Verdict:
        try:
            return proved(self.everyone, self.table)
        except (NotProvable, Circular, RecursionError) as error:
            self.encoding.note(f"{proved.__name__.replace('_', ' ')}: {error}")
            return NOT_APPLICABLE

    @cached_property
    def everyone(self) -> Everyone:
        encoding = self.encoding
        model = ordered([*encoding.decisions.values(), self.table])
        items = tuple(self.question(name, kind) for name, kind in encoding.questions.items())
        limits = {name: limit for name, kind in encoding.questions.items() if (limit := _limit(kind)) is not None}
        subject = Subject(Questionnaire(items), model, self.table.name, {}, (), asks=False, limits=limits)
        return Everyone(subject)

    def question(self, name: str, kind: Kind) -> Item:
        values = [str(value) for value in listed(kind.allowed) if isinstance(value, str)] or [*self._texts(), ANOTHER]
        options = tuple(Option(code, _same(code)) for code in dict.fromkeys(values)) if kind.type == "string" else ()
        return Item(name, TYPES[kind.type or "string"], _same(name), required=True, options=options)

    def _texts(self) -> Iterator[str]:
        """Those that the tables name."""
        for decision in (self.table, *self.encoding.decisions.values()):
            for tree in _trees(decision):
                yield from (value for value in literals(tree) if isinstance(value, str))


def _trees(decision: Decision) -> Iterator[Expression | UnaryTests]:
    if not isinstance(decision, Table):
        yield decision.expression
        return
    for rule in decision.rules:
        yield from (*rule.tests, *rule.results)


def _limit(kind: Kind) -> UnaryTests | None:
    try:
        return simple_cell(parse_cell(kind.allowed), {}) if kind.allowed else None
    except (TooMuch, NotSFeel):
        return None


def _same(text: str) -> Mapping[str, str]:
    return dict.fromkeys(REQUIRED_LANGUAGES, text)
