"""The settings of a school: one table, the server's defaults, and what follows from each."""

import pytest
from one_school import School
from own_dictionary import own_text
from reader import Reader
from sqlmodel import select

from data.store.people import school_settings
from data.tables import Decision
from webapp.services.runtime.resources import settings_of

HERE = "/settings/school"


@pytest.fixture
def abel(own_school: School) -> Reader:
    """The administrator, who alone may set anything."""
    return own_school.reader("abel")


def test_only_the_administrator_sets_them(own_school: School) -> None:
    for who in ("lea", "ines", "mia"):
        assert own_school.reader(who).get(HERE).status_code == 403


def test_what_is_set_holds_for_this_school_and_stands_in_the_trace(
    own_school: School, abel: Reader
) -> None:
    form = {"rule_review": "one lead", "smallest_group": "12", "retention_months": "24"}
    form |= {"scale.low": "1", "scale.high": "6", "scale.best": "low", "scale.passing": "4,5"}
    assert abel.post(HERE, form).status_code == 303
    here, there = (
        settings_of(own_school.state, own_school.people[who].school) for who in ("abel", "chloe")
    )
    assert (here.rule_review, here.smallest_group, here.retention_months) == ("one lead", 12, 24)
    assert here.scale is not None
    assert (here.scale.low, here.scale.best, here.scale.passing) == (1, "low", 4.5)
    assert (there.rule_review, there.smallest_group, there.scale) == ("second lead", 10, None)
    page = abel.page(HERE)
    assert page.one("input", name="scale.passing").attributes["value"] == "4.5"
    with own_school.read() as session:
        lines = session.exec(select(Decision).where(Decision.action == "set")).all()
    assert sorted(one.detail["setting"] for one in lines) == [
        *("retention_months", "rule_review", "scale", "smallest_group"),
    ]
    assert abel.post(HERE, form).status_code == 303
    assert abel.post(HERE, {}).status_code == 303
    assert settings_of(own_school.state, own_school.viewer.school).smallest_group == 10


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    own_school: School, abel: Reader
) -> None:
    wrong = {"smallest_group": "9", "retention_months": "many", "time_zone": "Europe/Nowhere"}
    wrong |= {"inbox": "../others", "scale.low": "20", "scale.high": "0", "retrain": "never"}
    answer = abel.post(HERE, wrong | {"rule_review": "one lead"})
    assert answer.status_code == 422
    for key in ("smallest_group", "retention_months", "time_zone", "inbox", "scale", "retrain"):
        assert f'id="{key}-problem"' in answer.text
    assert "from 10 to 1000" in answer.text
    assert 'value="../others"' in answer.text
    assert settings_of(own_school.state, own_school.viewer.school).rule_review == "second lead"


def test_a_lead_imports_where_the_school_lets_him(own_school: School, abel: Reader) -> None:
    lea = own_school.reader()
    assert lea.post("/rosters/dictionaries", {"text": own_text()}).status_code == 403
    abel.post(HERE, {"lead_imports": "yes"})
    assert lea.post("/rosters/dictionaries", {"text": own_text()}).status_code == 303
    assert 'type="file"' in lea.get("/rosters").text
    assert own_school.reader("ines").post("/rosters/sample", {}).status_code == 403
    abel.post(HERE, {"lead_imports": "no"})
    assert lea.post("/rosters/sample", {}).status_code == 403


def test_times_and_roles_are_said_as_the_school_has_them(own_school: School, abel: Reader) -> None:
    roster = "/rosters"
    assert " UTC" in abel.get(roster).text
    form = {"time_zone": "Asia/Kathmandu", "role_names.lead.en": "director of studies"}
    assert abel.post(HERE, form).status_code == 303
    text = own_school.reader("abel").get(roster).text
    assert " UTC" not in text
    assert "director of studies" in own_school.reader().get("/rosters").text
    assert "director of studies" not in own_school.reader("chloe").get("/caseload").text
    assert "diretor" not in own_school.reader("lea", "pt").get("/rosters").text


def test_an_inbox_is_inside_the_servers_folder_and_no_other_schools(
    own_school: School, abel: Reader
) -> None:
    root = own_school.settings.inbox
    here = own_school.viewer.school
    assert settings_of(own_school.state, here).inbox == root / f"school-{here}"
    assert abel.post(HERE, {"inbox": "exports/pronote"}).status_code == 303
    assert settings_of(own_school.state, here).inbox == root / "exports/pronote"
    assert (root / "exports/pronote").is_dir()
    there = own_school.people["chloe"].school
    with own_school.write() as session:
        school_settings.change(session, own_school.people["chloe"], "inbox", "theirs")
    for taken in ("theirs", "theirs/inside", f"school-{there}"):
        answer = abel.post(HERE, {"inbox": taken})
        assert answer.status_code == 422
        assert "Another school has this folder" in answer.text
