"""The whole way of a change of rules by keyboard alone: from the form to the board and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from eyes import Open
from playwright.sync_api import Locator, Page, expect
from served import Server
from staff import hire_one

from data.store.rules import rule_drafts, rule_sets

NAME = "pilot-2008"
FARTHEST = 400  # presses of Tab from one end of a page to the other
WEIGHT = "Weight of “Past failures”"


@pytest.fixture(scope="module")
def own(new_server: Callable[..., Server], roster_file: Path) -> Server:
    """A school alone on its server, with two leads: its own rules change here."""
    server = new_server("--roster", str(roster_file), beside=False)
    hire_one(server.database, server.viewer("lea").school, "olga", None, "lead")
    return server


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    expect(wanted).to_be_visible()
    for _ in range(FARTHEST):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} cannot be reached with Tab")


def press(page: Page, name: str, role: str = "button") -> None:
    """Go to a button or link and press Enter."""
    tab_to(page, page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, where none came or went."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(was.strip(), now.strip()) for was, now in pairs if was != now]


def newest(own: Server) -> rule_drafts.Draft:
    with own.database.read() as session:
        return rule_drafts.listing(session, own.viewer("lea"))[0]


def version(own: Server) -> int:
    with own.database.read() as session:
        found = rule_sets.latest(session, NAME)
    assert found is not None
    return found.number


def change_a_weight(page: Page, own: Server) -> str:
    """Begin a draft and move one weight in its form; gives the text it began from."""
    page.goto(f"/rules/{NAME}")
    press(page, "Edit")
    page.wait_for_url("**/drafts/*")
    before = newest(own).text
    tab_to(page, page.get_by_role("slider", name=WEIGHT, exact=True))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#draft-status")).to_contain_text("Saved")
    assert lines_changed(before, newest(own).text) == [("weight: 2", "weight: 2.5")]
    return before


def mend_the_example(page: Page) -> None:
    """Type what the last example must come to now, in the text."""
    page.keyboard.press("Escape")
    pane = page.locator("#pane-form")
    page.reload()  # to be at the top of the page again
    tab_to(page, pane)
    page.keyboard.press("ArrowRight")
    tab_to(page, page.locator(".CodeMirror [contenteditable=true], .CodeMirror textarea").first)
    for key in ("Control+End", "ArrowUp", "ArrowUp", "End"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+Home")
    page.keyboard.type("complexity: 56.4")
    expect(page.locator("#draft-problems")).to_contain_text("No problem in the text")


def test_a_change_of_rules_from_the_form_to_the_board_and_back_with_the_keyboard_alone(
    own: Server, open_browser: Open
) -> None:
    lea, olga = open_browser(own, "/rules"), open_browser(own, "/rules", "olga")
    before = change_a_weight(lea, own)

    expect(lea.locator("#trial")).to_contain_text("enter")
    expect(lea.locator("#draft-problems")).to_contain_text("1 problem")
    expect(lea.locator("#draft-problems")).to_contain_text("complexity expected 52, got 56.4")

    mend_the_example(lea)
    draft = newest(own)
    assert lines_changed(before, draft.text) == [
        ("weight: 2", "weight: 2.5"),
        ("complexity: 52", "complexity: 56.4"),
    ]

    lea.reload()
    press(lea, "Review and publish", "link")
    tab_to(lea, lea.locator("#reason"))
    lea.keyboard.type("Failures weigh more than we said.")
    if lea.locator("#fairness_reason").count():
        tab_to(lea, lea.locator("#fairness_reason"))
        lea.keyboard.type("They are few, and known to us.")
    press(lea, "Ask for a review")
    expect(lea.locator("#review-state")).to_contain_text("asked for a review")
    assert version(own) == 1

    olga.goto(f"/drafts/{draft.id}/review")
    press(olga, "Approve and publish")
    expect(olga.locator("#review-state")).to_contain_text("in force as version 2")
    assert version(own) == 2

    lea.goto("/caseload")
    expect(lea.locator(".provenance")).to_contain_text("version 2")
    expect(lea.get_by_role("slider", name=WEIGHT, exact=True)).to_have_value("2.5")

    lea.goto(f"/rules/{NAME}/versions/1")
    press(lea, "Put version 1 in force again")
    expect(lea.locator("h1")).to_contain_text("Version 3")
    lea.goto("/caseload")
    expect(lea.locator(".provenance")).to_contain_text("version 3")
    expect(lea.get_by_role("slider", name=WEIGHT, exact=True)).to_have_value("2")
    assert (own.folder / "rules" / f"{NAME}.yaml").read_text("utf-8") == before
