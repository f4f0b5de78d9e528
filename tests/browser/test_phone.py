"""On a phone: the list first, chart and knobs each on a tab."""

import pytest
from board_page import asks, drawn, figures, marks
from eyes import Open
from playwright.sync_api import Page, expect
from served import Server


@pytest.fixture
def phone(open_browser: Open, school: Server) -> Page:
    """Ines's board on her phone."""
    size = {"width": 360, "height": 740}
    return open_browser(school, "/caseload", viewport=size, has_touch=True, is_mobile=True)


def test_the_list_and_the_places_come_first_and_the_others_on_their_tabs(phone: Page) -> None:
    expect(phone.locator(".list")).to_be_visible()
    expect(phone.locator(".chart")).to_be_hidden()
    expect(phone.locator(".knobs")).to_be_hidden()
    first = phone.locator(".places .given a").first.bounding_box()
    assert first is not None
    assert first["y"] < 740

    phone.locator(".tabs label", has_text="Chart").tap()
    expect(phone.locator(".list")).to_be_hidden()
    drawn(phone)
    assert len(marks(phone)) > 20

    phone.locator(".tabs label", has_text="Knobs").tap()
    expect(phone.locator(".knobs")).to_be_visible()
    expect(phone.locator(".chart")).to_be_hidden()


def test_a_knob_moved_on_its_tab_changes_the_chart_on_the_other(phone: Page) -> None:
    before = figures(phone)["places"]
    phone.locator(".tabs label", has_text="Knobs").tap()
    phone.locator("input[name='w.absences']").fill("0")
    asks(phone, "w.absences=0")
    phone.locator(".tabs label", has_text="Chart").tap()
    drawn(phone)
    assert figures(phone)["places"] != before
    assert marks(phone)


def test_a_tap_on_a_mark_names_the_students_there(phone: Page) -> None:
    phone.locator(".tabs label", has_text="Chart").tap()
    drawn(phone)
    phone.wait_for_function("() => document.querySelector('#chart canvas').clientWidth > 200")
    crowd = [mark for mark in marks(phone) if 100 < mark[0] < 260]
    phone.touchscreen.tap(*crowd[len(crowd) // 2])
    expect(phone.locator("#place a, h1").first).to_be_visible()


def test_a_student_can_be_flagged_from_the_phones_list_and_taken_back(phone: Page) -> None:
    phone.locator(".list tbody:last-of-type .flag button").first.tap()
    expect(phone.locator(".undo")).to_be_visible()
    phone.locator(".undo button").tap()
    expect(phone.locator("tr.coached")).to_have_count(0)
