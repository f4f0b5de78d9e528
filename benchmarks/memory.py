"""How large the server is after its first answer, and after an hour's worth of all pages.

    python -m benchmarks.memory [--students 357 30000] [--rounds 5]

Starts the server as anyone does, on a roster with a model of the usual kind, opens every page that
a lead's links lead to, several times over, and prints resident memory and CPU seconds. Exits with 1
when a limit is missed.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from benchmarks.contenders import ALAVANCA, command
from benchmarks.reader import signed_in
from benchmarks.rosters import roster
from benchmarks.servers import Running, free_port, running

PILOT = 357
STARTS = 3
FIRST_MB = {PILOT: 115.0, 30_000: 220.0}
MORE_MB = 20.0
FIRST_SECONDS = 1.3
BEGIN = ("/caseload", "/models", "/models/1", "/models/1/try?from=median", "/what-ifs", "/rules")
BEGIN += ("/overview", "/environment", "/research", "/rosters", "/decisions", "/account")
MOST_OF_A_KIND = 3  # pages of one address but for its numbers and names
LINK = re.compile(r'(?:href|hx-get)="([^"]+)"')


def pages(server: Running) -> list[str]:
    """List the addresses of a lead's pages and parts, by following their links."""
    waiting, seen, kinds, found = list(BEGIN), set(), dict[str, int](), []
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+|(?<=/rules/)[\w-]+", "1", urlsplit(address).path)
        if address in seen or kinds.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        text = ask(server, address)
        if text is None:
            continue
        found.append(address)
        links = (urljoin(address, unescape(link)).partition("#")[0] for link in LINK.findall(text))
        waiting += [link for link in links if link.startswith("/")]
    return found


def ask(server: Running, address: str) -> str | None:
    """Open a page; None where there is none. Raises RuntimeError where the server broke."""
    asked = urllib.request.Request(  # noqa: S310 - our own address
        server.address + address, headers={"Cookie": server.cookie}
    )
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            return str(answer.read().decode(errors="replace"))
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise RuntimeError(f"{address} answers {error.code}.") from error
        return None


def cpu_seconds(server: Running) -> float:
    """User and system CPU seconds of the server's own process so far."""
    after_name = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(students: int, folder: Path) -> Iterator[Running]:
    """Start the server on this size's data folder; the first time it imports the roster and learns
    from it, before it is ended and started again."""
    kept, log = folder / f"kept-{students}", folder / "log"
    if not kept.exists():
        port = free_port()
        line = [*command(ALAVANCA, port, kept, Path()), "--roster", str(roster(students, folder))]
        with running(line, port, "/healthz", {}, log, {}) as server:
            wait_until_alone(server)
    port = free_port()
    line = command(ALAVANCA, port, kept, Path())
    with running(line, port, "/caseload", {}, log, signed_in(kept)) as server:
        yield server


def wait_until_alone(server: Running) -> None:
    """Wait until no job of the server runs any more."""
    alone = 0
    while alone < 20:
        alone = alone + 1 if server.processes() == 1 else 0
        time.sleep(0.1)


def measure(students: int, rounds: int, folder: Path) -> dict[str, float]:
    """Measure one size: MB after the first answer and after all pages, seconds to the first."""
    seconds, cpu, first = [], [], []
    for _ in range(STARTS):
        with started(students, folder) as server:
            seconds.append(server.seconds_to_first_answer)
            cpu.append(cpu_seconds(server))
            first.append(server.megabytes())
    with started(students, folder) as server:
        addresses = pages(server)
        for _ in range(rounds):
            for address in addresses:
                ask(server, address)
        wait_until_alone(server)
        after = server.megabytes()
    return {
        "pages": len(addresses),
        "start_s": round(statistics.median(seconds), 2),
        "start_cpu_s": statistics.median(cpu),
        "first_mb": round(statistics.median(first), 1),
        "after_mb": round(after, 1),
    }


def missed(students: int, figures: dict[str, float]) -> Iterator[str]:
    """Say which limits were missed."""
    if figures["first_mb"] > FIRST_MB.get(students, FIRST_MB[30_000]):
        yield "memory after the first answer"
    if students == PILOT and figures["after_mb"] > figures["first_mb"] + MORE_MB:
        yield "memory after all pages"
    if students == PILOT and figures["start_s"] > FIRST_SECONDS:
        yield "seconds to the first answer (on a quiet machine)"


def main() -> int:
    """Measure and print; the exit code says whether every limit was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[PILOT])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    all_kept = True
    with tempfile.TemporaryDirectory() as folder:
        for students in asked.students:
            figures = measure(students, asked.rounds, Path(folder))
            wrong = list(missed(students, figures))
            all_kept = all_kept and not wrong
            print(json.dumps({"students": students, **figures, "missed": wrong}), flush=True)
    return 0 if all_kept else 1


if __name__ == "__main__":
    sys.exit(main())
