"""Percentiles of waiting, the queue at a moment, and T3: times told in days."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from polku.definitions.contacts import NON_URGENT
from polku.definitions.quantiles import MEDIAN, NINETIETH, place
from polku.definitions.third_time import BEYOND, HORIZON_DAYS
from polku.definitions.waiting import helsinki_day
from polku.insight.measures.access import ACCESS
from polku.insight.measures.expressions import STAMPS, at, certain, earliest, eligible, grouped, hour_number, with_age_band
from polku.insight.measures.library.options import choice, moment, percentiles
from polku.insight.measures.library.words import REGISTER, VISIT_GROUPS, VISIT_MONTH
from polku.insight.measures.model import Asked, Figures, Option, Tables, TalliedMeasure, Tally


def of_counts(counts: dict[int, int], percent: Decimal) -> int | None:
    """The percentile (lower interpolation) of values told as value → how many."""
    many = sum(counts.values())
    if not many:
        return None
    values = sorted(counts)
    before = accumulate(counts[value] for value in values)
    return next(value for value, so_far in zip(values, before, strict=True) if so_far > place(many, percent))


def _waits(tables: Tables, asked: Asked) -> ir.Table:
    visits = eligible(tables["encounter"])
    return with_age_band(visits.mutate(days=visits[ACCESS.clocks[asked["clock"]]]))


def _by_days(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    return grouped(rows, (*by, "days"), {"visits": rows.count()})


def _percentiles(tallies: Sequence[Tally], asked: Asked) -> Figures:
    counts: dict[int, int] = {}
    for tally in tallies:
        if tally["days"] is not None:
            counts[tally["days"]] = counts.get(tally["days"], 0) + tally["visits"]
    told = {f"p{percent.normalize():f}": of_counts(counts, percent) for percent in asked["percentiles"]}
    eligible_visits = sum(tally["visits"] for tally in tallies)
    return {"value": next(iter(told.values())), "n": sum(counts.values()), "eligible": eligible_visits, **told}


WAIT_PERCENTILES = TalliedMeasure(
    id="wait-percentiles",
    name={"fi": "Odotusajan prosenttipisteet", "sv": "Väntetidens percentiler", "en": "Percentiles of waiting"},
    definition={
        "fi": (
            "Odotus kalenteripäivinä, jota kysytty osuus odottavista ei ylitä: "
            "järjestyksessä paikan ⌊(n − 1)·p⌋ odotus sellaisenaan."
        ),
        "sv": (
            "Väntan i kalenderdagar som den begärda andelen inte överskrider: väntan på plats ⌊(n − 1)·p⌋ i ordningen, som sådan."
        ),
        "en": (
            "The wait in calendar days that the share asked for does not exceed: of "
            "waits in order the one at ⌊(n − 1)·p⌋, as it is."
        ),
    },
    source=REGISTER,
    unit="days",
    better="lower",
    denominator=ACCESS.denominator,
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing=ACCESS.missing,
    disclosure="people",
    options=(choice("clock", ACCESS.clocks, "need-assessment"), percentiles("percentiles", (MEDIAN, NINETIETH))),
    dated_by=("starts_at",),
    rows=_waits,
    tally=_by_days,
    figures=_percentiles,
)


def _waiting(tables: Tables, asked: Asked) -> ir.Table:
    when = at(asked["at"])
    rows = with_age_band(tables["encounter"])
    rows = rows.mutate(begun=earliest(rows, *STAMPS))
    met, gone = certain(rows["starts_at"] <= when), certain(rows["cancelled_at"] <= when)
    return rows.filter(certain(rows["begun"] <= when), ~met, ~gone)


def _by_hour(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    rows = rows.mutate(hour=hour_number(rows["begun"]))
    return grouped(rows, (*by, "hour"), {"contacts": rows.count()})


@cache
def _day_of(hour: int) -> int:
    """The Helsinki day of a whole UTC hour since 1970, as an ordinal."""
    return helsinki_day(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)).toordinal()


def _ages(tallies: Sequence[Tally], asked: Asked) -> Figures:
    today, counts = helsinki_day(asked["at"]).toordinal(), dict[int, int]()
    for tally in tallies:
        days = today - _day_of(tally["hour"])
        counts[days] = counts.get(days, 0) + tally["contacts"]
    waiting = sum(counts.values())
    return {"value": waiting, "n": waiting, "median": of_counts(counts, MEDIAN), "p90": of_counts(counts, NINETIETH)}


QUEUE = TalliedMeasure(
    id="queue",
    name={"fi": "Jono", "sv": "Kö", "en": "Queue"},
    definition={
        "fi": ("Hetkellä avoinna olevat kontaktit: alkaneet, mutta asiakasta ei ole vielä tavattu eikä kontaktia peruttu."),
        "sv": (
            "Kontakter som är öppna vid tidpunkten: de har börjat men klienten har ännu inte mötts och kontakten är inte avbokad."
        ),
        "en": ("Contacts open at a moment: they have begun, and the client has not been met yet, nor the contact cancelled."),
    },
    source=REGISTER,
    unit="contacts",
    better="lower",
    numerator={
        "fi": "Avoimet kontaktit; lisäksi niiden iän mediaani ja 90. prosenttipiste kalenteripäivinä",
        "sv": "Öppna kontakter; därtill medianen och den 90:e percentilen av deras ålder i kalenderdagar",
        "en": "Open contacts; with the median and the 90th percentile of their age in calendar days",
    },
    groups=MappingProxyType({name: column for name, column in VISIT_GROUPS.items() if name != "month"}),
    period={
        "fi": "Kysytty hetki (--at), tai nyt",
        "sv": "Den begärda tidpunkten (--at), eller nu",
        "en": "The moment asked for (--at), or now",
    },
    missing={
        "fi": "Kontakti, jolla ei ole yhtään alun aikaleimaa, jää pois",
        "sv": "En kontakt utan någon tidsstämpel för början lämnas bort",
        "en": "A contact without any stamp of its beginning is left out",
    },
    disclosure="people",
    options=(moment("at"),),
    rows=_waiting,
    tally=_by_hour,
    figures=_ages,
)

CALENDAR = ("snapshot_at", "professional_id", "unit_id", "service", "profession")


def _calendars(tables: Tables, asked: Asked) -> ir.Table:
    rows = tables["slot"]
    ahead = rows["days"].notnull() & (rows["starts_at"] >= rows["snapshot_at"])
    return rows.mutate(open=certain(rows["free"] & ahead & (rows["urgency"] == NON_URGENT)))


def _thirds(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """Calendars by the days until their third open time."""
    window = ibis.window(group_by=[*CALENDAR, "open"], order_by=[rows["days"], rows["starts_at"]])
    rows = rows.mutate(place=ibis.row_number().over(window))
    calendars = rows.group_by(list(dict.fromkeys([*by, *CALENDAR, "month"]))).aggregate(
        third=rows["days"].max(where=rows["open"] & (rows["place"] == 2))
    )
    return grouped(calendars, (*by, "third"), {"calendars": calendars.count()})


def _third_time(tallies: Sequence[Tally], asked: Asked) -> Figures:
    beyond = HORIZON_DAYS if asked["definition"] == "national" else 1 << 30
    counts: dict[int, int] = {}
    for tally in tallies:
        days = beyond if tally["third"] is None else tally["third"]
        counts[days] = counts.get(days, 0) + tally["calendars"]
    middle = of_counts(counts, MEDIAN)
    without = sum(tally["calendars"] for tally in tallies if tally["third"] is None)
    return {"value": BEYOND if middle == 1 << 30 else middle, "n": sum(counts.values()), "without": without}


def _definition() -> Option:
    return choice("definition", ("national", "censored"), "national")


T3 = TalliedMeasure(
    id="t3",
    name={"fi": "T3, kolmas vapaa aika", "sv": "T3, den tredje lediga tiden", "en": "T3, the third free time"},
    definition={
        "fi": (
            "Päivät kolmanteen vapaaseen kiireettömään aikaan, keskimmäinen "
            "ammattilaisten kalentereista; ilman kolmatta aikaa 182 päivää."
        ),
        "sv": (
            "Dagar till den tredje lediga icke-brådskande tiden, medianen av "
            "yrkespersonernas kalendrar; utan tredje tid 182 dagar."
        ),
        "en": (
            "Days until the third free non-urgent time, the median of professionals' "
            "calendars; 182 days where there is no third time."
        ),
    },
    source={
        "fi": "Institute for Healthcare Improvement: third next available appointment; hoitoon pääsyn valtakunnallinen seuranta",
        "sv": (
            "Institute for Healthcare Improvement: third next available appointment; den nationella uppföljningen av "
            "tillgången till vård"
        ),
        "en": "Institute for Healthcare Improvement, third next available appointment; national monitoring of access",
    },
    unit="days",
    better="lower",
    denominator={
        "fi": "Ammattilaisten kalenterit yksiköittäin ja katsomishetkittäin",
        "sv": "Yrkespersonernas kalendrar per enhet och tidpunkt",
        "en": "Professionals' calendars by unit and moment of looking",
    },
    groups=MappingProxyType({"service": "service", "profession": "profession", "unit": "unit_id", "month": "month"}),
    period={
        "fi": "Kuukausi, jona kalenteria katsottiin, Suomen aikaa",
        "sv": "Månaden då kalendern lästes, i finsk tid",
        "en": "Month of looking at the calendar, in Finnish time",
    },
    missing={
        "fi": "Kalenteri, jossa on alle kolme vapaata aikaa, on mukana: 182 päivää, tai valinnalla censored >horizon",
        "sv": "En kalender med färre än tre lediga tider är med: 182 dagar, eller med valet censored >horizon",
        "en": "A calendar with fewer than three free times counts: 182 days, or >horizon where censored is chosen",
    },
    disclosure="none",
    tables=("slot",),
    options=(_definition(),),
    rows=_calendars,
    tally=_thirds,
    figures=_third_time,
)
