"""Packs of texts: free ones are open, conditional ones wait for the county, licensed ones for their permission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from polku.assessment.instruments.declaration import named
from polku.assessment.instruments.library import county as decisions
from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.packs import checksum_of, closed, packs
from polku.assessment.instruments.scorers import score
from polku.assessment.library import current, library
from polku.config.cli import main
from polku.foundation.content import content_root
from polku.foundation.errors import ContentError, NotFound

DAY = date(2026, 6, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content root of three packs: PHQ-9 (class A), AUDIT-C (B), and ISI (C), whose texts stand in by others."""
    for folder in ("instruments", "assessments/phq9", "assessments/auditc"):
        copytree(content_root() / "national" / folder, tmp_path / "national" / folder)
    (tmp_path / "national/assessments/common.yaml").write_text((content_root() / "national/assessments/common.yaml").read_text())
    copytree(content_root() / "national/assessments/auditc", tmp_path / "national/assessments/isi")
    pack = tmp_path / "national/assessments/isi/pack.yaml"
    pack.write_text(pack.read_text().replace("instrument: auditc", "instrument: isi"))
    about = tmp_path / "national/assessments/isi/assessment.yaml"
    about.write_text(about.read_text().replace("id: auditc", "id: isi"))
    (tmp_path / "county").mkdir()
    return tmp_path


def county(root: Path, text: str) -> None:
    (root / "county/instruments.yaml").write_text(text)


PERMITTED = "permissions: {isi: {reference: HolderRef-1, expires: 2026-12-31}}\n"
CASES = [
    # what the county writes, the day, which packs are closed and why
    ("", DAY, {"auditc": "the pack is off", "isi": "no permission of World Health Organization"}),
    ("packs: [auditc]\n", DAY, {"isi": "no permission"}),
    ("packs: [auditc, isi]\n", DAY, {"isi": "no permission"}),
    ("packs: [auditc]\n" + PERMITTED, DAY, {}),
    ("packs: [auditc]\n" + PERMITTED, date(2026, 12, 31), {}),
    ("packs: [auditc]\n" + PERMITTED, date(2027, 1, 1), {"isi": "the permission ended on 2026-12-31"}),
]


@pytest.mark.parametrize(("text", "today", "expected"), CASES)
def test_which_texts_may_be_shown(root: Path, text: str, today: date, expected: dict[str, str]) -> None:
    if text:
        county(root, text)
    found = closed(root, today)
    assert {name: why[: len(expected.get(name, ""))] for name, why in found.items()} == expected


def test_closed_texts_are_not_in_the_library_and_cannot_be_included(root: Path) -> None:
    assert sorted(library(root)) == ["phq9"]
    about = root / "national/assessments/phq9/assessment.yaml"
    about.write_text(about.read_text().replace("listed: false", "listed: false\nincludes: [auditc]"))
    library.cache_clear()
    with pytest.raises(ContentError, match="it includes 'auditc', and the pack is off"):
        library(root)


def test_asking_for_closed_texts_says_why(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLKU_CONTENT", str(root))
    monkeypatch.setattr("polku.assessment.library._published", [])
    with pytest.raises(NotFound, match="the texts of 'isi' may not be shown: no permission"):
        current("isi")


def test_the_scorer_is_there_without_the_texts(root: Path) -> None:
    assert score(named(instruments(root), "isi"), [4] * 7).value == 28


FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "questionnaire.yaml").open("a").write("# other\n"), "not what the pack's checksum tells"),
    (lambda folder: (folder / "pack.yaml").unlink(), "no pack.yaml beside it"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_changed_or_bare_texts_are_closed(root: Path, change: Callable[[Path], object], message: str) -> None:
    county(root, "packs: [auditc]\n")
    change(root / "national/assessments/auditc")
    assert message in closed(root)["auditc"]


def test_a_pack_without_its_licence_is_refused(root: Path) -> None:
    (root / "national/assessments/auditc/LICENCE.txt").unlink()
    with pytest.raises(ContentError, match=r"no file 'LICENCE.txt'; expected the licence beside the pack"):
        packs(root)


def test_a_county_sets_its_own_cut_offs(root: Path) -> None:
    assert score(named(instruments(root), "auditc"), {"responses": [2, 2, 1], "sex": "male"}).detail["positive"] is False
    own = "cutOffs: {auditc: [{name: positive, source: the county's own, from: 5, when: {sex: male}}]}\n"
    bands = "bands: {auditc: [{name: risk_band, source: ours, steps: [{from: 0, id: any, text: {fi: a, sv: b, en: c}}]}]}\n"
    county(root, own + bands)
    instruments.cache_clear()
    decisions.cache_clear()
    detail = score(named(instruments(root), "auditc"), {"responses": [2, 2, 1], "sex": "male"}).detail
    assert (detail["risk_band"], detail["risk_band_source"]) == ("any", "ours")
    assert (detail["positive"], detail["positive_source"]) == (True, "the county's own")


def test_every_pack_that_ships_tells_its_licence_and_holds_the_texts_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = packs(content_root())
    declared = instruments(content_root())
    assert {declared[pack.instrument].klass for pack in shipped.values()} == {"A", "B"}
    assert all(pack.checksum == checksum_of(pack.folder) for pack in shipped.values())
    assert set(closed(content_root())) == {name for name, pack in shipped.items() if declared[pack.instrument].klass == "B"}
    assert main(["assess", "packs"]) == 0
    printed = capsys.readouterr().out
    assert "auditc class B, WHO-non-commercial" in printed and "phq9 class A" in printed
