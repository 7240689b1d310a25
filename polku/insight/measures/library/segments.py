"""Client segments: a proven rule table over each person's contacts of twelve months."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import ibis
import ibis.expr.types as ir

from polku.assessment.logic.rule_file import RuleFile, read_rules
from polku.definitions.contacts import NON_URGENT, WITH_PHONE
from polku.definitions.debt import month_name, month_number
from polku.foundation.content import content_root, load_yaml
from polku.insight.measures.expressions import certain, counted, grouped
from polku.insight.measures.library.people import with_counted
from polku.insight.measures.library.words import VISIT_GROUPS, VISIT_MONTH, WITHOUT_PERSON, register_and
from polku.insight.measures.model import Asked, Figures, Tables, TalliedMeasure, Tally
from polku.insight.measures.tallied import OF_PEOPLE
from polku.rules.table import Table

FOLDER = "national", "measures"
DECISION = "segment"
MONTHS = 12


@cache
def rules() -> RuleFile:
    return read_rules(load_yaml(content_root().joinpath(*FOLDER, "segments.yaml")))


@cache
def segments() -> tuple[str, ...]:
    """The segments, the one with the fewest contacts first."""
    table = rules().model.decisions[DECISION]
    assert isinstance(table, Table)
    return tuple(str(value) for value in reversed(table.outputs[0].values))


@cache
def segment_of(contacts: int, services: int, urgent: int) -> str:
    facts = {"contacts": Decimal(contacts), "services": Decimal(services), "urgent": Decimal(urgent)}
    return str(rules().model.values(DECISION, facts)[DECISION])


def priced(rows: ir.Table, prices: ir.Table) -> ir.Table:
    """Each contact with the price that its source gives; an unknown profession costs as `other`."""
    listed = prices.group_by(["source", "profession", "remote"]).aggregate(euros=prices["euros"].max())
    listed = listed.select(seller=listed["source"], by_whom=listed["profession"], far=listed["remote"], euros=listed["euros"])
    rows = rows.mutate(
        payee=ibis.coalesce(rows["profession"], "other"), remotely=certain(rows["contact_type"].isin(sorted(WITH_PHONE)))
    )
    same = (rows["source"] == listed["seller"]) & (rows["payee"] == listed["by_whom"]) & (rows["remotely"] == listed["far"])
    return rows.left_join(listed, same)


def _everybody(tables: Tables, asked: Asked) -> ir.Table:
    return priced(with_counted(tables, asked), tables["cost"])


def _kinds(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """People by how many contacts, services and urgent contacts they had, with what those cost."""
    counts = rows["counted"]
    people = rows.group_by([*by, "person_id"]).aggregate(
        contacts=counted(counts),
        services=rows["service"].nunique(where=counts),
        urgent=counted(counts & (rows["urgency"] != NON_URGENT)),
        cost=ibis.ifelse(counts, rows["euros"].coalesce(0).cast("int64"), 0).sum(),
        unpriced=counted(counts & rows["euros"].isnull()),
    )
    people = people.mutate(
        **{name: people[name].cast("int64") for name in ("contacts", "services", "urgent", "cost", "unpriced")}
    )
    figures = {"people": people.count(), "cost": people["cost"].sum(), "unpriced": people["unpriced"].sum()}
    return grouped(people, (*by, "contacts", "services", "urgent"), figures)


def _segmented(tallies: Sequence[Tally], asked: Asked) -> Figures:
    counts = {word: [0, 0, 0, 0] for word in ("all", *segments())}
    for tally in tallies:
        for word in ("all", segment_of(tally["contacts"], tally["services"], tally["urgent"])):
            added = (tally["people"], tally["people"] * tally["contacts"], tally["cost"], tally["unpriced"])
            counts[word] = [before + more for before, more in zip(counts[word], added, strict=True)]
    return {word: _told(row, counts["all"]) for word, row in counts.items()}


def _told(counts: Sequence[int], whole: Sequence[int]) -> Figures:
    people, contacts, cost = (100 * part / of if of else None for part, of in zip(counts[:3], whole[:3], strict=True))
    return {
        "value": people,
        "numerator": counts[0],
        "denominator": whole[0],
        "n": counts[0],
        "contacts": counts[1],
        "contact_share": contacts,
        "cost": counts[2],
        "cost_share": cost,
        "unpriced": counts[3],
    }


def _last_year(latest: str, asked: Asked) -> tuple[str, str]:
    return month_name(month_number(latest) - MONTHS + 1), latest


SEGMENTS = TalliedMeasure(
    id="segments",
    name={"fi": "Asiakassegmentit", "sv": "Klientsegment", "en": "Client segments"},
    definition={
        "fi": ("Asiakkaat sen mukaan, kuinka monta kontaktia, palvelua ja kiireellistä käyntiä heillä oli 12 kuukaudessa."),
        "sv": "Klienter enligt hur många kontakter, tjänster och brådskande besök de hade under 12 månader.",
        "en": "Clients by how many contacts, services and urgent visits they had in 12 months.",
    },
    source=register_and(
        {
            "fi": "säännöt content/national/measures/segments.yaml; oletetut yksikkökustannukset unit-costs.yaml",
            "sv": "reglerna content/national/measures/segments.yaml; antagna enhetskostnader unit-costs.yaml",
            "en": "rules of content/national/measures/segments.yaml; assumed unit costs of unit-costs.yaml",
        }
    ),
    unit="percent",
    better="neither",
    numerator={
        "fi": "Segmentin asiakkaat; lisäksi sen osuus kontakteista ja kustannuksista",
        "sv": "Segmentets klienter; därtill dess andel av kontakterna och kostnaderna",
        "en": "People of the segment; with its share of contacts and of cost",
    },
    denominator={"fi": "Kaikki asiakkaat tai asukkaat", "sv": "Alla klienter eller invånare", "en": "All clients or residents"},
    groups={**{name: VISIT_GROUPS[name] for name in OF_PEOPLE}, "segment": "segment"},
    period={
        **VISIT_MONTH,
        "fi": "Käynnin kuukausi; ellei kautta kysytä, 12 viimeistä kuukautta",
        "sv": "Besökets månad; om ingen period begärs, de 12 senaste månaderna",
        "en": "Month of the visit; unless a period is asked for, the last 12 months",
    },
    missing=WITHOUT_PERSON,
    disclosure="people",
    tables=("encounter", "person_period", "cost"),
    additive=False,
    rows=_everybody,
    tally=_kinds,
    figures=_segmented,
    split="segment",
    usual_by=("segment",),
    usual_period=_last_year,
)
