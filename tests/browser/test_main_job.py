"""The main job on the pilot file: from the school's file to the students to coach first."""

from collections.abc import Callable
from pathlib import Path

from board_page import asks, drawn, figures, names, picture, places, shown, wait_for_another_picture
from eyes import Open
from playwright.sync_api import Page, expect
from roster_page import spoiled, upload
from served import Server

PASSWORD = "o eucalipto canta baixo"


def test_abel_imports_the_pilot_file_and_lea_finds_whom_to_coach_first(
    new_server: Callable[..., Server], open_browser: Open, roster_file: Path
) -> None:
    students = len(roster_file.read_text("utf-8").splitlines()) - 1
    server = new_server()

    # Lea opens an empty Alavanca: it says what it is for, and who begins.
    lea = open_browser(server, "/")
    expect(lea.locator("#welcome")).to_contain_text("An administrator of your school")

    # Abel chooses the school's file and sees what it would change, before anything changes.
    abel = open_browser(server, "/", "abel")
    abel.set_input_files("input[type=file]", roster_file)
    abel.get_by_role("button", name="Read the file").click()
    expect(abel.locator(".counts")).to_contain_text(str(students))
    assert server.students == 0
    abel.get_by_label("Title of the roster").fill("Autumn roster")
    abel.get_by_role("button", name=f"Import {students} students").click()
    abel.get_by_role("button", name="Open the board as").click()
    drawn(abel)
    ungraded = abel.locator(".list tbody.first th a").count()
    assert shown(abel) == students == sum(figures(abel)["places"]["students"]) + ungraded
    expect(abel.locator(".provenance")).to_contain_text("Autumn roster")

    # Lea opens the board: twelve students, each with the reason, and the next five.
    lea.goto("/caseload")
    drawn(lea)
    assert places(lea) == names(lea)[:12]
    assert lea.locator(".places .next li .what").all_text_contents()[0].startswith("priority")

    # She tries what the list would be if absences did not count, and who would come and go.
    before = picture(lea)
    lea.locator("input[name='w.absences']").fill("0")
    asks(lea, "w.absences=0")
    wait_for_another_picture(lea, before)
    expect(lea.locator(".movers")).to_contain_text("enter")

    # She takes the knobs back and flags the first student.
    lea.get_by_role("link", name="Back to the rule set").click()
    drawn(lea)
    lea.locator(".list .flag button").first.click()
    expect(lea.locator(".undo")).to_be_visible()
    expect(lea.locator(".list tr.coached")).to_have_count(1)

    # Abel, a lead as well, sees the flag when he looks, and takes the list of the others along.
    abel.goto("/caseload?coached=no")
    assert shown(abel) == students - 1
    with abel.expect_download() as download:
        abel.get_by_role("link", name="CSV").click()
    assert len(Path(download.value.path()).read_text("utf-8").splitlines()) > students

    # The same file again changes nothing, and the import can be undone and brought back.
    work_as(abel, "administrator")
    abel.set_input_files("input[type=file]", roster_file)
    abel.get_by_role("button", name="Read the file").click()
    expect(abel.locator(".notice")).to_contain_text("changes nothing")
    abel.goto("/rosters")
    abel.get_by_role("button", name="Undo this import").click()
    expect(abel.get_by_role("button", name="Bring back")).to_be_visible()
    lea.goto("/caseload")
    expect(lea.locator("#welcome")).to_be_visible()
    abel.goto("/rosters")
    abel.get_by_role("button", name="Bring back").click()
    lea.goto("/caseload")
    assert shown(lea) == students


def test_a_first_run_leads_to_the_sample_school_which_says_so_everywhere_and_goes_in_one_click(
    new_server: Callable[..., Server], open_browser: Open
) -> None:
    server = new_server()
    page = open_browser(server, "/", None)
    expect(page.locator(".card")).to_contain_text("Nobody has an account here yet")
    page.goto(server.set_up)
    for label, words in (
        ("Name of the school", "Escola Secundária"),
        ("Your name", "Abel Matos"),
        ("Your login", "abel"),
        ("Password", PASSWORD),
        ("The same password again", PASSWORD),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Set up and sign in").click()
    page.get_by_role("button", name="Open the board as pedagogical lead").click()
    expect(page.locator(".sample")).to_contain_text("invented")
    page.locator(".list tbody th a").first.click()
    expect(page.locator(".sample")).to_contain_text("invented")
    page.goto("/caseload/sheet")
    expect(page.locator("dl.axes")).to_contain_text("invented")
    work_as(page, "administrator")
    page.get_by_role("button", name="Remove the sample school").click()
    expect(page.locator("#imports + .empty")).to_be_visible()

    # Signed out, the password he chose lets him in again, to where he was going.
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/rules")
    page.get_by_label("Login").fill("abel")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{server.address}/rules")


def work_as(page: Page, role: str) -> None:
    """Change, at the top of the page, to another thing that one is."""
    page.locator(".me summary").click()
    page.get_by_role("button", name=f"Work as {role}").click()
    expect(page.locator(".me summary")).to_contain_text(role)


def test_a_file_with_problems_names_each_by_row_and_column_and_changes_nothing(
    school: Server, open_browser: Open, roster_file: Path
) -> None:
    before = school.students
    page = open_browser(school, "/rosters", "abel")
    upload(page, "broken.csv", spoiled(roster_file.read_text("utf-8")))
    problems = page.locator(".file-columns .problem")
    expect(problems.first).to_contain_text("Row 2")
    assert problems.count() == 2
    expect(page.locator("#import-form button").first).to_be_disabled()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of them").click()
    assert "FinalGrade" in Path(download.value.path()).read_text("utf-8")
    assert school.students == before
