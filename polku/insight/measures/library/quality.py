"""Documentation quality by named rules, and client experience."""

from collections.abc import Sequence
from functools import reduce
from operator import add
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.types as ir

from polku.definitions.contacts import NON_URGENT
from polku.definitions.experience import DETRACTOR, PROMOTER, STATEMENTS, Nps
from polku.definitions.plausibility import LONGEST_VISIT, OLDEST, RULES
from polku.insight.measures.expressions import certain, counted, grouped, with_age_band
from polku.insight.measures.library.shares import share
from polku.insight.measures.library.words import VISIT_GROUPS, VISIT_MONTH
from polku.insight.measures.model import Asked, Figures, Tables, TalliedMeasure, Tally


def _records(tables: Tables, asked: Asked) -> ir.Table:
    return with_age_band(tables["encounter"])


def broken(r: ir.Table) -> dict[str, Any]:
    """Whether a record breaks each rule of `polku.definitions.plausibility`."""
    missing = {
        "no-person": "person_id",
        "no-unit": "unit_id",
        "no-service": "service",
        "no-profession": "profession",
        "no-professional": "professional_id",
        "no-contact-type": "contact_type",
        "no-urgency": "urgency",
    }
    moments = ("contacted_at", "assessed_at", "booked_at", "starts_at")
    longest = ibis.interval(hours=int(LONGEST_VISIT.total_seconds() // 3600))
    return {
        **{rule: r[name].isnull() for rule, name in missing.items()},
        "no-moment": ibis.coalesce(*(r[name] for name in moments)).isnull(),
        "no-need-assessment": r["realised"] & (r["urgency"] == NON_URGENT) & r["assessed_at"].isnull(),
        "visit-before-contact": r["starts_at"] < r["contacted_at"],
        "visit-before-assessment": r["starts_at"] < r["assessed_at"],
        "visit-before-booking": r["starts_at"] < r["booked_at"],
        "assessment-before-contact": r["assessed_at"] < r["contacted_at"],
        "end-before-start": r["ended_at"] < r["starts_at"],
        "too-long": r["ended_at"] > r["starts_at"] + longest,
        "cancelled-after-end": r["ended_at"] < r["cancelled_at"],
        "age": ~r["age"].between(0, OLDEST),
    }


def _broken(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """Records by the rules that they break, told as one number: a bit for each rule, in the order of RULES."""
    conditions = broken(rows)
    bits = [ibis.ifelse(certain(conditions[rule]), 1 << place, 0) for place, rule in enumerate(RULES)]
    rows = rows.mutate(broken=reduce(add, bits))
    return grouped(rows, (*by, "broken"), {"records": rows.count()})


def _by_rule(tallies: Sequence[Tally], asked: Asked) -> Figures:
    def records(bits: int) -> int:
        return sum(tally["records"] for tally in tallies if tally["broken"] & bits)

    whole = sum(tally["records"] for tally in tallies)
    told = {rule: share(records(1 << place), whole) for place, rule in enumerate(RULES)}
    return {"all": share(records(-1), whole), **told}


DOCUMENTATION_QUALITY = TalliedMeasure(
    id="documentation-quality",
    name={"fi": "Kirjaamisen laatu", "sv": "Dokumentationens kvalitet", "en": "Quality of documentation"},
    definition={
        "fi": ("Osuus kirjauksista, jotka rikkovat nimettyä uskottavuussääntöä; kaikista kerrotaan ne, jotka rikkovat jotakin."),
        "sv": ("Andelen anteckningar som bryter mot en namngiven rimlighetsregel; av alla anges de som bryter mot någon."),
        "en": "The share of records that break a named rule of plausibility; of all, those that break any.",
    },
    source={
        "fi": "Säännöt: polku.definitions.plausibility",
        "sv": "Reglerna: polku.definitions.plausibility",
        "en": "Rules of polku.definitions.plausibility",
    },
    unit="percent",
    better="lower",
    numerator={
        "fi": "Sääntöä rikkovat kirjaukset",
        "sv": "Anteckningar som bryter mot regeln",
        "en": "Records that break the rule",
    },
    denominator={"fi": "Kaikki kirjaukset", "sv": "Alla anteckningar", "en": "All records"},
    groups=MappingProxyType({**{n: VISIT_GROUPS[n] for n in ("service", "profession", "unit", "month")}, "rule": "rule"}),
    period=VISIT_MONTH,
    missing={
        "fi": "Puuttuva tieto rikkoo vain sitä vaativaa sääntöä",
        "sv": "En uppgift som saknas bryter endast mot regeln som kräver den",
        "en": "What is missing breaks only the rule that asks for it",
    },
    disclosure="none",
    dated_by=("starts_at",),
    rows=_records,
    tally=_broken,
    figures=_by_rule,
    split="rule",
    usual_by=("rule",),
)


def _feedback(tables: Tables, asked: Asked) -> ir.Table:
    return with_age_band(tables["feedback"])


def _opinions(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    said = rows["recommends"]
    figures = {
        "answers": counted(said.notnull()),
        "promoters": counted(said >= PROMOTER),
        "detractors": counted(said <= DETRACTOR),
    }
    for number in range(1, STATEMENTS + 1):
        opinion = rows[f"statement_{number}"].nullif(0).cast("int64")
        figures |= {f"sum_{number}": opinion.sum(), f"many_{number}": opinion.count()}
    figures = {name: figure.coalesce(0) for name, figure in figures.items()}
    return grouped(rows, by, {"forms": rows.count(), **figures})


def _experience(tallies: Sequence[Tally], asked: Asked) -> Figures:
    def total(name: str) -> int:
        return sum(tally[name] for tally in tallies)

    score = Nps(total("promoters"), total("detractors"), total("answers"))
    low, high = score.interval or (None, None)
    means = {
        f"statement_{number}": total(f"sum_{number}") / total(f"many_{number}") if total(f"many_{number}") else None
        for number in range(1, STATEMENTS + 1)
    }
    return {
        "value": score.value,
        "low": low,
        "high": high,
        "promoters": score.promoters,
        "detractors": score.detractors,
        "n": score.answers,
        "forms": total("forms"),
        **means,
    }


EXPERIENCE = TalliedMeasure(
    id="experience",
    name={"fi": "Asiakaskokemus", "sv": "Klientupplevelse", "en": "Client experience"},
    definition={
        "fi": (
            "Suositteluindeksi NPS: suosittelijoiden (9–10) osuus vähennettynä "
            "arvostelijoiden (0–6) osuudella, ja väittämien keskiarvot."
        ),
        "sv": (
            "Rekommendationsindexet NPS: andelen som rekommenderar (9–10) minus "
            "andelen kritiska (0–6), och påståendenas medelvärden."
        ),
        "en": (
            "The recommendation score NPS: the share of promoters (9–10) less that "
            "of detractors (0–6); and means of the statements."
        ),
    },
    source={
        "fi": "Kansallinen yhtenäinen asiakaspalaute; 95 %:n väli osuuksien erotuksen keskivirheestä",
        "sv": "Den nationella enhetliga klientresponsen; 95 % intervall enligt medelfelet för en skillnad mellan andelar",
        "en": "National uniform client feedback; 95 % interval by the standard error of a difference of shares",
    },
    unit="points",
    better="higher",
    denominator={
        "fi": "Suositteluun vastanneet",
        "sv": "De som svarat på rekommendationen",
        "en": "Those who answered the question",
    },
    groups=MappingProxyType(
        {"service": "service", "unit": "unit_id", "month": "month", "age": "age_band", "sex": "sex", "language": "language"}
    ),
    period={
        "fi": "Palautteen kuukausi Suomen aikaa",
        "sv": "Responsens månad i finsk tid",
        "en": "Month of the feedback in Finnish time",
    },
    missing={
        "fi": "Väittämän 0 (ei koske minua) ja tyhjä vastaus jäävät keskiarvon ulkopuolelle",
        "sv": "Påståendets 0 (gäller inte mig) och ett tomt svar räknas inte i medelvärdet",
        "en": "A statement's 0 (does not concern me) and an empty answer are left out of its mean",
    },
    disclosure="people",
    tables=("feedback",),
    rows=_feedback,
    tally=_opinions,
    figures=_experience,
)
