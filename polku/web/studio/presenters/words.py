"""Facts, cells and values of the rules in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.questionnaire import Item
from polku.foundation.content import in_language
from polku.rules.sfeel import Anything, Expression, Interval, Literal, Name, NoneOf, NotSFeel, Test, UnaryTests, parse_tests
from polku.rules.values import Input, Missing
from polku.web.ui.formatting import number


def language() -> str:
    return get_language() or "fi"


def language_words(code: str) -> str:
    return {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}.get(code, code)


def say(text: Mapping[str, str]) -> str:
    return in_language(text, language()) if text else ""


def item_of(assessment: Assessment, fact: str) -> Item | None:
    return assessment.questionnaire.by_id.get(fact.split(".")[0])


def fact_words(assessment: Assessment, fact: str) -> str:
    """The question, or the option of a question of many, or the decision's name."""
    item = item_of(assessment, fact)
    if item is None:
        decision = assessment.model.decisions.get(fact)
        return (say(decision.title) if decision else "") or fact.replace("_", " ")
    option = item.option(fact.partition(".")[2]) if "." in fact else None
    return say(option.text) if option else say(item.text) or fact


def fact_kind(assessment: Assessment, fact: str) -> str:
    """What its values are like."""
    clause = assessment.table_inputs.get(fact)
    item = item_of(assessment, fact)
    if clause is not None and clause.type == "boolean":
        return _("yes, no")
    if item is not None and item.unit:
        return say(item.unit)
    return _("chosen answer") if clause is not None and clause.type == "string" else _("number")


def value_words(assessment: Assessment, fact: str, value: Input) -> str:
    if value is Missing.UNKNOWN:
        return _("don’t know")
    if value is None or isinstance(value, Missing):
        return _("not asked")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        item = item_of(assessment, fact)
        option = item.option(value) if item else None
        return say(option.text) if option else value
    shown = number(float(value), language(), max(0, -int(Decimal(value).normalize().as_tuple().exponent)))
    item = item_of(assessment, fact)
    return f"{shown} {say(item.unit)}" if item and item.unit else shown


def cell_words(assessment: Assessment, fact: str, cell: str | UnaryTests) -> str:
    """A condition cell in words; as it is written where words would not say it."""
    try:
        tests = parse_tests(cell) if isinstance(cell, str) else cell
    except NotSFeel:
        return str(cell)
    if isinstance(tests, Anything):
        return _("any")
    parts = [_test(assessment, fact, test) for test in tests.tests]
    joined = _(" or ").join(parts)
    return _("not %(values)s") % {"values": joined} if isinstance(tests, NoneOf) else joined


def _test(assessment: Assessment, fact: str, test: Test | Interval) -> str:
    if isinstance(test, Interval):
        low, high = _end(assessment, fact, test.low), _end(assessment, fact, test.high)
        return (
            f"{low}–{high}"
            if test.low_included and test.high_included
            else _("between %(low)s and %(high)s") % {"low": low, "high": high}
        )
    words = {"<": _("under %(value)s"), "<=": _("at most %(value)s"), ">": _("over %(value)s"), ">=": _("at least %(value)s")}
    end = _end(assessment, fact, test.endpoint)
    return words[test.operator] % {"value": end} if test.operator in words else end


def _end(assessment: Assessment, fact: str, expression: Expression) -> str:
    if isinstance(expression, Literal):
        return value_words(assessment, fact, expression.value)
    return fact_words(assessment, expression.name) if isinstance(expression, Name) else "…"
