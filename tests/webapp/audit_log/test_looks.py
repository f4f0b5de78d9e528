"""Who looked at a student stands in the trace, and his page does not wait for it."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from one_school import School

from data.store import Busy, audit
from data.store.audit import AuditFilters
from data.viewer import Viewer
from webapp.services.access import access_log


def lines(school: School) -> list[tuple[str, str, int | None]]:
    """Every look that stands in the trace: by whom, in which role, at whom."""
    with school.read() as session:
        page = audit.listing(session, school.viewer, AuditFilters("see", "student"))
        return [(line.by, line.role, line.student_id) for line in page.lines]


def test_a_look_at_a_student_is_one_line_not_one_a_reload(own_school: School) -> None:
    reader, ids = own_school.reader(), own_school.ids()
    for _ in range(3):
        reader.page(f"/students/{ids['S1']}")
    reader.page(f"/students/{ids['S2']}?w.absences=1")
    assert lines(own_school) == [("Lea", "lead", ids["S2"]), ("Lea", "lead", ids["S1"])]


def test_a_look_is_nobody_elses_and_lasts_ten_minutes(own_school: School) -> None:
    school, student = own_school.viewer.school, own_school.ids()["S1"]
    ines, rui = Viewer(1, "Ines", "counsellor", school), Viewer(2, "Rui", "counsellor", school)
    as_lead = Viewer(1, "Ines", "lead", school)
    at = datetime.now(UTC)
    with own_school.write() as session:
        for who in (ines, rui, as_lead, ines):
            audit.see(session, who, student, at)
        audit.see(session, ines, student, at + timedelta(minutes=9, seconds=59))
        audit.see(session, rui, student, at + timedelta(minutes=10))
    assert lines(own_school) == [
        ("Rui", "counsellor", student),
        ("Ines", "lead", student),
        ("Rui", "counsellor", student),
        ("Ines", "counsellor", student),
    ]


def test_a_student_who_is_not_there_was_not_looked_at(own_school: School) -> None:
    assert own_school.reader().get("/students/4711").status_code == 404
    assert lines(own_school) == []


def test_looks_are_not_told_in_the_students_own_history(own_school: School) -> None:
    reader, student = own_school.reader(), own_school.ids()["S1"]
    for _ in range(2):
        page = reader.page(f"/students/{student}")
    assert "Nothing has been noted yet." in page.text
    reader.post(f"/students/{student}/interventions")
    assert "coaching began" in reader.page(f"/students/{student}").text


def test_while_somebody_writes_the_page_is_shown_and_the_look_written_after(
    own_school: School, caplog: pytest.LogCaptureFixture
) -> None:
    reader, student = own_school.reader(), own_school.ids()["S1"]
    reader.page("/caseload")
    begun, over = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with own_school.write():
            begun.set()
            over.wait(30)

    importing = threading.Thread(target=import_slowly)
    importing.start()
    begun.wait(30)
    before = datetime.now(UTC)
    try:
        assert "Gonçalves" in reader.page(f"/students/{student}").text
        after = datetime.now(UTC)
        assert lines(own_school) == []
        assert (
            f"a look waits to be written: student {student}, account {own_school.viewer.account},"
            in caplog.text
        )
        writer = own_school.state.looks.writer
        assert writer is not None
        assert not writer.daemon  # else a server that ends would not wait for it
    finally:
        over.set()
        importing.join()
    writer.join(30)
    assert lines(own_school) == [("Lea", "lead", student)]
    with own_school.read() as session:
        [line] = audit.listing(session, own_school.viewer, AuditFilters("see", "student")).lines
        assert audit.verify(session).good
    assert before <= line.at <= after
    assert own_school.state.looks.writer is None


def test_a_look_that_cannot_be_written_is_told_in_the_log_by_numbers(
    own_school: School, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy

    caplog.set_level(logging.ERROR)
    own = access_log.Looks(own_school.state.database)
    monkeypatch.setattr(own, "_write", busy)
    own.note(Viewer(3, "Lea", "lead", own_school.viewer.school), 17)
    if own.writer is not None:
        own.writer.join(30)
    assert "a look could not be written (Busy): student 17, account 3" in caplog.text
    assert "Lea" not in caplog.text


def test_a_look_makes_no_cache_old(own_school: School) -> None:
    reader = own_school.reader()
    before = own_school.version()
    reader.page(f"/students/{own_school.ids()['S1']}")
    assert len(lines(own_school)) == 1
    assert own_school.version() == before
