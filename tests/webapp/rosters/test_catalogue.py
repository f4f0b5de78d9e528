"""The catalogue of data dictionaries: without a restart, each school its own, nothing broken in."""

import os
from pathlib import Path

import pytest
from one_school import School
from own_dictionary import own_text

from data import store
from data.store.rosters import dictionaries

ROWS = "processo;turma;nota;faltas\n1;10A;8;3\n2;10A;14;20\n3;10B;11;0\n"
SET = """format: 1
title: Own grades
status: pilot
owner: Lead
roster: own-grades
need: {from: grade, pass: 10}
indicators:
  faltas:
    label: Absences
    kind: lever
    weight: 1
    bands:
      - {up_to: 5, points: 1.0, says: Present}
      - {up_to: 300, points: 0.2, says: Absent}
"""


def keep(school: School, text: str, who: str = "abel") -> None:
    with school.write() as session:
        dictionaries.add(session, school.people[who], text)


def put(school: School, content: str, name: str = "site.yaml") -> Path:
    """Save a file in the site's own folder."""
    folder = school.settings.own_dictionaries
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    os.utime(path, ns=(1, hash(content) & 0xFFFFFFFFFF))
    school.state.dictionaries.look_again()
    return path


def take_in(school: School, rows: str = ROWS, title: str = "Own") -> int:
    path = school.folder.parent / "own.csv"
    path.write_text(rows, encoding="utf-8")
    return school.take_in(path, "own.csv", title)


def test_a_schools_own_is_its_alone_and_there_at_once(own_school: School) -> None:
    known = own_school.state.dictionaries
    assert "own-grades" not in known
    keep(own_school, own_text())
    here, there = (own_school.people[who].school for who in ("abel", "chloe"))
    assert "own-grades" in known.of_school(here)
    assert "own-grades" not in known.of_school(there)
    assert "own-grades" not in [*known]
    assert (known["own-grades"].grade.high, known.home("own-grades")) == (20, here)


def test_a_roster_keeps_the_version_that_it_was_read_by(own_school: School) -> None:
    keep(own_school, own_text())
    roster = take_in(own_school)
    keep(own_school, own_text(high=10).replace("faltas", "atrasos"))
    with own_school.read() as session:
        info = store.rosters.get(session, own_school.viewer, roster)
    assert (info.dictionary, info.dictionary_number) == ("own-grades", 1)
    known = own_school.state.dictionaries
    assert (known.for_roster(info).grade.high, known["own-grades"].grade.high) == (20, 10)
    # Rules in force may speak of what came later: nobody answered it.
    assert [*known.for_roster(info).columns][-2:] == ["faltas", "atrasos"]


def test_rules_for_it_are_taken_without_a_restart_and_give_a_board(own_school: School) -> None:
    path = own_school.settings.rules / "own-set.yaml"
    path.write_text(SET, encoding="utf-8")
    shelf = own_school.state.shelf
    shelf.look_again()
    assert shelf.sets()["own-set"].problems
    keep(own_school, own_text())
    take_in(own_school)
    shelf.look_again()
    assert shelf.sets()["own-set"].problems == ()
    assert "own-set" not in shelf.of_school(own_school.people["chloe"].school)
    assert "Absences" in own_school.reader().get("/rules/own-set").text
    assert own_school.reader().get("/caseload").status_code == 200
    # A draft of another school cannot reach its columns.
    there = own_school.people["chloe"].school
    assert shelf.attempt(SET, own_school.viewer.school).problems == ()
    assert shelf.attempt(SET, there).problems


def test_a_broken_file_leaves_the_last_good_version_and_stops_no_server(
    own_school: School, caplog: pytest.LogCaptureFixture
) -> None:
    put(own_school, own_text("site"))
    assert own_school.state.dictionaries["site"].grade.high == 20
    put(own_school, own_text("site").replace("type: number", "type: nubmer"))
    known = own_school.state.dictionaries
    assert known["site"].grade.high == 20
    assert "last good version stays" in caplog.text
    page = own_school.reader("abel").get("/rosters")
    assert page.status_code == 200
    assert "site.yaml, line 8" in page.text
    # Another process, or the next start, has it as well.
    again = School(own_school.folder)
    assert again.state.dictionaries["site"].grade.high == 20
    assert again.reader("abel").get("/rosters").status_code == 200
    again.close()
    put(own_school, own_text("site", high=10))
    assert known["site"].grade.high == 10
    assert known.broken(own_school.viewer.school) == ()


def test_a_file_takes_no_name_and_no_columns_of_others(own_school: School) -> None:
    keep(own_school, own_text())
    put(own_school, own_text())
    known, here = own_school.state.dictionaries, own_school.viewer.school
    [broken] = known.broken(here)
    assert (broken.file, broken.stays) == ("site.yaml", False)
    assert known.home("own-grades") == here
    put(own_school, own_text("pilot-2008"))
    assert "both named pilot-2008" in known.broken(here)[0].problems[0].message


def test_a_stored_text_that_cannot_be_read_leaves_the_version_before_it(own_school: School) -> None:
    keep(own_school, own_text())
    keep(own_school, own_text(high=10))
    with own_school.write() as session:
        newest = dictionaries.newest(session, own_school.viewer, "own-grades")
        newest.text, newest.fingerprint = "format: 2", "x"
        session.add(newest)
    known, here = own_school.state.dictionaries, own_school.viewer.school
    assert (known["own-grades"].grade.high, known.number("own-grades")) == (20, 1)
    assert [one.file for one in known.broken(here)] == ["own-grades 2"]
    assert known.broken(own_school.people["chloe"].school) == ()
    assert own_school.reader("abel").get("/rosters/dictionaries/own-grades").status_code == 200
