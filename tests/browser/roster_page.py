"""The page of rosters: a file is sent, one with mistakes is made."""

from playwright.sync_api import Page


def upload(page: Page, name: str, text: str) -> None:
    """Send a file of this name and wait for what it would change."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", [file])  # type: ignore[list-item]
    page.locator(".drop button").click()
    page.wait_for_selector("#import details")


def spoiled(text: str, words: str = "good") -> str:
    """The roster with a grade of 99 in its first row and one in words in its second."""
    header, *rows = text.splitlines()
    grade = header.split(",").index("FinalGrade")
    for row, said in ((0, "99"), (1, words)):
        cells = rows[row].split(",")
        cells[grade] = said
        rows[row] = ",".join(cells)
    return "\n".join([header, *rows])
