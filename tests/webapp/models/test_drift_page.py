"""A model beside the students of today: the page, the hint on the board, what is kept of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from one_school import School
from reader import Element
from two_years import COLUMNS, import_, rows_of, taught, trained

from data import store
from webapp.services.models import drift as models_drift
from webapp.services.rosters.expected_grades import keep_gaps


def lines_of(part: Element) -> list[Element]:
    """The lines of the table, without those of the shares that are folded into it."""
    return part.one("table", class_="shares").children[1].children


@pytest.fixture(scope="module")
def moved(empty_folder: Any, copied: Any) -> Iterator[School]:
    """A school whose model learned from 120 students; those of today are far more absent."""
    made = School(copied(empty_folder))
    trained(made, import_(made, rows_of(120)))
    import_(made, rows_of(150, absences=15, seed=2))
    yield made
    made.close()


def test_a_column_that_moved_stands_first_and_is_said(moved: School) -> None:
    page = moved.reader().page("/models/1/drift")
    part = page.one("section", id="drift")
    assert "very differently: Absences" in part.one("p", class_="sentence").text
    first, *others = lines_of(part)
    assert first.children[0].text == "Absences this year"
    assert [one.text for one in first.all("strong")] == ["very different"]
    assert "outside all that the model has seen" in first.text
    assert "PSI" in part.text
    assert all(not row.all("strong") for row in others)


def test_every_picture_has_its_shares_beside_it(moved: School) -> None:
    part = moved.reader("ines").part("/models/1/drift")
    for row in lines_of(part):
        shares = row.one("table").one("tbody").children
        for column in (0, 1):
            each = [row.all("td")[column].text.removesuffix(" %") for row in shares]
            assert sum(map(int, each)) == pytest.approx(100, abs=len(each))
        bars = [bar for bar in row.one("svg").all("rect") if bar.attributes["height"] != "0.0"]
        assert len(bars) > len(shares)


def test_whole_numbers_are_named_one_by_one_and_scales_in_words(moved: School) -> None:
    part = moved.reader(language="en").part("/models/1/drift")
    labels = [cell.text for cell in part.all("th", scope="row")]
    assert "0 to 2" in labels
    assert "yes" in labels
    assert "under 2 hours" in labels or any("hour" in label for label in labels)


def test_only_a_lead_is_offered_to_train_anew(moved: School) -> None:
    [form] = moved.reader("lea").page("/models/1/drift").all("form", action="/models/train")
    fields = [(one.attributes["name"], one.attributes["value"]) for one in form.all("input")]
    assert [value for name, value in fields if name == "columns"] == list(COLUMNS)
    assert {("candidate", "ridge"), ("target", "grade")} <= set(fields)
    assert not moved.reader("ines").page("/models/1/drift").all("form", action="/models/train")


@pytest.mark.parametrize("who", ["abel", "mia", "otto"])
def test_others_do_not_see_it(moved: School, who: str) -> None:
    assert moved.reader(who).get("/models/1/drift").status_code == 403


def test_the_lead_of_another_school_finds_nothing(moved: School) -> None:

    assert moved.reader("chloe").get("/models/1/drift").status_code == 404


def test_the_roster_it_learned_from_is_said_to_be_its_own(own_school: School) -> None:
    model = trained(own_school, 1)
    assert (
        "is the one this model learned from"
        in own_school.reader().page(f"/models/{model.id}/drift").one("section", id="drift").text
    )


def test_a_model_without_counts_and_one_without_a_roster_say_so(own_school: School) -> None:
    model = trained(own_school, 1, profiled=False)
    import_(own_school, rows_of(20))
    lea, address = own_school.reader(), f"/models/{model.id}/drift"
    assert "Nobody counted" in lea.page(address).one("section", id="drift").text
    with own_school.write() as session:
        for roster in store.rosters.listing(session, own_school.viewer):
            store.rosters.withdraw(session, own_school.viewer, roster.id)
    assert "no roster of its kind" in lea.page(address).one("section", id="drift").text


def test_students_like_those_of_before_are_as_before_and_a_column_can_be_gone(
    own_school: School,
) -> None:
    model = trained(own_school, import_(own_school, rows_of(200)))
    import_(own_school, rows_of(200, seed=3))
    lea, address = own_school.reader(), f"/models/{model.id}/drift"
    section = lea.page(address).one("section", id="drift")
    assert "answer as the 200 did" in section.text
    assert not section.all("form")
    import_(own_school, rows_of(200, schoolsup=""))
    section = lea.page(address).one("section", id="drift")
    assert "not there" in section.text
    [form] = section.all("form")
    kept = [one.attributes["value"] for one in form.all("input", name="columns")]
    assert kept == ["absences", "studytime"]


def test_who_objects_is_not_counted_any_more(own_school: School) -> None:
    model = trained(own_school, import_(own_school, rows_of(100)))
    import_(own_school, rows_of(80, seed=4))
    lea, address = own_school.reader(), f"/models/{model.id}/drift"
    assert "the 80 of roster" in lea.page(address).text
    with own_school.write() as session:
        store.objections.object(session, own_school.people["abel"], own_school.ids()["T1"])
    # The model learned from him too, in this roster of the same students, and is gone.
    assert lea.get(address).status_code == 404


def test_the_board_says_when_its_model_was_made_for_others(moved: School) -> None:
    with moved.read() as session:
        model = store.model_registry.get(session, moved.viewer, 1)
        cohort = store.rosters.whole(session, moved.viewer, 2)
        own = store.rosters.whole(session, moved.viewer, 1)
    assert models_drift.kept_of(model, own) == {}
    kept = models_drift.kept_of(model, cohort)
    assert kept == {"verdict": "very", "columns": ["absences"]}
    figures = {"trained": 120, "columns": list(COLUMNS), "rmse": 1.0, "rmse_of_mean": 1.0}
    figures["spearman_gap_grade"] = -0.9
    for drift, said in (({}, False), (kept, True)):
        with moved.write() as session:
            store.predictions.save(
                session,
                moved.viewer,
                2,
                fingerprint=f"with {drift}",
                report={**figures, "drift": drift},
                rows=(),
                model_id=1,
            )
        page = moved.reader().page("/caseload?y=gap&set=small").one("dl", class_="axes")
        assert ("clearly other students (Absences this year)" in page.text) is said
        links = [link.attributes["href"] for link in page.all("a")]
        assert ("/models/1/drift" in links) is said


def test_a_trained_model_is_compared_with_each_roster_that_comes(own_school: School) -> None:
    def kept_for(rows: list[dict[str, str]]) -> dict[str, Any]:
        roster = import_(own_school, rows)
        with own_school.app.app_context():
            keep_gaps(own_school.state, own_school.viewer, roster)
        with own_school.read() as session:
            found = store.predictions.of_roster(session, own_school.viewer, roster)
        assert found is not None
        return found.report

    own = kept_for(taught(70))
    assert (own["drift"], "profile" in own) == ({}, False)
    assert kept_for(taught(70, absences=14, seed=3))["drift"]["columns"] == ["absences"]
    gone = kept_for([row | {"absences": ""} for row in taught(70)])
    assert gone["drift"]["verdict"] == "gone"


def test_the_models_page_fetches_it_and_leads_there_without_script(own_school: School) -> None:
    model = trained(own_school, 1)
    with own_school.write() as session:
        store.model_registry.activate(session, own_school.viewer, model.id)
    address = f"/models/{model.id}/drift"
    page = own_school.reader("ines").page("/models")
    [fetched] = [one for one in page.walk() if one.attributes.get("hx-get") == address]
    assert fetched.one("a").attributes["href"] == address
