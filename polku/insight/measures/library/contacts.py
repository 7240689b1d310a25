"""Measures of single contacts: whether the first was enough, and how many a professional has in a day."""

from collections.abc import Sequence
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from polku.definitions.quantiles import MEDIAN, NINETIETH
from polku.definitions.resolution import DAYS
from polku.insight.measures.expressions import certain, client_contacts, day_number, grouped, with_age_band
from polku.insight.measures.library.options import whole
from polku.insight.measures.library.shares import share_of, tallied
from polku.insight.measures.library.waits import of_counts
from polku.insight.measures.library.words import VISIT_GROUPS, VISIT_MONTH, register_and
from polku.insight.measures.model import Asked, Figures, Tables, TalliedMeasure, Tally


def _firsts(tables: Tables, asked: Asked) -> ir.Table:
    """First contacts that have had their days, and whether another contact came in them."""
    contacts = with_age_band(client_contacts(tables["encounter"]))
    contacts = contacts.filter(contacts["person_id"].notnull())
    window = ibis.window(
        group_by=["person_id", "service"], order_by=[contacts["starts_at"], contacts["source"], contacts["encounter_id"]]
    )
    contacts = contacts.mutate(before=contacts["starts_at"].lag().over(window), after=contacts["starts_at"].lead().over(window))
    span = ibis.interval(days=asked["days"])
    ends = contacts.group_by("source").aggregate(latest=contacts["starts_at"].max())
    ends = ends.select(ends_of=ends["source"], latest=ends["latest"])
    contacts = contacts.inner_join(ends, contacts["source"] == ends["ends_of"])
    first = ~certain(contacts["before"] + span >= contacts["starts_at"])
    contacts = contacts.filter(first, contacts["starts_at"] + span <= contacts["latest"])
    return contacts.mutate(again=certain(contacts["after"] <= contacts["starts_at"] + span))


def _resolved(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    return tallied(rows, by, ~rows["again"])


FIRST_CONTACT_RESOLUTION = TalliedMeasure(
    id="first-contact-resolution",
    name={"fi": "Kerralla kuntoon", "sv": "Löst vid första kontakten", "en": "Resolved at first contact"},
    definition={
        "fi": (
            "Osuus ensimmäisistä asiakaskontakteista, joiden jälkeen sama asiakas ei asioinut samassa palvelussa "
            "7 päivään; ensimmäistä ei edellä toinen kontakti samassa ajassa."
        ),
        "sv": (
            "Andelen första klientkontakter efter vilka samma klient inte hade en ny kontakt i samma tjänst inom 7 dagar; "
            "en första föregås inte av en annan inom samma tid."
        ),
        "en": (
            "The share of first client contacts after which the same person had no other in the same service within 7 days; "
            "none came before a first one within the same time."
        ),
    },
    source={
        "fi": (
            "Ensikontaktissa ratkeaminen, kuten yhteyskeskukset sen laskevat: ei uutta yhteyttä viikkoon. Lasketaan "
            "ihmisittäin ja palveluittain; myös pian sovittu käynti on uusi yhteys"
        ),
        "sv": (
            "Löst vid första kontakten så som kontaktcentraler räknar det: ingen ny kontakt inom en vecka. Räknas per "
            "person och tjänst; även ett snart planerat besök är en ny kontakt"
        ),
        "en": (
            "First contact resolution as contact centres count it: no repeat within a week. Counted by person and "
            "service; a planned visit soon after counts as a repeat too"
        ),
    },
    unit="percent",
    better="higher",
    numerator={
        "fi": "Niistä ne, joita ei seurannut toinen",
        "sv": "De av dem som inte följdes av en annan",
        "en": "Those of them that no other followed",
    },
    denominator={
        "fi": "Ensimmäiset asiakaskontaktit, joista on kulunut kysytty aika (--days) lähteen viimeiseen kontaktiin",
        "sv": "Första klientkontakter där den begärda tiden (--days) har gått före källans sista kontakt",
        "en": "First client contacts since which the time asked for (--days) has passed by the last contact of their source",
    },
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing={
        "fi": "Rivi ilman asiakasta jää pois; ilman palvelua olevat luetaan samaan palveluun",
        "sv": "En rad utan klient lämnas bort; rader utan tjänst räknas till en och samma tjänst",
        "en": "A row without a client is left out; those without a service are taken as one service",
    },
    disclosure="cells",
    options=(whole("days", 1, DAYS),),
    rows=_firsts,
    tally=_resolved,
    figures=share_of,
)


def _worked(tables: Tables, asked: Asked) -> ir.Table:
    contacts = client_contacts(tables["encounter"])
    contacts = contacts.filter(contacts["professional_id"].notnull())
    return contacts.mutate(day=day_number(contacts["starts_at"]))


def _by_load(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """Professionals' days by how many contacts they held; a professional is counted once, with the least of them."""
    days = rows.group_by([*by, "professional_id", "day"]).aggregate(contacts=rows.count().cast("int64"))
    kinds = days.group_by([*by, "professional_id", "contacts"]).aggregate(days=days.count())
    window = ibis.window(group_by=[*by, "professional_id"], order_by=[kinds["contacts"]])
    kinds = kinds.mutate(once=ibis.ifelse(ibis.row_number().over(window) == 0, 1, 0))
    figures = {"days": kinds["days"].sum().cast("int64"), "professionals": kinds["once"].sum().cast("int64")}
    return grouped(kinds, (*by, "contacts"), figures)


def _load(tallies: Sequence[Tally], asked: Asked) -> Figures:
    counts: dict[int, int] = {}
    for tally in tallies:
        counts[tally["contacts"]] = counts.get(tally["contacts"], 0) + tally["days"]
    median = of_counts(counts, MEDIAN)
    return {
        "value": median,
        "median": median,
        "p90": of_counts(counts, NINETIETH),
        "n": sum(tally["professionals"] for tally in tallies),
        "days": sum(counts.values()),
    }


STAFF_LOAD = TalliedMeasure(
    id="staff-load",
    name={"fi": "Henkilöstön kuorma", "sv": "Personalens belastning", "en": "Staff load"},
    definition={
        "fi": "Asiakaskontakteja ammattilaisella työpäivässä: keskimmäinen päivä, ja se jota vilkkaampia on joka kymmenes.",
        "sv": "Klientkontakter per yrkesperson och arbetsdag: mediandagen, och den dag som var tionde är livligare än.",
        "en": "Client contacts of a professional in a working day: the middle day, and the one that a tenth of days exceed.",
    },
    source=register_and(
        {
            "fi": "työpäivä on Suomen aikaa päivä, jona ammattilaisella on vähintään yksi asiakaskontakti",
            "sv": "en arbetsdag är en dag i finsk tid då yrkespersonen har minst en klientkontakt",
            "en": "a working day is a Helsinki day with at least one client contact of the professional",
        }
    ),
    unit="contacts",
    better="neither",
    numerator={
        "fi": "Ammattilaisen asiakaskontaktit päivässä",
        "sv": "Yrkespersonens klientkontakter under dagen",
        "en": "The professional's client contacts in the day",
    },
    denominator={
        "fi": "Ammattilaisten työpäivät; n on ammattilaisten määrä",
        "sv": "Yrkespersonernas arbetsdagar; n är antalet yrkespersoner",
        "en": "Professionals' working days; n is the number of professionals",
    },
    groups=MappingProxyType({name: VISIT_GROUPS[name] for name in ("service", "profession", "unit", "month")}),
    period=VISIT_MONTH,
    missing={
        "fi": "Kontakti, jonka ammattilaista ei tunneta, jää pois; päivä ilman kontakteja ei ole työpäivä",
        "sv": "En kontakt utan känd yrkesperson lämnas bort; en dag utan kontakter är ingen arbetsdag",
        "en": "A contact of an unknown professional is left out; a day without contacts is no working day",
    },
    disclosure="people",
    additive=False,
    rows=_worked,
    tally=_by_load,
    figures=_load,
)
