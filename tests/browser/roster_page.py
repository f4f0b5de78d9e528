"""The pages of rosters: a file is sent, one with mistakes is made; a course's log is sent."""

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


def upload_log(page: Page, name: str, words: str) -> None:
    """Send a course's log and grades, with these words for names, and wait for what is shown."""
    header = "heure,pseudo,contexte,composant,evenement"
    said = words.replace('"', '""')
    lines = [
        f'2023-11-{day:02} 10:{student:02}:00,"{said} {student}",Cours,"{said}",Cours consulté'
        for day in range(6, 28)
        for student in range(9)
    ]
    enrolled = f'2023-11-01 09:00:00,"{said} staff",Cours,Système,Utilisateur inscrit'
    log = "\n".join([header, *lines, enrolled, "broken"])
    grades = "\n".join(["pseudo,note", *(f'"{said} {n}",{2 * n}' for n in range(7))])
    for field, text in (("log", log), ("grades", f'{grades}\n"{said} never",ABS')):
        file = {"name": f"{field}-{name}", "mimeType": "text/csv", "buffer": text.encode()}
        page.set_input_files(f"input[name={field}]", [file])  # type: ignore[list-item]
    page.locator("main form button").first.click()
    page.wait_for_selector("#course_log #kinds")
