"""Examples of students: their answers and what the rules say of them, never who they are."""

import re

import pytest
from invented import SMALL
from one_school import School
from reader import Reader, path_of, read, sentence_of

import rules
from data import store
from data.store.rules.rule_drafts import Draft
from rules.rule_set import Example


@pytest.fixture
def lea(own_school: School) -> Reader:
    """Lea, the lead, at a school of her own to write in."""
    return own_school.reader("lea")


def drafts(school: School) -> list[Draft]:
    with school.read() as session:
        return store.rule_drafts.listing(session, school.viewer)


def make(school: School, reader: Reader, key: str = "S1", **form: str) -> Draft:
    """Make an example of a student; gives the draft that it is in."""
    filled = {"set": "small", "name": "Absent, little study", **form}
    answer = reader.post(f"/students/{school.ids()[key]}/example", filled)
    assert answer.status_code == 303, sentence_of(answer)
    newest = drafts(school)[0]
    assert path_of(answer) == f"/drafts/{newest.id}"
    return newest


def test_an_example_copies_the_answers_that_the_rules_read(own_school: School, lea: Reader) -> None:
    draft = make(own_school, lea)

    attempt = rules.attempt(draft.text, own_school.state.shelf.columns)
    assert attempt.problems == ()
    assert attempt.rule_set is not None
    [example] = attempt.rule_set.examples
    assert example.student == {"absences": 10, "studytime": 1, "health": 5, "goout": 5}
    assert (example.at_least, example.at_most) == (10.0, 10.0)
    assert example.levers == ("absences", "little_study")
    assert draft.text.startswith(SMALL)


def test_a_student_in_whose_answers_the_rules_say_something_else_today_fails_the_draft(
    own_school: School, lea: Reader
) -> None:
    draft = make(own_school, lea)
    heavier = draft.text.replace("    weight: 2\n", "    weight: 5\n")
    with own_school.write() as session:
        store.rule_drafts.save(session, own_school.viewer, draft.id, heavier, draft.revision)
    said = re.compile("complexity expected 10.*, got 14.3")
    assert said.search(lea.page(f"/drafts/{draft.id}").text)
    [problem] = rules.attempt(heavier, own_school.state.shelf.columns).problems
    assert "Absent, little study" in heavier.splitlines()[problem.line - 1]


def test_the_page_shows_every_value_before_it_is_written(own_school: School, lea: Reader) -> None:
    page = lea.page(f"/students/{own_school.ids()['S3']}/example?set=small")
    rows = [row.text for row in page.one("tbody").all("tr")]
    assert [row.rpartition(" ")[0].rpartition(" ")[2] for row in rows] == [
        *("absences:", "studytime:", "health:", "goout:")
    ]
    assert ["sensitive" in row for row in rows] == [False, False, True, False]
    assert all("checked" in box.attributes for box in page.all("input", type="checkbox"))
    assert "Complexity 50" in page.text
    assert page.one("pre").text.startswith("examples:")
    assert drafts(own_school) == []


def test_the_suggested_name_is_in_words_of_the_rules(own_school: School, lea: Reader) -> None:
    page = lea.page(f"/students/{own_school.ids()['S1']}/example?set=small")
    assert page.one("input", id="example-name").attributes["value"] == (
        "Absences: 5 to 30; Little study"
    )
    page = lea.page(f"/students/{own_school.ids()['S2']}/example?set=small")
    name = page.one("input", id="example-name").attributes["value"]
    assert name == "Health: 1 to 2"


def test_what_is_not_ticked_is_neither_written_nor_expected(
    own_school: School, lea: Reader
) -> None:
    ticked = {"chosen": "yes", "column": ["absences", "health"]}
    draft = make(own_school, lea, name="Absent and well", **ticked)
    [example] = _examples(own_school, draft)
    assert example.student == {"absences": 10, "health": 5}
    assert example.at_most == pytest.approx(13.3)
    assert example.levers == ("absences",)


def test_working_it_out_again_writes_nothing(own_school: School, lea: Reader) -> None:
    address = f"/students/{own_school.ids()['S1']}/example"
    form = {"set": "small", "chosen": "yes", "column": ["absences"], "name": "Only absences"}
    for answer in (
        lea.post(address, form | {"again": "yes"}),
        lea.get(f"{address}?set=small&chosen=yes&column=absences&name=Only+absences", part=True),
    ):
        assert answer.status_code == 200
        found = read(answer.text)
        assert "Complexity 20" in found.text
        boxes = found.all("input", type="checkbox")
        assert [box.attributes["value"] for box in boxes if "checked" in box.attributes] == [
            "absences"
        ]
        assert found.one("input", id="example-name").attributes["value"] == "Only absences"
    assert drafts(own_school) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the example a name"),
        ("Like Ana", "first name, family name or number"),
        ("like GONCALVES", "first name, family name or number"),
        ("student s1", "first name, family name or number"),
        ("Analysis of absences", ""),
    ],
)
def test_a_name_that_says_who_it_is_is_refused(
    own_school: School, lea: Reader, name: str, said: str
) -> None:
    address = f"/students/{own_school.ids()['S1']}/example"
    answer = lea.post(address, {"set": "small", "name": name})
    assert answer.status_code == (422 if said else 303)
    if said:
        assert said in sentence_of(answer)
        shown = read(answer.text).one("input", id="example-name").attributes
        assert shown["aria-invalid"] == "true"
        assert drafts(own_school) == []


def test_nothing_that_says_who_he_is_stands_in_the_draft_or_the_log(
    own_school: School, lea: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    draft = make(own_school, lea)
    for word in ("Ana", "Gonçalves", "S1", "10A", "GP", "age", "sex"):
        added = draft.text.removeprefix(SMALL)
        assert word not in added
        assert word not in caplog.text or word == "age"


def test_an_example_needs_answers_that_the_rules_judge(own_school: School, lea: Reader) -> None:
    address = f"/students/{own_school.ids()['S1']}/example"
    form = {"set": "small", "name": "Nothing", "chosen": "yes"}
    assert "Tick at least one" in sentence_of(lea.post(address, form))
    answer = lea.post(address, form | {"column": "goout"})  # which weighs nothing
    assert answer.status_code == 422
    assert "judge none of the ticked" in sentence_of(answer)


def test_the_second_example_goes_into_the_same_draft(own_school: School, lea: Reader) -> None:
    first = make(own_school, lea)
    second = make(own_school, lea, "S3", name="Another")
    assert second.id == first.id
    assert [one.name["en"] for one in _examples(own_school, second)] == [
        *("Absent, little study", "Another")
    ]


def test_the_example_goes_into_the_draft_that_the_lead_writes_already(
    own_school: School, lea: Reader
) -> None:
    begun = path_of(lea.post("/rules/small/draft"))
    assert begun == f"/drafts/{make(own_school, lea).id}"
    assert path_of(lea.post("/rules/small/draft")) == begun


def test_a_proposal_is_nobodys_own_draft(own_school: School, lea: Reader) -> None:
    with own_school.write() as session:
        proposed = store.rule_drafts.begin(
            session, own_school.viewer, "small", SMALL, 1, proposed=True
        )
    assert make(own_school, lea).id != proposed.id


def test_a_draft_that_is_reviewed_takes_no_example(own_school: School, lea: Reader) -> None:
    draft = make(own_school, lea)
    with own_school.write() as session:
        asked = {"reason": "so", "fairness_reason": "", "in_force_from": None}
        store.rule_drafts.ask_review(session, own_school.viewer, draft.id, draft.revision, **asked)
    address = f"/students/{own_school.ids()['S3']}/example"
    answer = lea.post(address, {"set": "small", "name": "Another"})
    assert answer.status_code == 409
    assert "being reviewed" in sentence_of(answer)


def test_a_draft_that_is_no_yaml_says_so_and_keeps_what_was_typed(
    own_school: School, lea: Reader
) -> None:
    draft = make(own_school, lea)
    with own_school.write() as session:
        store.rule_drafts.save(session, own_school.viewer, draft.id, "a: [", draft.revision)
    answer = lea.post(
        f"/students/{own_school.ids()['S3']}/example", {"set": "small", "name": "Another"}
    )
    assert answer.status_code == 422
    assert "cannot take an example yet" in sentence_of(answer)
    assert read(answer.text).one("input", id="example-name").attributes["value"] == "Another"


def test_where_the_draft_says_something_else_the_lead_chooses(
    own_school: School, lea: Reader
) -> None:
    first = make(own_school, lea, "S2", name="Nothing to do")
    with own_school.write() as session:
        heavier = first.text.replace("    weight: 2\n", "    weight: 5\n").replace(
            "Nothing to do", "No lever"
        )
        store.rule_drafts.save(session, own_school.viewer, first.id, heavier, first.revision)
    address = f"/students/{own_school.ids()['S1']}/example?set=small"
    page = lea.page(address)
    assert "complexity 10; levers: absences, little_study" in page.text
    assert "complexity 14.29; levers: absences, little_study" not in page.text
    assert "complexity 14.3; levers: absences, little_study" in page.text
    draft = make(own_school, lea, expect="draft")
    assert [one.at_most for one in _examples(own_school, draft)][-1] == 14.3


def test_who_is_not_scored_is_no_example(own_school: School, lea: Reader) -> None:
    student = own_school.ids()["S1"]
    with own_school.write() as session:
        store.objections.object(session, own_school.people["abel"], student)
    address = f"/students/{student}/example"
    for answer in (lea.get(address), lea.post(address, {"set": "small", "name": "Absent"})):
        assert answer.status_code == 422
        assert "by request" in sentence_of(answer)
    assert "example" not in lea.get(f"/students/{student}").text
    assert drafts(own_school) == []


def test_whom_the_set_does_not_judge_is_no_example(own_school: School, lea: Reader) -> None:
    address = f"/students/{own_school.ids()['S7']}/example"
    answer = lea.post(address, {"set": "small", "name": "Absent"})
    assert answer.status_code == 422
    assert "does not judge this student" in sentence_of(answer)


def test_only_a_lead_of_his_school_makes_an_example(own_school: School) -> None:
    student = own_school.ids()["S1"]
    for who, status in (("ines", 403), ("abel", 403), ("chloe", 403)):
        reader = own_school.reader(who)
        assert reader.get(f"/students/{student}/example").status_code == status
        assert reader.post(f"/students/{student}/example", {"name": "x"}).status_code == status
        assert "/example" not in reader.get(f"/students/{student}").text
    lea = own_school.reader("lea")
    assert (
        f"/students/{student}/example?set=small" in lea.get(f"/students/{student}?set=small").text
    )
    assert lea.get("/students/999999/example").status_code == 404


def test_that_his_answers_were_copied_stands_in_the_students_history(
    own_school: School, lea: Reader
) -> None:
    make(own_school, lea)
    history = lea.page(f"/students/{own_school.ids()['S1']}").one("ol", class_="history")
    assert "answers copied into an example of the rules, without name" in history.text


def _examples(school: School, draft: Draft) -> tuple[Example, ...]:
    attempt = rules.attempt(draft.text, school.state.shelf.columns)
    assert attempt.rule_set is not None, [one.message for one in attempt.problems]
    return attempt.rule_set.examples
