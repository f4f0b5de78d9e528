"""The chart: by pointer, by keyboard, and taken along."""

import re
from pathlib import Path

from board_page import (
    asks,
    drawn,
    figures,
    marks,
    names,
    picture,
    shown,
    wait_for_another_picture,
)
from playwright.sync_api import Page, expect


def test_a_pointer_over_a_mark_names_the_students_who_stand_there(board: Page) -> None:
    board.mouse.move(*marks(board)[0])
    panel = board.locator("#place")
    expect(panel.locator("strong").first).to_be_visible()
    expect(panel).to_contain_text("grade")
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    board.mouse.move(5, 5)
    expect(panel).to_be_hidden()


def test_a_click_on_a_mark_of_one_student_opens_him(board: Page) -> None:
    board.goto("/caseload?places=1")
    drawn(board)
    first = names(board)[0]
    board.goto(f"/caseload?q={first}")
    drawn(board)
    board.mouse.click(*marks(board)[0])
    expect(board.locator("h1")).to_have_text(first)


def test_arrow_keys_walk_from_the_most_urgent_place_and_enter_opens_a_student(board: Page) -> None:
    board.locator("#chart").focus()
    before = picture(board)
    board.keyboard.press("ArrowRight")
    link = board.locator("#place a").first
    expect(link).to_be_visible()
    wait_for_another_picture(board, before)
    assert link.inner_text() == names(board)[0]
    board.keyboard.press("ArrowRight")
    expect(link).not_to_have_text(names(board)[0])
    board.keyboard.press("ArrowLeft")
    expect(link).to_have_text(names(board)[0])
    board.keyboard.press("Enter")
    expect(board).to_have_url(re.compile("/students/"))


def test_the_chart_is_reached_by_tab_and_escape_closes_its_panel(board: Page) -> None:
    board.locator("[data-save=svg]").focus()
    board.keyboard.press("Tab")
    expect(board.locator("#chart")).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(board.locator("#place")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.locator("#place")).to_be_hidden()


def test_a_rectangle_drawn_on_the_chart_picks_students_for_the_list(board: Page) -> None:
    everybody = shown(board)
    box = board.locator("#chart canvas").bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.2)
    board.mouse.down()
    for step in range(1, 6):
        board.mouse.move(
            box["x"] + box["width"] * (0.62 + 0.06 * step),
            box["y"] + box["height"] * (0.2 + 0.08 * step),
        )
    board.mouse.up()
    asks(board, "brush=")
    expect(board.locator(".says")).to_contain_text("rectangle")
    assert 0 < shown(board) < everybody
    assert sum(figures(board)["places"]["students"]) > 0
    board.get_by_role("link", name="clear the filters").click()
    drawn(board)
    assert shown(board) == everybody


def test_the_zoom_buttons_draw_nearer_and_everything_again(board: Page) -> None:
    whole = picture(board)
    board.locator("[data-zoom='0.7']").click()
    wait_for_another_picture(board, whole)
    near = picture(board)
    board.locator("[data-zoom='0']").click()
    wait_for_another_picture(board, near)
    board.wait_for_function(
        "whole => document.querySelector('#chart canvas').toDataURL() === whole", arg=whole
    )


def test_the_chart_can_be_taken_along_as_png_and_svg(board: Page) -> None:
    for kind, beginning in (("png", b"\x89PNG"), ("svg", b"<svg")):
        with board.expect_download() as download:
            board.locator(f"[data-save={kind}]").click()
        assert download.value.suggested_filename == f"alavanca.{kind}"
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(beginning)
    assert b"Current grade" in content
    assert names(board)[0].encode() not in content


def test_the_grade_axis_can_be_turned_round(board: Page) -> None:
    before = picture(board)
    board.get_by_role("link", name="Turn the grade axis round").click()
    asks(board, "x=plain")
    drawn(board)
    assert picture(board) != before
    board.get_by_role("link", name="Turn the grade axis round").click()
    board.wait_for_function("() => !location.search.includes('x=')")


def test_the_gap_is_a_second_view_of_the_same_students(board: Page) -> None:
    ease = figures(board)["places"]
    board.get_by_role("link", name="Gap", exact=True).click()
    drawn(board)
    assert "y=gap" in board.url
    assert sum(figures(board)["places"]["students"]) == sum(ease["students"])
    expect(board.locator("dl.axes")).to_contain_text("minus the current grade")
    board.locator("#chart").focus()
    board.keyboard.press("ArrowRight")
    expect(board.locator("#place a").first).to_be_visible()


def test_the_chart_takes_the_colours_of_the_dark(board: Page) -> None:
    ground = """document.querySelector("#chart canvas").getContext("2d")
      .getImageData(1, 1, 1, 1).data"""
    assert board.evaluate(f"() => [...{ground}]") == [255, 255, 255, 255]
    board.emulate_media(color_scheme="dark")
    board.wait_for_function(f"() => {ground}[0] < 60 && {ground}[3] === 255")
    assert marks(board)
