"""The main job on the pilot file: from the school's file to the students to coach first."""

from collections.abc import Callable
from pathlib import Path

from board_page import asks, drawn, figures, names, picture, places, shown, wait_for_another_picture
from conftest import Open, Server
from playwright.sync_api import Page, expect


def test_lea_imports_the_pilot_file_and_ines_finds_whom_to_coach_first(
    new_server: Callable[..., Server], open_browser: Open, roster_file: Path
) -> None:
    students = len(roster_file.read_text("utf-8").splitlines()) - 1
    server = new_server("--empty")

    # Lea opens an empty Alavanca: it says what it is for, and where to begin.
    lea = open_browser(server, "/")
    expect(lea.locator("#welcome h1")).to_be_visible()
    lea.get_by_role("button", name="Import a roster").click()

    # She chooses the school's file and sees what it would change, before anything changes.
    lea.set_input_files("input[type=file]", roster_file)
    lea.get_by_role("button", name="Read the file").click()
    expect(lea.locator(".figures")).to_contain_text(str(students))
    assert server.students == 0
    lea.get_by_label("Title of the roster").fill("Autumn roster")
    lea.get_by_role("button", name="Import", exact=True).click()
    lea.get_by_role("button", name="Open the board").click()
    drawn(lea)
    assert shown(lea) == students == sum(figures(lea)["places"]["students"])
    expect(lea.locator(".provenance")).to_contain_text("Autumn roster")

    # Ines opens the board beside her: twelve students, each with the reason, and the next five.
    ines = open_browser(server, "/caseload")
    drawn(ines)
    assert places(ines) == names(ines)[:12]
    assert ines.locator(".places .next li .what").all_text_contents()[0].startswith("priority")

    # She tries what the list would be if absences did not count, and who would come and go.
    before = picture(ines)
    ines.locator("input[name='w.absences']").fill("0")
    asks(ines, "w.absences=0")
    wait_for_another_picture(ines, before)
    expect(ines.locator(".movers")).to_contain_text("enter")

    # She takes the knobs back and flags the first student.
    ines.get_by_role("link", name="Back to the rule set").click()
    drawn(ines)
    ines.locator(".list .flag button").first.click()
    expect(ines.locator(".undo")).to_be_visible()
    expect(ines.locator(".list tr.coached")).to_have_count(1)

    # Lea sees the flag when she looks again, and takes the list of the others along.
    lea.goto("/caseload?coached=no")
    assert shown(lea) == students - 1
    with lea.expect_download() as download:
        lea.get_by_role("link", name="CSV").click()
    assert len(Path(download.value.path()).read_text("utf-8").splitlines()) > students

    # The same file again changes nothing, and the import can be undone and brought back.
    lea.goto("/rosters")
    lea.set_input_files("input[type=file]", roster_file)
    lea.get_by_role("button", name="Read the file").click()
    expect(lea.locator(".notice")).to_contain_text("changes nothing")
    lea.goto("/rosters")
    lea.get_by_role("button", name="Undo this import").click()
    expect(lea.get_by_role("button", name="Bring back")).to_be_visible()
    lea.goto("/caseload")
    expect(lea.locator("#welcome")).to_be_visible()
    lea.goto("/rosters")
    lea.get_by_role("button", name="Bring back").click()
    lea.goto("/caseload")
    assert shown(lea) == students


def test_the_sample_school_says_so_everywhere_and_goes_in_one_click(
    new_server: Callable[..., Server], open_browser: Open
) -> None:
    page = open_browser(new_server(), "/caseload")
    expect(page.locator(".sample")).to_contain_text("invented")
    page.locator(".list tbody th a").first.click()
    expect(page.locator(".sample")).to_contain_text("invented")
    page.goto("/caseload/sheet")
    expect(page.locator("dl.axes")).to_contain_text("invented")
    page.goto("/caseload")
    page.get_by_role("button", name="Remove the sample school").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_a_file_with_problems_names_each_by_row_and_column_and_changes_nothing(
    school: Server, open_browser: Open, roster_file: Path
) -> None:
    before = school.students
    page = open_browser(school, "/rosters")
    upload(page, "broken.csv", spoiled(roster_file))
    problems = page.locator("section.problem li")
    expect(problems.first).to_contain_text("Row 2")
    assert problems.count() == 2
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of them").click()
    assert "FinalGrade" in Path(download.value.path()).read_text("utf-8")
    assert school.students == before


def upload(page: Page, name: str, text: str) -> None:
    """Send a file of this name and wait for what it would change."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", [file])  # type: ignore[list-item]
    page.locator(".drop button").click()
    page.wait_for_selector("#import details")


def spoiled(roster_file: Path) -> str:
    """The roster with a grade of 99 in its first row and one in words in its second."""
    header, *rows = roster_file.read_text("utf-8").splitlines()
    grade = header.split(",").index("FinalGrade")
    for row, words in ((0, "99"), (1, "good")):
        cells = rows[row].split(",")
        cells[grade] = words
        rows[row] = ",".join(cells)
    return "\n".join([header, *rows])
