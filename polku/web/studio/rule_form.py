"""A rule's form: as it was typed, what is wrong with it, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from polku.assessment.publishing.logic.changes import RuleWords
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.rules.table import Table
from polku.web.studio.pages import Problems
from polku.web.studio.presenters.table import ending
from polku.web.studio.presenters.words import cell_words, fact_kind, fact_words, language_words
from polku.web.studio.work import Work

LONGEST_CELL, LONGEST_TEXT, MOST_FACTS = 300, 4000, 6
RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")
Row = tuple[str, str]


@dataclass(frozen=True)
class RuleForm:
    """A rule as it was typed. `id` is asked for a new rule alone; `rows` are conditions to add, each a fact and a cell."""

    when: Mapping[str, str]
    then: Mapping[str, str]
    text: Mapping[str, str]
    id: str | None = None
    rows: tuple[Row, ...] = field(default=(("", ""),))

    @classmethod
    def of(cls, words: RuleWords) -> RuleForm:
        return cls(words.when, words.then, words.text)

    @classmethod
    def new(cls, work: Work, table: Table) -> RuleForm:
        words = RuleWords({}, {output.name: "" for output in table.outputs}, dict.fromkeys(REQUIRED_LANGUAGES, ""))
        return cls(dict.fromkeys(facts(table, words), ""), words.then, words.text, next_id(work, table), (("", ""),) * 3)

    @classmethod
    def sent(cls, request: HttpRequest, table: Table, old: RuleForm) -> RuleForm:
        data = request.POST
        given = zip(_list(request, "add-fact"), _list(request, "add-cell"), strict=False)
        rows = tuple((fact, cell) for fact, cell in given if fact or cell)
        when = {clause: _one(request, f"when-{clause}") for clause in facts(table, old.words())}
        when |= {fact: cell for fact, cell in rows if fact and cell}
        then = {output.name: _one(request, f"then-{output.name}") for output in table.outputs}
        languages = dict.fromkeys([*REQUIRED_LANGUAGES, *old.text])
        left = tuple(row for row in rows if not all(row))
        empty = (("", ""),) * max(len(old.rows) - len(left), 0)
        text = {one: _one(request, f"text-{one}") for one in languages}
        return cls(when, then, text, None if old.id is None else data.get("id", "").strip()[:60], (*left, *empty))

    def words(self) -> RuleWords:
        return RuleWords({fact: cell for fact, cell in self.when.items() if cell not in ("", "-")}, self.then, self.text)

    def problems(self, taken: frozenset[str]) -> Problems:
        found = {} if self.id is None else _id_problem(self.id, taken)
        if any(cell and not fact for fact, cell in self.rows):
            found["add-fact"] = _("Choose what it asks.")
        if any(fact and not cell for fact, cell in self.rows):
            found["add-cell"] = _("This is needed.")
        found |= {f"then-{name}": _("This is needed.") for name, cell in self.then.items() if not cell}
        found |= {f"text-{one}": _("This is needed.") for one, text in self.text.items() if not text}
        found |= {f"text-{one}": _("The text is too long.") for one, text in self.text.items() if len(text) > LONGEST_TEXT}
        return found | {
            f"when-{fact}": _("The cell is too long.") for fact, cell in self.when.items() if len(cell) > LONGEST_CELL
        }


def _one(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()


def _list(request: HttpRequest, name: str) -> list[str]:
    return [one.replace("\0", "").strip() for one in request.POST.getlist(name)[:9]]


def _id_problem(id_: str, taken: frozenset[str]) -> Problems:
    if not RULE_ID.match(id_):
        return {"id": _("Write letters and digits, such as VO-30.")}
    return {"id": _("Another rule has this name.")} if id_ in taken else {}


def next_id(work: Work, table: Table) -> str:
    """The table's last rule's name with the next number that no rule of its kind has."""
    last = table.rules[-1].id if table.rules else f"{table.name}-0"
    head = re.sub(r"\d+\Z", "", last)
    numbers = [int(rule.removeprefix(head)) for rule in work.assessment.rules if re.fullmatch(re.escape(head) + r"\d{1,6}", rule)]
    return f"{head}{max(numbers, default=0) + 1}" if head != last else f"{last}-2"


def facts(table: Table, words: RuleWords) -> list[str]:
    """The inputs that the form shows: all of a narrow table, else those that the rule asks about."""
    return list(dict.fromkeys([*words.when, *(clause.name for clause in table.inputs if len(table.inputs) <= MOST_FACTS)]))


def shown(work: Work, table: Table, rule: str, form: RuleForm, problems: Problems, said: str = "") -> dict[str, Any]:
    """What the form's template draws; `rule` is empty for a new one."""
    cells, results, texts = _cells(work, form, problems), _results(work, table, form, problems), _texts(form, problems)
    assessment = work.assessment
    known = [*assessment.table_inputs, *(name for name in assessment.model.decisions if name != table.name)]
    labels = {field["name"]: field["label"] for field in (*cells, *results, *texts)}
    labels |= {"id": _("Name of the rule"), "add-fact": _("What it asks"), "add-cell": _("What the answer must be")}
    order = [one.id for one in table.rules]
    return {
        "rule": rule,
        "table": "" if table.name == assessment.decision else fact_words(assessment, table.name),
        "id": None if form.id is None else {"value": form.id, "error": problems.get("id", "")},
        "cells": cells,
        "rows": [
            {"number": number, "fact": fact, "cell": cell} for number, (fact, cell) in enumerate(form.rows)
        ],
        "rows_open": not cells or any(any(row) for row in form.rows),
        "row_errors": {"fact": problems.get("add-fact", ""), "cell": problems.get("add-cell", "")},
        "results": results,
        "texts": texts,
        "said": said,
        "action": work.address("rule", rule) if rule else work.address("add-rule", table.name),
        "facts": [{"value": fact, "text": fact_words(assessment, fact)} for fact in known if fact not in form.when],
        "errors": [{"target": name, "text": f"{labels[name]}: {text}"} for name, text in problems.items()],
        "first": rule == order[0] if rule else True,
        "last": rule == order[-1] if rule else True,
        "only": len(order) < 2,
        "cancel_href": work.address("rules"),
    }


def _cells(work: Work, form: RuleForm, problems: Problems) -> list[dict[str, Any]]:
    return [
        {
            "name": f"when-{fact}",
            "label": fact_words(work.assessment, fact),
            "kind": fact_kind(work.assessment, fact),
            "value": cell,
            "words": cell_words(work.assessment, fact, cell) if cell else "",
            "error": problems.get(f"when-{fact}", ""),
        }
        for fact, cell in form.when.items()
    ]


def _results(work: Work, table: Table, form: RuleForm, problems: Problems) -> list[dict[str, Any]]:
    assessment, gives_ending = work.assessment, table.name == work.assessment.decision
    endings = [{"value": f'"{one}"', "text": ending(assessment, one)["title"], "code": one} for one in assessment.endings]
    return [
        {
            "name": f"then-{name}",
            "label": _("Ending") if gives_ending else fact_words(assessment, name),
            "value": cell,
            "error": problems.get(f"then-{name}", ""),
            "options": endings if gives_ending else [],
        }
        for name, cell in form.then.items()
    ]


def _texts(form: RuleForm, problems: Problems) -> list[dict[str, Any]]:
    return [
        {
            "name": f"text-{one}",
            "label": language_words(one),
            "value": text,
            "error": problems.get(f"text-{one}", ""),
            "language": one,
        }
        for one, text in form.text.items()
    ]
