"""Measures and their figures as FHIR R4: a Measure for a declaration, a summary MeasureReport for a result.

A hidden figure is there as absent, with the reason `masked`; one that cannot be told, such as a share of nothing, as `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from polku.definitions.debt import month_name, month_number
from polku.definitions.third_time import BEYOND, HORIZON_DAYS
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import Text
from polku.insight.codes import codes
from polku.insight.measures.model import AccessResult, Figures, Measure
from polku.insight.measures.tallied import Result, Row

REPORT = "measurereport"
"""The format of a MeasureReport, beside those of `output`."""
ADDRESS = "urn:polku:measure:"
TERMS = "http://terminology.hl7.org/CodeSystem/"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
UCUM = "http://unitsofmeasure.org"
UNITS = {"percent": "%", "days": "d", "contacts": "{contact}", "index": "1", "points": "{score}"}
SCORING = {"percent": "proportion", "contacts": "cohort", "days": "continuous-variable", "index": "continuous-variable"}
NOTATION = {"higher": "increase", "lower": "decrease"}
COUNTS = {"numerator": "numerator", "denominator": "denominator", "n": "initial-population"}
"""Figures that count → population."""
Resource = dict[str, Any]
Period = tuple[str, str] | None


def measure_resource(measure: Measure) -> Resource:
    """The declaration: what is counted, of what, by which groups."""
    counted = {"numerator": measure.numerator, "denominator": measure.denominator}
    populations = [_population(code, text) for code, text in counted.items() if text]
    return {
        "resourceType": "Measure",
        "id": measure.id,
        "url": ADDRESS + measure.id,
        "version": str(measure.version),
        "name": "".join(part.capitalize() for part in re.split(r"[^a-z0-9]", measure.id)),
        "title": measure.name["en"],
        "_title": _translated(measure.name),
        "status": "active",
        "description": measure.definition["en"],
        "_description": _translated(measure.definition),
        "rationale": measure.missing["en"],
        "scoring": _coding("measure-scoring", SCORING.get(measure.unit, "continuous-variable")),
        **_notation(measure),
        "group": [
            {
                "code": {"text": measure.name["en"]},
                **({"population": populations} if populations else {}),
                "stratifier": [_stratifier(name) for name in measure.groups],
            }
        ],
        "relatedArtifact": [{"type": "documentation", "citation": measure.source["en"]}],
    }


def measures_bundle(measures: Sequence[Measure]) -> Resource:
    entries = [{"fullUrl": ADDRESS + each.id, "resource": measure_resource(each)} for each in measures]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def measure_report(
    measure: Measure, result: Result, *, period: Period, now: datetime, asked: Mapping[str, str] | None = None
) -> Resource:
    """The result as a summary; `asked` are the choices that the figures were made by."""
    told = ", ".join(f"{name} {value}" for name, value in (asked or {}).items())
    everything, *groups = result.rows
    others = [name for name, value in everything.figures.items() if name not in ("value", *COUNTS) and _is_number(value)]
    names = ["value", *others]
    return {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": f"{ADDRESS}{measure.id}|{measure.version}",
        "date": now.isoformat(),
        "period": _period(period, helsinki_date(now)),
        **_notation(measure),
        "group": [_group(measure, result.by, everything, groups, name, told) for name in names],
    }


def of_access(result: AccessResult) -> Result:
    """Access to care as any other share: within the first class of all whose wait is known; professions, not their groups."""
    together = codes().profession_groups
    rows = [row for row in result.rows if row.key.get("profession") not in together]
    return Result(result.measure, result.by, tuple(Row(row.key, _share(row.within_limit, row.total)) for row in rows))


def _share(part: int, whole: int) -> Figures:
    return {"value": 100 * part / whole if whole else None, "numerator": part, "denominator": whole, "n": whole}


def _group(measure: Measure, by: Sequence[str], everything: Row, groups: Sequence[Row], name: str, told: str) -> Resource:
    """One figure of all, and of each group."""
    words = [measure.name["en"], *([name] if name != "value" else []), *([told] if told else [])]
    strata = [{**_key(by, row), **_told(measure, row, name)} for row in groups]
    return {
        "code": {"text": ", ".join(words)},
        **_told(measure, everything, name),
        **({"stratifier": [{"code": [{"text": each} for each in by], "stratum": strata}]} if strata else {}),
    }


def _key(by: Sequence[str], row: Row) -> Resource:
    if len(by) == 1:
        return {"value": {"text": row.key[by[0]]}}
    return {"component": [{"code": {"text": name}, "value": {"text": row.key[name]}} for name in by]}


def _told(measure: Measure, row: Row, name: str) -> Resource:
    unit = UNITS[measure.unit] if name == "value" else None
    score = {"measureScore": _quantity(row.figures.get(name), unit, hidden=row.hidden)}
    if name != "value":
        return score
    return {"population": [_count(figure, row) for figure in COUNTS if figure in row.figures], **score}


def _count(figure: str, row: Row) -> Resource:
    value = row.figures[figure]
    count = {"_count": _absent(row.hidden)} if value is None else {"count": value}
    return {"code": _coding("measure-population", COUNTS[figure]), **count}


def _quantity(value: Any, unit: str | None, *, hidden: bool) -> Resource:
    if value == BEYOND:
        return {"value": HORIZON_DAYS, "comparator": ">", **_unit(unit)}
    return {"value": value, **_unit(unit)} if _is_number(value) else _absent(hidden)


def _unit(unit: str | None) -> Resource:
    return {} if unit is None else {"system": UCUM, "code": unit, "unit": unit}


def _absent(hidden: bool) -> Resource:
    return {"extension": [{"url": ABSENT, "valueCode": "masked" if hidden else "unknown"}]}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _period(period: Period, today: date) -> Resource:
    if period is None:
        return {"end": today.isoformat()}
    following = date.fromisoformat(f"{month_name(month_number(period[1]) + 1)}-01")
    return {"start": f"{period[0]}-01", "end": date.fromordinal(following.toordinal() - 1).isoformat()}


def _population(code: str, text: Text) -> Resource:
    return {
        "code": _coding("measure-population", code),
        "description": text["en"],
        "criteria": {"language": "text/plain", "expression": text["en"]},
    }


def _stratifier(name: str) -> Resource:
    return {"code": {"text": name}, "criteria": {"language": "text/plain", "expression": name}}


def _notation(measure: Measure) -> Resource:
    word = NOTATION.get(measure.better)
    return {"improvementNotation": _coding("measure-improvement-notation", word)} if word else {}


def _coding(system: str, code: str) -> Resource:
    return {"coding": [{"system": TERMS + system, "code": code}]}


def _translated(text: Text) -> Resource:
    url = "http://hl7.org/fhir/StructureDefinition/translation"
    return {
        "extension": [
            {"url": url, "extension": [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text[language]}]}
            for language in ("fi", "sv")
        ]
    }
