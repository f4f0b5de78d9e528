"""The proof: a name's bytes are in the files before, and in none of them afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from invented import as_csv, students
from one_school import School

from data.store import NotFound, audit, families, rosters
from data.store.coaching import dismissals
from data.store.families import ErasureProof
from webapp.services.families import erasure

ANA = ("Ana", "Gonçalves")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def bytes_of(folder: Path, text: str) -> dict[str, int]:
    """Where a text stands in the files of a folder, backups apart, in any encoding."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "backups" not in path.parts:
            content = path.read_bytes()
            count = sum(content.count(text.encode(encoding)) for encoding in ENCODINGS)
            if count:
                found[path.name] = count
    return found


def erase(school: School, student: int, keep_figures: bool = False) -> ErasureProof:
    return erasure.erase(school.state, school.viewer, [student], keep_figures=keep_figures)


@pytest.mark.parametrize("keep_figures", [False, True])
def test_the_bytes_of_the_name_are_gone_from_database_log_and_uploads(
    own_school: School, keep_figures: bool
) -> None:
    # A second import changes her name: its first spelling has to go as well.
    path = own_school.folder / "second.csv"
    changed = students()
    changed[0]["FamilyName"] = "Gonçalves-Ünlü"
    path.write_text(as_csv(changed), encoding="utf-8")
    own_school.take_in(path)
    path.unlink()
    (own_school.settings.uploads / "token.upload").write_bytes("Ana;Gonçalves".encode("utf-16"))
    (own_school.settings.uploads / "token.json").write_text(json.dumps({"rows": [ANA]}))
    before = bytes_of(own_school.folder, "Gonçalves")
    assert before["alavanca.sqlite-wal"] > 0
    assert before["alavanca.sqlite"] > 0
    proof = erase(own_school, own_school.ids()["S1"], keep_figures)
    assert bytes_of(own_school.folder, "Gonçalves") == {}
    assert bytes_of(own_school.folder, "Ünlü") == {}
    assert proof.gone
    assert proof.before > 3
    assert (proof.after, proof.where, proof.texts) == (0, {}, {})
    assert (proof.kind, proof.rewritten, proof.uploads) == ("sqlite", True, 1)
    assert proof.size >= (own_school.folder / "alavanca.sqlite").stat().st_size


def test_the_others_are_all_still_there(own_school: School) -> None:
    ids = own_school.ids()
    erase(own_school, ids.pop("S1"))
    assert own_school.ids() == ids


def test_a_file_of_somebodys_own_that_names_her_is_told(own_school: School) -> None:
    (own_school.folder / "mail.log").write_text("sent to Gonçalves, Ana", encoding="latin-1")
    proof = erase(own_school, own_school.ids()["S1"])
    assert proof.where == {"mail.log": 1}
    assert not proof.gone


def test_a_colleagues_words_about_another_student_are_told(own_school: School) -> None:
    ids = own_school.ids()
    with own_school.write() as session:
        words = "Friend of Ana Gonçalves"
        dismissals.add(session, own_school.viewer, ids["S2"], "other", words, None)
    proof = erase(own_school, ids["S1"])
    assert proof.texts == {"dismissal.words": 1}
    assert list(proof.where) == ["alavanca.sqlite"]
    assert not proof.gone


def test_a_namesake_keeps_the_bytes_and_the_proof_says_so(own_school: School) -> None:
    path = own_school.folder / "twins.csv"
    path.write_text(as_csv(students(FirstName="Ana", FamilyName="Silva Costa")), encoding="utf-8")
    own_school.take_in(path)
    path.unlink()
    proof = erase(own_school, own_school.ids()["S1"])
    assert proof.namesakes == 9
    assert proof.after > 0
    assert not proof.gone


def test_backups_made_earlier_are_named_with_their_date_and_left_alone(own_school: School) -> None:
    folder = own_school.folder / "backups"
    folder.mkdir()
    backup = folder / "alavanca-1.zip"
    backup.write_text("Ana Gonçalves", encoding="utf-8")
    os.utime(backup, (1_700_000_000, 1_700_000_000))
    proof = erase(own_school, own_school.ids()["S1"])
    assert proof.backups == {"alavanca-1.zip": "2023-11-14"}
    assert proof.gone
    assert backup.exists()


def test_the_proof_in_the_trace_names_nobody_and_the_chain_holds(own_school: School) -> None:
    ana = own_school.ids()["S1"]
    erase(own_school, ana)
    with own_school.read() as session:
        kept = families.proof_of(session, own_school.viewer, ana)
        assert kept.proof is not None
        assert "Gon" not in kept.model_dump_json()
        assert "S1" not in kept.model_dump_json()


def test_a_student_whom_the_viewer_cannot_see_loses_nothing(own_school: School) -> None:
    before = own_school.ids()
    upload = own_school.settings.uploads / "token.upload"
    upload.touch()
    with pytest.raises(NotFound):
        erase(own_school, 999)
    assert own_school.ids() == before
    assert upload.exists()


def test_a_board_that_was_open_forgets_the_name(own_school: School) -> None:
    boards = own_school.state.boards
    board = boards.open(own_school.viewer, None, "small")[0]
    assert "Gonçalves" in board.names.family
    erase(own_school, own_school.ids()["S1"])
    kept = [one for one in boards._boards._kept.values() if "Gonçalves" in one.names.family]
    assert kept == []
    assert len(boards.open(own_school.viewer, None, "small")[0].cohort) == 9


def test_an_objection_in_another_process_is_seen_by_the_next_answer(own_school: School) -> None:
    from data import store

    boards = own_school.state.boards
    assert len(boards.open(own_school.viewer, None, "small")[0].cohort) == 10
    other = store.connect(own_school.state.database.url)
    with other.write() as session:
        store.objections.object(session, own_school.viewer, own_school.ids()["S1"])
    other.close()
    boards.freshness._asked = (-1, 0.0, 0)  # as after a tenth of a second
    board = boards.open(own_school.viewer, None, "small")[0]
    assert (len(board.cohort), board.unscored) == (9, 1)


def test_reading_while_it_is_erased_is_not_disturbed(own_school: School) -> None:
    ana = own_school.ids()["S1"]
    with own_school.read() as session:
        rosters.current(session, own_school.viewer)
    erase(own_school, ana)
    with own_school.read() as session, pytest.raises(NotFound):
        audit.of_student(session, own_school.viewer, ana)


def test_a_command_beside_the_server_leaves_its_log_alone_afterwards(own_school: School) -> None:
    ana, joao = own_school.ids()["S1"], own_school.ids()["S10"]
    erase(own_school, ana)
    file = own_school.folder / "alavanca.sqlite"

    def ask_beside() -> int:
        """The writes that another process sees, whose last connection is closed then."""
        words = f"import sqlite3; found = sqlite3.connect({str(file)!r}); "
        words += "print(*found.execute('SELECT writes FROM writecount').fetchone()); found.close()"
        done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=True)
        return int(done.stdout)

    assert ask_beside() == own_school.version()
    with own_school.write() as session:
        dismissals.add(session, own_school.viewer, joao, "not_now", "", None)
    assert ask_beside() == own_school.version()
    assert Path(f"{file}-wal").exists()
