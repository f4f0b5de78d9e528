"""A set of one's own from a roster: what the file answers, ticks, one button, a ranked list."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from drafting import allow_one_lead
from invented import ROSTER
from one_school import School
from reader import Reader, names, path_of, read, sentence_of

from data.store import audit, rosters
from data.store.rules import rule_drafts
from webapp.services.rule_sets.coverage import answered
from webapp.services.rule_sets.library import SHIPPED, shipped
from webapp.services.rule_sets.library import read as read_library

OURS = """\
format: 1
name: our-school
title: {en: Our school, fr: Notre école, pt: A nossa escola}
about: {en: Our file, fr: Notre fichier, pt: O nosso ficheiro}
columns:
  numero: {type: text, role: id, use: never, required: true, label: Número, meaning: Número}
  nome: {type: text, role: first_name, use: show, required: true, label: Nome, meaning: Nome}
  sexo: {type: word, use: audit, label: Sexo, meaning: Sexo}
  faltas: {type: number, low: 0, high: 200, whole: true, use: score, label: Total Faltas,
    meaning: Faltas}
  atrasos: {type: number, low: 0, high: 60, whole: true, use: score, label: Atrasos,
    meaning: Atrasos}
  clubes: {type: number, low: 0, high: 9, whole: true, use: score, label: Clubes, meaning: Clubes}
  media: {type: number, low: 0, high: 10, use: show, role: grade, passing: 6, label: Média,
    meaning: Média}
"""
WORD = "{F: {en: f, fr: f, pt: f}, M: {en: m, fr: m, pt: m}}"


def students() -> str:
    rows = [f"{n},P{n},{'FM'[n % 2]},{n % 11 * 3},{n % 7},{n % 4},{3 + n % 8}" for n in range(40)]
    return "\n".join(["numero,nome,sexo,faltas,atrasos,clubes,media", *rows]) + "\n"


@pytest.fixture
def ours(empty_folder: Path, copied: object, tmp_path: Path) -> Iterator[School]:
    """A school whose file only its own dictionary knows: no rule set is for it."""
    folder = copied(empty_folder)  # type: ignore[operator]
    (folder / "dictionaries").mkdir()
    text = OURS.replace("sexo: {type: word,", f"sexo: {{type: word, values: {WORD},")
    (folder / "dictionaries" / "ours.yaml").write_text(text, encoding="utf-8")
    made = School(folder)
    (tmp_path / "ours.csv").write_text(students(), encoding="utf-8")
    made.take_in(tmp_path / "ours.csv", "ours.csv", "10.º ano")
    yield made
    made.close()


def only(*columns: str) -> str:
    """The ten students' file with these columns alone."""
    rows = [line.split(",") for line in ROSTER.splitlines()]
    kept = [rows[0].index(name) for name in columns]
    return "\n".join(",".join(row[at] for at in kept) for row in rows)


def everything(page: object) -> dict[str, list[str]]:
    boxes = page.all("input", name="take")  # type: ignore[attr-defined]
    return {"take": [one.attributes["value"] for one in boxes]}


def test_a_board_without_a_set_leads_to_a_ranked_list_with_levers_in_two_clicks(
    ours: School,
) -> None:
    allow_one_lead(ours)
    lea = ours.reader()
    board = lea.page("/caseload")
    [begin] = [one for one in board.all("a") if "Begin a rule set" in one.text]
    page = lea.page(begin.attributes["href"])
    assert "The library knows 2 columns of “10.º ano”" in page.text
    assert page.one("input", name="title").attributes["value"] == "Rules for 10.º ano"
    form = {"title": "Rules for 10.º ano", "do": "use", **everything(page)}
    answer = lea.post(begin.attributes["href"], form)
    assert answer.status_code == 303, sentence_of(answer)
    assert path_of(answer).startswith("/caseload?")
    made = lea.page(path_of(answer))
    given = made.one("ol", class_="given").text
    assert "P0" in given or "P8" in given
    assert "More than most" in made.text or "Absences" in made.text
    assert len(names(made)) == 30  # the first page of forty
    assert "version 1" in made.one("div", class_="provenance").text


def test_beginning_at_once_is_a_decision_in_the_trace(ours: School) -> None:
    allow_one_lead(ours)
    lea = ours.reader()
    lea.post("/rules/begin", {"title": "Nossas", "take": ["faltas", "atrasos"], "do": "use"})
    with ours.read() as session:
        wanted = audit.AuditFilters(thing="rule set")
        lines = audit.listing(session, ours.viewer, wanted).lines
    told = [one.action for one in lines if one.detail.get("set") == "nossas"]
    assert told == ["put in force", "publish", "ask review", "begin draft"]


def test_where_two_leads_decide_one_button_begins_a_draft(ours: School) -> None:
    lea = ours.reader()
    page = lea.page("/rules/begin")
    buttons = [one.text for one in page.one("form", class_="begin-set").all("button")]
    assert buttons == ["Begin this set"]
    answer = lea.post("/rules/begin", {"title": "Nossas", "take": "faltas", "do": "use"})
    assert path_of(answer).startswith("/drafts/")
    draft = lea.page(path_of(answer).removesuffix("/review"))
    assert "Total Faltas" in draft.text or "Absences" in draft.text


def test_a_counsellor_proposes_and_sees_no_figures_of_the_school(ours: School) -> None:
    ines = ours.reader("ines")
    page = ines.page("/rules/begin")
    assert not page.all("svg", class_="begun-spread")
    assert "students" not in page.one("fieldset", class_="begun-indicators").text
    assert ines.post("/rules/begin", {"title": "Nossas", "take": "faltas"}).status_code == 303
    with ours.read() as session:
        [draft] = rule_drafts.listing(session, ours.viewer)
    assert draft.row.proposed
    assert "faltas" in draft.text


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(ours: School) -> None:
    answer = ours.reader().post("/rules/begin", {"title": " ", "as.clubes": "nonsense"})
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="wrong-title").text == "Give the rule set a title."
    assert page.one("p", id="wrong-clubes")
    answer = ours.reader().post("/rules/begin", {"title": "Nossas"})
    assert answer.status_code == 422
    assert "Tick at least one" in read(answer.text).one("p", id="wrong-take").text
    boxes = read(answer.text).all("input", name="take")
    assert boxes
    assert not [one for one in boxes if "checked" in one.attributes]


def test_a_column_that_nobody_knows_is_judged_only_if_it_is_chosen(ours: School) -> None:
    lea = ours.reader()
    page = lea.page("/rules/begin")
    assert [one.attributes["name"] for one in page.all("select") if "as." in str(one.attributes)]
    answer = lea.post("/rules/begin", {"title": "Nossas", "as.clubes": "less_than_others"})
    number = int(path_of(answer).rpartition("/")[2])
    with ours.read() as session:
        text = rule_drafts.get(session, ours.viewer, number).text
    assert "  clubes:\n" in text
    assert "faltas" not in text
    assert "sexo" not in text


def test_a_file_with_one_answer_says_how_many_questions_it_answers(
    own_school: School, tmp_path: Path
) -> None:
    path = tmp_path / "thin.csv"
    path.write_text(only("StudentID", "FirstName", "FamilyName", "health", "FinalGrade"))
    own_school.take_in(path, "thin.csv", "Thin")
    lea: Reader = own_school.reader()
    board = lea.page("/caseload?set=pilot-2008")
    assert "Your file answers 1 of the 9 questions of this rule set." in board.text
    page = lea.page("/rules/begin")
    assert "Your file answers 1 of the 9 questions of “Mathematics, pilot schools”" in page.text


def test_a_board_without_any_answer_says_why_and_what_to_do(
    own_school: School, tmp_path: Path
) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(only("StudentID", "FirstName", "FamilyName", "FinalGrade"))
    own_school.take_in(path, "grades.csv", "Grades")
    board = own_school.reader().page("/caseload?set=pilot-2008&places=5")
    empty = board.one("section", class_="places")
    assert "None of the 9 questions of this rule set is answered" in empty.text
    assert "No places" not in empty.text
    page = own_school.reader().page("/rules/begin")
    assert "None of the columns of this roster can be judged yet" in page.text


def test_no_other_schools_roster_can_be_begun_from(ours: School) -> None:
    with ours.read() as session:
        number = rosters.current(session, ours.viewer).id  # type: ignore[union-attr]
    assert ours.reader("chloe").get(f"/rules/begin?roster={number}").status_code == 404
    assert ours.reader("abel").get("/rules/begin").status_code == 403


@pytest.mark.parametrize("language", ["fr", "pt"])
def test_the_page_is_read_in_the_readers_language(ours: School, language: str) -> None:
    page = ours.reader(language=language).page("/rules/begin")
    assert {"fr": "Plus que la plupart", "pt": "Mais do que a maioria"}[language] in page.text


def test_the_shipped_library_is_the_folders() -> None:
    assert read_library(SHIPPED).problems == {}
    assert shipped().indicators


def test_a_question_counts_as_answered_as_soon_as_one_student_answered_it(school: School) -> None:
    with school.read() as session:
        roster = rosters.current(session, school.viewer)
        cohort = rosters.whole(session, school.viewer, roster.id)  # type: ignore[union-attr]
    found = school.state.shelf.sets()["small"].rule_set
    assert found is not None
    coverage = answered(found, cohort)
    assert (coverage.answered, coverage.asked) == (3, 3)
