"""Coached, not coached, not relevant: marked where one stands, taken back at once."""

from collections.abc import Iterator

import pytest
from board_page import asks, drawn, figures, names, shown
from eyes import Eyes, Open
from playwright.sync_api import Page, expect
from served import Server

COACHED = 4  # the chart's code of a coached student


@pytest.fixture(autouse=True)
def nobody_stays_flagged(board: Page) -> Iterator[None]:
    """Put the school back as it was: the tests of this folder share it."""
    yield
    board.goto("/caseload?coached=yes")
    while board.locator(".list tbody:last-of-type .flag [aria-pressed=true]").count():
        before = shown(board)
        board.locator(".list tbody:last-of-type .flag [aria-pressed=true]").first.click()
        if before > 1:
            expect(board.locator("#list-title")).to_contain_text(f"{before - 1} of")
        else:
            expect(board.locator(".list .empty")).to_be_visible()


def test_a_flag_refreshes_the_board_in_place_and_undo_takes_it_back(board: Page) -> None:
    board.goto("/caseload?w.absences=3")
    drawn(board)
    address = board.url
    board.locator(".list tbody:last-of-type .flag button").nth(2).click()
    expect(board.locator(".undo")).to_contain_text("Marked as coached")
    expect(board.locator("tr.coached")).to_have_count(1)
    assert COACHED in figures(board)["places"]["kind"]
    assert board.url == address
    board.locator(".undo button").click()
    expect(board.locator("tr.coached")).to_have_count(0)
    assert COACHED not in figures(board)["places"]["kind"]


def test_who_is_coached_can_be_left_out_and_coaching_can_end(board: Page) -> None:
    everybody, first = shown(board), names(board)[0]
    board.locator(".list tbody:last-of-type .flag button").first.click()
    expect(board.locator("tr.coached")).to_have_count(1)
    board.locator("select[name=coached]").select_option("no")
    asks(board, "coached=no")
    expect(board.locator("#list-title")).to_contain_text(f"{everybody - 1} of {everybody}")
    assert first not in names(board)
    board.locator("select[name=coached]").select_option("yes")
    expect(board.locator("#list-title")).to_contain_text(f"1 of {everybody}")
    board.locator(".flag [aria-pressed=true]").click()
    expect(board.locator(".undo")).to_contain_text("No longer")


def test_the_students_page_flags_keeps_the_history_and_sets_aside_with_a_reason(
    board: Page,
) -> None:
    everybody, first = shown(board), names(board)[0]
    board.locator(".list tbody:last-of-type th a").first.click()
    board.get_by_role("button", name="Mark as coached").click()
    expect(board.locator(".flags")).to_contain_text("Coached since")
    assert board.locator(".history li").count() >= 1
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_role("button", name="Mark as coached")).to_be_visible()

    board.locator("details.dismiss summary").click()
    board.get_by_label("Reason").select_option("already_known")
    board.get_by_label("In your words").fill("Sees the nurse")
    board.get_by_role("button", name="Set aside").click()
    expect(board.locator(".flags")).to_contain_text("Sees the nurse")
    board.get_by_role("link", name="Back to the board").click()
    assert shown(board) == everybody - 1
    assert first not in names(board)
    board.get_by_role("link", name="set aside as not relevant").click()
    assert names(board) == [first]
    board.get_by_role("button", name="Put back").click()
    expect(board.locator(".list .empty")).to_be_visible()
    board.goto("/caseload")
    assert names(board)[0] == first


def test_two_tabs_that_flag_the_same_student_do_not_disturb_each_other(
    board: Page, open_browser: Open, school: Server
) -> None:
    other = open_browser(school, "/caseload")
    drawn(other)
    for page in (board, other):
        page.locator(".list tbody:last-of-type .flag button").first.click()
        expect(page.locator("tr.coached")).to_have_count(1)
    other.locator(".undo button").click()
    expect(other.locator("tr.coached")).to_have_count(0)
    # The first tab still shows that flag; its next step sees the school as it is now.
    second = board.locator(".list tbody:last-of-type .flag button").nth(1)
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(board.locator("tr.coached")).to_have_count(1)


def test_a_flag_that_another_tab_took_back_can_be_ended_without_harm(
    board: Page, open_browser: Open, school: Server, eyes: Eyes
) -> None:
    eyes.allowed += ["404", "409"]
    board.locator(".list tbody:last-of-type .flag button").first.click()
    expect(board.locator("tr.coached")).to_have_count(1)
    other = open_browser(school, "/caseload")
    drawn(other)
    other.locator(".flag [aria-pressed=true]").click()
    expect(other.locator("tr.coached")).to_have_count(0)
    board.locator(".list tbody:last-of-type .flag [aria-pressed=true]").first.click()
    expect(board.locator("#caseload")).to_be_visible()
    board.reload()
    drawn(board)
    expect(board.locator("tr.coached")).to_have_count(0)
