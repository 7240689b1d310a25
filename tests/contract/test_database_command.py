"""`polku db`: servers of their own, side by side, and several commands at once for the same one."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

POLKU = [sys.executable, "-m", "polku.config.cli", "db"]


@pytest.fixture(autouse=True)
def no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)


def begun(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*POLKU, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_commands_that_start_the_same_server_at_once_all_find_it(tmp_path: Path) -> None:
    data = str(tmp_path / "one")
    starts = [begun("start", "--data", data) for _ in range(3)]
    try:
        told = [start.communicate(timeout=90) for start in starts]
        assert [start.returncode for start in starts] == [0, 0, 0], told
        assert len({address for address, _ in told}) == 1
        with psycopg.connect(told[0][0].strip()) as connection:
            found = connection.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert found.fetchone() == ("polku_app", False, False)
    finally:
        assert begun("stop", "--data", data).wait(60) == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(told[0][0].strip())


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    start = begun("start", "--data", str(tmp_path / "file"))
    error = start.communicate(timeout=60)[1]
    assert (start.returncode, error.count("\n")) == (2, 1)
    assert "a folder that can be written to" in error
