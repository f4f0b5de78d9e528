"""The draft page: what it shows, saving as one types, what is closed, for whom it is not."""

from collections.abc import Callable

import pytest
from draft_texts import BROKEN, HEAVIER, Writing
from invented import SMALL
from one_school import School
from reader import path_of, read, sentence_of

from data.store.rules import rule_drafts


@pytest.fixture
def writing(own_school: School) -> Writing:
    return Writing(own_school)


def test_the_page_says_what_the_draft_is_and_holds_its_text(writing: Writing) -> None:
    page = writing.lea.page(writing.address)
    head = page.one("div", id="draft-head").text
    assert "Draft of Small set" in head
    assert "Open" in head
    assert "starts from version 1" in head
    assert "begun by Lea" in head
    text = page.one("textarea", id="text")
    assert "".join(text.own_text).removeprefix("\n") == SMALL
    assert page.one("pre", id="draft-now").attributes["data-revision"] == "1"


def test_the_page_loads_the_editor_and_no_other_page_does(writing: Writing) -> None:
    assert "codemirror.js" in writing.lea.get(writing.address).text
    assert "codemirror" not in writing.lea.get("/rules/small").text


def test_what_it_does_is_asked_for_again_after_each_saving(writing: Writing) -> None:
    aside = writing.lea.page(writing.address).one("aside")
    [trial] = aside.all("section")
    assert trial.attributes["hx-get"] == f"{writing.address}/trial"
    assert "draft-saved from:body" in trial.attributes["hx-trigger"]
    folded = [one.attributes["hx-get"] for one in aside.all("details")]
    assert folded == [f"{writing.address}/{name}" for name in ("stability", "replay", "fairness")]
    for panel in (trial, *aside.all("details")):
        assert panel.one("a").attributes["href"] == panel.attributes["hx-get"]


def test_a_text_is_saved_and_answered_with_the_form_the_problems_and_itself(
    writing: Writing,
) -> None:
    answer = writing.save(HEAVIER, 1)
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "draft-saved"
    found = read(answer.text)
    ids = [one.attributes["id"] for one in found.children]
    assert ids == ["draft-form", "draft-problems", "draft-now", "draft-said"]
    assert all("hx-swap-oob" in one.attributes for one in found.children[1:])
    now = found.one("pre", id="draft-now")
    assert now.attributes["data-revision"] == "2"
    assert "".join(now.own_text).removeprefix("\n") == HEAVIER
    assert writing.now.text == HEAVIER


def test_a_broken_text_is_saved_too_and_its_problem_named_by_line(writing: Writing) -> None:
    answer = writing.save(BROKEN, 1)
    assert writing.now.text == BROKEN
    [item] = read(answer.text).one("section", id="draft-problems").all("li")
    line = next(n for n, text in enumerate(BROKEN.splitlines(), 1) if "heavy" in text)
    assert item.attributes["data-line"] == str(line)
    assert "heavy" in item.text


def test_without_script_a_saving_leads_back_to_the_page(writing: Writing) -> None:
    answer = writing.save(HEAVIER, 1, part=False)
    assert answer.status_code == 303
    assert path_of(answer) == writing.address
    assert writing.now.text == HEAVIER


def test_the_same_text_again_is_no_new_saving(writing: Writing) -> None:
    writing.save(SMALL, 1)
    assert writing.now.revision == 1


@pytest.mark.parametrize("text", ["\0", "x" * 70_000])
@pytest.mark.parametrize("part", [True, False])
def test_a_text_that_cannot_be_kept_is_refused_and_stays_where_it_was_typed(
    writing: Writing, text: str, part: bool
) -> None:
    answer = writing.save(text, 1, part=part)
    assert answer.status_code == 422
    assert "Not saved" in sentence_of(answer)
    if part:
        assert answer.headers["HX-Reswap"] == "none"
    else:
        assert text in answer.text
    assert writing.now.revision == 1


def test_a_form_without_its_fields_is_refused(writing: Writing) -> None:
    for form in ({}, {"text": "x"}, {"revision": "1"}, {"text": "x", "revision": "one"}):
        assert writing.lea.post(f"{writing.address}/text", form).status_code == 422
    assert writing.now.revision == 1


def in_review(writing: Writing) -> None:
    with writing.school.write() as session:
        who = writing.school.viewer
        rule_drafts.ask_review(
            session, who, writing.number, 1, reason="", fairness_reason="", in_force_from=None
        )


def published(writing: Writing) -> None:
    in_review(writing)
    with writing.school.write() as session:
        rule_drafts.publish(session, writing.school.viewer, writing.number, 1)


def dropped(writing: Writing) -> None:
    assert path_of(writing.lea.post(f"{writing.address}/drop")) == writing.address


@pytest.mark.parametrize(
    ("close", "why"),
    [(in_review, "Lea asked for a review"), (published, "was published"), (dropped, "was dropped")],
)
@pytest.mark.parametrize("part", [True, False])
def test_a_closed_draft_is_read_only_and_refuses_with_the_reason(
    writing: Writing, close: Callable[[Writing], None], why: str, part: bool
) -> None:
    close(writing)
    page = writing.lea.page(writing.address)
    assert "readonly" in page.one("textarea", id="text").attributes
    assert not page.one("form", id="draft-text").all("button")
    answer = writing.save(HEAVIER, 1, part=part)
    assert answer.status_code == 409
    assert why in sentence_of(answer)
    assert writing.lea.post(f"{writing.address}/merge", {"do": "save"}).status_code == 409
    assert "weight: 5" in answer.text or part
    assert writing.now.revision == 1


def test_a_dropped_draft_is_opened_again(writing: Writing) -> None:
    dropped(writing)
    assert "It is dropped" in writing.lea.page(writing.address).text
    assert path_of(writing.lea.post(f"{writing.address}/reopen")) == writing.address
    assert writing.now.row.state == "open"
    assert writing.lea.post(f"{writing.address}/reopen").status_code == 409


ADDRESSES = ("", "/merge", "/revisions")
SENDS = ("/text", "/merge", "/revisions", "/drop", "/reopen")


def test_another_schools_draft_is_not_there(writing: Writing) -> None:
    bruna = writing.lead("bruna", writing.school.people["chloe"].school)
    for more in ADDRESSES:
        assert bruna.get(writing.address + more).status_code == 404
    for more in SENDS:
        form = {"text": "x", "revision": "1", "number": "1"}
        assert bruna.post(writing.address + more, form).status_code == 404
    assert writing.now.revision == 1


def test_a_counsellor_writes_no_rules(writing: Writing) -> None:
    ines = writing.school.reader("ines")
    for more in ADDRESSES:
        assert ines.get(writing.address + more).status_code == 403
    for more in SENDS:
        assert ines.post(writing.address + more).status_code == 403
