"""Whatever the size, the months and the seed: no row that could not be, and derived columns as their definitions say."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.definitions.contacts import is_client_contact, is_realised
from polku.definitions.waiting import earliest_contact, waiting_days
from polku.insight.synthetic.make import Maker, prepare
from polku.insight.synthetic.rows import residents_table
from polku.insight.synthetic.settings import load_county
from polku.insight.tables import LOADED, derive

COUNTY = load_county("varsinais-suomi")
HELSINKI = ZoneInfo("Europe/Helsinki")

makers = st.builds(
    lambda residents, months, seed, until: prepare(COUNTY, residents=residents, months=months, seed=seed, until=until),
    residents=st.integers(1, 400),
    months=st.integers(1, 30),
    seed=st.integers(0, 2**63 - 1),
    until=st.dates(date(1999, 1, 1), date(2050, 12, 31)),
)
some = settings(max_examples=25, deadline=None)


def rows_of(maker: Maker) -> pa.Table:
    return pa.concat_tables([maker.month(number) for number in range(len(maker.plan.months))])


@some
@given(makers)
def test_no_row_is_impossible(maker):
    residents = {row["person_id"]: row for row in residents_table(maker.plan).to_pylist()}
    for row in rows_of(maker).to_pylist():
        start = row["starts_at"]
        order = [row["contacted_at"], row["assessed_at"], row["booked_at"], start]
        known = [moment for moment in order if moment is not None]
        assert known == sorted(known)
        if row["cancelled_at"] is not None:
            assert row["ended_at"] is None
            assert all(moment <= row["cancelled_at"] for moment in known[:-1]) and row["cancelled_at"] <= start
        assert row["ended_at"] is None or row["ended_at"] > start
        assert 0 <= row["age"] <= residents[row["person_id"]]["age"] <= 101
        assert row["sex"] == residents[row["person_id"]]["sex"]
        assert 7 <= start.astimezone(HELSINKI).hour < 20


@some
@given(makers)
def test_derived_columns_are_what_their_definitions_say(maker):
    rows = rows_of(maker)
    assert rows.schema.equals(LOADED)
    assert rows.to_pylist() == derive(rows).to_pylist()
    for row in rows.slice(0, 300).to_pylist():
        start, assessed = row["starts_at"], row["assessed_at"]
        contact = earliest_contact([row["contacted_at"], assessed, row["booked_at"]])
        assert row["days_from_need_assessment"] == waiting_days(assessed, start)
        assert row["days_from_earliest_contact"] == waiting_days(contact, start)
        assert row["realised"] == is_realised(start, row["cancelled_at"])
        assert row["client_contact"] == is_client_contact(row["contact_type"])
        assert row["month"] == f"{start.astimezone(HELSINKI):%Y-%m}"


@some
@given(makers, st.data())
def test_months_are_calendar_months_up_to_the_last_day(maker, data):
    months = maker.plan.months
    codes = [int(month.name[:4]) * 12 + int(month.name[5:]) for month in months]
    assert codes == list(range(codes[0], codes[0] + len(codes)))
    number = data.draw(st.integers(0, len(months) - 1))
    days = {moment.astimezone(HELSINKI).date() for moment in maker.month(number)["starts_at"].to_pylist()}
    last = date(1970, 1, 1).toordinal() + months[-1].first + months[-1].days - 1
    assert all(f"{day:%Y-%m}" == months[number].name and day.toordinal() <= last for day in days)


@some
@given(makers)
def test_a_month_is_the_same_whatever_was_made_before_it(maker):
    last = len(maker.plan.months) - 1
    alone = maker.month(last)
    maker.month(0)
    assert maker.month(last).equals(alone)
    numbers = rows_of(maker)["encounter_id"].to_pylist()
    assert len(set(numbers)) == len(numbers)
