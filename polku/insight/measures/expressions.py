"""The words of `polku.definitions` as Ibis expressions, the same on every engine."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from polku.definitions.ages import BANDS
from polku.definitions.contacts import NON_URGENT
from polku.insight.canonical import TABLES

STAMPS = ("contacted_at", "assessed_at", "booked_at")


def table(name: str) -> ir.Table:
    """A canonical table, for an engine to bind; coded columns as their texts."""
    kinds = ((field.name, field.type) for field in TABLES[name])
    plain = [(word, kind.value_type if pa.types.is_dictionary(kind) else kind) for word, kind in kinds]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(plain)), name=name)


def client_contacts(rows: ir.Table) -> ir.Table:
    """Realised client contacts."""
    return rows.filter(rows["realised"], rows["client_contact"])


def eligible(rows: ir.Table) -> ir.Table:
    """Realised, non-urgent client contacts."""
    return client_contacts(rows).filter(lambda visits: visits["urgency"] == NON_URGENT)


def with_age_band(rows: ir.Table) -> ir.Table:
    band = ibis.cases(*((rows["age"] >= first, name) for name, first in reversed(BANDS)))
    return rows.mutate(age_band=band)


def earliest(rows: ir.Table, *names: str) -> Any:
    """The earliest known of several moments."""
    return ibis.least(*(rows[name] for name in names))


def month_number(moment: Any) -> Any:
    """Months since year 0 of the Helsinki month that holds a moment. Since 1996 summer time is in force at the beginning
    of April to October, and at that of no other month. Engines keep UTC, and a moment without its zone is quicker."""
    plain = moment.cast("timestamp")
    summer, winter = plain + ibis.interval(hours=3), plain + ibis.interval(hours=2)
    return ibis.ifelse(summer.month().between(4, 10), _months(summer), _months(winter)).cast("int64")


def _months(moment: Any) -> Any:
    return moment.year() * 12 + moment.month() - 1


def day_number(moment: Any) -> Any:
    """Days since 1970 of the Helsinki day that holds a moment. Since 1996 summer time is in force from the last Sunday of March
    to that of October, from 1 o'clock UTC to 1 o'clock UTC."""
    moment, seconds = moment.cast("timestamp"), moment.epoch_seconds()
    year = moment.year().cast("int64")
    now = moment.month().cast("int64") * 10_000 + moment.day().cast("int64") * 100 + moment.hour().cast("int64")
    sundays = [31 - ((5 * year) // 4 + past) % 7 for past in (4, 1)]
    summer = (now >= 30_001 + 100 * sundays[0]) & (now < 100_001 + 100 * sundays[1])
    return ((seconds + ibis.ifelse(summer, 3, 2) * 3600) // 86_400).cast("int64")


def hour_number(moment: Any) -> Any:
    """Whole UTC hours since 1970: changes of the clock fall on them, so a Helsinki day can be told from one."""
    return (moment.epoch_seconds() // 3600).cast("int64")


def at(moment: datetime) -> Any:
    return ibis.literal(moment, type="timestamp('UTC')")


def certain(condition: Any) -> Any:
    """What is not known to hold does not."""
    return condition.fill_null(False)


def counted(condition: Any) -> Any:
    """How many rows it holds of."""
    return ibis.ifelse(certain(condition), 1, 0).sum()


def among(column: Any, words: Collection[str], unknown: str) -> Any:
    """One of the words; the word for unknown means none."""
    found = certain(column.isin([word for word in words if word != unknown]))
    return found | column.isnull() if unknown in words else found


def grouped(rows: ir.Table, columns: Sequence[str], figures: Mapping[str, Any]) -> ir.Table:
    return rows.group_by(list(columns)).aggregate(**figures) if columns else rows.aggregate(**figures)
