"""Pages read the newest version of the lake whose answers are made, never wait for a newer one, and never read one too old."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from polku.foundation import clockshift
from polku.insight import preparing
from polku.insight.lake import MANIFEST, Lake
from polku.insight.leading.areas import areas
from polku.insight.measures import kept
from polku.insight.measures.registry import TALLIED
from polku.insight.preparing import OLDEST_SECONDS, prepare, prepared
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county
from tests.county import signed_in, staff


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    make_county(load_county("varsinais-suomi"), residents=1_500, months=3, seed=5, until=date(2026, 3, 31), out=folder)
    return folder


@pytest.fixture
def county(made: Path, tmp_path: Path) -> Lake:
    """A copy of its own, without answers."""
    shutil.copytree(made, tmp_path / "lake", ignore=shutil.ignore_patterns(kept.FOLDER))
    return Lake(tmp_path / "lake")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One measure stands for all."""
    monkeypatch.setattr(preparing, "TALLIED", {"remote-share": TALLIED["remote-share"]})


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "REST", 0)


def changed(lake: Lake) -> None:
    lake.withdraw("feedback", source=next(iter(lake.sources("feedback"))))


def marked(lake: Lake, seconds: float) -> None:
    """As if the prepared answers had been made so long before the present version."""
    mark = next((lake.path / kept.FOLDER).glob(f"*/{kept.PREPARED}"))
    now = (lake.path / MANIFEST).stat().st_mtime
    os.utime(mark, (now - seconds, now - seconds))


@pytest.mark.usefixtures("few")
def test_the_present_is_read_until_a_version_is_prepared(county: Lake) -> None:
    assert prepared(county) == county.pinned()
    assert prepare(county) and not prepare(county)


@pytest.mark.usefixtures("few", "rested")
def test_a_prepared_version_is_read_until_the_next_is(county: Lake) -> None:
    prepare(county)
    before = county.pinned()
    changed(county)
    assert prepared(county) == before != county.pinned()
    assert prepare(county)
    assert prepared(county) == county.pinned()


@pytest.mark.usefixtures("few")
def test_preparing_rests_after_it_has_worked(county: Lake) -> None:
    prepare(county)
    changed(county)
    assert not prepare(county)


@pytest.mark.usefixtures("few")
def test_a_version_whose_files_may_be_gone_is_not_read(county: Lake) -> None:
    prepare(county)
    changed(county)
    marked(county, OLDEST_SECONDS + 1)
    assert prepared(county) == county.pinned()


@pytest.mark.usefixtures("few", "rested")
def test_the_prepared_answers_outlive_the_sweeping_of_newer_ones(county: Lake) -> None:
    prepare(county)
    before = county.pinned()
    for table in ("booking", "feedback", "slot")[: kept.VERSIONS_KEPT + 1]:
        county.withdraw(table, source=next(iter(county.sources(table))))
        kept.kept(county.pinned(), "a question", lambda: [[1]])
    assert prepared(county) == before


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "measures/", *(f"measures/{measure}/" for measure in TALLIED), "units/"])
def test_pages_wait_for_no_count(path: str, made: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.POLKU_LAKE = made
    clockshift.move_to(datetime(2026, 4, 10, 6, tzinfo=UTC))
    prepare(Lake(made), [area.units for area in areas(settings.POLKU_COUNTY).values()])
    monkeypatch.setattr(kept.Files, "fetch", lambda *asked: pytest.fail(f"a question to the files: {asked[1:]}"))
    assert signed_in(staff("B-1", role="unit_leader")).get(f"/fi/board/{path}").status_code == 200


def test_an_empty_lake_has_nothing_to_prepare(tmp_path: Path) -> None:
    assert not prepare(Lake(tmp_path))
