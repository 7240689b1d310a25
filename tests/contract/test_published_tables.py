"""The three published tables come out to the digit from records imported and measured by the commands."""

from pathlib import Path

import pytest

from polku.insight.measures.model import percent
from tests.avohilmo import imported, measured
from tests.published import tables, write_records

TABLES = tables()


@pytest.mark.parametrize("number", TABLES)
def test_a_published_table_comes_out_to_the_digit(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = TABLES[number], tmp_path / "lake"
    rows = write_records(table, tmp_path / "records.csv")
    assert imported(tmp_path / "records.csv", out) == 0
    assert f"{rows} rows added, 0 rejected" in capsys.readouterr().out
    answer = measured(capsys, out, "--clock", table.clock, "--service", table.service, "--by", "profession")
    found = {row["profession"]: row for row in answer["rows"]}
    assert answer["rows"][0]["profession"] == "all"
    for name, published in table.professions.items():
        row = found[name]
        assert row["total"] == published.total
        assert row["buckets"] == published.counts
        assert {bucket: row["shares"][bucket] for bucket in published.shares} == published.shares
        assert row["eligible"] == published.eligible.middle
        assert row["coverage"] == percent(published.total, row["eligible"])
        for bucket, coverage in published.coverages.items():
            assert whole_percent(row["buckets"][bucket], row["eligible"]) == coverage


def test_the_published_coverages_contradict_each_other() -> None:
    """Both tables speak of the county's non-urgent outpatient visits of one year, yet no total fits both."""
    by_assessment, by_contact = (TABLES[number].professions["all"].eligible for number in (1, 2))
    assert (by_assessment.least, by_assessment.most) == (808_585, 854_000)
    assert (by_contact.least, by_contact.most) == (921_064, 938_223)
    assert by_assessment.possible
    assert by_contact.possible
    assert not by_assessment.agrees_with(by_contact)


@pytest.mark.parametrize("profession", ["physician", "nurse_or_public_health_nurse"])
def test_the_professions_alone_could_agree(profession: str) -> None:
    first, second = (TABLES[number].professions[profession].eligible for number in (1, 2))
    assert first.agrees_with(second)


def whole_percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)
