"""From a file that nobody knows to a ranked list with levers, in the page alone."""

from collections.abc import Callable
from pathlib import Path

from board_page import drawn, names, places, shown
from eyes import Open
from playwright.sync_api import Locator, Page, expect
from served import Server

from data.store.people import school_settings

STUDENTS = 60
MOST_ACTS = 25


class Hand:
    """A person's hand on a page; acts: how often it clicked, or filled in a field."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def click(self, place: Locator) -> None:
        """Click once."""
        self.acts += 1
        place.click()

    def choose(self, field: Locator, value: str | Path) -> None:
        """Choose one of a list's entries, or a file."""
        self.acts += 1
        if isinstance(value, Path):
            field.set_input_files(value)
        else:
            field.select_option(value)


def mexican_file(folder: Path) -> Path:
    """Sixty students with grades of 0 to 10, in words that no data dictionary has."""
    path = folder / "concentrado.csv"
    lines = ["Matrícula;Nombre completo;Grupo;Promedio;Faltas;Retardos;Reprobadas"]
    for n in range(STUDENTS):
        grade = 3 + (n * 37 % 68) / 10
        absences, late, failed = n * 7 % 19, n * 5 % 11, max(0, int(7 - grade))
        lines.append(
            f"{190100 + n};Alumno Número{n:02};{'AB'[n % 2]};{grade:.1f};{absences};{late};{failed}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_unknown_file_becomes_a_ranked_list_with_levers_in_few_clicks(
    new_server: Callable[..., Server], open_browser: Open, tmp_path: Path
) -> None:
    server = new_server(beside=False)
    with server.database.write() as session:
        school_settings.change(session, server.viewer("abel"), "rule_review", "one lead")
    page = open_browser(server, "/rosters", "abel")
    hand = Hand(page)

    hand.choose(page.locator("input[type=file]"), mexican_file(tmp_path))
    hand.click(page.get_by_role("button", name="Read the file"))
    columns = page.locator(".file-columns")
    expect(columns).to_be_visible()
    # Nothing is asked: columns are known by their words and looks, the scale by its grades.
    expect(page.locator("#column-3 summary")).to_contain_text("0 to 10, 10 is best")
    hand.click(page.get_by_role("button", name=f"Import {STUDENTS} students"))
    hand.click(page.get_by_role("button", name="Open the board as"))
    drawn(page)

    # The shipped set asks for one of its columns alone, so she begins a set of the school's own.
    hand.click(page.get_by_role("link", name="begin one from your file"))
    expect(page.locator(".begun-indicator")).to_have_count(3)
    hand.click(page.get_by_role("button", name="Begin it and use it"))
    page.wait_for_url("**/caseload?*set=*")
    drawn(page)

    assert hand.acts <= MOST_ACTS
    assert shown(page) == STUDENTS
    assert places(page) == names(page)[:12]
    levers = page.locator(".list tbody:last-of-type .levers").all_inner_texts()
    assert len({lever for said in levers[:12] for lever in said.split(", ")}) > 1
    assert all(levers[:12])
