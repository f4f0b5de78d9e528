"""What others write stays text: names, file names, titles, words of a rule file."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from board_page import drawn, names
from eyes import Open
from planted import FILE_NAME, PLANTED, nothing_ran, plant_rules, roster_with_scripts
from playwright.sync_api import expect
from roster_page import upload
from served import Server


@pytest.fixture(scope="module")
def planted(new_server: Callable[..., Server]) -> Server:
    """A server whose lead writes scripts into her rule file."""
    server = new_server()
    plant_rules(server)
    return server


def test_no_planted_script_runs_between_a_file_and_its_board(
    planted: Server, open_browser: Open, roster_file: Path
) -> None:
    page = open_browser(planted, "/rosters", "abel")
    upload(page, FILE_NAME, roster_with_scripts(roster_file))
    expect(page.locator("#import")).to_contain_text(FILE_NAME)
    nothing_ran(page)
    page.get_by_label("Title of the roster").fill(PLANTED[2])
    page.get_by_role("button", name=re.compile("^Import ")).click()
    page.get_by_role("button", name="Open the board as").click()
    drawn(page)
    nothing_ran(page)
    assert f"{PLANTED[0]} {PLANTED[0]}" in names(page)
    expect(page.locator(".provenance")).to_contain_text("{{7*7}}")

    page.locator("#chart").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#place a").first).to_be_visible()
    page.locator("input[name='w.absences']").fill("0")
    expect(page.locator(".movers")).to_contain_text("<script>")
    nothing_ran(page)
    for asked, found in (("<b>", []), ("raise", [f"{PLANTED[4]} {PLANTED[4]}"])):
        page.goto(f"/caseload?q={asked}")
        nothing_ran(page)
        assert names(page) == found
    page.goto("/caseload")
    for link in [one.get_attribute("href") for one in page.locator(".places .given a").all()][:8]:
        page.goto(str(link))
        nothing_ran(page)


def test_no_formula_reaches_a_spreadsheet(
    planted: Server, open_browser: Open, roster_file: Path
) -> None:
    page = open_browser(planted, "/caseload")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert any("cmd|" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]
