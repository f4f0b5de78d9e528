"""What-ifs: kept without a student in them, opened again, forgotten, proposed to the lead."""

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from invented import SMALL
from one_school import School
from reader import Element, Reader, path_of, read, sentence_of
from sqlalchemy import Engine, event

from data import store
from data.store.rules.rule_drafts import Draft
from data.tables import WhatIf

TRIED = "?set=small&w.absences=3&off=health&q=Ana&only=1&class=10A&places=3"
TWEAKS = "w.absences=3&off=health"
WHY = "Absences matter more in winter."


@pytest.fixture
def ines(own_school: School) -> Reader:
    """Ines, a counsellor, at a school of her own to try things in."""
    return own_school.reader("ines")


def keep(reader: Reader, name: str = "Winter", back: str = TRIED) -> None:
    assert reader.post("/what-ifs", {"name": name, "back": back}).status_code == 302


def kept(school: School, who: str = "ines") -> list[WhatIf]:
    with school.read() as session:
        return store.what_ifs.listing(session, school.people[who])


def mine(reader: Reader) -> Element:
    """The list on the page of one's own what-ifs."""
    return reader.page("/what-ifs").one("details", id="what_ifs")


def send(school: School, reader: Reader, words: str = WHY) -> Draft:
    """Propose the newest what-if; gives the proposal."""
    answer = reader.post(f"/what-ifs/{kept(school)[0].id}/send", {"words": words})
    assert answer.status_code == 302, sentence_of(answer)
    with school.read() as session:
        return store.rule_drafts.listing(session, school.viewer)[0]


def change_small(school: School, old: str, new: str) -> None:
    """Change the small set's file, as a lead does."""
    assert old in SMALL
    (school.folder / "rules" / "small.yaml").write_text(SMALL.replace(old, new), encoding="utf-8")
    school.state.shelf.look_again()


def test_only_the_rules_of_a_what_if_are_kept(own_school: School, ines: Reader) -> None:
    answer = ines.post("/what-ifs", {"name": "Winter", "back": TRIED})
    assert path_of(answer) == f"/caseload{TRIED}"
    [found] = kept(own_school)
    assert (found.name, found.rule_set, found.query) == ("Winter", "small", TWEAKS)


def test_the_board_marks_the_what_if_that_is_tried(ines: Reader) -> None:
    keep(ines)
    keep(ines, "Other", "?set=small&w.absences=5")
    for query, marked in ((TRIED, ["Winter"]), ("?set=small&w.absences=5", ["Other"])):
        panel = ines.page(f"/caseload{query}").one("details", id="what_ifs")
        assert [link.text for link in panel.all("a", aria_current="true")] == marked
        assert [panel.all("strong")[0].text] == marked
    panel = ines.page("/caseload?set=small").one("details", id="what_ifs")
    assert not panel.all("a", aria_current="true")
    assert panel.all("strong")[0].text == ""


def test_a_link_opens_the_same_rules_for_another_counsellor(
    own_school: School, ines: Reader
) -> None:
    keep(ines)
    [field] = mine(ines).one("div", class_="copy").all("input")
    path = field.attributes["value"].removeprefix("http://localhost")
    assert path == f"/caseload?{TWEAKS}&set=small"
    page = own_school.reader("rui").page(path)
    assert "weight 3 instead of 2" in page.one("div", class_="movers").text
    assert "Winter" not in page.text


def test_under_htmx_keeping_gives_the_list_alone(own_school: School, ines: Reader) -> None:
    here = {"HX-Target": "what_ifs", "HX-Current-URL": f"http://localhost/caseload{TRIED}"}
    answer = ines.post("/what-ifs", {"name": "Winter", "back": TRIED}, part=True, **here)
    [part] = read(answer.text).children
    assert part.attributes["id"] == "what_ifs"
    assert part.one("a", aria_current="true").text == "Winter"


def test_the_form_to_keep_stands_where_something_is_tried(ines: Reader) -> None:
    assert ines.page(f"/caseload{TRIED}").one("form", class_="keep")
    assert not ines.page("/caseload?set=small").all("form", class_="keep")


@pytest.mark.parametrize(
    ("name", "back", "words"),
    [
        (" ", TRIED, "Give it a name"),
        ("Winter", "?set=small&q=Ana", "Nothing differs"),
        ("For Ana Gonçalves", TRIED, "names a student"),
        ("for goncalves, ana", TRIED, "names a student"),
    ],
)
def test_what_cannot_be_kept_says_why_beside_the_name(
    own_school: School, ines: Reader, name: str, back: str, words: str
) -> None:
    answer = ines.post("/what-ifs", {"name": name, "back": back})
    assert answer.status_code == 422
    assert words in sentence_of(answer)
    form = read(answer.text).one("form", class_="keep")
    assert form.one("input", name="name").attributes["value"] == name.strip()
    assert form.one("input", name="back").attributes["value"] == back.removeprefix("?")
    assert kept(own_school) == []


def test_a_name_that_only_sounds_like_a_student_is_no_student(ines: Reader) -> None:
    keep(ines, "What João Pessoa's schools do")
    assert "João Pessoa" in mine(ines).text


def test_the_same_name_again_takes_the_new_knobs(own_school: School, ines: Reader) -> None:
    keep(ines)
    keep(ines, back="?set=small&w.absences=5")
    assert [one.query for one in kept(own_school)] == ["w.absences=5"]


def test_forgetting_is_taken_back_by_the_button_that_says_so(
    own_school: School, ines: Reader
) -> None:
    keep(ines)
    [found] = kept(own_school)
    answer = ines.post(f"/what-ifs/{found.id}/forget", part=True)
    assert kept(own_school) == []
    undo = read(answer.text).one("form", class_="undo")
    assert "“Winter” is forgotten." in undo.text
    fields = {one.attributes["name"]: one.attributes["value"] for one in undo.all("input")}
    assert ines.post(undo.attributes["action"], fields).status_code == 302
    [back] = kept(own_school)
    assert (back.name, back.rule_set, back.query) == ("Winter", "small", TWEAKS)


def test_a_what_if_that_comes_back_knows_its_proposal(own_school: School, ines: Reader) -> None:
    keep(ines)
    draft = send(own_school, ines)
    answer = ines.post(f"/what-ifs/{kept(own_school)[0].id}/forget")
    undo = read(answer.text).one("form", class_="undo")
    fields = {one.attributes["name"]: one.attributes["value"] for one in undo.all("input")}
    ines.post("/what-ifs", fields)
    assert [one.draft_id for one in kept(own_school)] == [draft.id]
    ruis = own_school.reader("rui")
    assert ruis.post("/what-ifs", fields | {"csrf_token": ruis.token}).status_code == 404


def test_nothing_but_rules_comes_back_whatever_is_sent(own_school: School, ines: Reader) -> None:
    form = {"name": "Winter", "set": "small", "again": f"{TWEAKS}&q=Ana&only=1&w.absences=Ana"}
    ines.post("/what-ifs", form)
    [found] = kept(own_school)
    assert found.query == f"{TWEAKS}&w.absences=Ana"
    assert "No longer fits, and is left out: absences (Ana)." in mine(ines).text
    for empty in ({"again": "q=Ana"}, {"set": ""}, {"name": ""}):
        assert ines.post("/what-ifs", form | empty).status_code == 422


def test_what_no_longer_fits_is_said_and_left_out(own_school: School, ines: Reader) -> None:
    keep(ines, back="?set=small&w.absences=3&t.absences=15&off=goout")
    change_small(own_school, "to: 20}", "to: 10}")
    found = mine(ines)
    assert "No longer fits, and is left out: absences (15)." in found.text
    assert found.one("a").attributes["href"] == "/caseload?w.absences=3&off=goout&set=small"
    change_small(own_school, "  goout:", "  freetime:")
    assert "left out: goout." in mine(ines).text
    assert ines.get("/caseload?w.absences=3&set=small").status_code == 200


def test_where_nothing_fits_there_is_no_link_and_nothing_to_send(
    own_school: School, ines: Reader
) -> None:
    keep(ines, back="?set=small&w.absences=3")
    change_small(own_school, "    weight: 2", "    weight: 3")
    found = mine(ines)
    assert "The rule set itself says this by now." in found.text
    assert not found.all("a")
    assert not found.all("textarea")
    address = f"/what-ifs/{kept(own_school)[0].id}/send"
    answer = ines.post(address, {"words": WHY})
    assert answer.status_code == 422
    assert "says this by now" in sentence_of(answer)
    (own_school.folder / "rules" / "small.yaml").unlink()
    own_school.state.shelf.look_again()
    assert "“small” is not offered any more" in mine(ines).text
    assert "not in force any more" in sentence_of(ines.post(address, {"words": WHY}))


def test_a_proposal_is_a_draft_in_which_only_the_knobs_lines_differ(
    own_school: School, ines: Reader
) -> None:
    keep(ines, back="?set=small&w.absences=3&t.absences=6&off=health")
    draft = send(own_school, ines)
    row = draft.row
    assert (row.state, row.proposed, row.words) == ("open", True, WHY)
    assert row.created_by == "Ines"
    assert row.base_text == SMALL
    changed = [
        line[1:].strip()
        for line in difflib.unified_diff(SMALL.splitlines(), draft.text.splitlines(), n=0)
        if re.match(r"[-+][^-+]", line)
    ]
    assert sorted(changed) == [
        "- {up_to: 4, points: 1.0, says: Present, adjust: {from: 2, to: 20}}",
        "- {up_to: 6, points: 1.0, says: Present, adjust: {from: 2, to: 20}}",
        *("weight: 0", "weight: 1", "weight: 2", "weight: 3"),
    ]
    assert not re.search("Ana|Gonçalves|S1", draft.text + row.words)


def test_the_lead_opens_the_proposal_and_the_counsellor_does_not(
    own_school: School, ines: Reader
) -> None:
    keep(ines)
    draft = send(own_school, ines)
    assert own_school.reader("lea").get(f"/drafts/{draft.id}").status_code == 200
    assert ines.get(f"/drafts/{draft.id}").status_code == 403
    assert not [link for link in mine(ines).all("a") if "/drafts/" in link.attributes["href"]]


def test_a_set_of_every_school_is_proposed_as_one_of_its_own(
    own_school: School, ines: Reader
) -> None:
    keep(ines)
    first = send(own_school, ines)
    assert (first.name, first.row.base) == ("small-2", 0)
    with own_school.read() as session:
        assert store.rule_sets.homes(session) == {"small-2": own_school.viewer.school}


def test_a_school_alone_is_proposed_a_change_of_the_set_itself(
    own_school: School, ines: Reader
) -> None:
    with own_school.write() as session:
        store.rule_sets.settle(session, own_school.viewer, "small")
    own_school.state.shelf.look_again()
    keep(ines)
    draft = send(own_school, ines)
    assert (draft.name, draft.row.base) == ("small", 1)


def test_a_button_pressed_twice_proposes_once(own_school: School, ines: Reader) -> None:
    keep(ines)
    first = send(own_school, ines)
    assert send(own_school, ines).id == first.id
    with own_school.read() as session:
        assert len(store.rule_drafts.listing(session, own_school.viewer)) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Say in a sentence or two"),
        ("It should find Ana Gonçalves first", "Your words name a student"),
        ("see S9", "Your words name a student"),
    ],
)
def test_words_that_are_missing_or_name_a_student_are_not_sent(
    own_school: School, ines: Reader, words: str, said: str
) -> None:
    keep(ines)
    answer = ines.post(f"/what-ifs/{kept(own_school)[0].id}/send", {"words": words})
    assert answer.status_code == 422
    assert said in sentence_of(answer)
    assert read(answer.text).one("textarea").text == words
    assert kept(own_school)[0].draft_id is None


def test_the_counsellor_sees_what_became_of_it(own_school: School, ines: Reader) -> None:
    keep(ines)
    draft, lea = send(own_school, ines), own_school.viewer
    assert "not decided yet" in mine(ines).text
    with own_school.write() as session:
        asked = {"reason": "so", "fairness_reason": "", "in_force_from": None}
        store.rule_drafts.ask_review(session, lea, draft.id, draft.revision, **asked)
    assert "A second lead reads it" in mine(ines).text
    reader, answer = own_school.reader("lea"), {"answer": "We wait for <June>."}
    assert "Your answer to Ines" in reader.page(f"/drafts/{draft.id}").text
    reader.post(f"/drafts/{draft.id}/drop", answer)
    assert "Not taken up" in mine(ines).text
    assert "The lead says: “We wait for <June>.”" in mine(ines).text
    with own_school.write() as session:
        store.rule_drafts.reopen(session, lea, draft.id)
    assert "The lead says" not in mine(ines).text
    with own_school.write() as session:
        store.rule_drafts.ask_review(session, lea, draft.id, draft.revision, **asked)
        store.rule_drafts.publish(session, lea, draft.id, draft.revision)
    assert "Taken up: published on" in mine(ines).text


def test_anothers_what_if_is_one_that_does_not_exist(own_school: School, ines: Reader) -> None:
    keep(ines)
    number = kept(own_school)[0].id
    for who in ("rui", "lea", "chloe"):
        reader = own_school.reader(who)
        for step in ("send", "forget"):
            assert reader.post(f"/what-ifs/{number}/{step}", {"words": WHY}).status_code == 404
        assert "Winter" not in mine(reader).text
    for who in ("abel", "mia", "otto"):
        assert own_school.reader(who).get("/what-ifs").status_code == 403
    assert len(kept(own_school)) == 1


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_tweak_asks_the_database_nothing_about_what_ifs(ines: Reader, own_school: School) -> None:
    keep(ines)
    send(own_school, ines)

    def asked(part: bool) -> list[str]:
        with statements() as found:
            assert ines.get(f"/caseload{TRIED}", part=part).status_code == 200
        return [one for one in found if "FROM whatif" in one]

    assert len(asked(part=False)) == 2
    assert asked(part=True) == []
