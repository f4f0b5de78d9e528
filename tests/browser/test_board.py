"""Knobs, filters, places and the list: the part follows the address, the address the knobs."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from board_page import (
    asks,
    column,
    drawn,
    figures,
    names,
    picture,
    places,
    shown,
    wait_for_another_picture,
)
from eyes import Eyes, Open
from playwright.sync_api import Page, expect
from served import Server


def test_a_weight_moves_chart_list_words_and_address_at_once(board: Page) -> None:
    before, first, drawing = figures(board), names(board), picture(board)
    board.locator("input[name='w.absences']").fill("0")
    asks(board, "w.absences=0")
    wait_for_another_picture(board, drawing)
    assert figures(board)["places"] != before["places"]
    assert names(board) != first
    expect(board.locator(".movers")).to_contain_text("weight 0 instead of 4")
    expect(board.locator(".slide.tweaked input[name='w.absences']")).to_have_count(1)


def test_a_threshold_moves_the_live_count_of_its_indicator_only(board: Page) -> None:
    slider = board.locator("input[name='t.absences']")
    counts = board.locator("[data-concerned]").all_text_contents()
    slider.fill(str(slider.get_attribute("min")))
    asks(board, "t.absences")
    expect(board.locator("[data-concerned=absences]")).not_to_have_text(counts[0])
    assert board.locator("[data-concerned]").all_text_contents()[1:] == counts[1:]


def test_reloading_keeps_the_knobs_and_a_copied_address_shows_another_tab_the_same(
    board: Page,
) -> None:
    board.locator("input[name='w.absences']").fill("1.5")
    asks(board, "w.absences=1.5")
    expect(board.locator(".movers")).to_be_visible()
    wanted, points = names(board), figures(board)
    board.reload()
    drawn(board)
    assert board.locator("input[name='w.absences']").input_value() == "1.5"
    other = board.context.new_page()
    other.goto(board.url)
    drawn(other)
    for page in (board, other):
        assert (names(page), figures(page)) == (wanted, points)
    assert picture(board) == picture(other)


def test_answers_that_follow_each_other_closely_leave_the_list_of_the_last(board: Page) -> None:
    """The list comes a frame after the chart; the next answer may be there before it."""
    board.evaluate("""() => {
      const slider = document.querySelector("input[name='w.absences']");
      const move = (weight) => {
        slider.value = weight;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      };
      let left = 3;
      document.body.addEventListener("htmx:beforeSwap", () => { if (left) move(--left); });
      move(left);
    }""")
    asks(board, "w.absences=0")
    expect(board.locator(".movers")).to_contain_text("weight 0 instead of 4")
    board.wait_for_timeout(100)
    seen = names(board), places(board), figures(board)
    board.reload()
    drawn(board)
    assert (names(board), places(board), figures(board)) == seen


def test_back_leaves_the_board_however_often_a_knob_was_moved(
    open_browser: Open, school: Server
) -> None:
    page = open_browser(school, "/rules")
    page.goto("/caseload")
    for weight in ("0", "1", "2"):
        page.locator("input[name='w.absences']").fill(weight)
        asks(page, f"w.absences={weight}")
    page.go_back()
    expect(page).to_have_url(re.compile("/rules$"))


def test_an_indicator_that_is_left_out_says_so_and_can_come_back(board: Page) -> None:
    board.locator("input[name=off][value=absences]").check()
    asks(board, "off=absences")
    expect(board.locator(".movers")).to_contain_text("left out")
    board.get_by_role("link", name="Back to the rule set").click()
    expect(board.locator(".movers")).to_have_count(0)
    assert "off" not in board.url


def test_each_filter_narrows_the_list_and_says_itself_in_words(board: Page) -> None:
    everybody = shown(board)
    board.locator("select[name=quadrant]").select_option("coach_first")
    asks(board, "quadrant=coach_first")
    expect(board.locator(".says")).to_contain_text("Coach first")
    first = shown(board)
    assert 0 < first < everybody

    board.locator("select[name=lever]").select_option("absences")
    asks(board, "lever=absences")
    expect(board.locator(".says")).to_contain_text("Absences")
    assert all("Absences" in levers for levers in column(board, 7) if "+" not in levers)

    board.locator("input[name='grade.to']").fill("8")
    asks(board, "grade.to=8")
    expect(board.locator(".says")).to_contain_text("grade up to 8")
    assert all(float(grade) <= 8 for grade in column(board, 5))

    board.locator("details.more summary").click()
    box = board.locator("input[name=school]").first
    box.check()
    asks(board, "school=")
    expect(board.locator(".says")).to_contain_text("school")
    assert set(column(board, 4)) <= {box.input_value()}

    board.get_by_role("link", name="clear the filters").click()
    drawn(board)
    assert shown(board) == everybody


def test_a_name_is_found_while_it_is_typed_and_slash_goes_to_the_field(board: Page) -> None:
    wanted = names(board)[4]
    board.keyboard.press("/")
    expect(board.locator("input[name=q]")).to_be_focused()
    board.keyboard.type(wanted)
    asks(board, "q=")
    expect(board.locator(".list tbody th a").first).to_have_text(wanted)
    expect(board.locator("input[name=q]")).to_be_focused()
    board.locator("input[name=q]").fill("nobody of that name")
    expect(board.locator(".list .empty")).to_be_visible()


def test_places_give_the_first_and_the_next_five_with_the_reason(board: Page) -> None:
    assert len(places(board)) == 12
    following = board.locator(".places .next li")
    assert following.count() == 5
    assert all("priority" in words for words in following.all_text_contents())
    board.locator("input[name=places]").fill("3")
    asks(board, "places=3")
    expect(board.locator(".places .given li")).to_have_count(3)
    assert places(board) == names(board)[:3]
    board.locator("input[name=places]").fill("0")
    expect(board.locator(".places .empty")).to_be_visible()


def test_a_limit_for_each_school_keeps_places_for_the_others(board: Page) -> None:
    board.locator("input[name=limit]").fill("2")
    asks(board, "limit=2")
    schools = dict(zip(names(board), column(board, 4), strict=False))
    given = [schools[name] for name in places(board) if name in schools]
    assert max(given.count(school) for school in set(given)) <= 2
    expect(board.locator(".places .next")).to_contain_text("has its 2 already")


@pytest.mark.parametrize(("heading", "cell"), [("Grade", 5), ("Ease", 6)])
def test_a_heading_sorts_the_list_and_once_more_turns_it_round(
    board: Page, heading: str, cell: int
) -> None:
    for direction in ("ascending", "descending"):
        board.locator(".list thead").get_by_role("link", name=heading).click()
        expect(board.locator(f"th[aria-sort={direction}]")).to_contain_text(heading)
        figures_of = [float(text) for text in column(board, cell)]
        assert figures_of == sorted(figures_of, reverse=direction == "descending")


def test_the_pager_goes_on_where_the_page_ended(board: Page) -> None:
    first = names(board)
    board.locator("a[rel=next]").click()
    drawn(board)
    assert "page=2" in board.url
    assert not set(names(board)) & set(first) or column(board, 2)[0] == str(len(first) + 1)
    board.locator("a[rel=prev]").click()
    expect(board.locator(".pager")).to_contain_text("page 1")
    assert names(board) == first


def test_only_the_ticked_students_remain(board: Page) -> None:
    wanted = names(board)[2:5]
    for row in (3, 4, 5):
        board.locator(".list tbody:last-of-type tr").nth(row - 1).locator(
            "input[name=tick]"
        ).check()
    board.get_by_role("button", name="Show only the ticked").click()
    asks(board, "only=")
    expect(board.locator(".says")).to_contain_text("3 picked by hand")
    assert names(board) == wanted


def test_ticking_alone_narrows_nothing(board: Page) -> None:
    everybody = shown(board)
    board.locator("input[name=tick]").nth(1).check()
    board.locator("input[name='w.absences']").fill("1")
    asks(board, "w.absences=1")
    assert shown(board) == everybody
    assert "only" not in board.url


def test_downloads_hold_what_is_shown_and_where_it_comes_from(board: Page) -> None:
    board.goto("/caseload?quadrant=coach_first&w.absences=3")
    students, first = shown(board), names(board)[0]
    with board.expect_download() as text:
        board.get_by_role("link", name="CSV").click()
    lines = Path(text.value.path()).read_text("utf-8-sig").splitlines()
    assert first in lines[1]
    assert lines.index("") == students + 1
    assert "weight 3 instead of 4" in "\n".join(lines)
    with board.expect_download() as workbook:
        board.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(BytesIO(Path(workbook.value.path()).read_bytes())).worksheets[0]
    assert sheet.max_row == students + 1


def test_the_sheet_to_print_shows_the_places_on_paper(board: Page) -> None:
    wanted = places(board)
    board.get_by_role("link", name="Print").click()
    board.emulate_media(media="print")
    table = board.locator("table").last
    expect(table).to_be_visible()
    assert table.locator("tbody th").all_text_contents() == wanted
    expect(board.locator("header.top")).to_be_hidden()


def test_the_students_page_opens_to_the_very_numbers_of_the_board(board: Page) -> None:
    board.goto("/caseload?w.absences=1")
    name, ease, grade = names(board)[0], column(board, 6)[0], column(board, 5)[0]
    board.locator(".list tbody:last-of-type th a").first.click()
    expect(board.locator("h1")).to_have_text(name)
    expect(board.locator("#ease")).to_have_text(f"Ease of coaching: {ease}")
    expect(board.locator(".answers")).to_contain_text(f"{grade} points")
    adds = [
        float(text)
        for text in board.locator("section:has(#ease) tbody td:nth-child(6)").all_inner_texts()
        if text != "–"
    ]
    total = float(board.locator("section:has(#ease) tfoot td.n").first.inner_text())
    assert abs(sum(adds) - total) < 0.06
    board.get_by_role("link", name="Back to the board").click()
    asks(board, "w.absences=1")


def test_the_language_switch_keeps_the_knobs(board: Page) -> None:
    board.goto("/caseload?w.absences=1")
    for language, title in (("pt", "Matemática"), ("fr", "Mathématiques"), ("en", "Mathematics")):
        board.locator(f".languages [lang={language}]").click()
        expect(board.locator(f"html[lang={language}]")).to_be_attached()
        expect(board.locator(".provenance")).to_contain_text(title)
        assert "w.absences=1" in board.url


def test_an_address_that_cannot_be_read_says_so_and_shows_the_way_out(
    open_browser: Open, school: Server, eyes: Eyes
) -> None:
    eyes.allowed.append("422")
    page = open_browser(school, "/caseload?w.nothing=1")
    expect(page.locator(".problem")).to_contain_text("nothing")
    page.get_by_role("link", name="Go on from here").click()
    drawn(page)


def test_a_value_that_cannot_be_read_leaves_a_way_on_in_the_page(board: Page, eyes: Eyes) -> None:
    eyes.allowed.append("422")
    field = board.locator("input[name=places]")
    field.evaluate("field => field.removeAttribute('max')")  # else the browser itself refuses
    field.fill("99999")
    expect(board.locator("#caseload .problem")).to_contain_text("99999")
    field.fill("4")
    expect(board.locator(".places .given li")).to_have_count(4)


def test_a_field_that_the_browser_refuses_is_pointed_at(board: Page) -> None:
    field = board.locator("input[name='grade.from']")
    with board.expect_event("console", predicate=lambda said: said.text == "pointed at"):
        field.evaluate(
            "field => field.addEventListener('invalid', () => console.log('pointed at'))"
        )
        field.fill("99")
    field.fill("9")
    asks(board, "grade.from=9")
    assert all(float(grade) >= 9 for grade in column(board, 5))
