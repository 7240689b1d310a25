"""Each measure against the same question by hand-written DuckDB SQL.

    python -m bench.every_measure [--residents N] [--months M] [--rounds R] [--data DIR] [--only ID …] [--record]

Both read the same Parquet files of one synthetic county and open their own connection. They alternate A B B A; both have run
once before, and the values of that run are proven equal. Goal: at most 1.1 times the hand-written query. Exits 1 above it.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from bench import report
from bench.measures import GOAL, make_county
from polku.insight.lake import Lake
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Files
from polku.insight.measures.tallied import complete, run

CONTACT = "realised AND client_contact"
ELIGIBLE = f"{CONTACT} AND urgency = 'E'"
MONTH = "CASE WHEN grouping(month) = 1 THEN 'all' ELSE coalesce(month, 'unknown') END"
SETS = "GROUP BY GROUPING SETS ((), (month))"
FIRST = "least(contacted_at, assessed_at, booked_at, starts_at)"
HELSINKI_DAY = "CAST(timezone('Europe/Helsinki', {}) AS DATE)"
CALENDAR = "snapshot_at, professional_id, unit_id, service, profession"


@dataclass(frozen=True, slots=True)
class Hand:
    """The SQL: a group and its value in each row. `room` is how far the value may be: a quantile by hand is the next value
    where the measure takes the lower."""

    sql: str
    by: tuple[str, ...] = ("month",)
    options: Mapping[str, Any] = field(default_factory=dict)
    room: float = 0


def whole(sql: str, room: float = 0, **options: Any) -> Hand:
    return Hand(sql, (), {name.replace("_", "-"): value for name, value in options.items()}, room)


def by_hand(at: datetime, base: tuple[str, str]) -> dict[str, Hand]:
    """Of each measure; `at` is a moment in the middle of the data, `base` its first year."""
    days = complete(TALLIED["first-contact-resolution"], Asked())["days"]
    moment = f"TIMESTAMPTZ '{at.isoformat()}'"
    return {
        "wait-percentiles": Hand(
            f"SELECT {MONTH}, quantile_disc(days_from_need_assessment, 0.5), quantile_disc(days_from_need_assessment, 0.9) "
            f"FROM encounter WHERE {ELIGIBLE} {SETS}", room=1,
        ),
        "stamp-coverage": Hand(f"SELECT {MONTH}, 100 * count(assessed_at) / count(*) FROM encounter WHERE {ELIGIBLE} {SETS}"),
        "remote-share": Hand(
            f"SELECT {MONTH}, 100 * count(*) FILTER (WHERE contact_type IN ('R52', 'R55', 'R56')) / count(*) "
            f"FROM encounter WHERE {CONTACT} {SETS}"
        ),
        "throughput": Hand(f"SELECT {MONTH}, count(*) FROM encounter WHERE {CONTACT} {SETS}"),
        "demand": Hand(
            f"WITH begun AS (SELECT strftime(timezone('Europe/Helsinki', {FIRST}), '%Y-%m') AS month "
            f"FROM encounter WHERE {CONTACT}) SELECT {MONTH}, count(*) FROM begun {SETS}"
        ),
        "continuity": whole(f"""
            WITH pairs AS (SELECT person_id, coalesce(professional_id, unit_id) AS provider, count(*) AS n
                           FROM encounter WHERE {CONTACT} AND person_id IS NOT NULL GROUP BY ALL),
            people AS (SELECT sum(n) AS total, sum(n * n) AS squares FROM pairs WHERE provider IS NOT NULL GROUP BY person_id)
            SELECT 'all', avg((squares - total) / (total * (total - 1))) FROM people WHERE total >= 3"""),
        "heavy-users": whole(f"""
            WITH people AS (SELECT count(*) AS n FROM encounter WHERE {CONTACT} AND person_id IS NOT NULL GROUP BY person_id),
            ranked AS (SELECT n, row_number() OVER (ORDER BY n DESC) AS place, count(*) OVER () AS many FROM people)
            SELECT 'all', 100 * sum(n) FILTER (WHERE place <= ceil(0.1 * many)) / sum(n) FROM ranked"""),
        "first-contact-resolution": Hand(f"""
            WITH contacts AS (
                SELECT month, source, starts_at, lag(starts_at) OVER w AS before, lead(starts_at) OVER w AS after FROM encounter
                WHERE {CONTACT} AND person_id IS NOT NULL
                WINDOW w AS (PARTITION BY person_id, service ORDER BY starts_at, source, encounter_id)),
            ended AS (SELECT source, max(starts_at) AS latest FROM contacts GROUP BY source)
            SELECT {MONTH}, 100 * count(*) FILTER (WHERE after IS NULL OR after > starts_at + INTERVAL {days} DAY) / count(*)
            FROM contacts JOIN ended USING (source)
            WHERE (before IS NULL OR before + INTERVAL {days} DAY < starts_at) AND starts_at + INTERVAL {days} DAY <= latest
            {SETS}"""),
        "staff-load": whole(f"""
            WITH days AS (SELECT professional_id, {HELSINKI_DAY.format("starts_at")} AS day, count(*) AS n
                          FROM encounter WHERE {CONTACT} AND professional_id IS NOT NULL GROUP BY ALL)
            SELECT 'all', quantile_disc(n, 0.5), quantile_disc(n, 0.9), count(DISTINCT professional_id) FROM days""", room=1),
        "queue": whole(f"""
            WITH waiting AS (SELECT least(contacted_at, assessed_at, booked_at) AS begun FROM encounter
                WHERE begun <= {moment} AND NOT coalesce(starts_at <= {moment}, false)
                AND NOT coalesce(cancelled_at <= {moment}, false)),
            ages AS (SELECT {HELSINKI_DAY.format(moment)} - {HELSINKI_DAY.format("begun")} AS age FROM waiting)
            SELECT 'all', count(*), quantile_disc(age, 0.5), quantile_disc(age, 0.9) FROM ages""", at=at),
        "service-debt": whole(f"""
            WITH came AS (SELECT month, count(*) AS n FROM encounter WHERE {CONTACT} GROUP BY month),
            base AS (SELECT month[6:] AS season, avg(n) AS expected FROM came
                     WHERE month BETWEEN '{base[0]}' AND '{base[1]}' GROUP BY ALL)
            SELECT 'all', sum(expected - n) FROM came JOIN base ON month[6:] = season WHERE month > '{base[1]}'""", base=base),
        "no-shows": Hand(f"""
            SELECT {MONTH}, 100 * count(*) FILTER (WHERE ending = 'not-arrived') / count(*)
            FROM booking WHERE ending IN ('arrived', 'not-arrived') {SETS}"""),
        "experience": Hand(f"""
            SELECT {MONTH}, 100 * (count(*) FILTER (WHERE recommends >= 9) - count(*) FILTER (WHERE recommends <= 6))
            / count(recommends), avg(nullif(statement_1, 0)), avg(nullif(statement_2, 0)), avg(nullif(statement_3, 0)),
            avg(nullif(statement_4, 0)), avg(nullif(statement_5, 0)) FROM feedback {SETS}"""),
        "t3": whole(f"""
            WITH free AS (SELECT {CALENDAR}, days, row_number() OVER (PARTITION BY {CALENDAR} ORDER BY days, starts_at) AS place
                FROM slot WHERE free AND urgency = 'E' AND days IS NOT NULL AND starts_at >= snapshot_at),
            calendars AS (SELECT DISTINCT {CALENDAR} FROM slot)
            SELECT 'all', quantile_disc(coalesce(days, 182), 0.5)
            FROM calendars LEFT JOIN (FROM free WHERE place = 3) USING ({CALENDAR})""", room=1),
        "documentation-quality": Hand(f"""
            SELECT {MONTH}, 100 * count(*) FILTER (WHERE coalesce(
            person_id IS NULL OR unit_id IS NULL OR service IS NULL OR profession IS NULL OR professional_id IS NULL
            OR contact_type IS NULL OR urgency IS NULL OR coalesce(contacted_at, assessed_at, booked_at, starts_at) IS NULL
            OR (realised AND urgency = 'E' AND assessed_at IS NULL) OR starts_at < contacted_at OR starts_at < assessed_at
            OR starts_at < booked_at OR assessed_at < contacted_at OR ended_at < starts_at
            OR ended_at > starts_at + INTERVAL 24 HOUR OR ended_at < cancelled_at OR age NOT BETWEEN 0 AND 120, false)) / count(*)
            FROM encounter {SETS}"""),
    }  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=490_000)
    parser.add_argument("--months", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--data", type=Path, help="a folder made before, instead of a new county")
    parser.add_argument("--only", nargs="*", help="these measures")
    report.options(parser)
    arguments = parser.parse_args(argv)
    before = report.load()
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        if arguments.data is None:
            make_county(Path(folder), arguments.residents, arguments.months)
        lake = Lake(arguments.data or folder)
        hands = by_hand(*middle_and_first_year(lake))
        chosen = [id for id in hands if not arguments.only or id in arguments.only]
        found = [compared(lake, id, hands[id], arguments.rounds) for id in chosen]
        visits = lake.rows("encounter")
    lines = report.table(["measure", "measure", "by hand", "ratio", "goal"], [each.line() for each in found])
    text = f"Over {visits:,} visits of one county, {arguments.rounds} rounds of A B B A, medians. {report.machine(before)}"
    report.tell("every measure", [text, "", *lines], record=arguments.record)
    return 0 if all(each.reached for each in found) else 1


def middle_and_first_year(lake: Lake) -> tuple[datetime, tuple[str, str]]:
    with opened(lake) as connection:
        asked = "SELECT epoch(quantile_disc(starts_at, 0.5)), min(month) FROM encounter"
        ((seconds, first),) = connection.sql(asked).fetchall()
    year, month = map(int, first.split("-"))
    last = f"{year + (month > 1)}-{(month - 2) % 12 + 1:02}"
    return datetime.fromtimestamp(seconds, UTC), (first, last)


def opened(lake: Lake) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for table in ("encounter", "booking", "feedback", "slot"):
        if files := [str(file) for file in lake.files(table)]:
            connection.read_parquet(files).create_view(table)
    return connection


def compared(lake: Lake, id: str, hand: Hand, rounds: int) -> report.Compared:
    """The first pair of runs warms up and proves the values equal."""

    def measure() -> dict[str, Any]:
        asked = Asked(hand.by, options=hand.options)
        return {row.key.get("month", "all"): row.figures["value"] for row in run(TALLIED[id], Files(lake), asked).rows}

    def sql() -> dict[str, Any]:
        with opened(lake) as connection:
            return {row[0]: row[1] for row in connection.sql(hand.sql).fetchall()}

    differ(id, measure(), sql(), hand.room)
    ours, theirs = report.alternate(measure, sql, rounds)
    found = report.Compared(id, ours, theirs, most=GOAL)
    print(f"every measure: {id}: {report.seconds(ours)}, by hand {report.seconds(theirs)}, {found.ratio:.3f}", flush=True)
    return found


def differ(id: str, ours: dict[str, Any], theirs: dict[str, Any], room: float) -> None:
    wrong = [key for key, value in theirs.items() if not _same(ours.get(key), value, room)]
    if wrong or ours.keys() != theirs.keys():
        raise SystemExit(f"{id}: the measure and the hand-written query disagree on {', '.join(wrong) or 'the groups'}")


def _same(ours: Any, theirs: Any, room: float) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=room)


if __name__ == "__main__":
    sys.exit(main())
