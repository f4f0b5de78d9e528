"""Choosing a password by a link: once, for a day, and never past a second factor."""

from datetime import timedelta

import pytest
from one_school import School
from reader import path_of, read, sentence_of
from staff import NOON

from data import store
from data.viewer import Viewer
from webapp.services.access import passwords
from webapp.services.access import sign_in_links as links

PASSWORD = "o eucalipto canta baixo"
BOTH = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def link(own_school: School) -> str:
    """Abel has made Ines a link, at noon."""
    own_school.state.clock = lambda: NOON
    return link_for(own_school)


def link_for(school: School) -> str:
    return links.to_account(
        school.state.database, school.state.clock(), school.people["abel"], ines(school), ""
    )


def ines(school: School) -> int:
    return school.people["ines"].account or 0


def test_a_person_chooses_a_password_and_is_in(own_school: School, link: str) -> None:
    reader = own_school.stranger()
    page = reader.page(link)
    assert "Welcome, Ines. You will sign in as ines." in page.text
    assert path_of(reader.post(link, BOTH)) == "/"
    assert reader.get("/caseload").status_code == 200
    again = own_school.stranger()
    answer = again.post("/sign-in", {"login": "ines", "password": PASSWORD})
    assert answer.status_code == 303


def test_the_link_works_once_and_for_a_day(own_school: School, link: str) -> None:
    assert own_school.stranger().post(link, BOTH).status_code == 303
    for answer in (own_school.stranger().get(link), own_school.stranger().post(link, BOTH)):
        assert answer.status_code == 404
        assert "This link opens nothing any more" in sentence_of(answer)
    late = link_for(own_school)
    own_school.state.clock = lambda: NOON + timedelta(hours=24)
    assert own_school.stranger().get(late).status_code == 404


def test_a_newer_link_takes_its_place(own_school: School, link: str) -> None:
    newer = link_for(own_school)
    assert own_school.stranger().get(link).status_code == 404
    assert own_school.stranger().get(newer).status_code == 200


def test_a_refused_password_leaves_the_link_as_it_was(own_school: School, link: str) -> None:
    reader = own_school.stranger()
    for form, words in (
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"password": PASSWORD, "again": ""}, "not the same"),
        ({}, "at least 12"),
    ):
        answer = reader.post(link, form)
        assert answer.status_code == 422
        assert words in sentence_of(answer)
        assert "value" not in read(answer.text).one("input", name="password").attributes
    assert reader.post(link, BOTH).status_code == 303


def test_every_earlier_sign_in_ends(own_school: School, link: str) -> None:
    earlier = own_school.reader("ines")
    assert earlier.get("/rules").status_code == 200
    own_school.stranger().post(link, BOTH)
    assert path_of(earlier.get("/rules")).startswith("/sign-in")


def test_a_link_alone_does_not_get_past_a_second_factor(own_school: School, link: str) -> None:
    with own_school.write() as session:
        store.second_factors.begin(session, ines(own_school), "JBSWY3DPEHPK3PXP", 0, [])
    reader = own_school.stranger()
    assert path_of(reader.post(link, BOTH)) == "/sign-in"
    assert path_of(reader.get("/rules")).startswith("/sign-in")
    with own_school.read() as session:
        kept = store.accounts.itself(session, ines(own_school)).password
    assert passwords.is_right(kept, PASSWORD)


def test_a_set_up_link_is_no_invitation_and_the_other_way_round(
    own_school: School, link: str
) -> None:
    with own_school.write() as session:
        set_up = store.invitations.for_set_up(session, NOON)
    assert own_school.stranger().get(f"/invitation/{set_up}").status_code == 404
    assert own_school.stranger().get(link.replace("invitation", "set-up")).status_code == 404


def test_nobody_makes_a_link_for_another_schools_account(own_school: School) -> None:
    stranger: Viewer = own_school.people["chloe"]
    with pytest.raises(store.NotFound):
        links.to_account(
            own_school.state.database,
            own_school.state.clock(),
            own_school.people["abel"],
            stranger.account or 0,
        )
