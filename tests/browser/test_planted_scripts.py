"""What others write stays text: names, file names, titles, words of a rule file."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from board_page import drawn, names
from conftest import Open, Server
from playwright.sync_api import Page, expect
from test_main_job import upload

PLANTED = (
    "<img src=x onerror=window.ran=1>",
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    '"><svg onload=window.ran=1>',
    "{{7*7}}{% raise %}",
    "=cmd|' /C calc'!A0",
    "javascript:window.ran=1//",
    "'-window.ran=1-'",
)
FILE_NAME = "<img src=x onerror=window.ran=1>.csv"


@pytest.fixture(scope="module")
def planted(new_server: Callable[..., Server], roster_file: Path) -> Server:
    """A server whose lead writes scripts into her rule file."""
    server = new_server()
    rules = server.folder / "rules" / "pilot-2008.yaml"
    text = rules.read_text("utf-8")
    script = "</script><img src=x onerror=window.ran=1><script>window.ran=1</script>{{7*7}}"
    for plain in ("Mathematics, pilot schools", "Absences this year", "Coach first"):
        text = re.sub(f"en: {plain}", f'en: "{plain} {script}"', text)
    rules.write_text(text, "utf-8")
    return server


def roster_with_scripts(roster_file: Path) -> str:
    """The roster's first students under names that are scripts and formulas."""
    rows = list(csv.DictReader(io.StringIO(roster_file.read_text("utf-8"))))[:80]
    for row, words in zip(rows, PLANTED, strict=False):
        row["FirstName"], row["FamilyName"] = words, words
        row["FinalGrade"] = "4"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_no_planted_script_runs_on_any_page(
    planted: Server, open_browser: Open, roster_file: Path
) -> None:
    page = open_browser(planted, "/rosters", "abel")
    upload(page, FILE_NAME, roster_with_scripts(roster_file))
    expect(page.locator("#import")).to_contain_text(FILE_NAME)
    nothing_ran(page)
    page.get_by_label("Title of the roster").fill(PLANTED[2])
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Open the board as").click()
    drawn(page)
    nothing_ran(page)
    assert f"{PLANTED[0]} {PLANTED[0]}" in names(page)
    assert f"{PLANTED[4]} {PLANTED[4]}" in names(page)
    expect(page.locator(".provenance")).to_contain_text("{{7*7}}")

    page.locator("#chart").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#place a").first).to_be_visible()
    page.locator("input[name='w.absences']").fill("0")
    expect(page.locator(".movers")).to_contain_text("<script>")
    nothing_ran(page)
    for path in ("/caseload/sheet", "/rules", "/rules/pilot-2008", "/rosters", "/caseload?q=<b>"):
        page.goto(path)
        nothing_ran(page)
    page.goto("/caseload")
    for link in [one.get_attribute("href") for one in page.locator(".places .given a").all()][:8]:
        page.goto(str(link))
        nothing_ran(page)


def nothing_ran(page: Page) -> None:
    """Nothing planted ran, and nothing planted became an element."""
    assert page.evaluate("window.ran") is None
    assert page.locator("img[src=x], svg[onload], [onerror]").count() == 0
    assert "49" not in page.title()


def test_no_formula_reaches_a_spreadsheet(
    planted: Server, open_browser: Open, roster_file: Path
) -> None:
    page = open_browser(planted, "/caseload")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert any("cmd|" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]
