"""Measures that are a share of rows: numerator ÷ denominator, in percent."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import ibis.expr.types as ir

from polku.definitions.bookings import ARRIVED, NOT_ARRIVED
from polku.definitions.contacts import REMOTE
from polku.insight.measures.expressions import certain, client_contacts, counted, eligible, grouped, with_age_band
from polku.insight.measures.library.options import choice, whole
from polku.insight.measures.library.words import CONTACTS, REGISTER, UNKNOWN_GROUP, VISIT_GROUPS, VISIT_MONTH, register_and
from polku.insight.measures.model import Asked, Figures, Tables, TalliedMeasure, Tally

STAMPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "need-assessment": ("assessed_at",),
        "contact": ("contacted_at",),
        "booking": ("booked_at",),
        "earliest-contact": ("contacted_at", "assessed_at", "booked_at"),
    }
)
"""Name of a stamp → the columns one of which must have a value."""


def share(numerator: int, denominator: int) -> Figures:
    value = 100 * numerator / denominator if denominator else None
    return {"value": value, "numerator": numerator, "denominator": denominator, "n": denominator}


def share_of(tallies: Sequence[Tally], asked: Asked) -> Figures:
    return share(sum(t["numerator"] for t in tallies), sum(t["denominator"] for t in tallies))


def tallied(rows: ir.Table, by: tuple[str, ...], numerator: Any) -> ir.Table:
    return grouped(rows, by, {"numerator": counted(numerator).coalesce(0), "denominator": rows.count()})


def _eligible(tables: Tables, asked: Asked) -> ir.Table:
    return with_age_band(eligible(tables["encounter"]))


def _stamped(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    carries = rows[STAMPS[asked["stamp"]][0]].notnull()
    for name in STAMPS[asked["stamp"]][1:]:
        carries = carries | rows[name].notnull()
    return tallied(rows, by, carries)


STAMP_COVERAGE = TalliedMeasure(
    id="stamp-coverage",
    name={"fi": "Aikaleimojen kattavuus", "sv": "Tidsstämplarnas täckning", "en": "Coverage of time stamps"},
    definition={
        "fi": "Osuus toteutuneista kiireettömistä käynneistä, joille kysytty aikaleima on kirjattu.",
        "sv": "Andelen genomförda icke-brådskande besök där den begärda tidsstämpeln är antecknad.",
        "en": "The share of realised non-urgent visits that carry the time stamp asked for.",
    },
    source=REGISTER,
    unit="percent",
    better="higher",
    numerator={"fi": "Käynnit, joilla leima on", "sv": "Besök som har stämpeln", "en": "Visits that carry the stamp"},
    denominator={
        "fi": "Toteutuneet kiireettömät asiakaskontaktit",
        "sv": "Genomförda icke-brådskande klientkontakter",
        "en": "Realised non-urgent client contacts",
    },
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing=UNKNOWN_GROUP,
    disclosure="cells",
    target="stamp_coverage",
    options=(choice("stamp", STAMPS, "need-assessment"),),
    dated_by=("starts_at",),
    rows=_eligible,
    tally=_stamped,
    figures=share_of,
)


def _contacts(tables: Tables, asked: Asked) -> ir.Table:
    rows = with_age_band(client_contacts(tables["encounter"]))
    return rows if asked["min-age"] is None else rows.filter(certain(rows["age"] >= asked["min-age"]))


def _by_channel(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    rows = rows.mutate(channel=rows["contact_type"])
    return grouped(rows, (*by, "channel"), {"contacts": rows.count()})


def _remote(tallies: Sequence[Tally], asked: Asked) -> Figures:
    kinds = REMOTE[asked["definition"]]
    channels = dict.fromkeys(sorted(kinds), 0)
    for tally in tallies:
        if tally["channel"] in kinds:
            channels[tally["channel"]] += tally["contacts"]
    return {**share(sum(channels.values()), sum(t["contacts"] for t in tallies)), "channels": channels}


REMOTE_SHARE = TalliedMeasure(
    id="remote-share",
    name={"fi": "Etäasioinnin osuus", "sv": "Andelen distanskontakter", "en": "Share of remote contacts"},
    definition={
        "fi": (
            "Osuus asiakaskontakteista, jotka hoidettiin sähköisesti (R52, R55, R56), "
            "tai niin sovittaessa myös puhelimitse (R50, R51)."
        ),
        "sv": (
            "Andelen klientkontakter som sköttes elektroniskt (R52, R55, R56) eller, enligt val, även per telefon (R50, R51)."
        ),
        "en": (
            "The share of client contacts handled electronically (R52, R55, R56) "
            "or, where so chosen, by telephone too (R50, R51)."
        ),
    },
    source=register_and(
        {
            "fi": "valtakunnallinen mittari laskee 20 vuotta täyttäneet",
            "sv": "den nationella mätaren räknar personer som fyllt 20 år",
            "en": "the national indicator counts residents of 20 years and over",
        }
    ),
    unit="percent",
    better="higher",
    numerator={"fi": "Etäkontaktit", "sv": "Distanskontakter", "en": "Remote contacts"},
    denominator=CONTACTS,
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing={
        "fi": "Ikärajaa kysyttäessä kontakti, jonka asiakkaan ikää ei tunneta, jää pois",
        "sv": "När en åldersgräns anges lämnas kontakter bort där klientens ålder är okänd",
        "en": "Where a least age is asked for, contacts of clients of unknown age are left out",
    },
    disclosure="cells",
    target="remote_share",
    gaps=True,
    options=(choice("definition", REMOTE, "electronic"), whole("min-age", 0, None)),
    dated_by=("starts_at",),
    rows=_contacts,
    tally=_by_channel,
    figures=_remote,
)


def _ended(tables: Tables, asked: Asked) -> ir.Table:
    rows = tables["booking"]
    return rows.filter(rows["ending"].isin([ARRIVED, NOT_ARRIVED]))


def _no_show(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    return tallied(rows, by, rows["ending"] == NOT_ARRIVED)


NO_SHOWS = TalliedMeasure(
    id="no-shows",
    name={"fi": "Käyttämättä jääneet ajat", "sv": "Uteblivna besök", "en": "No-shows"},
    definition={
        "fi": "Osuus peruuttamattomista ajoista, joihin asiakas ei saapunut.",
        "sv": "Andelen icke avbokade tider som klienten uteblev från.",
        "en": "The share of times not cancelled to which the client did not come.",
    },
    source={
        "fi": "Polun oman ajanvarauksen ajat",
        "sv": "Tiderna i Polkus egen tidsbokning",
        "en": "Bookings of Polku's own scheduling",
    },
    unit="percent",
    better="lower",
    numerator={"fi": "Ajat, joihin ei saavuttu", "sv": "Tider som uteblivits från", "en": "Times that nobody came to"},
    denominator={
        "fi": "Ajat, joihin saavuttiin tai ei saavuttu; peruutettuja ja tulevia ei lasketa",
        "sv": "Tider där klienten kom eller uteblev; avbokade och kommande räknas inte",
        "en": "Times that were come to or not; cancelled ones and those to come are not counted",
    },
    groups=MappingProxyType({"service": "service", "profession": "profession", "unit": "unit_id", "month": "month"}),
    period={
        "fi": "Ajan kuukausi Suomen aikaa",
        "sv": "Tidens månad i finsk tid",
        "en": "Month of the booked time in Finnish time",
    },
    missing={
        "fi": "Aika, jonka päättymistä ei ole kirjattu, jää pois",
        "sv": "En tid vars utgång inte är antecknad lämnas bort",
        "en": "A time whose ending was not recorded is left out",
    },
    disclosure="cells",
    tables=("booking",),
    rows=_ended,
    tally=_no_show,
    figures=share_of,
)
