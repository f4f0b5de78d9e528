"""The same job without a script: forms have buttons, flags come back to the board."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from board_page import names, places, shown
from eyes import Open
from playwright.sync_api import Page, expect
from served import Server


@pytest.fixture
def plain(open_browser: Open, school: Server) -> Page:
    """The board in a browser without scripts."""
    return open_browser(school, "/caseload", java_script_enabled=False)


def test_the_board_says_that_the_list_stands_in_for_the_chart(plain: Page) -> None:
    expect(plain.locator("noscript .empty, .frame .empty")).to_be_visible()
    assert len(places(plain)) == 12
    expect(plain.locator("[data-zoom]").first).to_be_hidden()
    expect(plain.locator("#chart-help")).to_be_hidden()


def test_knobs_filters_and_places_are_sent_by_a_button(plain: Page) -> None:
    everybody, first = shown(plain), names(plain)
    plain.locator("input[name='w.absences']").fill("0")
    plain.get_by_role("button", name="Try", exact=True).click()
    assert "w.absences=0" in plain.url
    assert names(plain) != first
    plain.locator("select[name=quadrant]").select_option("coach_first")
    plain.locator("input[name=places]").fill("3")
    plain.get_by_role("button", name="Filter", exact=True).click()
    assert 0 < shown(plain) < everybody
    assert len(places(plain)) == 3
    expect(plain.locator(".movers")).to_contain_text("weight 0 instead of 4")


def test_a_flag_comes_back_to_the_board_as_it_was_and_can_be_taken_back(plain: Page) -> None:
    plain.goto("/caseload?w.absences=2")
    plain.locator(".list tbody:last-of-type .flag button").first.click()
    assert plain.url.endswith("/caseload?w.absences=2")
    expect(plain.locator("tr.coached")).to_have_count(1)
    plain.locator(".flag [aria-pressed=true]").click()
    expect(plain.locator("tr.coached")).to_have_count(0)


def test_only_the_ticked_remain(plain: Page) -> None:
    wanted = names(plain)[1]
    plain.locator(".list tbody:last-of-type input[name=tick]").nth(1).check()
    plain.get_by_role("button", name="Show only the ticked").click()
    assert names(plain) == [wanted]


def test_a_roster_is_imported_by_a_page_that_looks_again_by_itself(
    new_server: Callable[..., Server], open_browser: Open, roster_file: Path
) -> None:
    server = new_server()
    page = open_browser(server, "/rosters", "abel", java_script_enabled=False)
    page.set_input_files("input[type=file]", roster_file)
    page.get_by_role("button", name="Read the file").click()
    expect(page).to_have_url(re.compile("/rosters/imports/"))
    page.get_by_role("button", name=re.compile("^Import ")).click()
    page.get_by_role("button", name="Open the board as").click()
    assert shown(page) == server.students > 0
