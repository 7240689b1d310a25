"""Every declared measure by its id."""

from collections.abc import Mapping
from types import MappingProxyType

from polku.insight.measures.access import ACCESS
from polku.insight.measures.library.cohorts import LONG_COVID
from polku.insight.measures.library.contacts import FIRST_CONTACT_RESOLUTION, STAFF_LOAD
from polku.insight.measures.library.limits import UNITS_REACHING, WITHIN_LIMIT
from polku.insight.measures.library.people import CONTINUITY, HEAVY_USERS
from polku.insight.measures.library.quality import DOCUMENTATION_QUALITY, EXPERIENCE
from polku.insight.measures.library.segments import SEGMENTS
from polku.insight.measures.library.shares import NO_SHOWS, REMOTE_SHARE, STAMP_COVERAGE
from polku.insight.measures.library.volumes import DEMAND, SERVICE_DEBT, THROUGHPUT
from polku.insight.measures.library.waits import QUEUE, T3, WAIT_PERCENTILES
from polku.insight.measures.model import Measure, TalliedMeasure

TALLIED: Mapping[str, TalliedMeasure] = MappingProxyType(
    {
        measure.id: measure
        for measure in (
            WITHIN_LIMIT,
            UNITS_REACHING,
            WAIT_PERCENTILES,
            STAMP_COVERAGE,
            REMOTE_SHARE,
            CONTINUITY,
            T3,
            DEMAND,
            THROUGHPUT,
            FIRST_CONTACT_RESOLUTION,
            STAFF_LOAD,
            QUEUE,
            NO_SHOWS,
            HEAVY_USERS,
            SEGMENTS,
            LONG_COVID,
            SERVICE_DEBT,
            EXPERIENCE,
            DOCUMENTATION_QUALITY,
        )
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType({ACCESS.id: ACCESS, **TALLIED})
