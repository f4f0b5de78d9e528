"""Exports for research are on record, and only one's own school's are shown."""

import pytest
from roster_records import import_as, people

from data import store


def test_an_export_is_on_record_with_its_figures(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(12))
        store.school_statistics.note(session, cast.lea, roster.id, students=12, published=10, k=5)
        store.school_statistics.note(session, cast.abel, roster.id, students=12, published=12, k=3)
    with database.read() as session:
        newest, first = store.school_statistics.exports(session, cast.lea)
    assert (first.roster, first.students, first.published, first.k) == (roster.id, 12, 10, 5)
    assert (first.by, newest.by) == ("Lea", "Abel")
    assert newest.at >= first.at


def test_another_schools_roster_cannot_be_given_out_nor_its_exports_be_seen(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(12))
        store.school_statistics.note(session, cast.lea, roster.id, students=12, published=12, k=5)
        with pytest.raises(store.NotFound):
            store.school_statistics.note(
                session, cast.chloe, roster.id, students=12, published=12, k=5
            )
    with database.read() as session:
        assert store.school_statistics.exports(session, cast.chloe) == []
        assert store.school_statistics.school_name(session, cast.chloe) == "Chloe's school"
