"""Brings an AvoHILMO extract into a lake: good rows to `encounter`, bad ones to a report."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from polku.exchange.avohilmo import columns as avo
from polku.exchange.avohilmo.checks import Rejected, check
from polku.exchange.avohilmo.moments import Flags, Moments, read_moments
from polku.exchange.avohilmo.pseudonyms import pseudonymised
from polku.exchange.avohilmo.reading import Extract, read, read_bytes
from polku.exchange.avohilmo.reports import Finding, write_quality, write_rejected
from polku.foundation.errors import PolkuError
from polku.insight.codes import Code, codes
from polku.insight.helsinki import is_repeated
from polku.insight.lake import Lake
from polku.insight.prices import price_list
from polku.insight.tables import derive

SOURCE = "avohilmo"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `added` is 0 when the lake held the file already."""

    added: int
    rejected: int
    findings: tuple[Finding, ...] = ()
    held_already: bool = False


def import_file(path: Path, out: Path) -> Imported:
    """Import a file into the lake at `out`.

    PolkuError when the file lacks a column (nothing is written) or has no good row (only the report of
    rejected rows is written).
    """
    raw = read_bytes(path)
    lake = Lake(out)
    key = f"{SOURCE}:{hashlib.sha256(raw).hexdigest()}"
    if key in lake.sources("encounter"):
        return Imported(added=0, rejected=0, held_already=True)
    extract = read(raw)
    moments = _moments(extract.table)
    sieve = check(
        extract,
        moments=moments,
        services=_by_avohilmo(codes().services),
        contact_types=codes().contact_types,
        held=_held_ids(lake),
    )
    if sieve.good.any() or sieve.rejected:
        write_rejected(out, path.name, sieve.rejected)
    if not sieve.good.any():
        raise _no_good_row(path, out, sieve.rejected)
    clients, identity_codes = pseudonymised(extract.table[avo.CLIENT].filter(pa.array(sieve.good)), out)
    encounters = derive(_encounters(extract, moments, sieve.good, clients, out))
    findings = _findings(moments, sieve.good, encounters, identity_codes)
    write_quality(out, path.name, key, encounters.num_rows, len(sieve.rejected), findings)
    lake.publish("cost", source=f"{SOURCE}:prices", data=price_list(SOURCE))
    lake.publish("encounter", source=key, data=encounters)
    return Imported(encounters.num_rows, len(sieve.rejected), findings)


def _moments(rows: pa.Table) -> dict[str, Moments]:
    """Every column of time stamps, several at once."""
    names = [name for name in avo.MOMENTS if name in rows.column_names]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(names))) as workers:
        return dict(zip(names, workers.map(lambda name: read_moments(rows[name]), names), strict=True))


def _no_good_row(path: Path, out: Path, rejected: list[Rejected]) -> PolkuError:
    if not rejected:
        return PolkuError(found=f"no rows in {path.name}", expected="at least one row after the header")
    return PolkuError(
        found=f"no good row in {path.name}, {len(rejected)} rejected",
        expected="at least one good row",
        mend=f"see {out / 'rejected.csv'}",
    )


def _held_ids(lake: Lake) -> pa.Array:
    """Ids that other AvoHILMO files have brought."""
    files = [
        lake.path / file.path
        for key, source in lake.sources("encounter").items()
        if key.startswith(f"{SOURCE}:")
        for file in source.files
    ]
    try:
        held = [pq.read_table(file, columns=["encounter_id"])["encounter_id"].combine_chunks() for file in files]
    except (OSError, pa.ArrowInvalid) as error:
        raise lake.damage() from error
    return pa.concat_arrays(held) if held else pa.array([], pa.string())


def _encounters(
    extract: Extract, moments: Mapping[str, Moments], good: Flags, clients: pa.ChunkedArray, out: Path
) -> pa.Table:
    rows = extract.table.filter(pa.array(good))
    columns = {
        "encounter_id": rows[avo.ID],
        "person_id": _given(clients),
        "unit_id": _given(rows[avo.UNIT]),
        "service": _mapped(rows[avo.SERVICE], _by_avohilmo(codes().services)),
        "profession": _mapped(rows[avo.PROFESSION], _by_avohilmo(codes().professions), OTHER),
        "contact_type": _given(rows[avo.CONTACT_TYPE]),
        "urgency": _given(rows[avo.URGENCY]),
        "source": pa.repeat(pa.scalar(SOURCE), len(rows)).dictionary_encode(),
    }
    if avo.MUNICIPALITY in rows.column_names:
        columns["municipality"] = _given(rows[avo.MUNICIPALITY])
    if avo.PROFESSIONAL in rows.column_names:
        columns["professional_id"] = _given(pseudonymised(rows[avo.PROFESSIONAL], out)[0])
    for name, read_column in moments.items():
        columns[avo.MOMENTS[name]] = read_column.array().filter(pa.array(good))
    return pa.table(columns)


def _by_avohilmo(lists: Mapping[str, Code]) -> dict[str, str]:
    return {code: entry.key for entry in lists.values() for code in entry.avohilmo}


def _given(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """An empty text is none."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _mapped(texts: pa.ChunkedArray, mapping: Mapping[str, str], rest: str | None = None) -> pa.ChunkedArray:
    """AvoHILMO codes → Polku's keys."""
    places = pc.index_in(texts, value_set=pa.array(list(mapping))).combine_chunks()
    keys = list(mapping.values())
    if rest is not None:
        places = places.fill_null(len(keys))
        keys.append(rest)
    distinct = sorted(set(keys))
    renumbered = pa.array([distinct.index(key) for key in keys], pa.int32()).take(places)
    return pa.DictionaryArray.from_arrays(renumbered, pa.array(distinct))


def _findings(moments: Mapping[str, Moments], good: Flags, encounters: pa.Table, identity_codes: int) -> tuple[Finding, ...]:
    skipped = {name: int((read_column.skipped & good).sum()) for name, read_column in moments.items()}
    repeated = {
        name: int((read_column.given & good & ~read_column.zoned & is_repeated(read_column.wall)).sum())
        for name, read_column in moments.items()
    }
    behind = pc.and_(encounters["realised"], pc.is_null(encounters["days_from_earliest_contact"]))
    stamped = pc.or_(pc.is_valid(encounters["contacted_at"]), pc.is_valid(encounters["booked_at"]))
    late = int(np.sum(pc.and_(behind, stamped).to_numpy()))
    found = (
        Finding("skipped_hour", "in the hour that daylight saving skips: read one hour later", _some(skipped)),
        Finding("repeated_hour", "in the hour that the end of daylight saving repeats: the first", _some(repeated)),
        Finding("contact_after_visit", "no contact before the visit: the wait is unknown", {avo.VISIT: late}),
        Finding("identity_code", "a client id is an identity code: replaced", {avo.CLIENT: identity_codes}),
    )
    return tuple(finding for finding in found if finding.count)


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
