"""One roster of several files: each renews its own columns, keeps its day, and can be undone."""

import pytest
from shipped import DICTIONARIES

from data import store
from data.reading import FileTable, check
from webapp.services.rosters import sources
from webapp.services.rosters.import_choice import NotImportable
from webapp.services.rosters.sources import SourceFile

PILOT = DICTIONARIES["pilot-2008"]
GRADES = "StudentID FirstName FamilyName class FinalGrade"


def source(name, headers, *rows, decides=None):
    """A file of these columns as a source."""
    table = FileTable(
        "csv",
        f"{name}.csv",
        tuple(headers.split()),
        [row.split() for row in rows],
        list(range(2, len(rows) + 2)),
        "utf-8",
        ",",
        ".",
        None,
        (),
        (),
    )
    optional = PILOT.model_copy(
        update={
            "columns": {
                key: each.model_copy(update={"required": False})
                for key, each in PILOT.columns.items()
            }
        }
    )
    checked = check(table, optional)
    assert not checked.problems, checked.problems
    return SourceFile(name, checked, table.numbers, optional, table.filename, decides)


def whole(session, viewer, file):
    """Import a file as the whole roster."""
    who = sources.questions(session, viewer, file, {})
    return store.rosters.add(
        session,
        viewer,
        file.checked.records,
        title="10A",
        dictionary="pilot-2008",
        filename=file.filename,
        fingerprint=file.checked.fingerprint,
        keyed=file.checked.keyed,
        identity=who.identity,
        expected_current=None,
        columns={name: PILOT.columns[name].type for name in file.checked.columns},
    )


def bring(database, viewer, file, answers=None):
    """Take a source in; gives the roster and what was said of it."""
    with database.read() as session:
        who = sources.questions(session, viewer, file, answers or {})
        found = sources.update(session, viewer, file, who)
    assert not who.unanswered
    with database.write() as session:
        return sources.write(session, viewer, found), found


def told(database, viewer, column):
    """A column of the roster that counts, by the students' names."""
    with database.read() as session:
        roster = store.rosters.current(session, viewer)
        names = store.rosters.names(session, viewer, roster.id)
        each = store.rosters.cohort(session, viewer, roster.id).columns[column].each().tolist()
    return dict(zip(names.first, each, strict=True))


@pytest.fixture
def school(database, cast):
    """Lea's school has a list of grades with ids."""
    with database.write() as session:
        whole(
            session,
            cast.lea,
            source("grades", GRADES, "001 Rita Prata 10A 14", "002 Ivo Seco 10A 8"),
        )
    return database


def test_a_source_renews_its_own_columns_and_no_other(school, cast):
    roster, _ = bring(school, cast.lea, source("absences", "StudentID absences", "1 4", "2 7"))
    assert told(school, cast.lea, "absences") == {"Rita": 4.0, "Ivo": 7.0}
    assert told(school, cast.lea, "FinalGrade") == {"Rita": 14.0, "Ivo": 8.0}
    assert [(one.name, one.roster, one.columns) for one in roster.sources] == [
        ("absences", 2, ("absences",)),
        ("", 1, ("class", "FinalGrade")),
    ]
    again, _ = bring(school, cast.lea, source("absences", "StudentID absences", "1 5", "2 7"))
    assert told(school, cast.lea, "absences") == {"Rita": 5.0, "Ivo": 7.0}
    assert again.day_of("absences") > roster.day_of("absences")
    assert again.day_of("FinalGrade") == roster.day_of("FinalGrade")
    assert again.keyed


def test_rows_of_nobody_and_students_it_lacks_are_listed_by_file_and_row(school, cast):
    file = source("absences", "StudentID absences", "7 4", "1 3")
    _, found = bring(school, cast.lea, file)
    said = [note.message for note in found.notes]
    assert said == [
        "absences.csv: rows of nobody in the roster, left out: 1 (rows 2).",
        "absences.csv: students of the roster who are not in it: 1 (002).",
    ]
    with school.read() as session:
        assert store.rosters.current(session, cast.lea).students == 2
    nothing = told(school, cast.lea, "absences")
    assert nothing["Rita"] == 3.0 and nothing["Ivo"] != nothing["Ivo"]


def test_a_source_without_ids_is_joined_by_name_and_class(school, cast):
    headers = "FirstName FamilyName class absences"
    file = source("absences", headers, "Rita Prata 10A 4", "Ivo Sceo 10A 7")
    with school.read() as session:
        who = sources.questions(session, cast.lea, file, {})
    assert who.unanswered == 1
    proposed = who.found.obvious
    bring(school, cast.lea, file, proposed)
    assert told(school, cast.lea, "absences") == {"Rita": 4.0, "Ivo": 7.0}


def test_undoing_a_source_brings_back_what_it_said_before(school, cast):
    bring(school, cast.lea, source("absences", "StudentID absences", "1 4", "2 7"))
    second, _ = bring(school, cast.lea, source("absences", "StudentID absences", "1 9", "2 9"))
    with school.write() as session:
        store.rosters.withdraw(session, cast.lea, second.id)
    assert told(school, cast.lea, "absences") == {"Rita": 4.0, "Ivo": 7.0}


def test_the_list_that_came_first_says_who_is_in_the_roster(school, cast):
    bring(school, cast.lea, source("absences", "StudentID absences", "1 4", "2 7"))
    rows = ("001 Rita Prata 10B 15", "003 Ana Lima 10A 12")
    roster, found = bring(school, cast.lea, source("", GRADES, *rows))
    assert (found.changes.new, found.changes.missing) == (("003",), ("002",))
    assert told(school, cast.lea, "FinalGrade") == {"Rita": 15.0, "Ana": 12.0}
    assert told(school, cast.lea, "absences")["Rita"] == 4.0
    assert told(school, cast.lea, "class") == {"Rita": "10B", "Ana": "10A"}
    assert [one.name for one in roster.sources] == ["", "absences"]


def test_without_a_roster_there_is_nothing_to_add_to(database, cast):
    with pytest.raises(NotImportable, match="There is no roster yet"):
        bring(database, cast.lea, source("absences", "StudentID absences", "1 4"))
