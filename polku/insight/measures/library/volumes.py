"""Measures of how much: demand by month, and service debt."""

from collections.abc import Sequence
from fractions import Fraction

import ibis.expr.types as ir

from polku.definitions.debt import BASE, debts, month_name, month_number, months
from polku.insight.measures.expressions import STAMPS, client_contacts, earliest, grouped, with_age_band
from polku.insight.measures.expressions import month_number as month_of
from polku.insight.measures.library.options import months as read_months
from polku.insight.measures.library.options import ratio
from polku.insight.measures.library.words import CONTACTS, REGISTER, UNKNOWN_GROUP, VISIT_GROUPS, VISIT_MONTH
from polku.insight.measures.model import Asked, Figures, Option, Tables, TalliedMeasure, Tally


def _begun(tables: Tables, asked: Asked) -> ir.Table:
    contacts = with_age_band(client_contacts(tables["encounter"]))
    return contacts.mutate(month=month_of(earliest(contacts, *STAMPS, "starts_at")))


def _counted(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    return grouped(rows, by, {"contacts": rows.count()})


def _contacts(tallies: Sequence[Tally], asked: Asked) -> Figures:
    count = sum(tally["contacts"] for tally in tallies)
    return {"value": count, "n": count}


DEMAND = TalliedMeasure(
    id="demand",
    name={"fi": "Kysyntä", "sv": "Efterfrågan", "en": "Demand"},
    definition={
        "fi": "Asiakaskontaktit sen kuukauden mukaan, jona ne alkoivat: ensimmäinen aikaleima.",
        "sv": "Klientkontakter enligt den månad då de började: den första tidsstämpeln.",
        "en": "Client contacts by the month in which they began: their first time stamp.",
    },
    source=REGISTER,
    unit="contacts",
    better="neither",
    numerator=CONTACTS,
    groups=VISIT_GROUPS,
    period={
        "fi": "Kuukausi, jona ensimmäinen leima tehtiin, Suomen aikaa",
        "sv": "Månaden för den första stämpeln, i finsk tid",
        "en": "Month of the first stamp, in Finnish time",
    },
    missing={
        "fi": "Kontakti ilman muita leimoja alkaa käynnistään",
        "sv": "En kontakt utan andra stämplar börjar vid sitt besök",
        "en": "A contact without other stamps begins at its visit",
    },
    disclosure="people",
    dated_by=(*STAMPS, "starts_at"),
    rows=_begun,
    tally=_counted,
    figures=_contacts,
)


def _met(tables: Tables, asked: Asked) -> ir.Table:
    return with_age_band(client_contacts(tables["encounter"]))


THROUGHPUT = TalliedMeasure(
    id="throughput",
    name={"fi": "Hoidetut kontaktit", "sv": "Skötta kontakter", "en": "Throughput"},
    definition={
        "fi": "Asiakaskontaktit sen kuukauden mukaan, jona asiakas tavattiin; kysynnän rinnalla kertoo, pysyykö hoito perässä.",
        "sv": "Klientkontakter enligt den månad då klienten möttes; bredvid efterfrågan visar det om vården håller jämna steg.",
        "en": "Client contacts by the month in which the client was met; beside demand it tells whether care keeps up.",
    },
    source=REGISTER,
    unit="contacts",
    better="neither",
    numerator=CONTACTS,
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing=UNKNOWN_GROUP,
    disclosure="people",
    dated_by=("starts_at",),
    rows=_met,
    tally=_counted,
    figures=_contacts,
)


def _by_month(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    rows = rows.mutate(came=rows["month"])
    return grouped(rows, (*by, "came"), {"contacts": rows.count()})


def _debts(tallies: Sequence[Tally], asked: Asked) -> Figures:
    """Of each month of the period, and of its end. Where the base had no contacts at all, nothing can be expected."""
    came: dict[str, int] = {}
    for tally in tallies:
        came[tally["came"]] = came.get(tally["came"], 0) + tally["contacts"]
    base = months(*asked["base"])
    gaps = sum(not came.get(month) for month in base)
    first, until = asked.period or ("", "")
    if not any(came.get(month) for month in base) or until <= base[-1]:
        return {"all": {"value": None, "expected": None, "actual": None, "n": 0, "base_gaps": gaps}}
    found = debts(came, base, until, asked["population-ratio"])
    told: Figures = {month: _told(*row, gaps) for month, row in found.items() if month >= first}
    awaited, actual = sum((row[0] for row in found.values()), Fraction(0)), sum(row[1] for row in found.values())
    return {"all": _told(awaited, actual, found[until][2], gaps), **told}


def _told(awaited: Fraction, actual: int, debt: Fraction, gaps: int) -> Figures:
    """`base_gaps`: months of the base without a contact of the group, which are either quiet or not in the data."""
    return {"value": float(debt), "expected": float(awaited), "actual": actual, "n": actual, "base_gaps": gaps}


def _since_base(latest: str, asked: Asked) -> tuple[str, str]:
    return month_name(month_number(asked["base"][1]) + 1), latest


def _base(text: str) -> tuple[str, str]:
    first, last = read_months(text)
    if month_number(last) - month_number(first) < 11:
        raise ValueError(text)
    return first, last


SERVICE_DEBT = TalliedMeasure(
    id="service-debt",
    name={"fi": "Palveluvelka", "sv": "Serviceskuld", "en": "Service debt"},
    definition={
        "fi": ("Kuinka monta asiakaskontaktia on jäänyt tulematta siitä, mitä vertailukauden samat kuukaudet antoivat odottaa."),
        "sv": (
            "Hur många klientkontakter som har uteblivit av det antal som jämförelseperiodens samma månader gav skäl att vänta."
        ),
        "en": ("How many client contacts have failed to come, of those that the same months of a base period led to expect."),
    },
    source={
        "fi": "Odotettu: vertailukauden saman kalenterikuukauden keskiarvo × väestöjen suhde; velka: erotuksen kertyvä summa",
        "sv": (
            "Väntat: medeltalet för samma kalendermånad i jämförelseperioden × befolkningarnas kvot; skulden: "
            "skillnadens löpande summa"
        ),
        "en": (
            "Expected: mean of the same calendar month in the base period × ratio of populations; debt: running sum "
            "of the difference"
        ),
    },
    unit="contacts",
    better="lower",
    numerator={
        "fi": "Odotettujen ja tulleiden erotus summattuna vertailukauden lopusta",
        "sv": "Skillnaden mellan väntade och genomförda, summerad från jämförelseperiodens slut",
        "en": "Expected less come, summed from the base's end",
    },
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing={
        "fi": "Ryhmälle, jolla ei ollut kontakteja vertailukaudella, ei kerrota velkaa",
        "sv": "För en grupp utan kontakter under jämförelseperioden anges ingen skuld",
        "en": "No debt is told of a group that had no contacts in the base period",
    },
    disclosure="people",
    options=(
        Option("base", _base, BASE, "months such as 2018-03:2020-02, twelve or more"),
        ratio("population-ratio"),
    ),
    rows=_met,
    tally=_by_month,
    figures=_debts,
    split="month",
    usual_period=_since_base,
)
