"""What else is known of a month's visits: assessments, waits with their limits, outcomes; and waits in social services.

Assumed, none of it published: the reasons for contact, how many answer a symptom assessment, how long social services take
and what instruments tell. Limits are those of the law and of the county's targets on the day that the clock started.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.insight.canonical import dictionary
from polku.insight.helsinki import day_numbers
from polku.insight.synthetic.limits import Limits
from polku.insight.synthetic.period import DAY, MINUTE, Month
from polku.insight.tables import MOMENT

ANSWERED_SHARE = 0.03
SYMPTOMS = ("urinary-symptoms", "cough", "sore-throat", "headache", "low-back-pain", "tooth-and-mouth", "fatigue")
SYMPTOM_URGENCY = (0.18, 0.34, 0.27, 0.20, 0.01)
"""Shares of urgency 1 to 5."""
UNNAMED = 0.3
"""Of those who answer, the share that does not sign in."""
REASONS: Mapping[str, tuple[str, ...]] = {
    "outpatient": ("R74", "L03", "A98", "U71", "K86", "S74", "D01", "A03", "N01", "R05"),
    "oral": ("D19", "D82"),
    "physiotherapy": ("L03", "L08", "L15", "L18"),
    "mental_health": ("P76", "P74", "P06", "P01"),
    "home_care": ("A98", "K77", "T90"),
}
FATIGUE = ("A04", "A04", "A04", "R53", "G93.3", "U09.9")
TIRED = 8
"""Of 1024 people, so many are those whose reason is fatigue."""
OUTCOMES: Mapping[str, tuple[str, float, float]] = {"mental_health": ("phq9", 11.0, 27.0), "physiotherapy": ("odi", 24.0, 100.0)}
"""Instrument of a service, its mean and its most points."""
OUTCOME_SHARE = 0.05
SOCIAL: tuple[tuple[str, str, float, float], ...] = (
    ("income_support", "application_to_decision", 20.0, 5.0),
    ("child_protection", "notification_to_handling", 12.0, 4.0),
    ("older_people", "contact_to_assessment", 15.0, 5.0),
    ("adult_social_work", "contact_to_assessment", 10.0, 5.0),
    ("disability", "decision_to_service", 6.0, 45.0),
)
"""Service, clock, how many of a thousand residents in a year, and the mean of days."""
ADULT = 40


def assessments(visits: pa.Table, random: np.random.Generator) -> pa.Table:
    """A need assessment of each visit that has the stamp; and symptom assessments before some of the contacts."""
    made = visits.filter(pc.is_valid(visits["assessed_at"]))
    names = ["person_id", "unit_id", "service", "language"]
    need = made.select(["encounter_id", *names, "profession", "assessed_at"])
    need = need.rename_columns(["assessment_id", *need.column_names[1:]])
    urgent = pc.not_equal(made["urgency"].cast(pa.string()), "E").to_numpy(zero_copy_only=False)
    need = need.append_column("kind", dictionary(["need"], np.zeros(len(need))))
    need = need.append_column("urgency", pa.array(np.where(urgent, 4, random.integers(1, 4, len(need))).astype(np.int8)))
    need = need.append_column("reason", _reasons(made, random))
    known = np.flatnonzero(pc.is_valid(visits["contacted_at"]).to_numpy() & (random.random(len(visits)) < ANSWERED_SHARE))
    answered = visits.take(pa.array(known)).select(["encounter_id", *names, "contacted_at"])
    answered = answered.rename_columns(["assessment_id", *names, "assessed_at"])
    answered = answered.set_column(0, "assessment_id", pc.binary_join_element_wise(answered["assessment_id"], "S", "-"))
    people = pc.if_else(pa.array(random.random(len(known)) < UNNAMED), pa.scalar(None, pa.string()), answered["person_id"])
    answered = answered.set_column(1, "person_id", people)
    answered = answered.append_column("kind", dictionary(["symptom"], np.zeros(len(known))))
    urgency = random.choice(5, len(known), p=np.array(SYMPTOM_URGENCY)) + 1
    answered = answered.append_column("urgency", pa.array(urgency.astype(np.int8)))
    answered = answered.append_column("content", dictionary([*SYMPTOMS], random.integers(0, len(SYMPTOMS), len(known))))
    return pa.concat_tables([need, answered], promote_options="default").unify_dictionaries()


def _reasons(made: pa.Table, random: np.random.Generator) -> pa.DictionaryArray:
    """The usual reasons of the service; fatigue for those few people for whom it is the reason each time."""
    words = sorted({code for codes in (*REASONS.values(), FATIGUE) for code in codes})
    drawn = random.integers(0, 1 << 16, len(made))
    places = np.zeros(len(made), dtype=np.int32)
    services = made["service"].cast(pa.string())
    for service, codes in REASONS.items():
        here = pc.equal(services, service).to_numpy(zero_copy_only=False)
        places[here] = np.array([words.index(code) for code in codes])[drawn[here] % len(codes)]
    tired = tired_people(made["person_id"])
    places[tired] = np.array([words.index(code) for code in FATIGUE])[drawn[tired] % len(FATIGUE)]
    return dictionary(words, places)


def tired_people(people: pa.ChunkedArray) -> np.ndarray:
    """Pseudonyms are as good as drawn, so their first two letters choose of 1024."""
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    chosen = [a + b for a in letters[:1] for b in letters[:TIRED]]
    first = pc.utf8_slice_codeunits(people, 0, 2)
    return np.asarray(pc.is_in(first, value_set=pa.array(chosen)).to_numpy(zero_copy_only=False))


def waits(visits: pa.Table, limits: Limits) -> pa.Table:
    """From need assessment to the visit."""
    known = pc.and_(pc.is_valid(visits["assessed_at"]), pc.is_valid(visits["starts_at"]))
    made = visits.filter(pc.and_(known, pc.is_null(visits["cancelled_at"])))
    days = day_numbers(made["assessed_at"].cast(pa.int64()).to_numpy()).astype(np.int64)
    ages = made["age"].fill_null(ADULT).to_numpy()
    services = made["service"].combine_chunks()
    due = {
        kind: limits.due(
            kind, "assessment_to_care", "health", services.dictionary.to_pylist(), services.indices.to_numpy(), ages, days
        )
        for kind in ("law", "target")
    }
    told = made.select(["encounter_id", "person_id", "unit_id", "service", "assessed_at", "starts_at"])
    told = told.rename_columns(["wait_id", "person_id", "unit_id", "service", "started_at", "ended_at"])
    told = told.append_column("register", dictionary(["health"], np.zeros(len(told))))
    told = told.append_column("clock", dictionary(["assessment_to_care"], np.zeros(len(told))))
    return told.append_column("law_due_at", due["law"]).append_column("target_due_at", due["target"])


def social_waits(residents: int, month: Month, limits: Limits, units: tuple[str, ...], random: np.random.Generator) -> pa.Table:
    """Matters that came to social services in the month; those still open at its end go on for as long as they take."""
    rate = np.array([yearly for _, _, yearly, _ in SOCIAL]) * residents / 1000 * month.days / 365
    kind = np.repeat(np.arange(len(SOCIAL)), random.poisson(rate))
    day = random.integers(month.first, month.first + month.days, len(kind))
    lasted = random.exponential(np.array([mean for *_, mean in SOCIAL])[kind]) * DAY
    started = day * DAY + 7 * 60 * MINUTE
    services = [service for service, *_ in SOCIAL]
    ages = np.full(len(kind), ADULT)
    parts: dict[str, list[pa.Array]] = {"law": [], "target": []}
    for place, (service, clock, *_) in enumerate(SOCIAL):
        here = kind == place
        for name, found in parts.items():
            found.append(limits.due(name, clock, "social", [service], np.zeros(int(here.sum()), np.int64), ages[here], day[here]))
    return pa.table(
        {
            "wait_id": [f"M-{month.name}-{number:06d}" for number in range(len(kind))],
            "unit_id": dictionary([*units], random.integers(0, len(units), len(kind))),
            "service": dictionary(services, kind),
            "register": dictionary(["social"], np.zeros(len(kind))),
            "clock": dictionary([clock for _, clock, *_ in SOCIAL], kind),
            "started_at": pa.array(started).cast(MOMENT),
            "ended_at": pa.array(started + lasted.astype(np.int64)).cast(MOMENT),
            "law_due_at": pa.concat_arrays(parts["law"]),
            "target_due_at": pa.concat_arrays(parts["target"]),
        }
    )


def waited(parts: list[pa.Table], end: int) -> pa.Table:
    """The waits that started by the end; those that went on after it have no end yet."""
    rows = pa.concat_tables(parts, promote_options="default").unify_dictionaries()
    rows = rows.filter(pc.less(rows["started_at"].cast(pa.int64()), end))
    place = rows.column_names.index("ended_at")
    known = pc.less(rows["ended_at"].cast(pa.int64()), end)
    return rows.set_column(place, "ended_at", pc.if_else(known, rows["ended_at"], pa.scalar(None, MOMENT)))


def outcomes(visits: pa.Table, random: np.random.Generator) -> pa.Table:
    """What an instrument told at some of the visits of the services that use one."""
    met = pc.and_(visits["realised"], visits["client_contact"]).to_numpy()
    chosen = visits.take(pa.array(np.flatnonzero(met & (random.random(len(met)) < OUTCOME_SHARE))))
    services = chosen["service"].cast(pa.string())
    chosen = chosen.filter(pc.is_in(services, value_set=pa.array([*OUTCOMES])))
    place = pc.index_in(chosen["service"].cast(pa.string()), value_set=pa.array([*OUTCOMES])).to_numpy().astype(np.int64)
    mean, most = (np.array([told[part] for told in OUTCOMES.values()])[place] for part in (1, 2))
    score = np.rint(np.clip(random.normal(mean, mean / 2), 0, most))
    told = chosen.select(["encounter_id", "person_id", "unit_id", "service", "starts_at"])
    told = told.rename_columns(["outcome_id", "person_id", "unit_id", "service", "measured_at"])
    told = told.append_column("instrument", dictionary([name for name, *_ in OUTCOMES.values()], place))
    return told.append_column("score", pa.array(score))
