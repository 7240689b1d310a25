"""People with a reason for contact in common."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from polku.definitions.fatigue import REASONS
from polku.insight.measures.expressions import client_contacts, grouped, with_age_band
from polku.insight.measures.library.shares import share
from polku.insight.measures.library.words import VISIT_GROUPS, VISIT_MONTH, WITHOUT_PERSON, register_and
from polku.insight.measures.model import Asked, Figures, Option, Tables, TalliedMeasure, Tally


def _clients(tables: Tables, asked: Asked) -> ir.Table:
    """Client contacts, marked where the client has had an assessment for one of the reasons."""
    made = tables["assessment"]
    named = made.filter(made["reason"].isin(list(asked["reasons"])), made["person_id"].notnull())
    cohort = named.select(member=named["person_id"]).distinct()
    contacts = with_age_band(client_contacts(tables["encounter"]))
    contacts = contacts.filter(contacts["person_id"].notnull())
    joined = contacts.left_join(cohort, contacts["person_id"] == cohort["member"])
    return joined.mutate(inside=ibis.ifelse(joined["member"].notnull(), 1, 0))


def _people(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    people = rows.group_by([*by, "person_id"]).aggregate(inside=rows["inside"].max(), contacts=rows.count())
    figures = {"people": people.count(), "contacts": people["contacts"].sum().cast("int64")}
    return grouped(people, (*by, "inside"), figures)


def _cohort(tallies: Sequence[Tally], asked: Asked) -> Figures:
    def total(name: str, inside: tuple[int, ...]) -> int:
        return sum(tally[name] for tally in tallies if tally["inside"] in inside)

    people, contacts = total("people", (1,)), total("contacts", (1,))
    return {
        **share(people, total("people", (0, 1))),
        "contacts": contacts,
        "contact_share": share(contacts, total("contacts", (0, 1)))["value"],
        "contacts_each": contacts / people if people else None,
    }


def _reasons(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(","))
    if not all(part.replace(".", "").isalnum() and len(part) >= 3 for part in found):
        raise ValueError(text)
    return found


LONG_COVID = TalliedMeasure(
    id="long-covid",
    name={
        "fi": "Pitkittynyt covid ja pitkäkestoinen väsymys",
        "sv": "Långtidscovid och långvarig trötthet",
        "en": "Long covid and lasting fatigue",
    },
    definition={
        "fi": "Osuus asiakkaista, joiden hoidon tarve on arvioitu väsymyksen tai pitkittyneen covidin vuoksi.",
        "sv": "Andelen klienter vars vårdbehov har bedömts på grund av trötthet eller långtidscovid.",
        "en": "The share of clients whose need for care has been assessed for fatigue or long covid.",
    },
    source=register_and(
        {
            "fi": "arvioiden syyt ICPC-2 A04 ja ICD-10 R53, G93.3, U09.9",
            "sv": "bedömningarnas orsaker ICPC-2 A04 och ICD-10 R53, G93.3, U09.9",
            "en": "reasons ICPC-2 A04 and ICD-10 R53, G93.3, U09.9 of assessments",
        }
    ),
    unit="percent",
    better="neither",
    numerator={
        "fi": "Asiakkaat, joiden jokin arvio nimeää syyn (--reasons); lisäksi heidän kontaktiensa määrä ja osuus",
        "sv": "Klienter med en bedömning som anger orsaken (--reasons); därtill kontakternas antal och andel",
        "en": "Clients an assessment of whom names the reason (--reasons); with the number and share of their contacts",
    },
    denominator={
        "fi": "Asiakkaat, joilla on vähintään yksi asiakaskontakti",
        "sv": "Klienter med minst en klientkontakt",
        "en": "Clients with at least one client contact",
    },
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing=WITHOUT_PERSON,
    disclosure="cells",
    tables=("encounter", "assessment"),
    additive=False,
    options=(Option("reasons", _reasons, REASONS, "codes of ICPC-2 or ICD-10, such as A04,U09.9"),),
    rows=_clients,
    tally=_people,
    figures=_cohort,
)
