"""Two leads and a draft of the small set, for the tests of review, publishing and versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from invented import SMALL
from one_school import School
from reader import Element, Reader, read
from staff import hire_one
from werkzeug.test import TestResponse

from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft

WHY = {"reason": "Absences weigh too little"}
CHANGED = SMALL.replace("weight: 2", "weight: 5")
FAILING = """\
examples:
  - name: Often absent
    student: {absences: 10, studytime: 1, health: 5}
    given: {mean(studytime): 2}
    complexity: {at_least: 90}
"""


@dataclass
class Desk:
    """A school with Lea and Marta, its two leads, at work on the small set."""

    school: School
    lea: Reader
    marta: Reader

    def draft(self, text: str = CHANGED, name: str = "small") -> int:
        """Lea begins a draft and writes this text; gives its number."""
        where = self.lea.post(f"/rules/{name}/draft").headers["Location"]
        number = int(where.rpartition("/")[2])
        self.write(number, text)
        return number

    def write(self, number: int, text: str, who: str = "lea") -> None:
        """Save a draft's text as one of the leads."""
        with self.school.write() as session:
            viewer = self.school.people[who]
            revision = rule_drafts.get(session, viewer, number).revision
            rule_drafts.save(session, viewer, number, text, revision)

    def kept(self, number: int) -> Draft:
        """The draft as the database has it."""
        with self.school.read() as session:
            return rule_drafts.get(session, self.school.viewer, number)

    def send(
        self, who: Reader, number: int, step: str, more: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send one of the forms of the review's page, with the revision it shows."""
        form = {"revision": str(self.kept(number).revision), **(more or {})}
        return who.post(f"/drafts/{number}/{step}", form)

    def publish(self, text: str = CHANGED, more: Mapping[str, str] | None = None) -> int:
        """Lea writes and asks, Marta says yes; gives the draft's number."""
        number = self.draft(text)
        assert self.send(self.lea, number, "review", {**WHY, **(more or {})}).status_code == 303
        assert self.send(self.marta, number, "publish", more).status_code == 303
        return number

    @property
    def folder(self) -> Path:
        """The folder of rule files."""
        return self.school.settings.rules

    def file(self, name: str = "small") -> str:
        """What a set's file says."""
        return (self.folder / f"{name}.yaml").read_text(encoding="utf-8")

    def save_file(self, text: str, name: str = "small") -> None:
        """Save a set's file by hand."""
        (self.folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def version(self, name: str = "small") -> int:
        """The version of a set that is in force."""
        self.school.state.shelf.look_again()
        return self.school.state.shelf.sets()[name].version


def desk(school: School) -> Desk:
    """Hire Marta, the second lead, and have both sign in."""
    school.people["marta"] = hire_one(
        school.state.database, school.viewer.school, "marta", None, "lead"
    )
    return Desk(school, school.reader("lea"), school.reader("marta"))


def allow_one_lead(school: School) -> None:
    """Set that one lead is enough."""
    school.state.settings = school.settings.model_copy(update={"rule_review": "one lead"})


def main_of(answer: TestResponse) -> Element:
    """What a page says below its head."""
    return read(answer.text).one("main")
