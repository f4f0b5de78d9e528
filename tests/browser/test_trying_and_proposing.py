"""What a counsellor tried is kept, shared by its address, proposed, and read by the lead."""

from collections.abc import Callable
from pathlib import Path

import pytest
from board_page import names
from eyes import Open
from playwright.sync_api import Locator, Page, expect
from served import Server

from data import store


@pytest.fixture(scope="module")
def own(new_server: Callable[..., Server], roster_file: Path) -> Server:
    """A server of our own, with one school: what is kept here disturbs no other test."""
    return new_server("--roster", str(roster_file), beside=False)


@pytest.fixture
def board(open_browser: Open, own: Server) -> Page:
    """Lea's board, with a knob moved."""
    page = open_browser(own, "/caseload")
    page.wait_for_selector("#chart[data-drawn]")
    page.locator("input[name='w.absences']").fill("0")
    expect(page.locator(".movers")).to_contain_text("weight 0 instead of 4")
    return page


def keep(page: Page, name: str) -> None:
    page.locator("form.keep input[name=name]").fill(name)
    page.get_by_role("button", name="Keep this what-if").click()
    expect(page.locator("#what_ifs > summary strong")).to_contain_text(name)


def unfold(page: Page, name: str) -> Locator:
    """Open the list, and what can be done with one of it."""
    page.locator("#what_ifs > summary").click()
    one = page.locator("#what_ifs li").filter(has=page.locator("a", has_text=name))
    one.locator("summary").click()
    return one


def test_what_is_kept_is_there_after_a_reload_and_marked_while_it_is_tried(board: Page) -> None:
    keep(board, "Absences out")
    board.reload()
    here = board.locator("#what_ifs > summary strong")
    expect(here).to_have_text("Absences out")
    kept = board.locator("#what_ifs a", has_text="Absences out")
    expect(kept).to_have_attribute("aria-current", "true")
    board.locator("input[name='w.health']").fill("5")
    expect(kept).not_to_have_attribute("aria-current", "true")
    expect(here).to_have_text("")
    board.locator("input[name='w.health']").fill("1")
    expect(kept).to_have_attribute("aria-current", "true")


def test_a_colleague_who_opens_its_address_sees_the_same_rules(
    board: Page, open_browser: Open, own: Server
) -> None:
    board.locator("input[name=q]").fill("a")
    keep(board, "For a colleague")
    address = unfold(board, "For a colleague").locator(".copy input").input_value()
    assert "q=" not in address
    colleague = open_browser(own, address.removeprefix(own.address), "lea")
    expect(colleague.locator(".movers")).to_contain_text("weight 0 instead of 4")
    board.locator("input[name=q]").fill("")
    expect(board.locator("#list-title")).to_contain_text("All")
    assert names(colleague) == names(board)


def test_what_is_forgotten_comes_back_with_the_button(board: Page) -> None:
    keep(board, "For a moment")
    unfold(board, "For a moment").get_by_role("button", name="Forget it").click()
    expect(board.locator(".undo")).to_contain_text("“For a moment” is forgotten.")
    expect(board.locator("#what_ifs a", has_text="For a moment")).to_have_count(0)
    board.locator(".undo").get_by_role("button", name="Undo").click()
    expect(board.locator("#what_ifs a", has_text="For a moment")).to_have_count(1)
    expect(board.locator("#what_ifs a[aria-current]", has_text="For a moment")).to_be_visible()


def test_what_a_counsellor_proposes_the_lead_opens_as_a_draft(
    open_browser: Open, own: Server
) -> None:
    rui = open_browser(own, "/caseload?w.health=4", "rui")
    keep(rui, "Health in winter")
    one = unfold(rui, "Health in winter")
    one.get_by_label("What should it change, and why?").fill("The nurse sees more of them.")
    one.get_by_role("button", name="Propose it to the lead").click()
    expect(rui.locator("#what_ifs .fate")).to_contain_text("not decided yet")
    expect(rui.get_by_role("link", name="Open the proposal")).to_have_count(0)

    with own.database.read() as session:
        [draft] = store.rule_drafts.listing(session, own.viewer("lea"))
    lea = open_browser(own, f"/drafts/{draft.id}", "lea")
    expect(lea.locator("textarea[name=text]")).to_have_value(draft.text)
    before, after = draft.row.base_text.splitlines(), draft.text.splitlines()
    assert [one for one in zip(before, after, strict=True) if one[0] != one[1]] == [
        ("    weight: 1", "    weight: 4")
    ]


def test_without_a_script_it_is_kept_and_proposed_all_the_same(
    open_browser: Open, own: Server
) -> None:
    page = open_browser(own, "/caseload?w.absences=1", "rui", java_script_enabled=False)
    page.locator("form.keep input[name=name]").fill("Plain")
    page.get_by_role("button", name="Keep this what-if").click()
    assert page.url.endswith("/caseload?w.absences=1")
    expect(page.locator("#what_ifs > summary strong")).to_have_text("Plain")
    one = unfold(page, "Plain")
    one.locator("textarea").fill("Because.")
    one.locator("form.send button").click()
    assert page.url.endswith("/what-ifs")
    expect(page.locator("li", has_text="Plain").locator(".fate")).to_contain_text("Sent to the")


def test_a_lead_makes_an_example_and_sees_each_value_first(open_browser: Open, own: Server) -> None:
    page = open_browser(own, "/caseload")
    page.locator(".list tbody:last-of-type th a").first.click()
    page.get_by_role("link", name="Make an example of this student").click()
    expect(page.get_by_label("Name of the example")).not_to_have_value("")
    outcome = page.locator("[aria-labelledby=outcome]")
    before = outcome.inner_text()
    page.locator("input[name=column]").first.uncheck()
    expect(outcome).not_to_have_text(before)
    expect(page.locator("input[name=column]").first).not_to_be_checked()
    page.get_by_role("button", name="Add it to the draft").click()
    expect(page.locator("textarea[name=text]")).to_contain_text("examples:")
