"""A decision table as people read it: cells in words, endings with their urgency, rules that clash marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from polku.assessment.logic.assessment import Assessment
from polku.rules.sfeel import Anything, Literal
from polku.rules.table import Rule, Table
from polku.web.studio.presenters.words import cell_words, fact_kind, fact_words, say, value_words
from polku.web.studio.work import Work

MOST_COLUMNS = 6


def tables(work: Work, marked: Collection[str] = ()) -> list[dict[str, Any]]:
    """The table of the ending first, then those that it rests on."""
    assessment = work.assessment
    found = [decision for decision in assessment.model.decisions.values() if isinstance(decision, Table)]
    found.sort(key=lambda table: table.name != assessment.decision)
    own = own_rules(work)
    coverage = work.findings.coverage
    return [_table(work, table, marked, own, coverage) for table in found]


def own_rules(work: Work) -> set[str]:
    """The rules of the assessment's own file: those of its parts are written elsewhere."""
    lines = work.source[f"{work.slug}/rules.yaml"]
    return {rule for rule in work.assessment.rules if f"id: {rule}\n" in lines or f"id: {rule}," in lines}


def _table(work: Work, table: Table, marked: Collection[str], own: set[str], coverage: Mapping[str, int]) -> dict[str, Any]:
    assessment = work.assessment
    wide, ours = len(table.inputs) <= MOST_COLUMNS, any(rule.id in own for rule in table.rules)
    return {
        "name": table.name,
        "title": _("Urgency") if table.name == assessment.decision else fact_words(assessment, table.name),
        "gives_ending": table.name == assessment.decision,
        "policy": policy_words(table.hit_policy),
        "columns": [{"name": fact_words(assessment, c.name), "kind": fact_kind(assessment, c.name)} for c in table.inputs]
        if wide
        else [],
        "span": len(table.inputs) if wide else 1,
        "rules": [
            _rule(work, table, rule, wide, rule.id in marked, rule.id in own, coverage.get(rule.id, 0)) for rule in table.rules
        ],
        "own": ours,
        "add_href": work.address("add-rule", table.name) if ours and work.editable else "",
        "name_href": work.editing("table", table.name) if ours and table.name != assessment.decision else "",
    }


def _rule(work: Work, table: Table, rule: Rule, wide: bool, marked: bool, own: bool, examples: int) -> dict[str, Any]:
    assessment = work.assessment
    pairs = list(zip(table.inputs, rule.tests, strict=True))
    cells = [{"text": cell_words(assessment, c.name, test), "any": isinstance(test, Anything)} for c, test in pairs]
    conditions = [
        {"fact": fact_words(assessment, c.name).rstrip("?"), "text": cell_words(assessment, c.name, test)}
        for c, test in pairs
        if not isinstance(test, Anything)
    ]
    return {
        "id": rule.id,
        "marked": marked,
        "text": say(rule.text),
        "cells": cells if wide else [],
        "conditions": conditions,
        "results": [result(assessment, table, rule, place) for place in range(len(table.outputs))],
        "examples": examples,
        "href": work.address("rule", rule.id) if own and work.editable else "",
    }


def result(assessment: Assessment, table: Table, rule: Rule, place: int = 0) -> dict[str, Any]:
    given = rule.results[place]
    value = given.value if isinstance(given, Literal) else None
    if table.name == assessment.decision and isinstance(value, str):
        return ending(assessment, value)
    text = value_words(assessment, "", value) if isinstance(given, Literal) else "…"
    return {"text": text, "urgency": 0, "code": "", "title": text}


def ending(assessment: Assessment, name: str) -> dict[str, Any]:
    found = assessment.endings.get(name)
    if found is None:
        return {"text": _("no ending"), "urgency": 0, "code": name, "title": ""}
    return {"text": "", "urgency": int(found.urgency), "code": name, "title": say(found.title)}


def policy_words(policy: str) -> str:
    return {
        "U": _("At most one rule applies."),
        "A": _("The rules that apply agree."),
        "P": _("Of the rules that apply, the most urgent wins."),
        "F": _("The first rule that applies wins."),
        "R": _("All rules that apply, in the table’s order."),
        "O": _("All rules that apply, in order of priority."),
        "C": _("All rules that apply."),
        "C+": _("The sum of the rules that apply."),
        "C<": _("The smallest of the rules that apply."),
        "C>": _("The largest of the rules that apply."),
        "C#": _("How many rules apply."),
    }[policy]
