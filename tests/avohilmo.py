"""Helps tests write AvoHILMO files and call the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from polku.config.cli import main

COLUMNS = (
    "AVOHILMO_ID", "ASIAKAS_ID", "PALVELUNTUOTTAJA_YKSIKKO", "YHTEYDENOTTO_AJANKOHTA", "HOIDONTARVE_AJANKOHTA",
    "AJANVARAUS_AJANKOHTA", "KAYNTI_ALKOI", "KAYNTI_PALVELUMUOTO", "KAYNTI_YHTEYSTAPA", "KAYNTI_KIIREELLISYYS",
    "KAYNTI_AMMATTI", "PERUUTUS_AJANKOHTA",
)  # fmt: skip

GOOD = dict(
    zip(
        COLUMNS,
        (
            "1", "A", "1.2.246.10.1", "01.03.2021 08:00", "01.03.2021 09:00", "01.03.2021 09:05", "05.03.2021 10:00",
            "T11", "R10", "E", "LK", "",
        ),
        strict=True,
    )
)  # fmt: skip


def row(identifier: str = "1", **changes: str) -> dict[str, str]:
    return {**GOOD, "AVOHILMO_ID": identifier, **changes}


def csv_text(rows: list[dict[str, str]], delimiter: str = ";", columns: tuple[str, ...] = COLUMNS) -> str:
    lines = [delimiter.join(columns), *(delimiter.join(entry[name] for name in columns) for entry in rows)]
    return "\n".join(lines) + "\n"


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def imported(path: Path, out: Path) -> int:
    return main(["import", "avohilmo", str(path), "--out", str(out)])


def measured(capsys: pytest.CaptureFixture[str], out: Path, *options: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["measure", "run", "access", "--data", str(out), "--format", "json", *options]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer
