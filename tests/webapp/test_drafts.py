"""The draft page: writing, saving, two people at once, earlier savings, what is closed."""

from collections.abc import Callable

import pytest
from invented import SMALL
from one_school import School
from reader import Element, Reader, path_of, read, sentence_of
from staff import hire_one
from werkzeug.test import TestResponse

from data.store import rule_drafts


def mended(old: str, new: str, text: str = SMALL) -> str:
    """The small set's text with one thing changed, which has to be in it."""
    assert old in text
    return text.replace(old, new)


HEAVIER = mended("weight: 2", "weight: 5")
BROKEN = mended("weight: 2", "weight: heavy")


class Writing:
    """A draft of the small set that two leads have open."""

    def __init__(self, school: School) -> None:
        self.school = school
        with school.write() as session:
            draft = rule_drafts.begin(session, school.viewer, "small", SMALL, 1)
        self.number, self.address = draft.id, f"/drafts/{draft.id}"
        self.lea, self.olga = school.reader("lea"), self.lead("olga", school.viewer.school)

    def lead(self, login: str, school: int) -> Reader:
        """One more lead, of that school."""
        database = self.school.state.database
        self.school.people[login] = hire_one(database, school, login, None, "lead")
        return self.school.reader(login)

    def save(
        self, text: str, revision: int, who: Reader | None = None, part: bool = True, **more: str
    ) -> TestResponse:
        """Save a text that was made from a revision, as the page does."""
        form = {"text": text.replace("\n", "\r\n"), "revision": str(revision), **more}
        return (who or self.lea).post(f"{self.address}/text", form, part=part)

    @property
    def now(self) -> rule_drafts.Draft:
        """The draft as the database has it."""
        with self.school.read() as session:
            return rule_drafts.get(session, self.school.viewer, self.number)


@pytest.fixture
def writing(own_school: School) -> Writing:
    return Writing(own_school)


def shown(answer: TestResponse, name: str) -> str:
    """What one of an answer's parts says."""
    [found] = [one for one in read(answer.text).walk() if one.attributes.get("id") == name]
    return found.text


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


# Saving ----------------------------------------------------------------------------------------


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


# Two at once -----------------------------------------------------------------------------------


def test_changes_of_different_lines_are_brought_together_and_said(writing: Writing) -> None:
    writing.save(mended("up_to: 30", "up_to: 40"), 1, writing.olga)
    answer = writing.save(HEAVIER, 1)
    assert answer.status_code == 200
    assert writing.now.text == mended("up_to: 30", "up_to: 40", HEAVIER)
    assert "Olga changed line 14 meanwhile; both kept." in shown(answer, "draft-said")


def test_the_same_in_two_windows_of_one_person_is_said_so(writing: Writing) -> None:
    writing.save(mended("up_to: 30", "up_to: 40"), 1)
    answer = writing.save(HEAVIER, 1)
    assert "in another window or in the form" in shown(answer, "draft-said")


def test_without_script_it_is_said_on_the_page(writing: Writing) -> None:
    writing.save(mended("up_to: 30", "up_to: 40"), 1, writing.olga)
    answer = writing.save(HEAVIER, 1, part=False)
    assert answer.status_code == 200
    assert "Olga changed line 14 meanwhile" in answer.text


@pytest.mark.parametrize("part", [True, False])
def test_changes_of_the_same_line_overwrite_nothing_and_lead_to_a_choice(
    writing: Writing, part: bool
) -> None:
    writing.save(mended("weight: 2", "weight: 1"), 1, writing.olga)
    answer = writing.save(HEAVIER, 1, part=part)
    assert answer.status_code == 409
    assert "Olga changed the same lines meanwhile" in shown(answer, "draft-said")
    assert "weight: 1" in writing.now.text
    [form] = [
        one
        for one in read(answer.text).all("form", method="post")
        if one.attributes["action"] == f"{writing.address}/merge"
    ]
    page = read(writing.lea.post(f"{writing.address}/merge", fields(form)).text)
    assert "1 place was changed on both sides" in page.one("main").text
    assert [one.text for one in page.all("pre")] == ["weight: 2", "weight: 5", "weight: 1"]


def fields(form: Element) -> dict[str, str]:
    """What a form's hidden fields send."""
    hidden = form.all("input", type="hidden")
    sent = {one.attributes["name"]: one.attributes["value"] for one in hidden}
    return {name: value for name, value in sent.items() if name != "csrf_token"}


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", ["weight: 5"]), ("theirs", ["weight: 1"]), ("both", ["weight: 5", "weight: 1"])],
)
def test_the_choice_is_shown_and_then_saved(writing: Writing, choice: str, kept: list[str]) -> None:
    writing.save(mended("weight: 2", "weight: 1"), 1, writing.olga)
    asked = {"mine": HEAVIER, "revision": "1", "do": "choose", "choice.0": choice}
    page = read(writing.lea.post(f"{writing.address}/merge", asked).text)
    [form] = [one for one in page.all("form") if one.all("textarea")]
    result = "".join(form.one("textarea").own_text).removeprefix("\n")
    assert [line.strip() for line in result.split("\n")[10 : 10 + len(kept)]] == kept
    saved = fields(form) | {"text": result, "do": "save"}
    answer = writing.lea.post(f"{writing.address}/merge", saved)
    assert path_of(answer) == writing.address
    assert writing.now.text == result


def test_a_place_without_a_choice_is_asked_for_again(writing: Writing) -> None:
    writing.save(mended("weight: 2", "weight: 1"), 1, writing.olga)
    asked = {"mine": HEAVIER, "revision": "1", "do": "choose"}
    answer = writing.lea.post(f"{writing.address}/merge", asked)
    assert answer.status_code == 422
    assert "Choose for each place" in sentence_of(answer)


def test_a_third_saving_while_one_chooses_is_compared_in_its_turn(writing: Writing) -> None:
    writing.save(mended("weight: 2", "weight: 1"), 1, writing.olga)
    writing.save(mended("weight: 2", "weight: 3"), 2, writing.olga)
    result = {"text": HEAVIER, "revision": "2", "do": "save"}
    answer = writing.lea.post(f"{writing.address}/merge", result)
    assert answer.status_code == 409
    assert "Somebody saved again in between" in sentence_of(answer)
    assert [one.text for one in read(answer.text).all("pre")] == [
        "weight: 1",
        "weight: 5",
        "weight: 3",
    ]
    assert writing.now.revision == 3


def test_what_is_typed_on_after_a_merge_counts_from_the_text_that_was_sent(
    writing: Writing,
) -> None:
    writing.save(mended("up_to: 30", "up_to: 40"), 1, writing.olga)
    writing.save(HEAVIER, 1)
    further = mended("weight: 5", "weight: 4", HEAVIER)
    answer = writing.save(further, 1, before=HEAVIER)
    assert answer.status_code == 200
    assert writing.now.text == mended("up_to: 30", "up_to: 40", further)


# A later version in force ----------------------------------------------------------------------


def publish(school: School, text: str) -> None:
    """Put a text in force, as a saved file does."""
    (school.settings.rules / "small.yaml").write_text(text, encoding="utf-8")
    school.state.shelf.look_again()
    assert school.state.shelf.sets()["small"].version == 2


def test_a_later_version_is_noticed_and_taken_in(writing: Writing) -> None:
    writing.save(HEAVIER, 1)
    publish(writing.school, mended("up_to: 30", "up_to: 40"))
    head = writing.lea.page(writing.address).one("div", id="draft-head")
    assert "Version 2 is in force since" in head.text
    page = writing.lea.page(f"{writing.address}/merge")
    assert "No place was changed on both sides" in page.one("main").text
    [form] = [one for one in page.all("form") if one.all("textarea")]
    text = "".join(form.one("textarea").own_text).removeprefix("\n")
    assert text == mended("up_to: 30", "up_to: 40", HEAVIER)
    answer = writing.lea.post(
        f"{writing.address}/merge", fields(form) | {"text": text, "do": "save"}
    )
    assert answer.status_code == 303
    assert writing.now.row.base == 2
    assert writing.now.row.base_text == mended("up_to: 30", "up_to: 40")
    assert writing.now.text == text
    assert "is in force since" not in writing.lea.page(writing.address).text


def test_with_the_version_in_force_there_is_a_choice_too(writing: Writing) -> None:
    writing.save(HEAVIER, 1)
    publish(writing.school, mended("weight: 2", "weight: 1"))
    page = writing.lea.page(f"{writing.address}/merge")
    [form] = [one for one in page.all("form") if one.all("fieldset")]
    asked = fields(form) | {"do": "choose", "choice.0": "theirs"}
    page = read(writing.lea.post(f"{writing.address}/merge", asked).text)
    assert "weight: 1" in page.one("textarea").text
    assert writing.now.row.base == 1


def test_where_nothing_came_into_force_there_is_nothing_to_compare(writing: Writing) -> None:
    assert "nothing to compare" in writing.lea.page(f"{writing.address}/merge").text


# Earlier savings -------------------------------------------------------------------------------


def test_each_saving_is_listed_with_its_person_and_what_changed(writing: Writing) -> None:
    writing.save(HEAVIER, 1, writing.olga)
    page = writing.lea.page(f"{writing.address}/revisions")
    newest, first = page.all("article")
    assert "2, saved by Olga" in newest.text
    assert [one.text for one in newest.one("pre").all("span")] == [
        "10 label: {en: Absences, fr: Absences, pt: Faltas}",
        "− 11 weight: 2",
        "+ 11 weight: 5",
    ]
    assert "The text that the draft began with" in first.text


def test_an_earlier_saving_is_brought_back_as_the_newest(writing: Writing) -> None:
    writing.save(HEAVIER, 1)
    answer = writing.lea.post(f"{writing.address}/revisions", {"number": "1"})
    assert path_of(answer) == writing.address
    assert (writing.now.revision, writing.now.text) == (3, SMALL)


def test_many_savings_are_on_several_pages(writing: Writing) -> None:
    for number in range(1, 24):
        writing.save(mended("weight: 2", f"weight: 2.{number}"), number)
    page = writing.lea.page(f"{writing.address}/revisions")
    assert len(page.all("article")) == 20
    [older] = [one for one in page.all("a") if one.text == "Older ones"]
    page = writing.lea.page(older.attributes["href"])
    assert len(page.all("article")) == 4
    assert "Older ones" not in page.text


def test_a_saving_that_is_not_there_is_not_found(writing: Writing) -> None:
    assert writing.lea.post(f"{writing.address}/revisions", {"number": "9"}).status_code == 404
    assert writing.lea.post(f"{writing.address}/revisions").status_code == 422


# Closed, and not for everybody -----------------------------------------------------------------


def in_review(writing: Writing) -> None:
    with writing.school.write() as session:
        who = writing.school.viewer
        rule_drafts.ask_review(
            session, who, writing.number, 1, reason="", fairness_reason="", in_force_from=None
        )


def published(writing: Writing) -> None:
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
