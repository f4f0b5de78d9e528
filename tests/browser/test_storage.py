"""What stays in a browser when its reader has gone: no name of any student."""

from board_page import asks, drawn, names
from playwright.sync_api import Page

KEPT = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"


def test_no_name_stays_in_the_browsers_storage(board: Page) -> None:
    everybody = names(board)
    board.locator("input[name='w.absences']").fill("0")
    asks(board, "w.absences=0")
    board.locator(".list tbody:last-of-type th a").first.click()
    board.go_back()
    drawn(board)
    board.goto("/rules")
    kept = board.evaluate(KEPT)
    assert not [name for name in everybody if name in kept]
    assert "htmx-history-cache" not in kept  # only the last address, which the browser knows
    assert board.evaluate("htmx.config.historyCacheSize") == 0
    assert board.evaluate("async () => (await caches.keys()).length") == 0


def test_pages_with_names_are_not_kept_on_disk_and_our_own_files_are_kept_for_ever(
    board: Page,
) -> None:
    with board.expect_response("**/caseload*") as answer:
        board.goto("/caseload")
    assert answer.value.headers["cache-control"] == "no-store"
    script = board.locator("script[src*=board]").get_attribute("src")
    assert "immutable" in board.request.get(str(script)).headers["cache-control"]
