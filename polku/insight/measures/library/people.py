"""Measures of people: continuity of care, and how unevenly contacts fall on them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from polku.definitions.concentration import heaviest, tenths
from polku.definitions.continuity import HIGH, INDICES
from polku.foundation.errors import PolkuError
from polku.insight.measures.expressions import client_contacts, counted, grouped, with_age_band
from polku.insight.measures.library.options import choice, number, whole
from polku.insight.measures.library.words import CONTACTS, VISIT_GROUPS, VISIT_MONTH, WITHOUT_PERSON
from polku.insight.measures.model import Asked, Figures, Tables, TalliedMeasure, Tally
from polku.insight.measures.tallied import OF_PEOPLE


def _provided(tables: Tables, asked: Asked) -> ir.Table:
    visits = with_age_band(client_contacts(tables["encounter"]))
    visits = visits.mutate(provider=ibis.coalesce(visits["professional_id"], visits["unit_id"]))
    return visits.filter(visits["person_id"].notnull(), visits["provider"].notnull())


def _indexed(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    """People by their number of contacts and what their index is made of."""
    person = [*by, "person_id"]
    if asked["index"] == "secon":
        window = ibis.window(group_by=person, order_by=[rows["starts_at"], rows["encounter_id"]])
        rows = rows.mutate(before=rows["provider"].lag().over(window))
        same = counted(rows["provider"] == rows["before"])
        people = rows.group_by(person).aggregate(contacts=rows.count(), part=same)
    else:
        pairs = rows.group_by([*person, "provider"]).aggregate(contacts=rows.count())
        part = {"coci": (pairs["contacts"] * pairs["contacts"]).sum(), "upc": pairs["contacts"].max(), "mmci": pairs.count()}
        people = pairs.group_by(person).aggregate(contacts=pairs["contacts"].sum(), part=part[asked["index"]])
    people = people.mutate(contacts=people["contacts"].cast("int64"), part=people["part"].cast("int64"))
    return grouped(people, (*by, "contacts", "part"), {"people": people.count()})


def _index(name: str, visits: int, part: int) -> Fraction:
    """Of a person with so many visits; `part` is Σn², the most to one, the same as before, or the providers. It rises or
    falls by the same with each part."""
    if name == "coci":
        return Fraction(part - visits, visits * (visits - 1))
    if name == "mmci":
        rest = visits + Fraction(1, 10)
        return (1 - part / rest) / (1 - 1 / rest)
    return Fraction(part, visits if name == "upc" else visits - 1)


def _mean_index(tallies: Sequence[Tally], asked: Asked) -> Figures:
    parts: dict[int, dict[int, int]] = {}
    for tally in tallies:
        of_visits = parts.setdefault(tally["contacts"], {})
        of_visits[tally["part"]] = of_visits.get(tally["part"], 0) + tally["people"]
    total, people, high, left_out = Fraction(0), 0, 0, 0
    for visits, counts in parts.items():
        many = sum(counts.values())
        if visits < asked["min-contacts"]:
            left_out += many
            continue
        base = _index(asked["index"], visits, 0)
        step = _index(asked["index"], visits, 1) - base
        total, people = total + base * many + step * sum(part * count for part, count in counts.items()), people + many
        edge = (Fraction(HIGH) - base) / step
        high += sum(count for part, count in counts.items() if (part >= edge if step > 0 else part <= edge))
    return {
        "value": float(total / people) if people else None,
        "n": people,
        "left_out": left_out,
        "high_share": 100 * high / people if people else None,
    }


CONTINUITY = TalliedMeasure(
    id="continuity",
    name={"fi": "Hoidon jatkuvuus", "sv": "Vårdens kontinuitet", "en": "Continuity of care"},
    definition={
        "fi": ("Kuinka paljon asiakkaan kontaktit keskittyvät samoille ammattilaisille: asiakkaiden indeksien keskiarvo."),
        "sv": "Hur mycket klientens kontakter samlas hos samma yrkespersoner: medelvärdet av klienternas index.",
        "en": "How far clients' contacts are with the same professionals: the mean of the clients' indices.",
    },
    source=dict.fromkeys(
        ("fi", "sv", "en"),
        "COCI Bice & Boxerman 1977; UPC Breslau & Reeb 1975; SECON Steinwachs 1979; MMCI Magill & Senf 1987",
    ),
    unit="index",
    better="higher",
    denominator={
        "fi": (
            "Asiakkaat, joilla on vähintään kolme asiakaskontaktia (--min-contacts); ammattiryhmät yhdessä, ellei toisin kysytä"
        ),
        "sv": ("Klienter med minst tre klientkontakter (--min-contacts); yrkesgrupperna tillsammans om inget annat begärs"),
        "en": ("Clients with at least three client contacts (--min-contacts); professions pooled unless one is asked for"),
    },
    groups=MappingProxyType({**VISIT_GROUPS}),
    period=VISIT_MONTH,
    missing={
        "fi": (
            "Ilman ammattilaista kontakti lasketaan yksikölle; vähemmän kontakteja "
            "saaneet jäävät pois ja heidät lasketaan (left_out)"
        ),
        "sv": ("En kontakt utan yrkesperson räknas på enheten; klienter med färre kontakter lämnas bort och räknas (left_out)"),
        "en": ("A contact without a professional is its unit's; clients with fewer contacts are left out and counted (left_out)"),
    },
    disclosure="people",
    additive=False,
    options=(choice("index", INDICES, "coci"), whole("min-contacts", 2, 3)),
    rows=_provided,
    tally=_indexed,
    figures=_mean_index,
)


def with_counted(tables: Tables, asked: Asked) -> ir.Table:
    """Every row of a person, marked where it is a realised client contact; and a row of each person of the population."""
    visits = tables["encounter"]
    visits = with_age_band(visits).mutate(counted=visits["realised"] & visits["client_contact"])
    people = tables["person_period"]
    kinds = visits.schema()
    names = [name for name in kinds if name != "counted"]
    known = {name: people[name] if name in people.columns else ibis.null(kinds[name](nullable=True)) for name in names}
    population = people.select(**known, counted=ibis.literal(False))
    everybody = visits.select(list(population.columns)).union(population)
    return everybody.filter(everybody["person_id"].notnull())


def _users(tables: Tables, asked: Asked) -> ir.Table:
    if asked["of"] == "users":
        contacts = with_age_band(client_contacts(tables["encounter"])).mutate(counted=ibis.literal(True))
        return contacts.filter(contacts["person_id"].notnull())
    for name in asked.by:
        if name not in OF_PEOPLE:
            raise PolkuError(
                f"group {name!r} of a population", f"one of {', '.join(OF_PEOPLE)}", "leave it out, or ask --of users"
            )
    return with_counted(tables, asked)


def _per_person(rows: ir.Table, by: tuple[str, ...], asked: Asked) -> ir.Table:
    if asked["of"] == "users":
        rows = rows.filter(rows["counted"])
    people = rows.group_by([*by, "person_id"]).aggregate(contacts=counted(rows["counted"]))
    people = people.mutate(contacts=people["contacts"].cast("int64"))
    return grouped(people, (*by, "contacts"), {"people": people.count()})


def _uneven(tallies: Sequence[Tally], asked: Asked) -> Figures:
    counts: dict[int, int] = {}
    for tally in tallies:
        if tally["contacts"] or asked["of"] == "population":
            counts[tally["contacts"]] = counts.get(tally["contacts"], 0) + tally["people"]
    people, total = sum(counts.values()), sum(contacts * many for contacts, many in counts.items())
    most = _most(counts, heaviest(people, asked["share"]))
    return {
        "value": 100 * most / total if total else None,
        "numerator": most,
        "denominator": total,
        "n": people,
        "gini": _gini(counts, people, total),
        "lorenz": {word: 100 * (total - _most(counts, people - many)) / total for word, many in tenths(people).items()}
        if total
        else {},
    }


def _most(counts: Mapping[int, int], many: int) -> int:
    """Contacts of so many of the heaviest."""
    found = 0
    for contacts in sorted(counts, reverse=True):
        taken = min(many, counts[contacts])
        found, many = found + taken * contacts, many - taken
    return found


def _gini(counts: Mapping[int, int], people: int, total: int) -> float | None:
    if not total:
        return None
    weighted, before = 0, 0
    for contacts in sorted(counts):
        many = counts[contacts]
        weighted += contacts * many * (2 * before + many + 1) // 2
        before += many
    return float(Fraction(2 * weighted, people * total) - Fraction(people + 1, people))


HEAVY_USERS = TalliedMeasure(
    id="heavy-users",
    name={"fi": "Paljon palveluja käyttävät", "sv": "De som använder mest tjänster", "en": "Heavy users"},
    definition={
        "fi": "Osuus asiakaskontakteista, jotka ovat eniten palveluja käyttävän kymmenesosan.",
        "sv": "Andelen klientkontakter som gäller den tiondel som använder tjänster mest.",
        "en": "The share of client contacts that are those of the tenth of people who use services most.",
    },
    source={
        "fi": "Eniten käyttävien ⌈osuus · n⌉ ihmisen osuus, Gini-kerroin 2Σi·x/(nΣx) − (n+1)/n, Lorenzin käyrä kymmenyksittäin",
        "sv": (
            "Andelen för de ⌈andel · n⌉ personer som använder mest, Gini-koefficienten 2Σi·x/(nΣx) − (n+1)/n, "
            "Lorenzkurvan i tiondelar"
        ),
        "en": "Share of the heaviest ⌈share · n⌉ people, the Gini coefficient 2Σi·x/(nΣx) − (n+1)/n, the Lorenz curve by tenths",
    },
    unit="percent",
    better="neither",
    numerator={
        "fi": "Eniten käyttäneiden kontaktit",
        "sv": "Kontakter av dem som använt mest",
        "en": "Contacts of the heaviest users",
    },
    denominator=CONTACTS,
    groups=VISIT_GROUPS,
    period=VISIT_MONTH,
    missing=WITHOUT_PERSON,
    disclosure="people",
    tables=("encounter", "person_period"),
    additive=False,
    options=(
        number("share", lambda value: 0 < value <= 1, Decimal("0.10"), "a share above 0 and at most 1, such as 0.10"),
        choice("of", ("users", "population"), "users"),
    ),
    rows=_users,
    tally=_per_person,
    figures=_uneven,
)
