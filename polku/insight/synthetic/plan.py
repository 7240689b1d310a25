"""The plan of the whole period: the visits of each group and day, and how waits and stamps change.

A group is one stream (profession in a service) in one unit. Pace and stamp shares go up over the months,
and pace differs by unit, around a middle: the weighted mean over all the visits is what the settings give,
so the whole period shows the published distribution while its months and units differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from polku.insight.synthetic.period import Calendar, Month, busyness, calendar_of
from polku.insight.synthetic.residents import DAYS_IN_YEAR, Residents
from polku.insight.synthetic.settings import County, Stream
from polku.insight.synthetic.waits import Coverage, Stratum, coverage, strata_of

MOST_PACE_CHANGE = 0.12
MOST_ASSESSMENT_CHANGE = 0.5
VISITS_OF_A_PROFESSIONAL = 2400
POOL_MULTIPLE = 4
"""Places in a unit's pool for each person of average use."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pools:
    """`members` holds residents by service and unit, each as often as their use of it."""

    members: npt.NDArray[np.int32]
    start: dict[tuple[str, int], int]
    size: dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Groups:
    """One entry a group. `daily` is rows on an average day; `stream` and `unit` index the settings' lists."""

    stream: Ints
    unit: Ints
    daily: Floats
    pool_start: Ints
    pool_size: Ints
    eldest: Ints
    """The eldest resident of the pool: old enough for any visit."""
    professionals: Ints
    professional_start: Ints


@dataclass(frozen=True, slots=True)
class Plan:
    county: County
    residents: Residents
    months: tuple[Month, ...]
    calendar: Calendar
    pools: Pools
    groups: Groups
    strata: tuple[Stratum, ...]
    assessed: Floats
    """Share of visits with a need assessment, shape (months, groups)."""
    contacted: Floats
    """Share of visits with any contact, shape (months, groups)."""
    pace: Floats
    """Shape (months, groups, 2): of the assessed, of the otherwise contacted."""


def make_plan(county: County, residents: Residents, months: tuple[Month, ...]) -> Plan:
    pools = _pools(county, residents)
    return _planned(county, residents, months, pools, _groups(county, residents, pools))


def of_other_months(plan: Plan, months: tuple[Month, ...]) -> Plan:
    """The same people in the same groups."""
    return _planned(plan.county, plan.residents, months, plan.pools, plan.groups)


def _planned(county: County, residents: Residents, months: tuple[Month, ...], pools: Pools, groups: Groups) -> Plan:
    calendar = calendar_of(months)
    assessed, contacted, change = _changes(county, months, calendar)
    unit_pace = _unit_pace(county, groups)
    return Plan(
        county=county,
        residents=residents,
        months=months,
        calendar=calendar,
        pools=pools,
        groups=groups,
        strata=strata_of(county.waits),
        assessed=assessed[:, groups.stream],
        contacted=contacted[:, groups.stream],
        pace=change[:, groups.stream, :] + unit_pace[None, :, None],
    )


def rows_for_one_visit(stream: Stream) -> float:
    """Rows for each eligible visit, counting in the urgent, the indirect and the cancelled."""
    return 1 / (1 - stream.urgent - stream.indirect - stream.cancelled)


def _pools(county: County, residents: Residents) -> Pools:
    parts, start, size, end = [], {}, {}, 0
    for service in county.services:
        use = np.array(service.use_by_age)[residents.band] * residents.frailty
        places = _places(use)
        unit = residents.unit[service.key]
        order = np.argsort(unit, kind="stable")
        members = np.repeat(order, places[order]).astype(np.int32)
        sizes = np.bincount(unit, weights=places, minlength=len(residents.units)).astype(np.int64)
        for index in np.flatnonzero(sizes):
            start[service.key, int(index)] = end
            size[service.key, int(index)] = int(sizes[index])
            end += int(sizes[index])
        parts.append(members)
    return Pools(np.concatenate(parts), start, size)


def _places(use: Floats) -> Ints:
    """Whole places in proportion to use, rounded so that the sum is kept."""
    mean = float(use.mean()) or 1.0
    edges = np.rint(np.cumsum(use / mean * POOL_MULTIPLE)).astype(np.int64)
    return np.diff(edges, prepend=0)


def _groups(county: County, residents: Residents, pools: Pools) -> Groups:
    """In the order of service, unit and profession, which is the order of the rows."""
    streams = list(county.streams)
    pairs = [(index, unit) for service, unit in pools.start for index, stream in enumerate(streams) if stream.service == service]
    keys = [(streams[index].service, unit) for index, unit in pairs]
    size = np.array([pools.size[key] for key in keys])
    start = np.array([pools.start[key] for key in keys])
    whole = {s.key: sum(n for (key, _), n in pools.size.items() if key == s.key) for s in county.services}
    rate = np.array([streams[i].visits * rows_for_one_visit(streams[i]) / county.people for i, _ in pairs])
    share = size / np.array([whole[service] for service, _ in keys])
    yearly = rate * len(residents) * share
    professionals = np.maximum(1, np.rint(yearly / VISITS_OF_A_PROFESSIONAL + 0.5)).astype(np.int64)
    births = residents.birth[pools.members]
    eldest = [pools.members[b + int(np.argmin(births[b : b + n]))] for b, n in zip(start, size, strict=True)]
    return Groups(
        stream=np.array([index for index, _ in pairs]),
        unit=np.array([unit for _, unit in pairs]),
        daily=yearly / DAYS_IN_YEAR,
        pool_start=start,
        pool_size=size,
        eldest=np.array(eldest),
        professionals=professionals,
        professional_start=np.cumsum(professionals) - professionals,
    )


def _changes(county: County, months: tuple[Month, ...], calendar: Calendar) -> tuple[Floats, Floats, Floats]:
    """By month and stream: shares assessed and contacted, and the change of pace of both kinds."""
    volume = {s.key: np.array([busyness(s, county.season, month, calendar).sum() for month in months]) for s in county.services}
    years = len(months) / 12
    place = np.linspace(-1, 1, len(months)) if len(months) > 1 else np.zeros(1)
    shape = (len(months), len(county.streams))
    assessed, contacted, pace = np.empty(shape), np.empty(shape), np.empty((*shape, 2))
    covered = {part.key: _coverage_of(county, part.key) for part in county.waits}
    swing = min(MOST_PACE_CHANGE, county.trend.pace * years / 2)
    for index, stream in enumerate(county.streams):
        weight = volume[stream.service]
        cover = covered[stream.waits]
        rising = place - _mean(place, weight)
        room = min(cover.any_contact - cover.need_assessment, 1 - cover.any_contact) / 3
        gain = min(MOST_ASSESSMENT_CHANGE, county.trend.need_assessment_stamps * years / 2)
        assessed[:, index] = cover.need_assessment + min(gain * cover.need_assessment, room) * rising
        contacted[:, index] = cover.any_contact + min(county.trend.contact_stamps * years / 2, room) * rising
        for kind, share in enumerate((assessed[:, index], contacted[:, index] - assessed[:, index])):
            pace[:, index, kind] = swing * (place - _mean(place, weight * share))
    return assessed, contacted, pace


def _coverage_of(county: County, waits: str) -> Coverage:
    part = next(part for part in county.waits if part.key == waits)
    return coverage(part, sum(stream.visits for stream in county.streams if stream.waits == waits))


def _unit_pace(county: County, groups: Groups) -> Floats:
    """Each unit's pace less the mean of the stream, so that the stream's visits as a whole keep theirs."""
    given = np.array(list(county.pace.values()))[groups.unit]
    total = np.bincount(groups.stream, weights=groups.daily, minlength=len(county.streams))
    mean = np.bincount(groups.stream, weights=groups.daily * given, minlength=len(county.streams))
    return np.asarray(given - (mean / np.where(total > 0, total, 1))[groups.stream])


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float(values @ weights) / total if total > 0 else float(values.mean())
