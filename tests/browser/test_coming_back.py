"""Coming back after a pause: the board sends one to the sign-in page, and back to where one was."""

from collections.abc import Callable

from board_page import drawn
from eyes import Eyes, Open
from playwright.sync_api import Page, expect
from served import Server

from data import store
from webapp.services.access import passwords

PASSWORD = "o eucalipto canta baixo"


def test_a_knob_moved_after_the_sign_in_has_ended_leads_back_to_the_same_board(
    new_server: Callable[..., Server], roster_file: object, open_browser: Open, eyes: Eyes
) -> None:
    eyes.allowed.append("401")
    server = new_server("--roster", str(roster_file))
    page = open_browser(server, "/caseload?places=7")
    drawn(page)
    with server.database.write() as session:
        lea = store.accounts.by_login(session, "lea")
        assert lea is not None
        store.accounts.set_password(session, lea.id, passwords.hashed(PASSWORD))
    page.locator("input[name='w.absences']").fill("0")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page)
    expect(page).to_have_url(f"{server.address}/caseload?places=7")
    drawn(page)


def test_everything_before_the_sign_in_can_be_done_by_keyboard(
    new_server: Callable[..., Server], open_browser: Open
) -> None:
    server = new_server()
    page = open_browser(server, server.set_up, None)
    page.locator("body").press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.get_by_label("Name of the school").focus()
    for words in ("Escola", "Abel", "abel", PASSWORD, PASSWORD):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past what he is as well
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rosters")).to_be_visible()
    page.locator(".me summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Work as pedagogical lead")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="My account")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Login")).to_be_focused()


def sign_in(page: Page) -> None:
    """Give Lea's login and password."""
    page.get_by_label("Login").fill("lea")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
