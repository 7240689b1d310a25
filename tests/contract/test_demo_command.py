"""`polku demo`: what keeps it from starting is told in one line, before anything of another one is touched."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from polku.config.cli import main
from polku.demo.launcher import alone_in


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLKU_VAR", str(tmp_path))
    monkeypatch.delenv("POLKU_MODE", raising=False)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (tmp_path / "once").mkdir()
    (tmp_path / "once" / "kept").touch()
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], port: int) -> str:
    assert main(["demo", "--once", "--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


@pytest.mark.parametrize("port", [-1, 0, 65535, 70000])
def test_a_port_out_of_range(var: Path, capsys: pytest.CaptureFixture[str], port: int) -> None:
    assert "a port from 1 to 65534" in told(capsys, port)


@pytest.mark.parametrize("before", [0, 1])
def test_a_taken_port_leaves_the_other_demonstration_alone(var: Path, capsys: pytest.CaptureFixture[str], before: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "is taken" in told(capsys, int(other.getsockname()[1]) - before)
    assert (var / "once" / "kept").exists()


def test_two_in_one_folder(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with alone_in(var / "once"), socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        assert "another demonstration at work" in told(capsys, port)
    assert (var / "once" / "kept").exists()


@pytest.mark.parametrize(("once", "code"), [(True, 128 + signal.SIGTERM), (False, 0)])
def test_told_to_end_it_runs_its_closing_once_and_wholly(once: bool, code: int) -> None:
    program = f"""
import os, signal
from polku.demo.launcher import leave_when_told
leave_when_told(lambda number: 128 + number if {once} else 0)
try:
    os.kill(os.getpid(), signal.SIGTERM)
finally:
    os.kill(os.getpid(), signal.SIGINT)
    print("closed")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "closed\n", "")
