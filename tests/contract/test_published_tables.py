"""The three published tables come out to the digit from records imported and measured by the commands."""

from pathlib import Path

import pytest

from tests.avohilmo import imported, measured
from tests.published import question, tables, to_the_digit, write_records

TABLES = tables()


@pytest.mark.parametrize("number", TABLES)
def test_a_published_table_comes_out_to_the_digit(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = TABLES[number], tmp_path / "lake"
    rows = write_records(table, tmp_path / "records.csv")
    assert imported(tmp_path / "records.csv", out) == 0
    assert f"{rows} rows added, 0 rejected" in capsys.readouterr().out
    assert to_the_digit(table, measured(capsys, out, *question(table)))


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
