"""Starting the server: what is said when it cannot start, and what it does on a first run."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def start(*arguments: str, **more: str) -> "subprocess.Popen[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ALAVANCA_")}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "wsgi.py"), *arguments],
        env=environment | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def refused(*arguments: str, **more: str) -> str:
    """What a server says that does not start; one sentence, and no traceback."""
    process = start(*arguments, **more)
    said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert said.startswith(("Error: ", "Usage: "))
    return said


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_is_said_with_another_one(tmp_path: Path, taken: int) -> None:
    said = refused("--port", str(taken), "--data-dir", str(tmp_path / "data"))
    assert f"Port {taken} is taken by another program" in said
    assert f"--port {taken + 1}" in said
    assert not (tmp_path / "data").exists()


def test_the_open_network_is_refused_until_there_are_accounts(tmp_path: Path) -> None:
    said = refused("--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path))  # noqa: S104
    assert "there are no accounts yet" in said
    assert "ALAVANCA_ALLOW_NETWORK" in said


def test_a_folder_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = refused("--port", "0", "--data-dir", str(tmp_path / "file" / "data"))
    assert "Make it writable, or give another one: --data-dir FOLDER" in said


def test_a_wrong_setting_is_said_by_its_name(tmp_path: Path) -> None:
    said = refused("--port", "0", "--data-dir", str(tmp_path), ALAVANCA_THREADS="many")
    assert "ALAVANCA_THREADS" in said


def test_a_roster_with_problems_keeps_the_server_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("StudentID,FinalGrade,Dalc\n1,99,1\n", encoding="utf-8")
    process = start("--port", "0", "--data-dir", str(tmp_path / "data"), "--roster", str(file))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Row 2" in said
    assert "was not imported, so the server does not start" in said


def test_a_first_run_has_the_sample_school_and_says_its_address(tmp_path: Path) -> None:
    process = start("--port", "0", "--data-dir", str(tmp_path / "data"))
    try:
        assert process.stdout is not None
        said = ""
        end = time.monotonic() + 60
        while "Ctrl-C ends it" not in said and time.monotonic() < end:
            said += process.stdout.readline()
        address = said.split("Alavanca is at ")[1].split(" ")[0]
        assert address.startswith("http://127.0.0.1:")
        assert "invented students, removed in one click" in said
        with urllib.request.urlopen(f"{address}/caseload", timeout=20) as answer:  # noqa: S310
            page = answer.read().decode()
            assert "Server" not in answer.headers
        assert "These students are invented" in page
    finally:
        process.terminate()
        process.communicate(timeout=20)
