"""Writing a draft as text: problems beside their lines, saved by itself, two leads at once."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from eyes import Eyes, Open
from lengths import some
from playwright.sync_api import Page, Request, Route, expect
from served import Server
from staff import hire_one

from data.store.rules import rule_drafts

CARET = "document.querySelector('.CodeMirror').CodeMirror"


@pytest.fixture
def draft(school: Server, eyes: Eyes) -> Iterator[str]:
    """The address of a fresh draft of the pilot set."""
    eyes.allowed += ["409"]  # what a browser says of a refusal
    lea = school.viewer("lea")
    text = (school.folder / "rules" / "pilot-2008.yaml").read_text("utf-8")
    with school.database.write() as session:
        number = rule_drafts.begin(session, lea, "pilot-2008", text, 1).id
    yield f"/drafts/{number}"
    with school.database.write() as session:
        rule_drafts.drop(session, lea, number)


@pytest.fixture(scope="module")
def olga(school: Server) -> str:
    """A second lead."""
    hire_one(school.database, school.viewer("lea").school, "olga", None, "lead")
    return "olga"


@pytest.fixture
def opened(open_browser: Open, school: Server, draft: str, eyes: Eyes) -> Callable[..., Page]:
    """Opens the draft's text in a window of a lead."""
    eyes.allowed += ["htmx:afterRequest", "htmx:sendAbort"]  # a trial that a newer one replaced

    def open_text(who: str = "lea", **how: object) -> Page:
        page = open_browser(school, f"{draft}#text", who, **how)
        expect(page.locator(".CodeMirror")).to_be_visible()
        return page

    return open_text


def kept(school: Server, draft: str) -> rule_drafts.Draft:
    """The draft as the database has it."""
    with school.database.read() as session:
        number = int(draft.rpartition("/")[2])
        return rule_drafts.get(session, school.viewer("lea"), number)


def value(page: Page) -> str:
    """The text in the editor."""
    return str(page.evaluate(f"{CARET}.getValue()"))


def caret(page: Page, line: str) -> None:
    """Put the caret at the end of the first line that begins so."""
    page.locator(".CodeMirror").click()
    page.evaluate(
        f"(line) => {CARET}.setCursor({CARET}.getValue().split('\\n')"
        ".findIndex((one) => one.startsWith(line)), 999)",
        line,
    )


def saved(page: Page) -> None:
    """Wait until the page says that it is saved."""
    expect(page.locator("#draft-status")).to_contain_text(re.compile(r"Saved \d\d:\d\d\."))
    page.wait_for_function(
        "() => document.getElementById('draft-now').textContent.replace(/^\\n/, '') === "
        f"{CARET}.getValue()"
    )


def test_what_is_wrong_is_said_beside_its_line_as_one_types_and_goes_when_mended(
    opened: Callable[..., Page], school: Server, draft: str
) -> None:
    page = opened()
    expect(page.locator(".CodeMirror-linenumber").first).to_have_text("1")
    caret(page, "status: pilot")
    page.keyboard.type("x")
    beside = page.locator(".CodeMirror-linewidget")
    expect(beside).to_contain_text("draft, pilot, stable, retired")
    expect(page.locator("#draft-problems")).to_contain_text("Line 11")
    saved(page)
    assert "status: pilotx" in kept(school, draft).text
    page.keyboard.press("Backspace")
    expect(beside).to_have_count(0)
    expect(page.locator("#draft-problems")).to_contain_text("No problem in the text")
    saved(page)
    assert "status: pilot\n" in kept(school, draft).text


def test_a_problem_in_the_list_leads_to_its_line(opened: Callable[..., Page]) -> None:
    page = opened()
    caret(page, "status: pilot")
    page.keyboard.type("x")
    page.locator("label:has(#pane-form)").click()
    page.locator("label:has(#pane-text)").click()
    page.get_by_role("link", name="Line 11").click()
    assert page.evaluate(f"{CARET}.getCursor().line") == 10


def test_words_that_fit_are_offered_and_taken_by_the_keyboard(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    caret(page, "    kind: lever")
    page.keyboard.press("Enter")
    page.keyboard.type("ses")
    offered = page.locator(".CodeMirror-hint")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("How many coaching sessions")
    page.keyboard.press("Enter")
    assert "    sessions: \n" in value(page)
    caret(page, "roster:")
    page.keyboard.press("Enter")
    page.keyboard.type("need: {from: ")
    page.keyboard.press("Control+Space")
    expect(offered).to_have_text(["grade", "gap"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "need: {from: gap" in value(page)


def test_the_whole_page_is_walked_with_the_keyboard_and_tab_leaves_the_text(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    page.locator("#pane-text").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.closest('.CodeMirror') !== null"
    assert page.evaluate(focused)
    before = value(page)
    page.keyboard.press("Tab")
    assert not page.evaluate(focused)
    assert page.evaluate("document.activeElement.textContent") == "Save"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "pane-text"
    assert value(page) == before


def test_two_leads_who_change_different_lines_both_keep_theirs(
    opened: Callable[..., Page], school: Server, draft: str, olga: str
) -> None:
    lea, other = opened(), opened(olga)
    caret(other, "reviewed:")
    other.keyboard.type("  # checked by Olga")
    saved(other)
    caret(lea, "status: pilot")
    lea.keyboard.type("  # by Lea")
    expect(lea.locator("#draft-said")).to_contain_text("Olga changed line 17 meanwhile; both kept.")
    saved(lea)
    assert "# checked by Olga" in value(lea)
    assert lea.evaluate(f"{CARET}.getCursor().line") == 10
    text = kept(school, draft).text
    assert "# checked by Olga" in text
    assert "# by Lea" in text


def test_two_leads_who_change_the_same_line_choose_and_nothing_is_lost(
    opened: Callable[..., Page], school: Server, draft: str, olga: str
) -> None:
    lea, other = opened(), opened(olga)
    caret(other, "status: pilot")
    other.keyboard.type("  # by Olga")
    saved(other)
    caret(lea, "status: pilot")
    lea.keyboard.type("  # by Lea")
    expect(lea.locator("#draft-said")).to_contain_text("Olga changed the same lines")
    expect(lea.locator("#draft-status")).to_contain_text("Not saved")
    lea.keyboard.type(", typed on")
    lea.get_by_role("button", name="Compare and choose").click()
    hunk = lea.locator(".hunk")
    expect(hunk).to_contain_text("status: pilot # by Lea, typed on")
    expect(hunk).to_contain_text("status: pilot # by Olga")
    assert serious(lea) == []
    lea.get_by_label("Both, one below the other").check()
    lea.get_by_role("button", name="Put together").click()
    result = lea.get_by_label("Read it through")
    text = result.input_value()
    assert "status: pilot  # by Lea, typed on\nstatus: pilot  # by Olga\n" in text
    result.fill(text.replace("status: pilot  # by Olga\n", "# by Olga\n"))
    lea.get_by_role("button", name="Save the result").click()
    expect(lea).to_have_url(re.compile(f"{draft}$"))
    assert "# by Lea, typed on\n# by Olga\n" in kept(school, draft).text


def test_typing_on_while_changes_are_brought_together_loses_nothing(
    opened: Callable[..., Page], school: Server, draft: str, olga: str
) -> None:
    lea, other = opened(), opened(olga)
    caret(other, "reviewed:")
    other.keyboard.type("  # checked by Olga")
    saved(other)
    held: list[Route] = []
    lea.route("**/text", lambda route: route.continue_() if held else held.append(route))
    caret(lea, "status: pilot")
    with lea.expect_request("**/text"):
        lea.keyboard.type("  # one")
    lea.keyboard.type(" two")
    held[0].continue_()
    expect(lea.locator("#draft-now")).to_contain_text("# one two")
    saved(lea)
    text = kept(school, draft).text
    assert "status: pilot  # one two\n" in text
    assert "# checked by Olga" in text


CHANGE = """(text) => htmx.ajax("POST", document.getElementById("draft-text").action, {
  source: "#draft-form", target: "#draft-form", swap: "outerHTML",
  values: { text, revision: document.getElementById("draft-now").dataset.revision }})"""


def test_a_change_by_the_form_is_in_the_text_at_once_and_the_caret_stays(
    opened: Callable[..., Page], school: Server, draft: str
) -> None:
    page = opened()
    caret(page, "reviewed:")
    text = value(page)
    page.evaluate(
        CHANGE, text.replace("format: 1", "# new\nformat: 1").replace("pass: 10", "pass: 9")
    )
    page.wait_for_function(f"() => {CARET}.getValue().includes('pass: 9}}')")
    assert page.evaluate(f"{CARET}.getLine({CARET}.getCursor().line)").startswith("reviewed:")
    page.keyboard.type("  # typed on")
    saved(page)
    assert kept(school, draft).revision == 3
    assert "reviewed: 2024-11-15  # typed on\n" in kept(school, draft).text
    assert "# new\nformat: 1" in kept(school, draft).text


def test_a_change_by_the_form_while_the_text_is_not_saved_yet_keeps_both(
    opened: Callable[..., Page], school: Server, draft: str
) -> None:
    page = opened()
    caret(page, "reviewed:")
    changed = value(page).replace("pass: 10", "pass: 9")
    page.keyboard.type("  # typed")
    page.evaluate(CHANGE, changed)
    page.wait_for_function(f"() => {CARET}.getValue().includes('pass: 9}}')")
    saved(page)
    assert "reviewed: 2024-11-15  # typed\n" in kept(school, draft).text
    assert "pass: 9}" in kept(school, draft).text


def test_a_server_that_does_not_answer_loses_nothing_and_is_asked_again(
    opened: Callable[..., Page], school: Server, draft: str, eyes: Eyes
) -> None:
    eyes.allowed += ["Failed to load resource", "htmx:sendError", "htmx:afterRequest"]
    page = opened()
    page.route("**/text", lambda route: route.abort())
    caret(page, "status: pilot")
    page.keyboard.type("  # typed")
    expect(page.locator("#draft-status")).to_contain_text("Not saved: the server does not answer")
    assert "# typed" in value(page)
    page.unroute("**/text")
    page.keyboard.type("!")
    saved(page)
    assert "# typed!" in kept(school, draft).text


def test_a_saving_that_is_refused_says_why_and_leaves_form_and_text_as_they_are(
    opened: Callable[..., Page], eyes: Eyes
) -> None:
    eyes.allowed += ["403"]
    page = opened()
    page.evaluate("document.body.setAttribute('hx-headers', '{}')")
    page.evaluate("document.querySelector('#draft-text [name=csrf_token]').value = 'old'")
    caret(page, "status: pilot")
    page.keyboard.type("  # typed")
    status = page.locator("#draft-status")
    expect(status).to_contain_text("Not saved: This page was open for too long")
    assert "# typed" in value(page)
    assert page.locator("#draft-form .problem").count() == 0


def test_what_is_folded_away_is_asked_for_when_one_looks(
    opened: Callable[..., Page], draft: str
) -> None:
    page = opened()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    caret(page, "status: pilot")
    page.keyboard.type(" ")
    saved(page)
    assert "fairness" not in asked
    with page.expect_request(f"**{draft}/fairness"):
        page.locator("#draft-panels summary").last.click()
    with page.expect_request(f"**{draft}/fairness"):
        caret(page, "status: pilot")
        page.keyboard.type(" ")


def test_without_script_a_text_is_saved_by_its_button(
    open_browser: Open, school: Server, draft: str
) -> None:
    page = open_browser(school, draft, java_script_enabled=False)
    area = page.get_by_label("The rules as text")
    area.fill(area.input_value().replace("status: pilot", "status: stable"))
    page.locator("#draft-text > button").click()
    assert "status: stable" in kept(school, draft).text
    page.get_by_role("link", name="Earlier savings").click()
    expect(page.locator("pre.changes")).to_contain_text("11+ status: stable")
    page.get_by_role("button", name="Bring this one back").click()
    assert "status: pilot\n" in kept(school, draft).text


@pytest.mark.parametrize("scheme", some(["dark", "light"], 1))
def test_axe_finds_nothing_serious_in_the_editor(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme=scheme)
    caret(page, "status: pilot")
    page.keyboard.type("x")
    expect(page.locator(".CodeMirror-linewidget")).to_be_visible()
    saved(page)
    assert serious(page) == []
    page.keyboard.press("Control+Space")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Space")
    assert serious(page) == []


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], " | ".join(node["html"][:150] for node in one["nodes"][:4]))
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
