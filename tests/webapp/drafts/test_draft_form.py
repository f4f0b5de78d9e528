"""The form half of a draft: fields that change their own lines of the text, and no others."""

import difflib

import pytest
from invented import SMALL
from one_school import School
from reader import Element, path_of, read
from werkzeug.test import TestResponse

from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft

WHEN = """\
  studytime:
    kind: lever
    weight: 1
    when: studytime < mean(studytime) and schoolsup == no
    points: {then: 0.1, otherwise: 1.0}
"""


class Writing:
    """A draft that Lea has open in its form."""

    def __init__(self, school: School, text: str = SMALL) -> None:
        self.school = school
        with school.write() as session:
            self.first = rule_drafts.begin(session, school.viewer, "small", text, 1)
        self.address = f"/drafts/{self.first.id}"
        self.lea = school.reader("lea")

    def send(
        self, fields: dict[str, str], part: bool = True, revision: int | None = None
    ) -> TestResponse:
        """Send fields by their names in the page."""
        at = str(self.now.revision if revision is None else revision)
        return self.lea.post(f"{self.address}/change", {"revision": at, **fields}, part=part)

    def did(self, do: str) -> TestResponse:
        """Press a button, which must be there."""
        values = {one.attributes.get("value") for one in self.form().all("button", name="do")}
        assert do in values, sorted(filter(None, values))
        answer = self.send({"do": do})
        assert answer.status_code == 200
        return answer

    def form(self, query: str = "") -> Element:
        """The form as the page has it."""
        return self.lea.page(self.address + query).one("div", id="draft-form")

    @property
    def now(self) -> Draft:
        """The draft as the database has it."""
        with self.school.read() as session:
            return rule_drafts.get(session, self.school.viewer, self.first.id)

    @property
    def diff(self) -> list[str]:
        """The lines that went (-) and came (+) since the draft was begun."""
        before, after = self.first.text.splitlines(), self.now.text.splitlines()
        lines = difflib.unified_diff(before, after, lineterm="", n=0)
        return [line for line in lines if line[:3] not in ("---", "+++") and line[0] in "+-"]


@pytest.fixture
def writing(own_school: School) -> Writing:
    return Writing(own_school)


def by_id(element: Element, name: str) -> Element:
    [found] = [one for one in element.walk() if one.attributes.get("id") == name]
    return found


def test_the_list_says_each_weight_and_how_many_students_are_concerned(writing: Writing) -> None:
    row = by_id(writing.form(), "rule-absences")
    slider = row.one("input", type="range", name="f.indicators.absences.weight")
    assert slider.attributes["value"] == "2"
    assert row.all("summary")[0].one("span", class_="count").text == "5students concerned"


def test_a_changed_weight_is_one_line_of_the_text(writing: Writing) -> None:
    answer = writing.send({"f.indicators.absences.weight": "3.5"})
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "draft-saved"
    assert writing.diff == ["-    weight: 2", "+    weight: 3.5"]
    assert [one.attributes.get("id") for one in read(answer.text).children][:3] == [
        "draft-form", "draft-problems", "draft-now",
    ]  # fmt: skip


def test_a_slider_and_its_number_are_one_field_of_which_one_was_changed(writing: Writing) -> None:
    fields = [("f.indicators.absences.weight", one) for one in ("4", "2")]
    form = {"revision": "1", "csrf_token": writing.lea.token}
    writing.lea.client.post(
        f"{writing.address}/change",
        data={**form, fields[0][0]: [value for _, value in fields]},
    )
    assert writing.diff == ["-    weight: 2", "+    weight: 4"]


def test_without_script_saving_leads_back_to_the_page(writing: Writing) -> None:
    fields = {"f.indicators.absences.weight": "3", "open": "card-absences"}
    answer = writing.send(fields, part=False)
    assert answer.status_code == 303
    page = writing.lea.page(path_of(answer))
    assert "open" in by_id(page, "card-absences").attributes


def test_a_form_sent_as_it_is_changes_nothing(writing: Writing) -> None:
    form = writing.form()
    fields: dict[str, str] = {}
    for one in form.walk():
        name = one.attributes.get("name", "")
        if one.name == "textarea":
            fields[name] = "".join(one.own_text).removeprefix("\n").replace("\n", "\r\n")
        elif one.name == "select":
            chosen = [each for each in one.all("option") if "selected" in each.attributes]
            fields[name] = (chosen or one.all("option"))[0].attributes["value"]
        elif one.name == "input" and one.attributes.get("type") == "radio":
            fields |= {name: one.attributes["value"]} if "checked" in one.attributes else {}
        elif one.name == "input":
            fields[name] = one.attributes["value"]
    assert writing.send(fields).status_code == 200
    assert writing.now.revision == 1


def test_words_are_set_for_all_languages_or_the_one_that_is_shown(writing: Writing) -> None:
    writing.send({"f.indicators.absences.bands.0.says:": "At school: always"})
    writing.send({"f.indicators.absences.label:pt": "Ausências"})
    assert writing.diff == [
        "-    label: {en: Absences, fr: Absences, pt: Faltas}",
        "+    label: {en: Absences, fr: Absences, pt: Ausências}",
        "-      - {up_to: 4, points: 1.0, says: Present, adjust: {from: 2, to: 20}}",
        '+      - {up_to: 4, points: 1.0, says: "At school: always", adjust: {from: 2, to: 20}}',
    ]


def test_the_words_are_shown_in_the_language_asked_for(writing: Writing) -> None:
    label = by_id(writing.form("?tongue=pt"), "f-indicators-absences-label")
    assert label.attributes["name"] == "f.indicators.absences.label:pt"
    assert label.attributes["value"] == "Faltas"


def test_a_text_for_all_languages_can_become_one_for_each(writing: Writing) -> None:
    writing.did("own-words:f.indicators.absences.bands.1.says")
    assert "says: {en: Absent, fr: Absent, pt: Absent}" in writing.now.text


def test_dates_need_and_status_are_put_where_they_belong(writing: Writing) -> None:
    writing.send({"f.in_force_from": "2025-09-01", "f.need.pass": "9.5", "f.status": "stable",
                  "f.quadrants.ease": "60"})  # fmt: skip
    assert writing.diff == [
        "-status: pilot",
        "+status: stable",
        "+in_force_from: 2025-09-01",
        "-need: {from: grade, pass: 10}",
        "+need: {from: grade, pass: 9.5}",
        "+quadrants: {ease: 60}",
    ]


def test_an_edge_stands_over_the_students_answers(writing: Writing) -> None:
    card = by_id(writing.form(), "card-absences")
    edges = card.all("input", class_="edge")
    assert [edge.attributes["value"] for edge in edges] == ["4", "30"]
    assert {edge.attributes["max"] for edge in edges} == {"93"}
    bars = [bar.text for bar in card.all("rect")]
    assert "10: 3 students" in bars
    rows = [row.all("td")[0].text for row in card.one("table").all("tr")[1:]]
    assert [row.partition("up to ")[2] for row in rows] == [
        "0 to 4 · 2 students", "5 to 30 · 6 students", "31 to 93 · 0 students",
    ]  # fmt: skip


def test_a_band_is_split_and_taken_out_again(writing: Writing) -> None:
    writing.did("add-band:absences:1")
    assert writing.diff == ["+      - {up_to: 17, points: 0.2}"]
    writing.did("remove-band:absences:1")
    assert writing.diff == []


def test_a_band_that_has_no_room_for_another_says_so_and_stays(writing: Writing) -> None:
    writing.send({"f.indicators.absences.bands.1.up_to": "5"})
    before = writing.now.text
    answer = writing.send({"do": "add-band:absences:1"})
    assert answer.status_code == 422
    assert "No value lies between these edges" in read(answer.text).text
    assert writing.now.text == before


def test_counsellors_may_move_another_edge_or_none(writing: Writing) -> None:
    writing.send({"adjust.absences": "1"})
    assert "up_to: 30, points: 0.2, says: Absent, adjust: {from: 5, to: 92}}" in writing.now.text
    assert writing.now.text.count("adjust") == 1
    writing.send({"adjust.absences": "none"})
    assert "adjust" not in writing.now.text


def test_an_indicator_comes_from_the_data_dictionary(writing: Writing) -> None:
    offered = by_id(writing.form(), "card-new").text
    assert "Absences this year used already" in offered
    assert "Internet at home" in offered
    assert "Age" not in offered
    assert "Final grade" not in offered
    writing.did("add:internet")
    writing.did("add-when:traveltime")
    assert writing.diff == [
        "+  internet:",
        "+    kind: lever",
        "+    weight: 1",
        "+    bands:",
        "+      - {is: yes, points: 0.3}",
        "+      - {is: no, points: 1}",
        "+  traveltime:",
        "+    kind: lever",
        "+    weight: 1",
        "+    when: traveltime >= mean(traveltime)",
        "+    points: {then: 0.3, otherwise: 1}",
    ]


def test_a_column_that_rules_may_not_judge_is_refused(writing: Writing) -> None:
    answer = writing.send({"do": "add:sex"})
    assert answer.status_code == 422
    assert "sex is no column that rules can judge" in read(answer.text).text
    assert writing.now.revision == 1


def test_a_removed_indicator_can_be_had_back(writing: Writing) -> None:
    answer = writing.did("remove:absences")
    assert "absences:" not in writing.now.text
    undo = read(answer.text).one("form", class_="notice-here")
    fields = {one.attributes["name"]: one.attributes["value"] for one in undo.all("input")}
    assert writing.lea.post(undo.attributes["action"], fields).status_code == 303
    assert writing.now.text == writing.first.text


def test_indicators_are_moved(writing: Writing) -> None:
    writing.did("down:absences")
    order = [row.attributes["id"] for row in writing.form().all("li", class_="rule")]
    assert order[1] == "rule-absences"
    writing.did("up:absences")
    assert writing.diff == []


def test_actions_and_evidence_are_added_and_removed(writing: Writing) -> None:
    writing.send({"new.actions.absences": "Call home"})
    writing.send({"new.claim.absences": "It counts.", "new.source.absences": "Us: 2024",
                  "new.strength.absences": "weak"})  # fmt: skip
    assert "    actions:\n      - Call home\n" in writing.now.text
    assert '        source: "Us: 2024"\n        strength: weak\n' in writing.now.text
    writing.did("remove-action:absences:0")
    writing.did("remove-evidence:absences:0")
    assert writing.diff == []


@pytest.fixture
def judging(own_school: School) -> Writing:
    """A draft with an indicator that a condition judges."""
    return Writing(own_school, SMALL.replace("indicators:\n", f"indicators:\n{WHEN}", 1))


def test_a_condition_is_shown_in_words_and_in_menus(judging: Writing) -> None:
    card = by_id(judging.form(), "card-studytime")
    assert "School support: no" in card.one("p", class_="words").text
    parts = card.all("div", class_="part")
    chosen = [
        [one.attributes["value"] for one in part.all("option") if "selected" in one.attributes]
        for part in parts
    ]
    assert chosen == [["studytime", "<", "mean"], ["and", "schoolsup", "==", "no"]]


def test_the_menus_write_the_condition(judging: Writing) -> None:
    name = "m.f.indicators.studytime.when"
    judging.send({f"{name}.joined": "or", f"{name}.0.sign": "<=", f"{name}.0.against": "value",
                  f"{name}.0.value": "2", f"{name}.1.column": "failures"})  # fmt: skip
    assert judging.diff == [
        "-    when: studytime < mean(studytime) and schoolsup == no",
        "+    when: studytime <= 2 or failures == 0",
    ]


def test_a_comparison_is_added_and_removed(judging: Writing) -> None:
    judging.did("add-part:indicators.studytime.when")
    assert "and schoolsup == no and schoolsup ==" in judging.now.text
    judging.did("remove-part:indicators.studytime.when:2")
    assert judging.diff == []


def test_what_menus_cannot_say_is_edited_as_text_with_its_words_beside(judging: Writing) -> None:
    field = "f.indicators.studytime.when"
    judging.send({field: "studytime + 1 < mean(studytime)", f"m.{field}.joined": "and"})
    card = by_id(judging.form(), "card-studytime")
    assert card.all("div", class_="part") == []
    assert "This says more than the menus can" in card.text
    assert "the average of “Study time”" in card.one("p", class_="words").text
    assert judging.send({field: "studytime < 9"}).status_code == 200
    wrong = by_id(judging.form(), "card-studytime").one("small", class_="problem").text
    assert wrong == "Line 11: studytime goes from 1 to 4; 9 is outside."


def test_only_some_students_are_judged_by_a_condition_from_menus(writing: Writing) -> None:
    name = "m.f.applies_to"
    writing.send({f"{name}.joined": "and", f"{name}.0.value": "18"})
    writing.did("add-part:applies_to")
    assert "applies_to: age < 18 and age >= 10" in writing.now.text
    writing.did("remove-part:applies_to:0")
    writing.did("remove-part:applies_to:0")
    assert "applies_to" not in writing.now.text


def test_a_problem_stands_beside_its_field(writing: Writing) -> None:
    writing.send({"f.indicators.absences.bands.0.points": "3"})
    field = by_id(writing.form(), "f-indicators-absences-bands-0-points")
    assert field.attributes["aria-invalid"] == "true"
    [wrong] = by_id(writing.form(), "card-absences").all("small", class_="problem")
    assert '"points" holds 3.0; it needs a number from 0 to 1.' in wrong.text


def test_a_text_that_is_no_yaml_shows_the_line_and_no_field(own_school: School) -> None:
    writing = Writing(own_school, SMALL.replace("weight: 2", 'weight: "2'))
    form = writing.form()
    assert "Line" in form.one("p", class_="problem").text
    assert form.all("input") == []
    assert writing.send({"f.status": "stable"}).status_code == 422


def test_what_somebody_changed_meanwhile_stays(writing: Writing) -> None:
    writing.send({"f.status": "stable"})
    answer = writing.send({"f.indicators.absences.weight": "3"}, revision=1)
    assert answer.status_code == 200
    assert writing.diff == [
        "-status: pilot", "+status: stable", "-    weight: 2", "+    weight: 3",
    ]  # fmt: skip


def test_a_field_changed_again_before_the_form_was_shown_anew_is_no_conflict(
    writing: Writing,
) -> None:
    weight = "f.indicators.absences.weight"
    writing.send({weight: "3"})
    assert writing.send({weight: "4", "now": "2"}, revision=1).status_code == 200
    assert writing.diff == ["-    weight: 2", "+    weight: 4"]


def test_a_field_of_a_list_that_is_longer_by_now_means_what_the_form_showed(
    writing: Writing,
) -> None:
    writing.did("add-band:absences:0")
    points = "f.indicators.absences.bands.1.points"
    assert writing.send({points: "0.4", "now": "2"}, revision=1).status_code == 200
    assert "up_to: 30, points: 0.4" in writing.now.text


def test_the_same_line_changed_meanwhile_waits_for_a_choice(writing: Writing) -> None:
    writing.send({"f.indicators.absences.weight": "3"})
    answer = writing.send({"f.indicators.absences.weight": "4"}, revision=1)
    assert answer.status_code == 409
    assert f"{writing.address}/merge" in answer.text
    assert writing.diff == ["-    weight: 2", "+    weight: 3"]


def test_another_school_does_not_find_the_form(writing: Writing) -> None:
    other = writing.school.reader("chloe")
    answer = other.post(f"{writing.address}/change", {"revision": "1", "f.status": "draft"})
    assert answer.status_code in (403, 404)
    assert writing.now.revision == 1


def test_a_draft_in_review_is_not_changed_by_its_form(writing: Writing) -> None:
    with writing.school.write() as session:
        rule_drafts.ask_review(
            session, writing.school.viewer, writing.first.id, 1,
            reason="", fairness_reason="", in_force_from=None,
        )  # fmt: skip
    assert "disabled" in writing.form().all("fieldset", class_="all")[0].attributes
    assert writing.send({"f.status": "stable"}).status_code == 409
    assert writing.now.revision == 1
