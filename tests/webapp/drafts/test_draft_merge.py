"""Two leads on one draft, or a draft and a later version in force: nothing is overwritten."""

import pytest
from draft_texts import HEAVIER, Writing, fields, mended, shown
from one_school import School
from reader import path_of, read, sentence_of


@pytest.fixture
def writing(own_school: School) -> Writing:
    return Writing(own_school)


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
