"""How fast the board is, beside Dash and Streamlit pages that do the same, in one run.

    python -m benchmarks.board [--students 357 3000 30000] [--only alavanca dash] [--quick]

README.md beside this file says what each figure means. Saves a table (Markdown and JSON) and a
drawing into results/, prints the table, and exits with 1 when a limit is missed.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import browser, report
from benchmarks.contenders import ALAVANCA, ALL, Contender, command
from benchmarks.load import WEIGHT
from benchmarks.peers.environment import peer_python
from benchmarks.points import write_points
from benchmarks.reader import signed_in
from benchmarks.rosters import roster
from benchmarks.servers import Running, free_port, running

RESULTS = Path(__file__).parent / "results"
STUDENTS = (357, 3_000, 30_000)
HURRIED_ABOVE_MS = 3_000  # a page this slow is moved fewer times
FEW = 3
CROWDED_UP_TO = 3_000


@dataclass(frozen=True)
class Effort:
    """How often and how long each thing is measured."""

    starts: int = 3
    first_pages: int = 3
    moves: int = 21
    bursts: int = 3
    burst_seconds: float = 4.0


QUICK = Effort(starts=1, first_pages=1, moves=5, bursts=1, burst_seconds=2.0)


@dataclass
class Entry:
    """One contender at one size, as far as it is measured."""

    contender: Contender
    server: Running
    figures: dict[str, float]
    opened: browser.Opened | None = None
    moves: list[float] = field(default_factory=list)


class Arena:
    """The folders and environment in which contenders of one size are started."""

    def __init__(self, students: int, folder: Path) -> None:
        self.students = students
        self.folder = folder
        self.roster = roster(students, folder)
        self.rules = folder / "rules.json"
        write_points(self.rules)
        self.peer_python = peer_python()

    @contextmanager
    def started(
        self, contender: Contender, *options: str, path: str | None = None
    ) -> Iterator[Running]:
        """Start a contender on this size's roster; `path` answers its reader first, by default its
        page. Alavanca's reader has signed in."""
        port, kept = free_port(), self.folder / f"{contender.name}-{self.students}"
        environment = {
            **{"ROSTER": str(self.roster), "RULES": str(self.rules), "PORT": str(port)},
            **contender.environment,
        }
        line = [*command(contender, port, kept, self.peer_python), *options]
        log = self.folder / f"{contender.name}-{self.students}.log"
        path = path or contender.path
        is_ready = contender is ALAVANCA and (kept / "alavanca.sqlite").exists()
        cookies = signed_in(kept) if is_ready else {}
        with running(line, port, path, environment, log, cookies) as server:
            yield server

    def prepare(self, contender: Contender) -> None:
        """Give Alavanca its roster, and the time to estimate the gaps: both happen once."""
        if contender is not ALAVANCA:
            return
        with self.started(contender, "--roster", str(self.roster), path="/healthz") as server:
            alone = 0
            while alone < 20:
                alone = alone + 1 if server.processes() == 1 else 0
                time.sleep(0.1)


def measure(students: int, contenders: Sequence[Contender], effort: Effort, folder: Path) -> dict:  # type: ignore[type-arg]
    """Measure all contenders on one roster; return the figures of each by name."""
    arena = Arena(students, folder)
    with ExitStack() as stack:
        entries = []
        for contender in contenders:
            say(f"{students} students, {contender.title}: starting")
            arena.prepare(contender)
            seconds = []
            for _ in range(effort.starts - 1):
                with arena.started(contender) as server:
                    seconds.append(server.seconds_to_first_answer)
            server = stack.enter_context(arena.started(contender))
            seconds.append(server.seconds_to_first_answer)
            entries.append(Entry(contender, server, {"start_s": statistics.median(seconds)}))
        with browser.chromium() as chromium:
            look(chromium, entries, effort, students)
        say(f"{students} students: many at once, in turns")
        crowd([entry for entry in entries if is_crowded(entry.contender, students)], effort, folder)
    return {entry.contender.name: entry.figures for entry in entries}


def look(chromium: Browser, entries: list[Entry], effort: Effort, students: int) -> None:
    """Measure what one person sees. The sliders are moved in turns, so that a moment in which the
    machine is busy falls on all contenders alike."""
    for entry in entries:
        say(f"{students} students, {entry.contender.title}: first page")
        url = entry.server.address + entry.contender.path
        firsts = [
            browser.first_chart_s(chromium, url, entry.server.cookies)
            for _ in range(effort.first_pages - 1)
        ]
        entry.opened = browser.open_page(
            chromium, url, entry.contender.slider, entry.server.cookies
        )
        entry.figures |= {
            "first_chart_s": statistics.median([*firsts, entry.opened.first_chart_s]),
            "first_bytes": entry.opened.first_bytes,
            "again_bytes": entry.opened.again_bytes,
        }
    say(f"{students} students: moving sliders in turns")
    for turn in range(effort.moves + 1):
        for entry in entries:
            assert entry.opened is not None
            slow = entry.moves and statistics.median(entry.moves) > HURRIED_ABOVE_MS
            if slow and turn > FEW:
                continue
            milliseconds = browser.move(entry.opened)
            if turn:  # the first is for the compilers to warm up
                entry.moves.append(milliseconds)
    for entry in entries:
        entry.figures["slider_ms"] = statistics.median(entry.moves)
        entry.figures["memory_one_mb"] = entry.server.megabytes()


def is_crowded(contender: Contender, students: int) -> bool:
    """Whether many users at once are played: a peer takes minutes an answer with many students."""
    return contender.loads and (contender is ALAVANCA or students <= CROWDED_UP_TO)


def crowd(entries: list[Entry], effort: Effort, folder: Path) -> None:
    """Measure many users at once, in turns, and the memory that 30 of them leave behind."""
    for users in (8, 32):
        seen: dict[str, list[dict[str, float]]] = {}
        for _ in range(effort.bursts):
            for entry in entries:
                burst = play(entry, users, effort.burst_seconds, folder)
                if burst["failed"]:
                    raise RuntimeError(f"{entry.contender.title}: {burst['failed']} tweaks failed.")
                seen.setdefault(entry.contender.name, []).append(burst)
        for entry in entries:
            bursts = seen[entry.contender.name]
            for name in bursts[0]:
                median = statistics.median(burst[name] for burst in bursts)
                entry.figures[f"{name}_{users}"] = median
    for entry in entries:
        play(entry, 30, effort.burst_seconds, folder)
        entry.figures["memory_30_mb"] = entry.server.megabytes()


def play(entry: Entry, users: int, seconds: float, folder: Path) -> dict[str, float]:
    """Run load.py against a contender, with the tweak that its own page sends."""
    specification = tweak(entry) | {
        "port": int(entry.server.address.rpartition(":")[2]),
        "users": users,
        "warm_up": 1.0,
        "seconds": seconds,
    }
    path = folder / "load.json"
    path.write_text(json.dumps(specification))
    line = [sys.executable, "-m", "benchmarks.load", str(path)]
    ended = subprocess.run(line, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"{entry.contender.title}, {users} users: {ended.stderr[-2000:]}")
    return dict(json.loads(ended.stdout))


def tweak(entry: Entry) -> dict[str, object]:
    """Return one tweak as HTTP: ours by its address, Dash's as its page was seen to send it."""
    if entry.contender is ALAVANCA:
        headers = {"HX-Request": "true", "HX-Target": "caseload", "Cookie": entry.server.cookie}
        path = f"/caseload?w.absences={WEIGHT}"
        return {"method": "GET", "path": path, "headers": headers}
    assert entry.opened is not None
    assert entry.opened.tweak_body is not None
    body = json.loads(entry.opened.tweak_body)
    for read in body["inputs"]:
        if read["id"] == "absences":
            read["value"] = WEIGHT
    text = json.dumps(body).replace(f'"{WEIGHT}"', WEIGHT)
    headers = {"Content-Type": "application/json"}
    return {"method": "POST", "path": entry.opened.tweak_path, "headers": headers, "body": text}


def say(words: str) -> None:
    """Print a line of progress."""
    print(f"{datetime.now(UTC):%H:%M:%S}  {words}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, save, print; the exit code says whether every limit was kept."""
    names = [contender.name for contender in ALL]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=STUDENTS)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--quick", action="store_true", help="few repetitions: to try it out")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    contenders = [contender for contender in ALL if contender.name in asked.only]
    figures = {}
    others = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        for students in asked.students:
            effort = QUICK if asked.quick else Effort()
            figures[str(students)] = measure(students, contenders, effort, Path(folder))
    run = {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "others": round(others, 1),
        "figures": figures,
    }
    kept = report.save(run, asked.results)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
