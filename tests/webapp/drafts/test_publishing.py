"""Publishing: who says yes, what stands in the way, and a file that is whole or not there."""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from drafting import CHANGED, FAILING, WHY, Desk, allow_one_lead, desk, main_of
from invented import SMALL
from one_school import School
from reader import sentence_of
from staff import hire_one

from data.store import Stale, audit
from data.store.rules import publications, rule_drafts
from webapp.services.rule_sets import publishing, rule_file

TODAY = datetime.now(UTC).date()
BROKEN = SMALL.replace("kind: barrier", "kind: wall")


@pytest.fixture
def at(lone_school: School) -> Desk:
    return desk(lone_school)


def deeds(at: Desk) -> list[str]:
    """What the trace says of the small set, newest first, after its first version."""
    with at.school.read() as session:
        wanted = audit.AuditFilters(thing="rule set")
        lines = audit.listing(session, at.school.viewer, wanted).lines
    return [line.action for line in lines if line.detail.get("set") == "small"][:-1]


def published(at: Desk) -> list[Any]:
    with at.school.read() as session:
        return publications.of_set(session, at.school.viewer, "small")


# Two leads -------------------------------------------------------------------------------------


def test_a_second_lead_publishes_what_the_first_one_asked_for(at: Desk) -> None:
    number = at.draft()
    answer = at.send(at.lea, number, "review", WHY)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/drafts/{number}/review")
    assert at.version() == 1
    assert "Lea asked for a review" in at.marta.page(f"/drafts/{number}/review").text
    assert at.send(at.marta, number, "publish").status_code == 303
    assert at.version() == 2
    said = f"in_force_from: {TODAY.isoformat()}\n"
    assert at.file().replace(said, "") == CHANGED  # one line more, and nothing else
    assert at.file().count(said) == 1
    page = at.marta.page(f"/drafts/{number}/review")
    assert "in force as version 2" in page.text
    assert "Written by Lea, approved by Marta. Why: Absences weigh too little" in page.text
    [kept] = published(at)
    assert (kept.author, kept.reviewed_by, kept.reason) == ("Lea", "Marta", WHY["reason"])
    assert deeds(at) == ["put in force", "publish", "ask review", "begin draft"]


def test_publishing_from_the_page_and_saving_the_file_are_the_same_act(at: Desk) -> None:
    at.publish()
    at.save_file(SMALL)
    assert at.version() == 3
    page = at.lea.page("/rules/small/versions/3")
    assert "It came as a file" in page.text


def test_the_board_judges_by_the_published_rules_at_once(at: Desk) -> None:
    before = at.lea.get("/caseload.csv?set=small").text
    at.publish()
    assert at.lea.get("/caseload.csv?set=small").text != before


def test_nobody_says_yes_to_his_own_question(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    page = at.lea.page(f"/drafts/{number}/review")
    assert "another lead says yes or sends it back" in page.text
    assert not page.all("form", action=f"/drafts/{number}/publish")
    answer = at.send(at.lea, number, "publish")
    assert answer.status_code == 403
    assert at.version() == 1


def test_nor_does_the_only_writer_when_another_asked_for_him(at: Desk) -> None:
    number = at.draft()
    at.send(at.marta, number, "review", WHY)
    answer = at.send(at.lea, number, "publish")
    assert answer.status_code == 403
    assert "You alone wrote this draft" in main_of(answer).text
    assert at.version() == 1


def test_a_writer_among_two_may(at: Desk) -> None:
    number = at.draft()
    at.write(number, CHANGED.replace("weight: 5", "weight: 4"), "marta")
    at.send(at.marta, number, "review", WHY)
    assert at.send(at.lea, number, "publish").status_code == 303


def test_who_counsels_only_sees_nothing_of_drafts(at: Desk) -> None:
    number = at.draft()
    ines = at.school.reader("ines")
    for address in (f"/drafts/{number}/review", f"/drafts/{number}/fairness"):
        assert ines.get(address).status_code == 403
    assert at.send(ines, number, "publish").status_code == 403


def test_a_lone_lead_is_told_what_to_do(lone_school: School) -> None:
    alone = Desk(lone_school, lone_school.reader(), lone_school.reader())
    number = alone.draft()
    page = alone.lea.page(f"/drafts/{number}/review")
    assert "You are the only lead of this school. Ask an administrator" in page.text
    assert "ALAVANCA_RULE_REVIEW" in page.text


def test_where_one_lead_is_enough_the_same_page_publishes(at: Desk) -> None:
    allow_one_lead(at.school)
    number = at.draft()
    assert at.lea.page(f"/drafts/{number}/review").one("section", id="review-ask")
    assert at.send(at.lea, number, "review", WHY).status_code == 303
    assert at.version() == 2
    [kept] = published(at)
    assert (kept.author, kept.reviewed_by) == ("Lea", "")


def test_what_was_sent_back_in_that_very_moment_is_not_published(at: Desk) -> None:
    number = at.draft()
    with pytest.raises(Stale), at.school.write() as session:
        rule_drafts.publish(session, at.school.viewer, number, at.kept(number).revision)
    assert at.kept(number).row.state == "open"


def test_sent_back_with_an_answer_a_draft_is_open_again(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    empty = at.send(at.marta, number, "send-back")
    assert (empty.status_code, sentence_of(empty)) == (422, "Say what should be otherwise.")
    answer = at.send(at.marta, number, "send-back", {"answer": "Three is enough"})
    assert answer.headers["Location"] == f"/drafts/{number}"
    assert at.kept(number).row.state == "open"
    assert "Sent back: Three is enough" in at.lea.page(f"/drafts/{number}/review").text
    assert at.send(at.marta, number, "publish").status_code == 409
    assert at.version() == 1


def test_who_asked_takes_the_question_back_without_a_word(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    assert at.send(at.lea, number, "send-back").status_code == 303
    assert at.kept(number).row.state == "open"


def test_nobody_says_yes_before_he_was_asked_nor_twice(at: Desk) -> None:
    number = at.draft()
    assert at.send(at.marta, number, "publish").status_code == 409
    at.send(at.lea, number, "review", WHY)
    assert at.send(at.marta, number, "publish").status_code == 303
    assert at.send(at.marta, number, "publish").status_code == 409
    assert at.send(at.lea, number, "review", WHY).status_code == 409
    assert len(published(at)) == 1


# What stands in the way ------------------------------------------------------------------------


def test_a_reason_is_asked_for_and_what_was_typed_stays(at: Desk) -> None:
    number = at.draft()
    answer = at.send(at.lea, number, "review", {"reason": " ", "day": "soon"})
    assert answer.status_code == 422
    page = main_of(answer)
    assert page.one("p", id="reason-problem").text.startswith("Say why the rules change")
    assert page.one("p", id="day-problem").text.startswith("This is not a date")
    assert page.one("input", name="day").attributes["value"] == "soon"
    assert page.one("textarea", name="reason").attributes["aria-invalid"] == "true"
    assert at.kept(number).row.state == "open"


def test_a_failing_example_blocks_with_its_line(at: Desk) -> None:
    text = CHANGED + FAILING
    number = at.draft(text)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "Often absent" in each)
    page = at.lea.page(f"/drafts/{number}/review")
    assert re.search(rf"Line {line}: .*Often absent.*fails", page.text)
    assert not page.all("section", id="review-ask")
    assert "who enters" in page.text.lower()  # it can be tried all the same
    assert at.send(at.lea, number, "review", WHY).status_code == 409
    assert at.kept(number).row.state == "open"


def test_a_text_that_cannot_be_read_blocks_and_shows_what_changed(at: Desk) -> None:
    number = at.draft(BROKEN)
    page = at.lea.page(f"/drafts/{number}/review")
    assert "kind: wall" in page.one("div", id="line-changes").text
    assert at.send(at.lea, number, "review", WHY).status_code == 409
    assert "cannot be tried yet" in at.lea.page(f"/drafts/{number}/fairness").text


def test_a_draft_equal_to_the_set_is_not_published(at: Desk) -> None:
    number = at.draft(SMALL)
    assert "there is nothing to publish" in at.lea.page(f"/drafts/{number}/review").text
    assert at.send(at.lea, number, "review", WHY).status_code == 409


def test_a_question_about_a_text_that_was_changed_meanwhile_shows_it_again(at: Desk) -> None:
    number = at.draft()
    seen = str(at.kept(number).revision)
    at.write(number, CHANGED.replace("weight: 5", "weight: 4"), "marta")
    answer = at.lea.post(f"/drafts/{number}/review", {**WHY, "revision": seen})
    assert answer.status_code == 409
    page = main_of(answer)
    assert "Something changed while you were reading" in sentence_of(answer)
    assert page.one("textarea", name="reason").text == WHY["reason"]
    assert page.one("input", name="revision").attributes["value"] == str(int(seen) + 1)


def test_a_set_that_is_still_a_draft_becomes_pilot_or_stable(at: Desk) -> None:
    at.save_file(SMALL.replace("status: pilot", "status: draft"), "second")
    assert at.version("second") == 1
    number = at.draft(CHANGED.replace("status: pilot", "status: draft"), "second")
    at.send(at.lea, number, "review", WHY)
    assert at.send(at.marta, number, "publish", {"status": "great"}).status_code == 422
    assert at.send(at.marta, number, "publish", {"status": "stable"}).status_code == 303
    assert "status: stable\n" in at.file("second")


# Which day -------------------------------------------------------------------------------------


def test_a_later_day_leaves_the_old_version_until_then(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = TODAY + timedelta(days=3)
    number = at.publish(more={"day": later.isoformat()})
    assert at.version() == 1
    said = at.lea.page(f"/drafts/{number}/review").one("div", id="review-state").text
    assert "Published. In force from" in said
    assert f"in_force_from: {later.isoformat()}" in at.file()

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "datetime":
            return datetime.now(tz) + timedelta(days=4)

    monkeypatch.setattr("webapp.services.rule_sets.registry.datetime", Later)
    assert at.version() == 2
    assert "in force as version 2" in at.lea.page(f"/drafts/{number}/review").text


def test_a_day_that_is_over_is_refused(at: Desk) -> None:
    number = at.draft()
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    answer = at.send(at.lea, number, "review", {**WHY, "day": yesterday})
    assert answer.status_code == 422
    assert "This day is over" in sentence_of(answer)


def test_a_yes_that_comes_after_the_day_counts_from_the_yes(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    with at.school.write() as session:
        draft = at.kept(number).row
        draft.in_force_from = date(2025, 1, 1)
        session.merge(draft)
    assert at.send(at.marta, number, "publish").status_code == 303
    assert f"in_force_from: {TODAY.isoformat()}" in at.file()


def test_what_waits_for_its_day_is_replaced_only_knowingly_and_kept_beside(at: Desk) -> None:
    at.publish(more={"day": (TODAY + timedelta(days=3)).isoformat()})
    waiting = at.file()
    number = at.draft(CHANGED.replace("weight: 5", "weight: 4"))
    at.send(at.lea, number, "review", WHY)
    refused = at.send(at.marta, number, "publish")
    assert refused.status_code == 422
    box = main_of(refused).one("input", name="replaces")
    assert at.file() == waiting
    done = at.send(at.marta, number, "publish", {"replaces": box.attributes["value"]})
    assert done.status_code == 303
    assert at.version() == 2
    [aside] = at.folder.glob("small.yaml.aside-*")
    assert aside.read_text(encoding="utf-8") == waiting


# The file --------------------------------------------------------------------------------------


def test_a_file_saved_by_hand_meanwhile_is_taken_in_first(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    by_hand = SMALL.replace("weight: 2", "weight: 3")
    at.save_file(by_hand)
    answer = at.send(at.marta, number, "publish")
    assert answer.status_code == 409
    [link] = main_of(answer).all("a", href=f"/drafts/{number}/merge")
    assert link.text == "Take it in first"
    assert at.file() == by_hand
    assert at.version() == 2
    assert published(at) == []


def test_a_file_broken_by_hand_meanwhile_is_not_lost(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    at.save_file(BROKEN)
    answer = at.send(at.marta, number, "publish")
    assert answer.status_code == 422
    assert "holds a text with problems" in main_of(answer).text
    assert at.file() == BROKEN


def test_a_file_with_the_line_ends_of_windows_is_no_other_text(at: Desk) -> None:
    (at.folder / "small.yaml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert at.version() == 1
    at.publish()
    assert at.version() == 2
    assert "\r" not in at.file()
    assert list(at.folder.glob("*.aside-*")) == []


def test_a_file_saved_in_the_very_moment_of_publishing_wins(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    by_hand, prepare = SMALL.replace("weight: 2", "weight: 3"), rule_file.prepare

    def saved_just_then(path: Path, text: str) -> rule_file.PreparedFile:
        at.save_file(by_hand)
        return prepare(path, text)

    monkeypatch.setattr(rule_file, "prepare", saved_just_then)
    assert at.send(at.marta, number, "publish").status_code == 409
    assert (at.file(), published(at)) == (by_hand, [])
    assert list(at.folder.glob(".*")) == []
    assert at.kept(number).row.state == "in review"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_publishes_nothing(at: Desk) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    at.folder.chmod(0o500)
    try:
        answer = at.send(at.marta, number, "publish")
    finally:
        at.folder.chmod(0o700)
    assert answer.status_code == 503


def test_a_folder_that_cannot_be_written_is_a_sentence_and_nothing_is_published(
    at: Desk, tmp_path: Path
) -> None:
    number = at.draft()
    at.send(at.lea, number, "review", WHY)
    (at.folder / "small.yaml").unlink()
    (at.folder / "small.yaml").mkdir()
    answer = at.send(at.marta, number, "publish")
    assert answer.status_code == 503
    assert "nothing was published" in sentence_of(answer)
    assert published(at) == []
    assert at.kept(number).row.state == "in review"
    (at.folder / "small.yaml").rmdir()
    assert at.send(at.marta, number, "publish").status_code == 303


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def killed(at: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A draft whose publication stopped between the database and the file."""
    number = at.draft()
    at.send(at.lea, number, "review", WHY)

    def die(_self: rule_file.PreparedFile, _known: set[str]) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(rule_file.PreparedFile, "put", die)
        patch.setattr(rule_file, "mend", lambda _folder, _database: None)
        with pytest.raises(Killed):
            at.send(at.marta, number, "publish")
    assert at.file() == SMALL
    assert len(published(at)) == 1
    yield number


def test_killed_between_publication_and_file_the_next_start_puts_it_in_force(
    at: Desk, killed: int
) -> None:
    anew = School(at.school.folder, beside=False)
    page = anew.reader("lea").page(f"/drafts/{killed}/review")
    assert "in force as version 2" in page.text
    assert "weight: 5" in at.file()
    assert list(at.folder.glob(".*")) == []
    anew.close()


def test_what_was_saved_by_hand_after_that_stays(at: Desk, killed: int) -> None:
    [beside] = at.folder.glob(".*.publishing")
    hidden = beside.rename(at.folder / "later")
    by_hand = SMALL.replace("weight: 2", "weight: 3")
    at.save_file(by_hand)
    assert at.version() == 2
    hidden.rename(beside)
    anew = School(at.school.folder, beside=False)
    anew.state.shelf.sets()
    assert at.file() == by_hand
    anew.close()


def test_a_second_publication_waits_until_the_first_one_lies_in_its_file(
    at: Desk, killed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(rule_file, "mend", lambda _folder, _database: None)  # nobody has looked yet
        other = at.draft(SMALL.replace("weight: 2", "weight: 1"))
        assert other != killed
        at.send(at.lea, other, "review", WHY)
        assert at.send(at.marta, other, "publish").status_code == 409
        assert len(published(at)) == 1
    assert at.version() == 2
    assert "weight: 5" in at.file()


def test_who_is_refused_takes_nothing_away_from_who_publishes_the_same_text(at: Desk) -> None:
    first, second = (rule_file.prepare(at.folder / "small.yaml", CHANGED) for _ in range(2))
    second.drop()  # the button was pressed twice
    first.put(set())
    assert at.file() == CHANGED


def test_killed_before_the_publication_nothing_happened_and_the_rest_goes(at: Desk) -> None:
    prepared = rule_file.prepare(at.folder / "small.yaml", CHANGED)
    assert at.version() == 1
    assert prepared.beside.exists()  # somebody may be publishing it just now
    old = time.time() - rule_file.ABANDONED - 1
    os.utime(prepared.beside, (old, old))
    assert at.version() == 1
    assert not prepared.beside.exists()
    assert at.file() == SMALL


def test_two_who_look_at_once_both_find_it_done(at: Desk) -> None:
    prepared = rule_file.prepare(at.folder / "small.yaml", CHANGED)
    prepared.put(set())
    prepared.put(set())
    assert at.file() == CHANGED


# Whose set -------------------------------------------------------------------------------------


def test_a_set_of_several_schools_is_published_by_none(own_school: School) -> None:
    at = desk(own_school)  # Chloe's school is on this server
    number = at.draft()
    assert at.kept(number).name == "small-2"  # a set of one's own begins from it
    shelf = at.school.state.shelf
    with pytest.raises(publishing.NotOursError):
        rule_set = publishing.ready(shelf, CHANGED, TODAY)
        what = publishing.PendingPublication("small", rule_set, 1, "Lea", "Why")
        publishing.publish(shelf, at.school.viewer, what, lambda _session: None)
    assert at.file() == SMALL
    assert list(at.folder.glob(".*")) == []


def test_anothers_draft_is_none(own_school: School) -> None:
    at = desk(own_school)
    number = at.draft()
    there = at.school.people["chloe"].school
    at.school.people["clara"] = hire_one(at.school.state.database, there, "clara", None, "lead")
    clara = at.school.reader("clara")
    for address in (f"/drafts/{number}/review", f"/drafts/{number}/fairness"):
        assert clara.get(address).status_code == 404
    for step in ("review", "publish", "send-back"):
        assert clara.post(f"/drafts/{number}/{step}", WHY).status_code == 404


def test_a_set_of_ones_own_is_published_where_there_was_none(own_school: School) -> None:
    at = desk(own_school)
    at.publish()
    assert at.version("small-2") == 1
    assert at.version("small") == 1
    clara = at.school.reader("chloe")
    assert clara.get("/rules/small-2/versions/1").status_code == 404
    assert at.lea.get("/rules/small-2/versions/1").status_code == 200
