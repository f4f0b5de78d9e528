"""The models page: what is active, in plain words; every version; what is undone by a click."""

import base64
import csv
import hashlib
import io
import re

import pytest
from many_students import as_csv, take_in, train
from one_school import School
from reader import Element, path_of, sentence_of
from sqlalchemy import delete, update
from sqlmodel import col, select
from two_schools import at_once

from data import store
from data.tables import Decision, ModelFile, ModelVersion
from webapp.services.jobs import background_jobs
from webapp.services.models.opening import Unusable, opened


def active(school: School) -> int | None:
    """The number of the active model."""
    with school.read() as session:
        found = store.model_registry.active(session, school.viewer, "pilot-2008")
    return found and found.number


def expected(school: School) -> list[str]:
    """What the board expects of each student, as its file says."""
    text = school.reader().get("/caseload.csv").text.lstrip("\ufeff")
    return [row["Expected grade"] for row in csv.DictReader(io.StringIO(text)) if row["Name"]]


def section(school: School, who: str = "lea") -> Element:
    """What the page says of the active model."""
    return school.reader(who).page("/models").one("section", aria_labelledby="active-grade")


def test_the_page_says_what_is_expected_from_what_and_how_far_off_that_is(trained: School) -> None:
    said = section(trained).text
    assert "Model 1 is active" in said
    assert "trained by itself after the import" in said
    assert "Absences this year" in said
    assert "FinalGrade" not in said
    for figure in ("typical error", "error of the mean alone", "grades within 80 % intervals"):
        assert figure in said
    assert re.search(r"largest gaps among the lowest grades\s*\d+ of 12", said)


def test_without_a_roster_the_page_says_what_to_do(empty_school: School) -> None:
    page = empty_school.reader().page("/models")
    assert "There is no roster yet" in page.text
    assert "No model has been kept yet" in page.text
    assert "import one first" in page.one("section", id="train").text
    answer = empty_school.reader().post("/models/train")
    assert answer.status_code == 422
    assert "import one first" in sentence_of(answer)


def test_where_nothing_can_be_learned_the_page_says_why(own_school: School) -> None:
    from webapp.services.rosters.expected_grades import keep_gaps

    with own_school.app.app_context():
        keep_gaps(own_school.state, own_school.viewer, 1)
    assert "60" in section(own_school).text


def test_a_model_has_a_page_with_its_recipe_and_figures(trained: School) -> None:
    page = trained.reader().page("/models/2")
    assert "Going out" in page.text
    assert "not active" in page.text
    assert "Make model 2 active" in page.text
    assert "typical error" in page.text


def test_a_model_is_made_active_with_a_reason_and_undone_by_a_click(trained: School) -> None:
    lea, before = trained.reader(), expected(trained)
    answer = lea.post("/models/2/activate", {"reason": "More columns  tell more"})
    assert path_of(answer) == "/models"
    assert active(trained) == 2
    assert expected(trained) != before
    assert "More columns tell more" in section(trained).text
    [undo] = [
        form
        for form in section(trained).all("form")
        if form.attributes["action"].endswith("activate")
    ]
    lea.post(undo.attributes["action"])
    assert active(trained) == 1
    assert expected(trained) == before
    history = lea.page("/models").one("section", id="model_versions").text
    assert history.count("More columns tell more") == 1


def test_switched_off_nothing_is_expected_and_a_new_roster_stays_without(
    trained: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        background_jobs.subprocess, "Popen", lambda command, **_: at_once(trained, command)
    )
    lea = trained.reader()
    form = {"dictionary": "pilot-2008", "target": "grade", "reason": "We look at grades alone"}
    for _ in range(2):  # somebody clicks twice
        assert path_of(lea.post("/models/switch-off", form)) == "/models"
    assert active(trained) is None
    assert "switched off in this school" in section(trained).text
    assert "switched off in this school" in lea.page("/caseload?y=gap").text
    assert set(expected(trained)) == {""}
    take_in(trained, 0, as_csv(72), "Next")
    assert set(expected(trained)) == {""}
    asked = path_of(lea.post("/models/1/activate"))  # it has said nothing of this roster yet
    assert "Model 1 is active" in lea.page(asked).text
    assert active(trained) == 1
    assert len(set(expected(trained))) > 50


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content[:-40], "was altered"),
        (lambda content: b"", "was altered"),
        (lambda content: b"PK" + content[2:], "was altered"),
    ],
)
def test_a_file_that_was_tampered_with_is_said_calmly_and_boards_go_on(
    trained: School, spoil: object, words: str
) -> None:
    before = expected(trained)
    with trained.write() as session:
        kept = session.get(ModelFile, 1)
        assert kept is not None
        changed = spoil(base64.b64decode(kept.content))  # type: ignore[operator]
        kept.content = base64.b64encode(changed).decode()
    assert words in section(trained).text
    assert "Model 1 is active" in section(trained).text
    assert expected(trained) == before
    with trained.app.app_context(), pytest.raises(Unusable, match="Train it again"):
        opened(trained.state, trained.viewer, 1)
    answer = trained.reader().post("/models/1/activate")
    assert answer.status_code == 422
    assert words in sentence_of(answer)


def test_a_missing_file_and_one_of_another_version_are_said(trained: School) -> None:
    with trained.write() as session:
        session.execute(delete(ModelFile).where(col(ModelFile.model_id) == 1))
        session.execute(
            update(ModelVersion).where(col(ModelVersion.id) == 2).values(scikit_learn="0.1")
        )
    assert "is missing" in section(trained).text
    page = trained.reader().page("/models/2")
    assert "scikit-learn 0.1" in page.text
    assert trained.reader().get("/models/1/file").status_code == 404


def test_a_foreign_file_with_the_right_fingerprint_is_refused_when_it_is_opened(
    trained: School,
) -> None:
    foreign = b"import os; os.system('true')"
    with trained.write() as session:
        kept, row = session.get(ModelFile, 1), session.get(ModelVersion, 1)
        assert kept is not None
        assert row is not None
        kept.content = base64.b64encode(foreign).decode()
        row.sha256 = hashlib.sha256(foreign).hexdigest()
    with trained.app.app_context(), pytest.raises(Unusable, match="not one of ours"):
        opened(trained.state, trained.viewer, 1)


def test_with_a_spoiled_model_a_new_roster_is_taken_in_and_rules_go_on(trained: School) -> None:
    with trained.write() as session:
        session.execute(update(ModelFile).values(content="bm9uZQ=="))
    take_in(trained, 0, as_csv(72), "Next")
    page = trained.reader().page("/caseload?y=gap")
    assert "was altered after it was trained" in page.text
    assert "72 students" in page.text


def test_the_file_is_taken_along_on_record(trained: School) -> None:
    answer = trained.reader().get("/models/1/file")
    assert answer.data.startswith(b"\xfd7zXZ")
    assert "alavanca-model-1.skops.xz" in answer.headers["Content-Disposition"]
    with trained.read() as session:
        lines = session.exec(select(Decision).where(col(Decision.action) == "export")).all()
    assert [(line.thing, line.thing_id) for line in lines] == [("model", 1)]


def test_counsellors_read_and_leads_act(trained: School) -> None:
    ines = trained.reader("ines")
    page = ines.page("/models")
    assert "typical error" in page.text
    assert not page.all("section", id="train")
    assert not [
        form
        for form in page.all("form")
        if "/models" in form.attributes["action"] and form.attributes["method"] == "post"
    ]
    for address in ("/models/train", "/models/2/activate", "/models/switch-off"):
        assert ines.post(address).status_code == 403
    assert ines.get("/models/1/file").status_code == 403
    assert trained.reader("abel").get("/models").status_code == 403
    assert trained.reader("mia").get("/models").status_code == 403


def test_another_schools_models_do_not_exist(trained: School) -> None:
    chloe = trained.reader("chloe")
    assert "No model has been kept yet" in chloe.page("/models").text
    for address in ("/models/1", "/models/compare?from=1&to=2"):
        assert chloe.get(address).status_code == 404


def test_two_models_are_compared_on_the_students_one_sees(trained: School) -> None:
    page = trained.reader().page("/models/compare?from=1&to=2")
    assert "70 students whom you see" in page.text
    assert "neither is shown to be better" in page.text
    cells = [
        int(cell.text)
        for cell in page.one("section", aria_labelledby="moved").all("table")[0].all("td")
    ]
    with trained.read() as session:
        cohort = store.rosters.current(session, trained.viewer)
    assert cohort is not None
    assert sum(cells) <= cohort.students
    off_diagonal = sum(cells) - cells[0] - cells[4] - cells[8]
    assert f"For {off_diagonal} student" in page.text
    ines = trained.reader("ines").page("/models/compare?from=1&to=2")
    assert "70 students whom you see" not in ines.text


def test_the_same_model_twice_moves_nobody(trained: School) -> None:
    page = trained.reader().page("/models/compare?from=1&to=1")
    assert "For 0 students the word changes" in page.text


@pytest.mark.parametrize("query", ["?from=x", "?from=1&to=99", "?to=" + "9" * 30, "?from=-1"])
def test_comparing_what_is_not_there_is_not_found(trained: School, query: str) -> None:
    assert trained.reader().get(f"/models/compare{query}").status_code == 404


def test_a_model_that_did_not_speak_of_the_roster_is_asked_for_the_comparison(
    trained: School,
) -> None:
    take_in(trained, 0, as_csv(90), "Next")  # the active model spoke of it, the other did not
    lea = trained.reader()
    before = trained.version()
    page = lea.page("/models/compare?from=1&to=2")
    assert "90 students whom you see" in page.text
    assert trained.version() == before


def test_the_same_words_in_every_language(trained: School) -> None:
    for language in ("pt", "fr"):
        assert trained.reader(language=language).page("/models")


def test_a_second_training_of_the_same_recipe_moves_no_board_and_knows_whom_it_held_out(
    trained: School,
) -> None:
    before = expected(trained)
    again = train(trained)
    assert expected(trained) == before
    with trained.read() as session:
        held = [
            store.model_registry.folds_of(session, trained.viewer, model) for model in (1, again)
        ]
    assert len(held[0]) > 60
    assert held[0] == held[1]
