"""A school's inbox as folders on disk: what waits, what is being taken, what came of it.

    inbox/            a program puts its export here, under any name
    inbox/taking/     what is being taken in; a killed run leaves it here for the next
    inbox/done/       taken in, with a line that says what it changed beside it
    inbox/refused/    not taken in, with its problems beside it

A file moves by renaming, which either happened or did not, so that no kill leaves two of it.
"""

import calendar
import contextlib
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath

TAKING, DONE, REFUSED = "taking", "done", "refused"
REPORT = ".txt"
SETTLED = 10.0  # seconds without a change, after which a file is no more being written
KEPT_DAYS = 30  # how long files stay that were taken in or refused: they are data of minors
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")
TOKEN_LENGTH = 16
LONGEST_NAME = 150  # bytes: what is put before and after it must fit into a file's name as well
STAMP = "%Y-%m-%d %H%M%S"
STAMPED = re.compile(r"(\d{4}-\d\d-\d\d \d{6}) [0-9a-f]{4} (.+)", re.DOTALL)

# Size in bytes and time of change in ns of each file that lies there.
Arrivals = Mapping[Path, tuple[int, int]]


@dataclass(frozen=True)
class Claim:
    """A file that this run alone takes. token: no other file's, ever; name: as it arrived, brought
    onto one line of a length that can be kept."""

    token: str
    name: str
    path: Path


@dataclass(frozen=True)
class InboxReport:
    """What came of a file. file: its name in the folder; name: as it arrived; at: when it was
    settled, UTC seconds; words: the sentences beside it, one a line."""

    file: str
    name: str
    at: float
    words: tuple[str, ...]


class InboxFolder:
    """The inbox of one school. clock: gives UTC seconds."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.clock = clock

    def prepare(self) -> None:
        """Make the folder and those in it. Raises OSError where that cannot be."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (TAKING, DONE, REFUSED):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)

    def arrived(self) -> Arrivals:
        """Return what lies there and is no program's draft, the file that was changed first before
        the others: the newest export must be the last that is taken in."""
        found = {}
        for path in _files(self.folder):
            if _is_finished(path.name) and not _is_report(path.name):
                with contextlib.suppress(OSError):  # gone between two looks
                    state = path.stat(follow_symlinks=False)
                    if stat.S_ISREG(state.st_mode):
                        found[path] = (state.st_size, state.st_mtime_ns)
        return dict(sorted(found.items(), key=lambda one: (one[1][1], one[0])))

    def settled(self, before: Arrivals) -> list[Path]:
        """Return what lies there as it did at an earlier look, at least SETTLED seconds ago: a file
        that is still being copied grows, or was not there. An empty one has not begun."""
        now = self.arrived()
        return [path for path, found in now.items() if found[0] and before.get(path) == found]

    def claim(self, paths: Sequence[Path]) -> Iterator[Claim]:
        """Take each of these files for this run alone. One that another program holds open where
        that forbids moving it, or that another run took, is left for the next look."""
        for path in paths:
            token, name = secrets.token_hex(TOKEN_LENGTH // 2), _one_line(path.name)
            taken = self.folder / TAKING / f"{token} {name}"
            with contextlib.suppress(OSError):
                path.rename(taken)
                if _is_plain(taken):  # and no link that was put in its place meanwhile
                    yield Claim(token, name, taken)

    def left_behind(self) -> list[Claim]:
        """Return what a run claimed that did not come to its end."""
        return [
            Claim(path.name[:TOKEN_LENGTH], path.name[TOKEN_LENGTH + 1 :], path)
            for path in _files(self.folder / TAKING)
            if path.name[TOKEN_LENGTH : TOKEN_LENGTH + 1] == " " and _is_plain(path)
        ]

    def settle(self, claim: Claim, room: str, words: Sequence[str]) -> None:
        """Move a claimed file to DONE or REFUSED, its report before it: a file is never there
        without."""
        stamp = time.strftime(STAMP, time.gmtime(self.clock()))
        place = self.folder / room / f"{stamp} {claim.token[:4]} {claim.name}"
        report = place.with_name(place.name + REPORT)
        report.touch(mode=0o600)
        report.write_text("\n".join(words) + "\n", encoding="utf-8", errors="replace")
        claim.path.rename(place)

    def reports(self, room: str, most: int | None = None) -> list[InboxReport]:
        """Return what came of the files in DONE or REFUSED, newest first."""
        return list(islice(self._reports(room), most))

    def refused_count(self) -> int:
        """Return how many refused files nobody has dismissed, without reading a report."""
        names = {path.name for path in _files(self.folder / REFUSED)}
        return sum(name + REPORT in names for name in names if _stamped(name))

    def dismiss(self, file: str) -> None:
        """Delete a refused file and its report: whoever looks after it has seen them. A name that
        is none of theirs is passed over."""
        if any(report.file == file for report in self._reports(REFUSED)):
            for name in (file, file + REPORT):
                (self.folder / REFUSED / name).unlink(missing_ok=True)

    def forget_old(self) -> None:
        """Delete what was settled KEPT_DAYS ago, and reports that a killed run left without their
        file. What somebody else put there, under a name of its own, stays."""
        oldest = self.clock() - KEPT_DAYS * 24 * 3600
        for room in (DONE, REFUSED):
            for path in _files(self.folder / room):
                found = _stamped(path.name)
                if found and found[0] < oldest:
                    path.unlink(missing_ok=True)

    def _reports(self, room: str) -> Iterator[InboxReport]:
        for path in reversed(_files(self.folder / room)):
            found, beside = _stamped(path.name), path.with_name(path.name + REPORT)
            if found and _is_plain(path) and _is_plain(beside):
                with contextlib.suppress(FileNotFoundError):  # dismissed meanwhile
                    text = beside.read_text(encoding="utf-8", errors="replace")
                    yield InboxReport(path.name, found[1], found[0], tuple(text.splitlines()))


def _files(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where there is none."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_plain(path: Path) -> bool:
    """Whether it is a file itself, and no link to one."""
    return path.is_file() and not path.is_symlink()


def _is_finished(name: str) -> bool:
    return not name.startswith((".", "~")) and not name.lower().endswith(UNFINISHED)


def _is_report(name: str) -> bool:
    """Whether it is a report that came back with its file, when somebody put that in again."""
    inner = name.removesuffix(REPORT)
    return bool(inner != name and _stamped(inner) and PurePath(inner).suffix)


def _stamped(name: str) -> tuple[float, str] | None:
    """When a file was settled, UTC seconds, and its name before; None for any other file."""
    found = STAMPED.fullmatch(name)
    if found is None:
        return None
    try:
        return float(calendar.timegm(time.strptime(found[1], STAMP))), found[2]
    except ValueError:  # a day that is none
        return None


def _one_line(name: str) -> str:
    """A file's name as text of one line, its ending kept where it is too long."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = "".join(letter if letter.isprintable() else "_" for letter in text)
    ending = PurePath(text).suffix
    if len(ending.encode()) > LONGEST_NAME // 2:
        ending = ""
    room = LONGEST_NAME - len(ending.encode())
    return text.removesuffix(ending).encode()[:room].decode("utf-8", "ignore") + ending
