"""A server under measure: started as its own process, waited for, weighed, ended."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_START = 300.0  # seconds: a first start may import 30,000 students


@dataclass(frozen=True)
class Running:
    """A server that answers: where, the seconds from its start to its first answer, and the
    cookies of its reader."""

    process: "subprocess.Popen[bytes]"
    address: str
    seconds_to_first_answer: float
    cookies: Mapping[str, str]

    @property
    def cookie(self) -> str:
        """Return the reader's cookies as a browser sends them."""
        return _as_header(self.cookies)

    def processes(self) -> int:
        """Return how many processes the server is made of just now."""
        return len(_family(self.process.pid))

    def megabytes(self) -> float:
        """Return the resident memory of the server's processes together, in MB."""
        pages = sum(_resident_pages(process) for process in _family(self.process.pid))
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    path: str,
    environment: Mapping[str, str],
    log: Path,
    cookies: Mapping[str, str],
) -> Iterator[Running]:
    """Start a server, wait until `path` itself answers its reader with 200, and end it afterwards.

    Raises RuntimeError with the server's last words when it dies or never answers.
    """
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    with log.open("ab") as words:
        process = subprocess.Popen(
            list(command),
            env=os.environ | dict(environment),
            stdout=words,
            stderr=words,
            stdin=subprocess.DEVNULL,
        )
    try:
        while not _answers(address + path, cookies):
            if process.poll() is not None or time.perf_counter() - start > LONGEST_START:
                last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise RuntimeError(f"{command[0]} does not answer at {path}:\n{last}")
            time.sleep(0.01)
        yield Running(process, address, time.perf_counter() - start, cookies)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str, cookies: Mapping[str, str]) -> bool:
    asked = urllib.request.Request(url, headers={"Cookie": _as_header(cookies)})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own address
            if answer.url != url:
                raise RuntimeError(f"{url} sends its reader to {answer.url}.")
            return answer.status == 200  # type: ignore[no-any-return]
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{url} answers {error.code}.") from error
    except (urllib.error.URLError, OSError):
        return False  # not there yet


def _as_header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _family(parent: int) -> list[int]:
    """List a process and all that descend from it (Linux)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after_name[1]), []).append(int(entry.parent.name))
    found = [parent]
    for process in found:
        found += children.get(process, [])
    return found


def _resident_pages(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
