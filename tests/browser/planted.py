"""Scripts and formulas in everything that anybody can write: names, files, titles, rules."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page
from served import Server

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
PLAIN = ("Mathematics, pilot schools", "Absences this year", "Coach first")  # of the rule set


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


def nothing_ran(page: Page) -> None:
    """Nothing planted ran, and nothing planted became an element."""
    assert page.evaluate("window.ran") is None
    assert page.locator("img[src=x], svg[onload], [onerror]").count() == 0
    assert "49" not in page.title()
