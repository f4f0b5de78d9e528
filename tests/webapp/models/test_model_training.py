"""Training: a process of its own that is watched, cancelled and killed, and what follows an import,
an objection or an erasure."""

import os
import platform
import signal
import threading
import time
from collections.abc import Callable

import pytest
import two_schools
from many_students import as_csv, take_in
from one_school import School
from reader import path_of, sentence_of
from sqlalchemy import update

from data import store
from data.store import Stale
from data.tables import Job, Roster
from scoring.model.model_config import Recipe
from webapp.services.jobs import background_jobs, work
from webapp.services.models import selection, training
from webapp.services.rosters.expected_grades import keep_missing_gaps, lost_with

PATIENCE = 60.0  # seconds


def until(met: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def job_at(school: School, address: str) -> Job:
    """The job behind an address."""
    with school.read() as session:
        return store.jobs.get(session, school.viewer, int(address.rpartition("/")[2]))


def numbers(school: School) -> list[int]:
    """The numbers of the models there are."""
    with school.read() as session:
        return [one.number for one in store.model_registry.listing(session, school.viewer)]


def active(school: School) -> int | None:
    """The number of the active model."""
    with school.read() as session:
        found = store.model_registry.active(session, school.viewer, "pilot-2008")
    return found.number if found else None


def says(school: School) -> str:
    """What the page says of the active model."""
    return school.reader().page("/models").one("section", aria_labelledby="active-grade").text


@pytest.fixture
def at_once(trained: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done in this process as soon as they are started."""
    monkeypatch.setattr(
        background_jobs.subprocess,
        "Popen",
        lambda command, **_: two_schools.at_once(trained, command),
    )


def in_a_thread(school: School, job: int) -> threading.Thread:
    """Do a job beside the test."""

    def work_at_it() -> None:
        with school.app.app_context():
            work.run(school.state, job)

    thread = threading.Thread(target=work_at_it)
    thread.start()
    return thread


def begun(school: School, **recipe: object) -> int:
    """Note a training that nobody does yet."""
    made = Recipe(("absences", "failures"), **recipe)  # type: ignore[arg-type]
    with school.write() as session:
        detail = {"roster": 1, "recipe": made.as_json()}
        return store.jobs.start(session, school.viewer, selection.TRAIN, detail).id


@pytest.mark.usefixtures("at_once")
def test_a_model_that_is_trained_waits_for_the_leads_click(trained: School) -> None:
    lea = trained.reader()
    address = path_of(lea.post("/models/train", {"candidate": "mean"}))
    assert "No model was made" in lea.page(address).text  # the mean says nothing new
    address = path_of(lea.post("/models/train", {"columns": "score"}))
    done = lea.page(address).text
    assert "Model 3 is trained. It is not active" in done
    assert (numbers(trained), active(trained)) == ([3, 2, 1], 1)
    assert lea.page(address).text == done  # loaded again
    assert trained.reader("ines").get(address).status_code == 403


def test_a_training_is_cancelled_and_nothing_is_kept(trained: School) -> None:
    lea, job = trained.reader(), begun(trained, candidate="lasso")
    address = f"/models/jobs/{job}"
    thread = in_a_thread(trained, job)
    until(lambda: job_at(trained, address).done > 0)
    assert "A model is being trained, begun by Lea" in lea.page("/models").text
    assert "Cancel" in lea.part(address).one("form").text
    assert path_of(lea.post(f"{address}/cancel")) == address
    thread.join(PATIENCE)
    assert "Cancelled" in lea.page(address).text
    assert (numbers(trained), active(trained)) == ([2, 1], 1)
    assert "is being trained" not in lea.page("/models").text
    lea.post(f"{address}/cancel")  # once more
    assert "Cancelled" in lea.page(address).text


def test_a_killed_training_says_so_at_once_and_a_second_try_works(
    trained: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = trained.reader()
    form = {"candidate": "random_forest", "columns": "score"}
    address = path_of(lea.post("/models/train", form))  # a real child
    until(lambda: job_at(trained, address).process is not None)
    assert "hx-get" in lea.part(address).attributes
    os.kill(job_at(trained, address).process or 0, signal.SIGKILL)
    until(lambda: "hx-get" not in lea.part(address).attributes)
    page = lea.page(address)
    assert "Interrupted" in page.text
    assert "Nothing was changed" in page.text
    assert (numbers(trained), active(trained)) == ([2, 1], 1)
    assert "Model 1 is active" in says(trained)
    assert "was interrupted; nothing was changed" in lea.page("/models").text
    [again] = [form for form in page.all("form") if form.attributes["action"] == "/models/train"]
    fields = [(one.attributes["name"], one.attributes["value"]) for one in again.all("input")]
    assert ("candidate", "random_forest") in fields
    assert len([name for name, _ in fields if name == "columns"]) == 18
    monkeypatch.setattr(
        background_jobs.subprocess,
        "Popen",
        lambda command, **_: two_schools.at_once(trained, command),
    )
    again = path_of(lea.post("/models/train", {"columns": ["absences", "failures"]}))
    assert "Model 3 is trained" in lea.page(again).text
    assert "was interrupted" not in lea.page("/models").text


def test_while_one_is_trained_the_second_is_told_politely(trained: School) -> None:
    lea, job = trained.reader(), begun(trained)
    with trained.write() as session:
        store.jobs.begin(session, job, os.getpid(), platform.node())
    answer = lea.post("/models/train", {"columns": "record"})
    assert answer.status_code == 409
    assert "being trained already, begun by Lea" in sentence_of(answer)


def test_two_trainings_that_did_begin_at_once_both_finish(trained: School) -> None:
    both = [begun(trained) for _ in range(2)]
    for thread in [in_a_thread(trained, job) for job in both]:
        thread.join(PATIENCE)
    lea = trained.reader()
    said = " ".join(lea.page(f"/models/jobs/{job}").text for job in both)
    assert "Model 3 is trained" in said
    assert "Model 4 is trained" in said
    assert numbers(trained) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"target": "potential"}, "target"),
        ({"target": "pass", "passing": "many"}, "passing"),
        ({"target": "pass", "passing": "21"}, "passing"),
        ({"candidate": "oracle"}, "candidate"),
        ({"columns": "sex"}, "columns"),
        ({"columns": "FinalGrade"}, "columns"),
        ({"columns": "nothing"}, "columns"),
    ],
)
def test_a_form_with_a_problem_comes_back_with_it_beside_its_field(
    trained: School, form: dict[str, str], field: str
) -> None:
    answer = trained.reader().post("/models/train", form)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text


def test_a_job_of_another_room_is_no_training(trained: School) -> None:
    with trained.write() as session:
        job = store.jobs.start(session, trained.viewer, "read roster", {"token": "x"}).id
    assert trained.reader().get(f"/models/jobs/{job}").status_code == 404
    assert trained.reader().post(f"/models/jobs/{job}/cancel").status_code == 404


def imported(school: School, **how: object) -> str:
    """Import 90 students, those of before among them, and do what follows; what the page says."""
    take_in(school, 0, as_csv(90, **how), "Next")  # type: ignore[arg-type]
    return says(school)


def test_a_new_roster_is_asked_about_and_nothing_learns_by_itself(trained: School) -> None:
    with trained.read() as session:
        held = store.model_registry.folds_of(session, trained.viewer, 1)
    assert "Model 1 is active" in imported(trained)
    assert numbers(trained) == [2, 1]
    ids = trained.ids()
    with trained.read() as session:
        roster = store.rosters.current(session, trained.viewer)
        assert roster is not None
        said = {
            student: store.predictions.of_student(session, trained.viewer, roster.id, student)
            for student in ids.values()
        }
    assert len(said) == 90
    for student, one in said.items():  # who was in the training meets only what never saw him
        assert one is not None
        assert one.model == 1
        assert one.fold == held.get(student)
    assert len(held) < 90


def test_the_setting_has_each_roster_learned_from(trained: School) -> None:
    trained.state.settings = trained.settings.model_copy(update={"retrain": "each roster"})
    assert "Model 3 is active" in imported(trained)
    assert "as the server’s setting says" in says(trained)


def test_a_column_that_vanished_is_named_and_rules_go_on(trained: School) -> None:
    said = imported(trained, without="absences")
    assert "Model 1 needs columns that this roster does not have: Absences this year" in said
    board = trained.reader().page("/caseload?y=gap")
    assert "Absences this year" in board.text
    assert numbers(trained) == [2, 1]
    answer = trained.reader(language="pt").page("/models")
    assert "Faltas este ano" in answer.text


def test_without_student_numbers_it_learns_anew_so_that_no_grade_speaks_of_itself(
    trained: School,
) -> None:
    said = imported(trained, keyed=False)
    assert "Model 3 is active" in said
    assert "no student numbers" in said
    with trained.app.app_context(), pytest.raises(training.Strangers):
        training.activate(trained.state, trained.viewer, 1)


def test_what_learned_from_invented_students_never_speaks_of_real_ones(trained: School) -> None:
    with trained.write() as session:
        session.execute(update(Roster).values(sample=True))
    said = imported(trained)
    assert "Model 3 is active" in said
    assert "The first model of this school" in said


def test_what_an_objection_takes_away_is_trained_anew_by_the_same_recipe(trained: School) -> None:
    with trained.app.app_context():
        training.activate(trained.state, trained.viewer, 2, "More columns")
    student = next(iter(trained.ids().values()))
    with trained.app.app_context():
        lost = lost_with(trained.state, trained.viewer, [student])
        with trained.write() as session:
            store.objections.object(session, trained.viewer, student)
        assert numbers(trained) == []
        keep_missing_gaps(trained.state, trained.viewer, lost)
    with trained.read() as session:
        found = store.model_registry.active(session, trained.viewer, "pilot-2008")
        assert found is not None
        held = store.model_registry.folds_of(session, trained.viewer, found.id)
    assert len(found.recipe["columns"]) == 18
    assert student not in held
    assert "without a student who objected" in says(trained)


def test_who_objects_in_the_middle_of_a_training_is_in_no_model(
    trained: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = next(iter(trained.ids().values()))

    def objecting(done: float) -> None:
        with trained.write() as session:
            store.objections.object(session, trained.viewer, student)

    recipe = Recipe(("absences", "failures"))
    with trained.app.app_context(), pytest.raises(Stale):
        training.train(trained.state, trained.viewer, 1, recipe, objecting)
    assert numbers(trained) == []
