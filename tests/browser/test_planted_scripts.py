"""What others write stays text: names, file names, titles, words of a rule file."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from all_pages import PAGES, Product
from board_page import drawn, names
from eyes import Open
from furnished import back_up, furnish
from playwright.sync_api import Page, expect
from roster_page import upload
from served import Server
from windows import Windows

from data import store

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
WORDS = "".join(PLANTED[:5])
FILE_NAME = "<img src=x onerror=window.ran=1>.csv"
# Pages that show what was planted as text; else that nothing ran would say nothing.
TO_BE_READ = (
    "student", "student set aside", "accounts", "account", "families found", "trace", "rosters",
    "preview", "preview with problems", "broken rule file", "rule set", "overview", "my account",
    "sheet", "student opened with a reason", "students not scored", "invitation",
)  # fmt: skip
PLAIN = ("Mathematics, pilot schools", "Absences this year", "Coach first")  # of the rule set


@pytest.fixture(scope="module")
def planted(new_server: Callable[..., Server]) -> Server:
    """A server whose lead writes scripts into her rule file."""
    server = new_server()
    plant_rules(server)
    return server


@pytest.fixture(scope="module")
def product(
    new_server: Callable[..., Server],
    alone: Server,
    begun: Server,
    roster_file: Path,
    windows: Windows,
    tmp_path_factory: pytest.TempPathFactory,
) -> Product:
    """All pages of the product, with a script in everything that anybody can write."""
    text = roster_with_scripts(roster_file)
    file = tmp_path_factory.mktemp("planted") / FILE_NAME
    file.write_text(text, encoding="utf-8")
    server = new_server("--roster", str(file))
    plant_rules(server)
    for one in (server, alone):
        plant_names(one)
    facts = furnish(server, windows.page(server, "abel"), text, FILE_NAME, WORDS)
    facts |= back_up(windows.page(alone, "abel"))
    facts |= {"set_up": begun.set_up.rpartition("/")[2]}
    (server.folder / "rules" / "spoiled.yaml").write_text(
        f"format: 1\n'{PLANTED[0]}': 1\n", "utf-8"
    )
    return Product({"furnished": server, "alone": alone, "begun": begun}, facts, windows)


def plant_rules(server: Server) -> None:
    """Write scripts into the rule set's own words."""
    rules = server.folder / "rules" / "pilot-2008.yaml"
    text = rules.read_text("utf-8")
    script = "</script><img src=x onerror=window.ran=1><script>window.ran=1</script>{{7*7}}"
    for plain in PLAIN:
        text = re.sub(f"en: {plain}", f'en: "{plain} {script}"', text)
    rules.write_text(text, "utf-8")


def plant_names(server: Server) -> None:
    """Call the school and everybody in it by scripts, and let Lea's browser say one."""
    people, abel = ("ines", "rui", "lea", "mia", "otto", "abel"), server.viewer("abel")
    numbers = {login: server.viewer(login).account or 0 for login in people}
    with server.database.write() as session:
        store.schools.rename(session, abel, WORDS)
        for login, number in numbers.items():
            store.accounts.rename(session, abel, number, login, WORDS)
        at = datetime.now(UTC)
        store.sign_ins.begin(session, numbers["lea"], at, browser=f"Firefox/1 {WORDS}")


def roster_with_scripts(roster_file: Path) -> str:
    """The roster's first students under names that are scripts and formulas, in such classes."""
    rows = list(csv.DictReader(io.StringIO(roster_file.read_text("utf-8"))))[:160]
    for number, row in enumerate(rows):
        row["class"] = PLANTED[number % 4]
    for row, words in zip(rows, PLANTED, strict=False):
        row["FirstName"], row["FamilyName"] = words, words
        row["FinalGrade"] = "4"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_no_planted_script_runs_between_a_file_and_its_board(
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


@pytest.mark.parametrize("name", PAGES)
def test_no_planted_script_runs_on_any_page(name: str, product: Product) -> None:
    page = product.show(name)
    nothing_ran(page)
    if name in TO_BE_READ:
        assert "window.ran=1" in page.locator("body").inner_text()
    assert product.windows.seen() == []


def test_what_is_to_be_read_is_looked_for_on_pages_that_there_are() -> None:
    assert set(TO_BE_READ) <= PAGES.keys()


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
