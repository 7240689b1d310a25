"""`polku db`: servers of their own, side by side, and several commands at once for the same one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from polku.foundation.postgres import Server

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
    assert "a folder of your own that can be written to" in error


def test_a_process_number_that_has_passed_to_another_program_is_no_server(tmp_path: Path) -> None:
    data = tmp_path / "restarted"
    assert begun("start", "--data", str(data)).wait(90) == 0
    left = (data / "postmaster.pid").read_text().splitlines()
    assert begun("stop", "--data", str(data)).wait(60) == 0
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    assert not Server(data).running


def test_a_server_that_is_still_starting_is_none_to_use_but_one_to_stop(tmp_path: Path) -> None:
    data = tmp_path / "starting"
    assert begun("start", "--data", str(data)).wait(90) == 0
    note = data / "postmaster.pid"
    note.write_text("\n".join(note.read_text().splitlines()[:5]) + "\n")
    assert not Server(data).running
    assert begun("stop", "--data", str(data)).wait(60) == 0
    assert not note.exists()


def test_an_interrupted_first_start_does_not_hinder_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(tmp_path / "interrupted")
    run = server._run

    def interrupted(program: str, *arguments: str) -> None:
        if program == "initdb":
            (server.data / "PG_VERSION").write_text("18\n")
            raise KeyboardInterrupt
        run(program, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(server, "_run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            server.start()
    server.start()
    assert server.running
    server.stop()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "mine"
    data.mkdir()
    (data / "letter.txt").write_text("Dear")
    assert begun("start", "--data", str(data)).wait(60) == 2
    assert (data / "letter.txt").read_text() == "Dear"


def test_a_server_that_is_being_made_is_not_running(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("-4038\n")
    assert not Server(tmp_path).running


def test_a_folder_made_anew_while_its_old_server_runs_is_another_server(tmp_path: Path) -> None:
    """A checkout is deleted and cloned again at the same path; nobody stopped its server."""
    data, moved = tmp_path / "clone", tmp_path / "old"
    try:
        assert begun("start", "--data", str(data)).wait(90) == 0
        old = Server(data).url()
        data.rename(moved)
        assert begun("start", "--data", str(data)).wait(90) == 0
        assert Server(data).url() != old
        with psycopg.connect(Server(data).url("postgres", "postgres")) as connection:
            found = connection.execute("SHOW data_directory").fetchone()
        assert found == (str(data.resolve()),)
    finally:
        for folder in (data, moved):
            begun("stop", "--data", str(folder)).wait(60)
