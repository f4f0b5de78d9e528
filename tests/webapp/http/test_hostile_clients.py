"""The real server and those who send too much, too slowly, or nonsense: it answers the others."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from webapp import waitress_limits
from webapp.services.process.settings import HERE

MEGABYTE = 1024 * 1024
LIMIT = 20  # MB that an upload may have here
PATIENCE = 60.0  # seconds: against hanging only


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    port: int
    process: int

    def talk(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def is_well(self) -> bool:
        """Whether it answers somebody who means no harm."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        finally:
            asked.close()

    def memory(self) -> int:
        """The most memory it ever had, in MB."""
        text = Path(f"/proc/{self.process}/status").read_text("ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", text)
        assert found
        return int(found[1]) // 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served") / "data"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALAVANCA_")}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "wsgi.py"), "--port", "0", "--data-dir", str(folder)],
        env=kept | {"ALAVANCA_UPLOAD_LIMIT_MB": str(LIMIT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C ends it" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        [port] = re.findall(r"Alavanca is at http://127\.0\.0\.1:(\d+)", said)
        yield Server(int(port), process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def head(path: str = "/rosters", **more: str) -> bytes:
    """The beginning of a form that is sent."""
    fields = {"Host": "127.0.0.1", "Content-Type": "multipart/form-data; boundary=x"}
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def status(connection: socket.socket) -> int:
    """The status of the answer; 0 when the connection is closed without one."""
    with contextlib.suppress(ConnectionError):
        line = connection.recv(65_536).split(b"\r\n", 1)[0]
        return int(line.split()[1]) if line else 0
    return 0


def push(connection: socket.socket, piece: bytes, times: int) -> None:
    """Send a piece again and again, until the server has had enough."""
    with contextlib.suppress(ConnectionError):
        for _ in range(times):
            connection.sendall(piece)


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(server: Server) -> None:
    for size in (23 * MEGABYTE, 10**12, 10**30):
        with server.talk() as connection:
            connection.sendall(head(Content_Length=str(size)))
            assert status(connection) in (400, 413)
    assert server.is_well()


def test_21_megabytes_are_not_taken_where_20_are_allowed(server: Server) -> None:
    with server.talk() as connection:
        connection.sendall(head(Content_Length=str(21 * MEGABYTE + 1)))
        push(connection, bytes(MEGABYTE), 21)
        push(connection, b"x", 1)
        assert 300 <= status(connection) < 500
    assert server.is_well()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc: Linux only")
def test_a_stream_without_end_is_cut_and_takes_no_memory(server: Server) -> None:
    before = server.memory()
    chunk = b"%x\r\n" % MEGABYTE + bytes(MEGABYTE) + b"\r\n"
    for _ in range(3):
        with server.talk() as connection:
            connection.sendall(head(Transfer_Encoding="chunked"))
            push(connection, chunk, 60)
            assert status(connection) in (0, 413)
    assert server.memory() - before < 40
    assert server.is_well()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 60_000 + b"\r\n",
        b"x" * 400_000,
    ],
    ids=["one long field", "a long address", "many fields", "no line at all"],
)
def test_a_header_without_end_is_refused(server: Server, sent: bytes) -> None:
    with server.talk() as connection:
        push(connection, sent, 1)
        assert status(connection) in (0, 400, 414, 431)
    assert server.is_well()


NONSENSE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # TLS
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET http://elsewhere/ HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: elsewhere\r\n\r\n",
    b"BREW /caseload HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /%ff%fe%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    head(Content_Length="-1"),
    head(Content_Length="5, 6"),
    head(Content_Length="0x10"),
    head(Content_Length="5", Transfer_Encoding="chunked")
    + b"0\r\n\r\nGET /caseload HTTP/1.1\r\n\r\n",
    head(Transfer_Encoding="gzip, chunked") + b"0\r\n\r\n",
    head(Transfer_Encoding="chunked") + b"zz\r\nnonsense\r\n",
    head(Transfer_Encoding="chunked") + b"ffffffffffffffff\r\n",
]


@pytest.mark.parametrize("sent", NONSENSE, ids=lambda sent: ascii(sent[:30]))
def test_nonsense_is_answered_and_nobody_else_notices(server: Server, sent: bytes) -> None:
    with server.talk() as connection:
        push(connection, sent, 1)
        connection.shutdown(socket.SHUT_WR)
        answered = status(connection)
        assert answered < 500 or answered in (501, 505), answered
    assert server.is_well()


def test_sixty_who_send_a_letter_now_and_then_keep_nobody_waiting(server: Server) -> None:
    """More than there are threads by far: reading a request takes none of them."""
    with contextlib.ExitStack() as open_ones:
        slow = [open_ones.enter_context(server.talk()) for _ in range(60)]
        for letter in b"POST /rosters HTTP/1.1":
            for connection in slow:
                connection.sendall(bytes([letter]))
        assert server.is_well()
        for connection in slow:
            connection.sendall(b"\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nabc")
        assert server.is_well()


def test_two_hundred_idle_connections_of_browsers_keep_no_newcomer_waiting(server: Server) -> None:
    with contextlib.ExitStack() as open_ones:
        for _ in range(200):
            open_ones.enter_context(server.talk())
        newcomer = open_ones.enter_context(server.talk())
        newcomer.settimeout(
            waitress_limits.SILENT_SECONDS / 2
        )  # before any of the others is hung up on
        newcomer.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert status(newcomer) == 200


def test_those_who_never_read_their_answer_keep_nobody_waiting(server: Server) -> None:
    with contextlib.ExitStack() as open_ones:
        for _ in range(30):
            deaf = open_ones.enter_context(server.talk())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            push(deaf, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 50)
        assert server.is_well()


def test_those_who_hang_up_in_the_middle_leave_nothing(server: Server) -> None:
    for _ in range(30):
        with server.talk() as connection:
            connection.sendall(head(Content_Length="1000000") + b"--x\r\n")
    assert server.is_well()


def test_who_says_nothing_is_hung_up_on(tmp_path: Path) -> None:
    """The server's own terms, with a shorter patience."""
    from threading import Thread

    from waitress import create_server

    from webapp import create_app
    from webapp.services.process.settings import Settings

    settings = Settings(data_folder=tmp_path / "data")
    terms = waitress_limits.terms(settings)
    assert terms["channel_timeout"] <= 120
    quick = {**terms, "channel_timeout": 1, "cleanup_interval": 1}
    served = create_server(create_app(settings), host="127.0.0.1", port=0, **quick)
    thread = Thread(target=served.run, daemon=True)
    thread.start()
    try:
        with socket.create_connection(("127.0.0.1", served.effective_port), PATIENCE) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\n")
            started = time.monotonic()
            assert silent.recv(1) == b""
            assert time.monotonic() - started < PATIENCE
    finally:
        served.close()
