"""The watched folder under load and under strange files, by the real clock."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import SMALL
from one_school import School
from reader import read as parsed

from data.store.rules import rule_sets
from webapp.services.rule_sets import folder, registry
from webapp.services.rule_sets.registry import RegisteredSet, Shelf

WITHIN = 2.0  # seconds that a lead may have to wait, to whom nobody else's work is done
HANG = 60.0  # seconds after which a busy machine is given up
TINY = """\
format: 1
title: Tiny
status: pilot
roster: pilot-2008
indicators: {absences: {kind: lever, weight: %s, bands: [{up_to: 93, points: 0.5}]}}
"""


@pytest.fixture
def watched(own_school: School) -> Shelf:
    """The shelf of a server that has looked once."""
    own_school.state.shelf.sets()
    return own_school.state.shelf


def save(watched: Shelf, text: str | bytes, name: str = "small", age: float = 0.0) -> None:
    """Save a file as an editor does that takes care: beside it, then in its place.

    age: how many seconds ago it was written, so that nobody waits for more of it.
    """
    draft = watched.folder / f".{name}.new"
    draft.write_bytes(text.encode() if isinstance(text, str) else text)
    written = time.time_ns() - int(age * 1e9)
    os.utime(draft, ns=(written, written))
    draft.replace(watched.folder / f"{name}.yaml")


def wait_for(found: Callable[[], bool], patience: float = HANG) -> float:
    """Ask again and again, as people's pages do; gives how long it took."""
    start = time.monotonic()
    while not found():
        assert time.monotonic() - start < patience, "it never came"
        time.sleep(0.02)
    return time.monotonic() - start


def kept(watched: Shelf, name: str = "small") -> RegisteredSet:
    return watched.sets()[name]


# Whole answers -----------------------------------------------------------------------------------


def told(page: str) -> tuple[int, str]:
    """What a page of the board says of itself: its version, and its numbers of Ana."""
    board = parsed(page)
    version = board.one("div", class_="provenance").text.split(", version ")[1].split()[0]
    rows = [row.text for row in board.all("tr") if "Ana" in row.text]
    [weight] = [one.attributes["value"] for one in board.all("input", name="w.absences")][:1]
    return int(version), f"{weight}: {rows}"


def test_every_answer_is_wholly_of_one_version_while_sets_are_swapped(
    own_school: School, watched: Shelf
) -> None:
    """Eight readers ask for the board; meanwhile two texts take turns two hundred times."""
    texts = [SMALL, SMALL.replace("weight: 2", "weight: 0")]
    readers = [own_school.reader("lea") for _ in range(8)]
    answers: list[tuple[int, str]] = []
    failures: list[str] = []
    swapping = threading.Event()

    def ask(number: int) -> None:
        asked = 0
        while asked < 25 or swapping.is_set():
            answer = readers[number].get("/caseload?set=small")
            if answer.status_code != 200:
                failures.append(f"{answer.status_code} {answer.text[:200]}")
                return
            answers.append(told(answer.text))
            asked += 1
            time.sleep(0.02)

    expected = {}
    for text in reversed(texts):  # version 2, then 3; the first version says what 3 says
        save(watched, text)
        watched.look_again()
        version, numbers = told(readers[0].get("/caseload?set=small").text)
        expected[version % 2] = numbers
    assert expected[0] != expected[1]
    swapping.set()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    try:
        for swap in range(200):
            save(watched, texts[(swap + 1) % 2], age=60)
            watched.look_again()
            watched.sets()
    finally:
        swapping.clear()
        for thread in threads:
            thread.join(HANG)
    assert failures == []
    assert len(answers) >= 200
    assert len({version for version, _ in answers}) > 20
    assert [one for one in answers if expected[one[0] % 2] != one[1]] == []
    with own_school.read() as session:
        assert len(rule_sets.versions(session, "small")) == 203


def test_whoever_has_just_put_a_file_there_reads_it_though_others_are_looking(
    watched: Shelf,
) -> None:
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            watched._looked = float("-inf")
            watched.sets()

    looking = [threading.Thread(target=look) for _ in range(4)]
    for thread in looking:
        thread.start()
    try:
        for weight in (1, 3, 4, 5, 1, 3, 4, 5):
            save(watched, SMALL.replace("weight: 2", f"weight: {weight}"), age=60)
            watched.look_again()
            found = kept(watched).rule_set
            assert found is not None
            assert found.indicators[0].weight == weight
    finally:
        stop.set()
        for thread in looking:
            thread.join(HANG)


# By the clock ------------------------------------------------------------------------------------


def test_a_broken_file_is_shown_and_a_mended_one_taken_while_people_read(
    own_school: School, watched: Shelf
) -> None:
    """Nobody calls for a look: the folder is looked at by itself, once a second."""
    reader = own_school.reader("lea")
    save(watched, SMALL.replace("weight: 2", "weight: heavy"))
    wait_for(lambda: bool(kept(watched).problems), WITHIN)
    page = reader.get("/rules/small")
    assert page.status_code == 200
    assert "needs a number from 0 to 5" in page.text
    assert kept(watched).version == 1
    save(watched, SMALL.replace("weight: 2", "weight: 5"))
    wait_for(lambda: kept(watched).version == 2, WITHIN)
    assert "weight 5" in reader.get("/rules/small").text


def test_a_file_that_is_being_written_is_left_until_it_is_whole(
    own_school: School, watched: Shelf
) -> None:
    """What stands there halfway is a good file by itself, and would be in force with one rule."""
    half = SMALL[: SMALL.index("  little_study")]
    rest = SMALL[len(half) :].replace("weight: 1", "weight: 4")
    path = watched.folder / "small.yaml"
    begun = threading.Event()

    def write() -> None:
        with path.open("w", encoding="utf-8") as file:
            for part in (half, *rest.splitlines(keepends=True)):
                file.write(part)
                file.flush()
                begun.set()
                time.sleep(0.02)

    writing = threading.Thread(target=write)
    writing.start()
    begun.wait()
    while writing.is_alive():
        watched._looked = float("-inf")
        watched.sets()
    wait_for(lambda: kept(watched).version > 1)
    with own_school.read() as session:
        taken = [version.text for version in rule_sets.versions(session, "small")]
    assert taken == [half + rest, SMALL]


# Strange files -----------------------------------------------------------------------------------


def unopenable(path: Path) -> None:
    """A file that is there and cannot be read, not even by root."""
    memory = Path("/proc/self/mem")
    if not memory.is_file():
        pytest.skip("there is no /proc here: no file that root cannot read")
    path.symlink_to(memory)


STRANGE: dict[str, Callable[[Path], object]] = {
    "a-folder": lambda path: path.mkdir(),
    "a-pipe": lambda path: os.mkfifo(path),
    "a-loop": lambda path: path.symlink_to(path),
    "a-ring": lambda path: (
        path.symlink_to(path.with_name("ring.yaml")),
        path.with_name("ring.yaml").symlink_to(path),
    ),
    "a-lost-link": lambda path: path.symlink_to(path.parent / "nowhere"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_file_is_passed_over(own_school: School, watched: Shelf, name: str) -> None:
    before = sorted(watched.sets())
    STRANGE[name](watched.folder / f"{name}.yaml")
    watched.look_again()
    assert sorted(watched.sets()) == before
    assert own_school.reader().get("/caseload").status_code == 200


def test_a_file_that_cannot_be_opened_is_shown_with_the_remedy(
    own_school: School, watched: Shelf
) -> None:
    unopenable(watched.folder / "sealed.yaml")
    watched.look_again()
    [problem] = kept(watched, "sealed").problems
    assert "cannot be opened" in problem.message
    page = own_school.reader().get("/rules/sealed")
    assert page.status_code == 200
    assert "Let the server read it" in page.text


def test_a_set_whose_file_cannot_be_opened_any_more_stays_as_it_was(watched: Shelf) -> None:
    (watched.folder / "small.yaml").unlink()
    unopenable(watched.folder / "small.yaml")
    watched.look_again()
    assert (kept(watched).version, kept(watched).offered) == (1, True)
    assert kept(watched).problems
    (watched.folder / "small.yaml").unlink()
    save(watched, SMALL)
    watched.look_again()
    assert kept(watched).problems == ()


def test_a_file_may_vanish_at_any_moment(own_school: School, watched: Shelf) -> None:
    """Another process takes it away and puts it back while people read."""
    reader = own_school.reader("lea")
    stop = threading.Event()

    def flicker() -> None:
        while not stop.is_set():
            save(watched, "format: 1\n", "fickle")
            time.sleep(0.003)
            (watched.folder / "fickle.yaml").unlink()
            time.sleep(0.003)

    thread = threading.Thread(target=flicker)
    thread.start()
    try:
        for _ in range(20):
            watched._looked = float("-inf")
            assert reader.get("/rules").status_code == 200
            assert reader.get("/rules/fickle").status_code in (200, 404)
            assert kept(watched).version == 1
    finally:
        stop.set()
        thread.join(HANG)


def test_a_file_that_is_away_for_a_moment_is_not_gone(watched: Shelf) -> None:
    """As an editor saves that takes the old file away before it writes the new one."""
    path = watched.folder / "small.yaml"
    text = path.read_bytes()
    path.unlink()
    back = threading.Timer(folder.SETTLING / 2, path.write_bytes, [text])
    back.start()
    watched._looked = float("-inf")
    assert "small" in watched.sets()
    back.join()


@pytest.mark.parametrize("name", ["x" * 201, "new\nline", "limit", "\udcff", "\u202etxt"])
def test_a_name_that_no_address_can_hold_is_shown_with_the_remedy(
    own_school: School, watched: Shelf, name: str
) -> None:
    before = set(watched.sets())
    try:
        save(watched, SMALL, name)
    except OSError:
        pytest.skip("this disk takes no such name")
    watched.look_again()
    [strange] = [one for one in watched.sets().values() if one.name not in before]
    assert "A rule file cannot be called so" in strange.problems[0].message
    assert own_school.reader().get("/rules").status_code == 200
    assert kept(watched).offered


@pytest.mark.parametrize(
    "content",
    [SMALL.encode("utf-16"), SMALL.replace("Conjunto", "Relações").encode("latin-1"), b"\x00" * 99,
     b"#" * 10_000_000, bytes(range(256))],
    ids=["utf-16", "latin-1", "zeros", "ten megabytes", "every byte"],
)  # fmt: skip
def test_a_file_of_other_bytes_is_refused_and_its_page_is_there(
    own_school: School, watched: Shelf, content: bytes
) -> None:
    save(watched, content)
    watched.look_again()
    assert kept(watched).problems
    assert kept(watched).version == 1
    assert len(kept(watched).text) <= 70_000
    assert own_school.reader().get("/rules/small").status_code == 200


def test_a_failure_nobody_foresaw_is_one_file_s_problem(
    own_school: School, watched: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    save(watched, SMALL.replace("weight: 2", "weight: 3"))
    with monkeypatch.context() as patch:
        patch.setattr("webapp.services.rule_sets.folder.rules.read", fail)
        watched.look_again()
        assert "nobody foresaw" in kept(watched).problems[0].message
        assert kept(watched).offered
    save(watched, SMALL)
    watched.look_again()
    assert kept(watched).problems == ()


@pytest.fixture
def crowded(watched: Shelf) -> Shelf:
    watched.sets()
    for number in range(300):
        save(watched, TINY % (number % 5), f"set-{number}")
    return watched


def test_hundreds_of_files_are_taken_bit_by_bit_while_the_board_answers(
    own_school: School, crowded: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "LONGEST_LOOK", 0.3)
    reader = own_school.reader("lea")
    counted: list[int] = []
    wanted = 300 + len(crowded.sets())

    def all_there() -> bool:
        assert reader.get("/caseload?set=small").status_code == 200
        counted.append(len(crowded.sets()))
        return counted[-1] == wanted

    wait_for(all_there, patience=300)
    assert counted == sorted(counted)
    assert len(set(counted)) > 2
    assert all(one.problems == () for one in crowded.sets().values())
