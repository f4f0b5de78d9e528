"""The watched inbox: each file taken in once or refused with its problems, whatever is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import ROSTER
from lengths import some
from one_school import School
from reader import Reader

from data import store
from webapp.services.jobs import background_jobs, work
from webapp.services.jobs.background_jobs import environment
from webapp.services.jobs.inbox_watch import InboxWatch
from webapp.services.process.file_lock import locked
from webapp.services.process.settings import HERE
from webapp.services.rosters import importing
from webapp.services.rosters import inbox as inboxes
from webapp.services.rosters.import_choice import ImportChoice
from webapp.services.rosters.inbox_folder import DONE, KEPT_DAYS, REFUSED, TAKING, InboxFolder

DAY = 24 * 3600.0
SOON = 0.02  # seconds, in place of SETTLED
BROKEN = ROSTER + "S1,Somebody,Else,GP,10A,F,15,1,0,no,5,5,1,10,6\n"
# Grades with a sign: which numbers they are is asked.
ASKED = "Schülernummer;Name;Klasse;Note\n" + "".join(
    f"{n};Schüler {n};10A;{n % 5 + 1}{'+-'[n % 2]}\n" for n in range(1, 31)
)


class Inbox:
    """The inbox of a school under test, with a clock of its own."""

    def __init__(self, school: School) -> None:
        self.school, self.now = school, time.time()
        self.viewer = school.people["abel"]
        folder = inboxes.inbox_of(school.state, self.viewer.school).folder
        self.folder = InboxFolder(folder, lambda: self.now)
        self.folder.prepare()
        self.path = folder

    def put(self, name: str, text: str = ROSTER) -> Path:
        """A program puts a file there."""
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self) -> tuple[int, int]:
        """One run; gives how many were taken in and refused."""
        counts = inboxes.take_all(self.school.state, self.viewer, self.folder, settled=SOON)
        return counts[DONE], counts[REFUSED]

    def lies(self, room: str = "") -> list[str]:
        """The names in the inbox or in one of its folders, without our stamp, reports aside."""
        names = [path.name for path in (self.path / room).iterdir() if path.is_file()]
        names += [path.name for path in (self.path / room).iterdir() if path.is_symlink()]
        kept = {name for name in names if not (room and name.removesuffix(".txt") in names)}
        kept |= {name for name in names if not name.endswith(".txt")}
        return sorted(name.split(" ", 3)[-1] if room in (DONE, REFUSED) else name for name in kept)

    def said(self, room: str) -> str:
        """All reports of a folder, the newest first."""
        return "\n".join(word for one in self.folder.reports(room) for word in one.words)

    def rosters(self) -> list[str]:
        """The titles of the school's rosters, newest first."""
        with self.school.read() as session:
            return [one.title for one in store.rosters.listing(session, self.viewer)]


@pytest.fixture
def inbox(empty_school: School) -> Inbox:
    """The inbox of a school without a roster."""
    return Inbox(empty_school)


def test_a_file_is_taken_in_once_and_moves_to_done_with_what_it_changed(inbox: Inbox) -> None:
    inbox.put("maths.csv")
    assert inbox.take() == (1, 0)
    assert inbox.rosters() == ["maths"]
    assert (inbox.lies(), inbox.lies(TAKING), inbox.lies(DONE)) == ([], [], ["maths.csv"])
    assert "10 new, 0 changed, 0 missing" in inbox.said(DONE)
    assert inbox.take() == (0, 0)
    inbox.put("maths.csv")  # the same export again, the night after
    assert inbox.take() == (1, 0)
    assert inbox.rosters() == ["maths"]
    assert inbox.lies(DONE) == ["maths.csv", "maths.csv"]
    assert "in already" in inbox.folder.reports(DONE)[0].words[0] or "in already" in inbox.said(
        DONE
    )


def test_a_file_with_problems_is_refused_with_them_beside_it(inbox: Inbox) -> None:
    inbox.put("maths.csv", BROKEN)
    inbox.put("leeg.xlsx", "no workbook")
    assert inbox.take() == (0, 2)
    assert inbox.rosters() == []
    assert inbox.lies(REFUSED) == ["leeg.xlsx", "maths.csv"]
    assert "Row 12" in inbox.said(REFUSED)
    assert "S1" in inbox.said(REFUSED)
    assert "--" not in inbox.said(REFUSED)  # nobody types here
    for path in (inbox.path / REFUSED).glob("*.txt"):
        assert path.stat().st_mode & 0o077 == 0


def test_what_breaks_refuses_one_file_and_not_the_next(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = importing.read

    def breaks(state, viewer, path, name, *more):
        if name == "a.csv":
            raise ZeroDivisionError
        return read(state, viewer, path, name, *more)

    monkeypatch.setattr(importing, "read", breaks)
    inbox.put("a.csv")
    inbox.put("b.csv")
    assert inbox.take() == (1, 1)
    assert (inbox.lies(REFUSED), inbox.lies(DONE)) == (["a.csv"], ["b.csv"])


def test_a_file_that_is_being_written_waits(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    growing, fresh, empty = inbox.put("growing.csv"), "fresh.csv", inbox.put("empty.csv", "")
    old = time.time() - DAY
    os.utime(growing, (old, old))

    def meanwhile(seconds: float) -> None:
        assert seconds == SOON
        with growing.open("a", encoding="utf-8") as file:
            file.write("S11,")
        os.utime(growing, (old, old))  # as a copying program keeps it
        inbox.put(fresh)

    with monkeypatch.context() as patch:
        patch.setattr(inboxes.time, "sleep", meanwhile)
        assert inbox.take() == (0, 0)
    assert inbox.lies() == [empty.name, fresh, growing.name]
    growing.write_text(ROSTER, encoding="utf-8")
    assert inbox.take() == (2, 0)
    assert inbox.lies() == [empty.name]


def test_the_file_that_was_changed_last_is_taken_in_last(inbox: Inbox) -> None:
    newer, older = inbox.put("a.csv", ROSTER.replace(",16\n", ",17\n")), inbox.put("b.csv")
    os.utime(older, (1e9, 1e9))
    assert newer.stat().st_mtime > 1e9
    assert inbox.take() == (2, 0)
    assert inbox.rosters() == ["a", "b"]


def test_a_locked_file_is_left_for_the_next_look(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, rename = inbox.put("maths.csv"), Path.rename

    def held(self: Path, target: Path) -> Path:
        if self == path:
            raise PermissionError(13, "The process cannot access the file")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", held)
        assert inbox.take() == (0, 0)
    assert inbox.lies() == ["maths.csv"]
    assert inbox.take() == (1, 0)


def test_hidden_unfinished_and_linked_files_and_folders_are_passed_over(
    inbox: Inbox, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(ROSTER, encoding="utf-8")
    names = [".maths.csv", "~$maths.xlsx", "maths.csv.part", "MATHS.CSV.TMP", "a.crdownload"]
    for name in names:
        inbox.put(name)
    (inbox.path / "link.csv").symlink_to(outside)
    (inbox.path / TAKING / f"{'0' * 16} link.csv").symlink_to(outside)
    (inbox.path / "older").mkdir()
    inbox.put("older/maths.csv")
    os.mkfifo(inbox.path / "pipe.csv")
    assert inbox.take() == (0, 0)
    assert inbox.rosters() == []
    assert sorted(set(names) - set(inbox.lies())) == []
    assert outside.exists()


NAMES = [
    *("a\nb.csv", "a\\..\\..\\b.csv", "a..csv", "%2e%2e%2fa.csv", "<script>.csv", "a." + "b" * 200),
    *("é" * 120 + ".csv", "a" * 251 + ".csv", "2026-01-01 000000 0000 a.csv"),
    os.fsdecode(b"not\376text.csv"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_taken_in_or_refused(inbox: Inbox, name: str) -> None:
    inbox.put(name)
    done, refused = inbox.take()
    assert done + refused == 1
    assert inbox.lies() == []
    [report] = [*inbox.folder.reports(DONE), *inbox.folder.reports(REFUSED)]
    assert report.name.isprintable()
    assert report.words
    outside = {path.name for path in inbox.path.parent.iterdir()}
    assert outside == {inbox.path.name}


def test_a_report_that_comes_back_with_its_file_is_no_roster(inbox: Inbox) -> None:
    inbox.put("maths.csv", BROKEN)
    inbox.take()
    for path in list((inbox.path / REFUSED).iterdir()):
        path.rename(inbox.path / path.name)
    assert inbox.take() == (0, 1)
    assert [name for name in inbox.lies() if not name.endswith(".csv.txt")] == []


def test_what_is_older_than_thirty_days_goes_and_what_others_put_there_stays(inbox: Inbox) -> None:
    inbox.put("maths.csv")
    inbox.put("worse.csv", BROKEN)
    inbox.take()
    left = inbox.path / DONE / "2020-01-01 000000 abcd killed.csv.txt"  # its file never came
    for path in (left, inbox.path / DONE / "minutes.txt", inbox.path / REFUSED / "minutes.txt"):
        path.write_text("x", encoding="utf-8")
    assert inbox.folder.refused_count() == 1
    inbox.now += (KEPT_DAYS - 1) * DAY
    inbox.take()
    assert not left.exists()
    assert (len(inbox.folder.reports(DONE)), inbox.folder.refused_count()) == (1, 1)
    inbox.now += 2 * DAY
    inbox.take()
    for room in (DONE, REFUSED):
        assert [path.name for path in (inbox.path / room).iterdir()] == ["minutes.txt"]


def test_two_runs_at_once_are_one(inbox: Inbox) -> None:
    inbox.put("maths.csv")
    lock = inbox.school.settings.data_folder / "locks" / f"inbox-{inbox.viewer.school}"
    with locked(lock) as first:
        assert first
        assert inbox.take() == (0, 0)
    assert inbox.take() == (1, 0)


def test_another_schools_inbox_is_not_touched(inbox: Inbox) -> None:
    chloe = inbox.school.people["chloe"]
    theirs = inboxes.inbox_of(inbox.school.state, chloe.school)
    theirs.prepare()
    (theirs.folder / "maths.csv").write_text(ROSTER, encoding="utf-8")
    assert inbox.take() == (0, 0)
    assert list(theirs.arrived())
    counts = inboxes.take_all(inbox.school.state, chloe, theirs, settled=SOON)
    assert counts[DONE] == 1
    assert inbox.rosters() == []


def test_what_was_said_of_a_refused_file_holds_for_the_next(inbox: Inbox) -> None:
    inbox.put("pauta.csv", ASKED)
    assert inbox.take() == (0, 1)
    assert "?" in inbox.said(REFUSED)
    refused = next((inbox.path / REFUSED).glob("*.csv"))
    read, state = importing.read, inbox.school.state
    found = read(state, inbox.viewer, refused, "pauta.csv")
    while found.proposal.open_questions:
        question = found.proposal.open_questions[0]
        said = ImportChoice(
            description=found.proposal.description, answers={question.key: question.choices[0].key}
        )
        found = read(state, inbox.viewer, refused, "pauta.csv", said)
    importing.take_in(state, inbox.viewer, found, "pauta", None)
    inbox.put("pauta.csv", ASKED.replace("Schüler 3;10A;4-", "Schüler 3;10A;2-"))
    assert inbox.take() == (1, 0), inbox.said(REFUSED)
    assert "1 changed" in inbox.said(DONE)


KILLED = """
import sys
from webapp import create_app
from webapp.http.state import state
from data.viewer import Viewer
from webapp.services.rosters import inbox
app = create_app()
print("here", flush=True)
with app.app_context():
    viewer = Viewer(None, "", "administrator", int(sys.argv[1]))
    inbox.take_all(state(), viewer, inbox.inbox_of(state(), viewer.school), settled=0.01)
print("done", flush=True)
"""
HALTED = """
import time
import webapp.services.rosters.{module} as module
before = module.{name}
def halted(*args, **named):
    {first}
    print("halted", flush=True)
    time.sleep(60)
module.{name} = halted
"""
MOMENTS = {
    "after it is written": ("inbox", "take_in", "before(*args, **named)"),
    "its report written": ("inbox_folder.Path", "write_text", "before(*args, **named)"),
    "before it is read": ("inbox", "read", "pass"),
    "before it is written": ("inbox", "take_in", "pass"),
    "before it moves": ("inbox_folder.InboxFolder", "settle", "pass"),
}


def started(inbox: Inbox, text: str) -> "subprocess.Popen[str]":
    """A process that takes the inbox."""
    return subprocess.Popen(
        [sys.executable, "-c", text, str(inbox.viewer.school)],
        cwd=HERE, env=os.environ | environment(inbox.school.settings), stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def everything_is_in_one_place(inbox: Inbox) -> None:
    """After a kill, one more run: the file is done, once, and its roster is there, once."""
    inbox.take()
    assert (inbox.lies(), inbox.lies(TAKING)) == ([], [])
    assert [report.name for report in inbox.folder.reports(DONE)] == ["maths.csv"]
    assert inbox.folder.reports(REFUSED) == []
    assert inbox.rosters() == ["maths"]


@pytest.mark.parametrize("moment", some(MOMENTS, 2))
def test_killed_at_a_moment_that_matters_nothing_is_lost_or_doubled(
    inbox: Inbox, moment: str
) -> None:
    module, name, first = MOMENTS[moment]
    file, _, inner = module.partition(".")
    halted = HALTED.format(module=file, name=name, first=first)
    if inner:
        halted = halted.replace(" as module", f" as file\nmodule = file.{inner}")
    inbox.put("maths.csv")
    child = started(inbox, halted + KILLED)
    assert child.stdout is not None
    while child.stdout.readline().strip() not in ("halted", "done", ""):
        pass
    child.send_signal(signal.SIGKILL)
    child.communicate()
    everything_is_in_one_place(inbox)


@pytest.mark.parametrize("seed", some(range(12), 1))
def test_killed_at_any_moment_nothing_is_lost_or_doubled(inbox: Inbox, seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 - the same moments each time
    inbox.put("maths.csv")
    for _ in range(1 + seed % 3):
        child = started(inbox, KILLED)
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        time.sleep(luck.uniform(0, 1.2))
        child.send_signal(signal.SIGKILL)
        child.communicate()
    everything_is_in_one_place(inbox)


def test_the_watch_starts_a_job_for_what_is_new_and_once(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    def start(state, viewer, kind, detail):
        started.append(viewer.school)
        return len(started)

    monkeypatch.setattr(background_jobs, "start", start)
    watch = InboxWatch(inbox.school.state)
    assert watch.look() == []
    inbox.put("maths.csv")
    assert watch.look() == [1]
    assert watch.look() == []
    inbox.put("more.csv")
    assert watch.look() == [2]
    monkeypatch.setattr("webapp.services.jobs.inbox_watch.AGAIN_AFTER", 0.0)  # a locked one
    assert watch.look() == [3]
    assert set(started) == {inbox.viewer.school}


def test_a_school_whose_inbox_cannot_be_used_holds_up_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background_jobs, "start", lambda state, viewer, kind, detail: viewer.school)
    theirs = inboxes.inbox_of(inbox.school.state, inbox.school.people["chloe"].school)
    theirs.folder.write_text("a file in its place", encoding="utf-8")
    inbox.put("maths.csv")
    watch = InboxWatch(inbox.school.state)
    assert watch.look() == [inbox.viewer.school]
    watch.look()
    assert len(caplog.records) == 1


def test_the_page_shows_what_was_refused_until_it_is_dismissed(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    abel, lea = inbox.school.reader("abel"), inbox.school.reader("lea")
    assert str(inbox.path) in abel.page("/rosters").text
    inbox.put("grades.csv", BROKEN)
    inbox.put("maths.csv")
    inbox.take()
    inbox.put("waits.csv")
    page = abel.page("/rosters")
    for words in ("grades.csv was not taken in", "Row 12", "1 file waits: waits.csv", "10 new"):
        assert words in page.text, words
    assert notices(abel, "/accounts") == 1
    assert notices(lea, "/caseload") == notices(lea, "/rosters") == 0
    assert "grades.csv" not in lea.get("/rosters").text
    [file] = [
        str(one.attributes["value"])
        for one in page.all("input", name="file")
        if "value" in one.attributes
    ]
    assert lea.post("/rosters/inbox/dismiss", {"file": file}).status_code == 403
    done = inbox.folder.reports(DONE)[0].file
    for other in (f"../{DONE}/{done}", f"{file}.txt", "../../alavanca.sqlite", "", "\0"):
        assert abel.post("/rosters/inbox/dismiss", {"file": other}).status_code == 303
    assert (inbox.folder.refused_count(), len(inbox.folder.reports(DONE))) == (1, 1)
    assert abel.post("/rosters/inbox/dismiss", {"file": file}).status_code == 303
    assert notices(abel, "/accounts") == 0
    assert list((inbox.path / REFUSED).iterdir()) == []


def notices(reader: Reader, path: str) -> int:
    """How many notices of refused files a page has."""
    return reader.page(path).text.count("arrived in the inbox was not taken in")


def test_a_command_takes_the_inbox_and_says_what_came_of_it(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inboxes, "SETTLED", SOON)
    asked: list[int] = []  # of which rosters it is computed what is expected
    monkeypatch.setattr(work, "keep_gaps", lambda state, viewer, roster: asked.append(roster))
    inbox.put("maths.csv")
    inbox.put("worse.csv", BROKEN)
    run: Callable[..., object] = inbox.school.app.test_cli_runner().invoke
    done = run(args=["rosters", "inbox"])
    assert "1 taken in, 1 refused." in done.output, done.output
    assert inbox.rosters() == ["maths"]
    assert len(asked) == 1
