"""Health checks of the unemployed, Satakunta 2019–2021: published counts and shares, and the denominators behind them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from polku.config.cli import main
from polku.definitions.coverage import totals_of_share
from polku.foundation.content import content_root
from polku.insight.measures.published import contradictions, published

FILE = content_root() / "national" / "published" / "unemployed-health-checks-satakunta.csv"


@pytest.mark.parametrize(
    ("count", "share", "least", "most"),
    [
        (47, "16.3", 288, 289),
        (7, "5.9", 118, 119),
        (25, "9.5", 262, 264),
        (1, "100.0", 1, 1),
        (0, "0.0", 1, 10**9),
    ],
)
def test_the_totals_that_give_a_share(count: int, share: str, least: int, most: int) -> None:
    found = totals_of_share(count, Decimal(share))
    assert (found.least, found.most) == (least, most)


def test_every_total_found_gives_the_share_back_and_no_other_does() -> None:
    for figure in published(FILE):
        total = figure.total
        if total.possible:
            assert {rounded(figure.count, whole) for whole in range(total.least, total.most + 1)} == {figure.share}
            assert figure.share not in {rounded(figure.count, total.least - 1), rounded(figure.count, total.most + 1)}


def rounded(count: int, whole: int) -> Decimal:
    """Percent to one decimal, a half upwards."""
    return Decimal((2000 * count + whole) // (2 * whole)) / 10


def test_only_one_figure_contradicts_itself() -> None:
    figures = published(FILE)
    assert len(figures) == 15
    assert [(f.year, f.municipality) for f in figures if not f.total.possible] == [("2021", "Nakkila")]


def test_what_is_kept_is_looked_through() -> None:
    ((source, figure),) = contradictions()
    assert (figure.year, figure.municipality, figure.count, str(figure.share)) == ("2021", "Nakkila", 0, "3.7")
    assert source.name["en"].startswith("Health checks of unemployed persons in Satakunta")
    assert len(source.figures) == 15


def test_the_contradiction_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", "published", str(FILE)]) == 0
    said = capsys.readouterr().out
    assert "2021 Nakkila: 0 is 3.7 % of nothing: the source contradicts itself" in said
    assert "2019 Harjavalta: 47 is 16.3 % of 288–289" in said
    assert said.count("contradicts") == 1


@pytest.mark.parametrize("row", ["2021,Nakkila,none,3.7", "2021,Nakkila", "2021,Nakkila,-1,3.7", "2021,Nakkila,1,NaN"])
def test_a_row_that_is_no_figure_is_told_with_its_line(row: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"year,municipality,checks,share\n{row}\n", encoding="utf-8")
    assert main(["measure", "published", str(file)]) == 2
    assert "x.csv:2:" in capsys.readouterr().err
