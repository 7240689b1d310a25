"""Waits against limits: those of law and of the county's own targets, and the units that keep them."""

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from polku.definitions.waiting import buckets_of
from polku.foundation.errors import PolkuError
from polku.insight.codes import codes
from polku.insight.measures.access import ACCESS
from polku.insight.measures.expressions import at, counted, eligible, grouped, month_number
from polku.insight.measures.library.options import choice, moment, number
from polku.insight.measures.library.shares import share
from polku.insight.measures.library.words import VISIT_MONTH
from polku.insight.measures.model import Asked, Figures, Option, Tables, TalliedMeasure, Tally

LIMITS = MappingProxyType({"law": "law_due_at", "target": "target_due_at"})
FEWEST = 5
"""Waits of a unit from which on it is told whether it reaches the share."""
USUAL_REACH = Decimal(80)


def _reach() -> Option:
    return number("reach", lambda value: 0 < value <= 100, USUAL_REACH, "percent above 0 and at most 100, such as 80")


def _judged(tables: Tables, asked: Asked) -> ir.Table:
    """Waits whose limit has passed, by the month in which it fell."""
    until = asked["until"] or asked.now
    if until is None:
        raise PolkuError("a question without a moment", "the moment until which limits have fallen", "give --until")
    waits = tables["wait"]
    due = waits[LIMITS[asked["limit"]]]
    waits = waits.mutate(due=due, month=month_number(due)).filter(due.notnull(), due <= at(until))
    return waits.mutate(place=waits["unit_id"])


def _kept(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    figures = {"within": counted(rows["ended_at"] <= rows["due"]).coalesce(0), "waits": rows.count()}
    return grouped(rows, (*by, "place"), figures)


def _of_waits(tallies: Sequence[Tally], asked: Asked) -> Figures:
    reaching, units, _ = _reaching(tallies, asked["reach"], ("place",))
    return {
        **share(sum(tally["within"] for tally in tallies), sum(tally["waits"] for tally in tallies)),
        "units": units,
        "units_reaching": reaching,
        "units_share": share(reaching, units)["value"],
    }


def _reaching(tallies: Sequence[Tally], reach: Decimal, key: tuple[str, ...]) -> tuple[int, int, int]:
    """Units that reach the share, units told of, and units with too few waits."""
    units: dict[tuple[str, ...], list[int]] = {}
    for tally in tallies:
        if all(tally[name] is not None for name in key):
            unit = units.setdefault(tuple(tally[name] for name in key), [0, 0])
            unit[0], unit[1] = unit[0] + tally["within"], unit[1] + tally["waits"]
    told = [(within, waits) for within, waits in units.values() if waits >= FEWEST]
    few = sum(0 < waits < FEWEST for _, waits in units.values())
    return sum(100 * within >= reach * waits for within, waits in told), len(told), few


WITHIN_LIMIT = TalliedMeasure(
    id="within-limit",
    name={"fi": "Määräajassa", "sv": "Inom tidsfristen", "en": "Within the time limit"},
    definition={
        "fi": "Osuus odotuksista, jotka päättyivät lain määräajassa tai alueen omassa tavoiteajassa, palvelusta riippumatta.",
        "sv": "Andelen väntetider som upphörde inom lagens tidsfrist eller områdets egen måltid, oberoende av tjänst.",
        "en": "The share of waits that ended within the limit of law or of the county's own target, whatever the service.",
    },
    source={
        "fi": "Asioiden kellot ja voimassa olevat määräajat: content/national/guarantees.yaml ja alueen guarantees.yaml",
        "sv": "Ärendenas klockor och gällande tidsfrister: content/national/guarantees.yaml och områdets guarantees.yaml",
        "en": "Clocks of cases and the dated rules of content/national/guarantees.yaml and of the county's guarantees.yaml",
    },
    unit="percent",
    better="higher",
    numerator={
        "fi": "Niistä ne, jotka päättyivät viimeistään määräajan hetkellä",
        "sv": "De av dem som upphörde senast då fristen gick ut",
        "en": "Those of them that ended by the limit",
    },
    denominator={
        "fi": (
            "Odotukset, joiden määräaika on jo täynnä, myös yhä jatkuvat; lisäksi yksiköt, joilla on vähintään viisi, "
            "ja niistä ne, jotka yltävät osuuteen (--reach)"
        ),
        "sv": (
            "Väntetider vars frist har gått ut, även de som fortsätter; därtill enheter med minst fem sådana och de av dem "
            "som når andelen (--reach)"
        ),
        "en": (
            "Waits whose limit has passed, those still running too; with the units that have five or more, and those of "
            "them that reach the share (--reach)"
        ),
    },
    groups=MappingProxyType(
        {"service": "service", "unit": "unit_id", "clock": "clock", "register": "register", "month": "month"}
    ),
    period={
        "fi": "Kuukausi, jona määräaika täyttyi, Suomen aikaa",
        "sv": "Månaden då fristen gick ut, i finsk tid",
        "en": "Month in which the limit fell, in Finnish time",
    },
    missing={
        "fi": "Odotus, jolle ei ole määräaikaa, jää pois",
        "sv": "En väntetid utan frist lämnas bort",
        "en": "A wait that has no limit is left out",
    },
    disclosure="cells",
    tables=("wait",),
    options=(choice("limit", LIMITS, "law"), _reach(), moment("until")),
    rows=_judged,
    tally=_kept,
    figures=_of_waits,
)


def _waited(tables: Tables, asked: Asked) -> ir.Table:
    visits = eligible(tables["encounter"])
    visits = visits.mutate(days=visits[ACCESS.clocks[asked["clock"]]], place=visits["unit_id"], kind=visits["service"])
    return visits.filter(visits["days"].notnull(), visits["service"].notnull())


def _in_time(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """Waits of each unit and service, and those within the first class of the service."""
    limits = {service: buckets_of(service)[0].last for service in codes().services}
    usual = buckets_of("")[0].last
    limit = ibis.cases(*((rows["kind"] == name, days) for name, days in limits.items() if days != usual), else_=usual)
    figures = {"within": counted(rows["days"] <= limit).coalesce(0), "waits": rows.count()}
    return grouped(rows, (*by, "kind", "place"), figures)


def _units(tallies: Sequence[Tally], asked: Asked) -> Figures:
    reaching, units, few = _reaching(tallies, asked["reach"], ("kind", "place"))
    return {**share(reaching, units), "left_out": few}


UNITS_REACHING = TalliedMeasure(
    id="units-reaching",
    name={"fi": "Tavoitteeseen yltävät yksiköt", "sv": "Enheter som når målet", "en": "Units that reach the target"},
    definition={
        "fi": "Osuus yksiköistä, joissa kysytty osuus odotuksista on ensimmäisessä luokassa: 7 päivää, suun hoidossa 21.",
        "sv": "Andelen enheter där den begärda andelen väntetider är i den första klassen: 7 dagar, i munvården 21.",
        "en": "The share of units in which the share asked for waited no longer than the first class: 7 days, in oral care 21.",
    },
    source=ACCESS.source,
    unit="percent",
    better="higher",
    numerator={
        "fi": "Niistä ne, jotka yltävät osuuteen (--reach, 80)",
        "sv": "De av dem som når andelen (--reach, 80)",
        "en": "Those of them that reach the share (--reach, 80)",
    },
    denominator={
        "fi": "Yksiköt palveluittain, joilla on vähintään viisi tunnettua odotusta; muut lasketaan (left_out)",
        "sv": "Enheter per tjänst med minst fem kända väntetider; de andra räknas (left_out)",
        "en": "Units by service with five known waits or more; the others are counted (left_out)",
    },
    groups=MappingProxyType({"service": "service", "profession": "profession", "month": "month"}),
    period=VISIT_MONTH,
    missing=ACCESS.missing,
    disclosure="none",
    options=(choice("clock", ACCESS.clocks, "need-assessment"), _reach()),
    rows=_waited,
    tally=_in_time,
    figures=_units,
)
