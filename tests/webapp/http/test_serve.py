"""Starting the server: what is said when it cannot start, and what it does on a first run."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from staff import hire

from data import store
from webapp.http.security import HEADERS
from webapp.services.process.settings import Settings
from webapp.waitress_limits import terms

ROOT = Path(__file__).parents[3]


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


@pytest.mark.parametrize(
    "secret",
    [  # what else is none: test_settings.py, without a server for each
        "short",
        pytest.param("changeme" * 8, marks=pytest.mark.thorough),
        pytest.param("a" * 64, marks=pytest.mark.thorough),
    ],
)
def test_a_secret_that_is_none_keeps_the_server_from_other_computers(
    tmp_path: Path, secret: str
) -> None:
    everywhere = ("--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path))  # noqa: S104
    said = refused(*everywhere, ALAVANCA_SECRET_KEY=secret)
    assert "cannot stand before a network" in said
    assert secret not in said


def test_a_folder_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = refused("--port", "0", "--data-dir", str(tmp_path / "file" / "data"))
    assert "Make it writable, or give another one: --data-dir FOLDER" in said


def test_a_wrong_setting_is_said_by_its_name(tmp_path: Path) -> None:
    said = refused("--port", "0", "--data-dir", str(tmp_path), ALAVANCA_THREADS="many")
    assert "ALAVANCA_THREADS" in said


def test_a_roster_with_problems_keeps_the_server_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("StudentID,FinalGrade,Dalc\n1,9,1\n1,12,1\n", encoding="utf-8")
    process = start("--port", "0", "--data-dir", str(tmp_path / "data"), "--roster", str(file))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the id 1 is also in row 2" in said
    assert "was not imported, so the server does not start" in said


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """A server on a data folder: its address, and all that it said on the way."""
    process = start("--port", "0", "--data-dir", str(folder), *arguments)
    try:
        assert process.stdout is not None
        said, end = "", time.monotonic() + 60
        while "Ctrl-C ends it" not in said and time.monotonic() < end:
            said += process.stdout.readline()
        yield said.split("Alavanca is at ")[1].split(" ")[0], said
    finally:
        process.terminate()
        process.communicate(timeout=20)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310
            assert "Server" not in answer.headers
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def link_in(said: str) -> str:
    [link] = re.findall(r"http://127\.0\.0\.1:\d+(/set-up/\S+)", said)
    return str(link)


def test_a_first_run_prints_a_link_and_every_start_another_until_there_is_an_account(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as (address, said):
        first = link_in(said)
        assert status_of(address + first) == 200
    with running(tmp_path) as (address, said):
        second = link_in(said)
        assert second != first
        assert status_of(address + first) == 404
        assert status_of(address + second) == 200
        assert status_of(f"{address}/healthz") == 200
    database = store.connect(f"sqlite:///{tmp_path / 'alavanca.sqlite'}")
    hire(database, "School")
    database.close()
    with running(tmp_path) as (address, said):
        assert "set-up" not in said
        assert status_of(address + second) == 404


def test_what_waitress_refuses_by_itself_has_the_headers_too(tmp_path: Path) -> None:
    with running(tmp_path) as (address, _said):
        host, _, port = address.removeprefix("http://").partition(":")
        for bad in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"):
            with socket.create_connection((host, int(port)), timeout=20) as line:
                line.sendall(bad)
                answer = line.recv(65_536).decode("latin-1")
            assert answer.startswith("HTTP/1.0 4") or answer.startswith("HTTP/1.1 4")
            for name, value in HEADERS.items():
                assert f"{name}: {value}" in answer


def test_only_the_proxy_that_is_named_is_believed() -> None:
    assert "trusted_proxy" not in terms(Settings())
    named = terms(Settings(trusted_proxy="10.0.0.1", trusted_proxy_count=2))
    assert named["trusted_proxy"] == "10.0.0.1"
    assert named["trusted_proxy_count"] == 2
    assert "x-forwarded-proto" in named["trusted_proxy_headers"]
    for one in (terms(Settings()), named):
        assert one["clear_untrusted_proxy_headers"] is True
        assert one["max_request_body_size"] < 60 * 1024 * 1024
