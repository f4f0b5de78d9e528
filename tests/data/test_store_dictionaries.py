"""A school's own data dictionaries and settings: each change kept, and no other school's."""

import pytest
from own_dictionary import own_text
from sqlmodel import select

from data.dictionary import DictionaryError
from data.store import NotFound
from data.store.people import school_settings
from data.store.rosters import dictionaries, imports
from data.store.rosters.dictionaries import NameTaken
from data.tables import Decision


def test_every_version_is_kept_and_the_same_text_is_none(database, cast):
    with database.write() as session:
        first = dictionaries.add(session, cast.abel, own_text())
        again = dictionaries.add(session, cast.abel, own_text())
        second = dictionaries.add(session, cast.abel, own_text(high=10), note=" To ten ")
    assert (first.number, again.id, second.number) == (1, first.id, 2)
    with database.read() as session:
        kept = dictionaries.versions(session, cast.lea, "own-grades")
        assert [(one.number, one.note, one.author) for one in kept] == [
            (2, "To ten", cast.abel.name),
            (1, "", cast.abel.name),
        ]
        assert dictionaries.newest(session, cast.lea, "own-grades").text == own_text(high=10)
        assert dictionaries.get(session, cast.lea, "own-grades", 1).text == own_text()
        assert [one.number for one in dictionaries.listing(session, cast.lea)] == [2]


def test_an_earlier_version_is_taken_back_as_a_new_one_and_the_trace_says_so(database, cast):
    with database.write() as session:
        dictionaries.add(session, cast.abel, own_text())
        dictionaries.add(session, cast.abel, own_text(high=10))
        back = dictionaries.take_back(session, cast.abel, "own-grades", 1)
    assert (back.number, back.text) == (3, own_text())
    with database.read() as session:
        lines = session.exec(select(Decision).where(Decision.thing == "dictionary")).all()
    assert [(one.action, one.detail["version"]) for one in lines] == [
        ("add version", 1),
        ("add version", 2),
        ("restore", 3),
    ]
    assert lines[-1].detail["restored"] == 1


def test_another_school_neither_sees_it_nor_takes_its_name(database, cast):
    with database.write() as session:
        dictionaries.add(session, cast.abel, own_text())
        for ask in (dictionaries.newest, dictionaries.versions):
            with pytest.raises(NotFound):
                ask(session, cast.chloe, "own-grades")
        assert dictionaries.listing(session, cast.chloe) == []
        with pytest.raises(NameTaken) as refused:
            dictionaries.add(session, cast.chloe, own_text(high=10))
        assert refused.value.free == "own-grades-2"
        with pytest.raises(NameTaken):
            dictionaries.add(session, cast.abel, own_text("pilot"), taken={"pilot"})
    with database.read() as session:
        assert [one.school for one in dictionaries.newest_of_all(session)] == [cast.abel.school]


def test_a_broken_text_is_refused_with_every_problem_and_its_line(database, cast):
    broken = own_text().replace("type: word", "type: worm").replace("role: id, ", "")
    with database.write() as session, pytest.raises(DictionaryError) as refused:
        dictionaries.add(session, cast.abel, broken)
    assert [one.values["line"] for one in refused.value.problems] == [6, 7]


def test_what_was_chosen_for_files_of_the_same_headers_is_remembered(database, cast):
    with database.write() as session:
        imports.remember(session, cast.lea, ["a", "b"], "own", {"a": "nota"}, {"header": 5}, "abs")
    with database.read() as session:
        found = imports.remembered(session, cast.abel, ["b", "a"])
        assert imports.remembered(session, cast.chloe, ["a", "b"]) is None
    assert (found.mapping, found.description, found.source) == (
        {"a": "nota"},
        {"header": 5},
        "abs",
    )


def test_a_setting_is_the_schools_own_and_each_change_a_line_of_the_trace(database, cast):
    with database.write() as session:
        assert school_settings.change(session, cast.abel, "retention_months", 24)
        assert not school_settings.change(session, cast.abel, "retention_months", 24)
        assert school_settings.change(session, cast.abel, "retention_months", None)
        assert school_settings.change(session, cast.abel, "scale", {"low": 1, "high": 6})
        for key, wrong in (
            *(("smallest_group", 4), ("time_zone", "Europe/Nowhere"), ("inbox", "../up")),
            *(("inbox", "/etc"), ("inbox", ".hidden"), ("lead_imports", "yes")),
            *(("scale", {"low": 6, "high": 1}), ("role_names", {"head": {"en": "Head"}})),
        ):
            with pytest.raises(ValueError):
                school_settings.change(session, cast.abel, key, wrong)
    with database.read() as session:
        assert school_settings.read(session, cast.chloe.school) == {}
        [(key, scale)] = school_settings.read(session, cast.abel.school).items()
        lines = session.exec(select(Decision).where(Decision.action == "set")).all()
    assert (key, scale.high, scale.best) == ("scale", 6, "high")
    assert [(one.detail["value"], one.detail["was"]) for one in lines][:2] == [
        (24, None),
        (None, 24),
    ]
