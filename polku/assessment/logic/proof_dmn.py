"""Proves the tables of a DMN file, ours or a foreign one.

Each input stands for one question that is always answered: by any value of its type, or any that the file lists, and by
"I don't know" where the file says what that counts as. A text of which the file lists no values may be any that its
tables name, or yet another. A file written by Polku brings its red flags and the urgency of its endings along; in a
foreign one (`proof_foreign.py`) there is no urgency to lower, and its rules have no texts to be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from polku.assessment.logic.assessment import Ending
from polku.assessment.logic.items import Item, Option, Questionnaire
from polku.assessment.logic.loading import DECISION
from polku.assessment.logic.proof_encoding import ANOTHER
from polku.assessment.logic.proof_foreign import TYPES, prove_foreign
from polku.assessment.logic.proof_results import NOT_APPLICABLE, TableProofs
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.proving import proofs_of
from polku.assessment.logic.rule_file import RuleFile, read_rules
from polku.assessment.logic.rules_in import definitions_of, is_own, rules_of_dmn
from polku.definitions.urgency import Urgency
from polku.foundation.content import REQUIRED_LANGUAGES, Text, parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.sfeel import literals
from polku.rules.table import InputClause, Table
from polku.rules.values import Missing, Value


def prove_dmn(dmn: str | bytes, shown: str = "file.dmn") -> Mapping[str, TableProofs]:
    """The proofs of every table of the file, by its name. Raises ContentError."""
    file = definitions_of(dmn, shown)
    if not is_own(file):
        return prove_foreign(file)
    try:
        return _prove_own(dmn, shown)
    except ContentError as error:
        changed = f"the file was changed elsewhere and is proven without its red flags and endings: {error.found}"
        return {name: replace(one, notes=(changed, *one.notes)) for name, one in prove_foreign(file).items()}


def _prove_own(dmn: str | bytes, shown: str) -> Mapping[str, TableProofs]:
    found = rules_of_dmn(dmn, shown)
    rules = read_rules(parse_yaml(found.yaml, shown))
    endings = {name: _ending(name, urgency) for name, urgency in found.endings}
    questions = tuple(_question(rules, clause, found.values.get(name, ())) for name, clause in rules.inputs.items())
    decisions = rules.model.decisions
    subject = Subject(
        Questionnaire(questions), rules.model, DECISION if DECISION in decisions else list(decisions)[-1],
        endings, REQUIRED_LANGUAGES if endings else (), asks=False,
    )  # fmt: skip
    proofs = proofs_of(subject)
    return proofs if endings else {name: _without_texts(one) for name, one in proofs.items()}


def _without_texts(proofs: TableProofs) -> TableProofs:
    return replace(proofs, texts=NOT_APPLICABLE)


def _question(rules: RuleFile, clause: InputClause, listed: tuple[Value, ...]) -> Item:
    codes = [str(value) for value in listed] or [*_named(rules, clause), ANOTHER]
    options = tuple(Option(code, _same(code)) for code in dict.fromkeys(codes)) if clause.type == "string" else ()
    doubt = not isinstance(clause.unknown, Missing)
    text = _same(clause.name.replace("_", " "))
    return Item(clause.name, TYPES[clause.type], text, required=True, dont_know=doubt, options=options)


def _named(rules: RuleFile, clause: InputClause) -> Iterator[str]:
    """The texts that the tables' conditions name, and those that count as unknown or as worse."""
    for table in rules.model.decisions.values():
        if isinstance(table, Table):
            cells = (literals(cell) for rule in table.rules for cell in rule.tests)
            yield from (value for values in cells for value in values if isinstance(value, str))
    red_flag = () if isinstance(clause.red_flag, str) else clause.red_flag
    yield from (value for value in (clause.unknown, *red_flag) if isinstance(value, str))


def _same(text: str) -> Text:
    return dict.fromkeys(REQUIRED_LANGUAGES, text)


def _ending(name: str, urgency: str) -> Ending:
    text = _same(name)
    return Ending(name, Urgency.of(urgency), False, "none", text, text, text, text)
