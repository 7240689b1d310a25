"""The command line: one clear line and exit 2 for a wrong word, and a manual that knows every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.config.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    ([], "required"),
    (["nonsense"], "invalid choice"),
    (["measure", "run"], "required"),
    (["measure", "run", "nonsense", "--data", "/nowhere"], "unknown measure"),
    (["measure", "run", "access", "--data", "/nowhere"], "/nowhere"),
    (["synth", "--county", "varsinais-suomi"], "add --residents"),
    (["synth", "--county", "atlantis", "--residents", "9", "--months", "1", "--seed", "1", "--out", "/nowhere"], "atlantis"),
    (["import", "avohilmo", "/nowhere.csv", "--out", "/nowhere"], "no file"),
    (["demo", "--port", "many"], "invalid int"),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=lambda w: " ".join(w) if isinstance(w, list) else None)
def test_a_wrong_word_is_told_in_one_line(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("polku: ") and told in said.err
    assert said.err.count("\n") == 1


def test_the_manual_knows_every_command() -> None:
    manual = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    missing = [name for name in [*COMMANDS, "manage"] if f"`polku {name}" not in manual]
    assert not missing
