"""``polku assess export`` and ``polku assess import``: what goes out comes back; a file of others is taken or refused whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polku.config.cli import main

pytestmark = pytest.mark.django_db
FOREIGN = {"resourceType": "Questionnaire", "status": "active", "item": [{"linkId": "1", "type": "boolean", "text": "Well?"}]}


def test_a_questionnaire_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "form.json", tmp_path / "form"
    assert main(["assess", "export", "urinary-symptoms", "--out", str(file)]) == 0
    assert main(["assess", "import", str(file), "--into", str(folder)]) == 0
    capsys.readouterr()
    assert main(["assess", "import", str(file)]) == 0
    told = capsys.readouterr()
    assert told.out == (folder / "questionnaire.yaml").read_text(encoding="utf-8")
    assert told.err == ""


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "form.json"
    file.write_text(json.dumps(FOREIGN), encoding="utf-8")
    assert main(["assess", "import", str(file), "--into", str(tmp_path)]) == 0
    assert main(["assess", "import", str(file), "--into", str(tmp_path)]) != 0
    assert "questionnaire.yaml is there already" in capsys.readouterr().err


def test_what_was_ignored_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "form.json"
    file.write_text(json.dumps(FOREIGN), encoding="utf-8")
    assert main(["assess", "import", str(file)]) == 0
    told = capsys.readouterr()
    assert f"{file}: the file names no language: taken for English" in told.err
    assert "originalId: '1'" in told.out


FILES: list[tuple[str, bytes, str]] = [
    ("form.json", b'{"resourceType": "Patient"}', "resourceType 'Patient'"),
    ("form.json", b"\xff", "not UTF-8 at byte 0"),
    ("form.json", b" " * 10_000_001, "is over 10 MB"),
    ("form.txt", b"", "a file named form.txt"),
]


@pytest.mark.parametrize(("name", "data", "message"), FILES, ids=[message for _, _, message in FILES])
def test_a_bad_file_is_told_in_one_line(
    name: str, data: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["assess", "import", str(tmp_path / name)]) != 0
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1
