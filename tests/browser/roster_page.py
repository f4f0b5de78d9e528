"""The pages of rosters: a file is sent, one with mistakes is made; a course's log is sent."""

import csv
import io

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


def asking(words: str = "good") -> str:
    """A file of a kind of its own: a question, marks, a cell in the way, a column and a row left
    out, letters for grades; `words` stand where a school may write."""
    said = words.replace('"', '""')
    lines = [f'Student,Class,Grade,Final Grade,Absences,"{said}"']
    for n in range(12):
        late = ("Exc", f'"{said}"')[n] if n < 2 else n
        lines.append(f'"{said} {n}",9A,{9 + n % 4},{"ABCD"[n % 4]},{late},"{said} {n}"')
    return "\n".join([*lines, "Class average,,10,B,5,"])


def unnumbered(text: str) -> str:
    """The roster without ids, with a letter more in the last column of its first rows' names."""
    rows = [cells[1:] for cells in csv.reader(io.StringIO(text))]
    for cells in rows[1:9]:
        cells[1] += "x"
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


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
