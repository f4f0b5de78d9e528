"""A draft of the small rule set that two leads have open."""

from invented import SMALL
from one_school import School
from reader import Element, Reader, read
from staff import hire_one
from werkzeug.test import TestResponse

from data.store.rules import rule_drafts


def mended(old: str, new: str, text: str = SMALL) -> str:
    """The small set's text with one thing changed, which has to be in it."""
    assert old in text
    return text.replace(old, new)


HEAVIER = mended("weight: 2", "weight: 5")
BROKEN = mended("weight: 2", "weight: heavy")


class Writing:
    """A draft of the small set that two leads have open."""

    def __init__(self, school: School) -> None:
        self.school = school
        with school.write() as session:
            draft = rule_drafts.begin(session, school.viewer, "small", SMALL, 1)
        self.number, self.address = draft.id, f"/drafts/{draft.id}"
        self.lea, self.olga = school.reader("lea"), self.lead("olga", school.viewer.school)

    def lead(self, login: str, school: int) -> Reader:
        """One more lead, of that school."""
        database = self.school.state.database
        self.school.people[login] = hire_one(database, school, login, None, "lead")
        return self.school.reader(login)

    def save(
        self, text: str, revision: int, who: Reader | None = None, part: bool = True, **more: str
    ) -> TestResponse:
        """Save a text that was made from a revision, as the page does."""
        form = {"text": text.replace("\n", "\r\n"), "revision": str(revision), **more}
        return (who or self.lea).post(f"{self.address}/text", form, part=part)

    @property
    def now(self) -> rule_drafts.Draft:
        """The draft as the database has it."""
        with self.school.read() as session:
            return rule_drafts.get(session, self.school.viewer, self.number)


def shown(answer: TestResponse, name: str) -> str:
    """What one of an answer's parts says."""
    [found] = [one for one in read(answer.text).walk() if one.attributes.get("id") == name]
    return found.text


def fields(form: Element) -> dict[str, str]:
    """What a form's hidden fields send."""
    hidden = form.all("input", type="hidden")
    sent = {one.attributes["name"]: one.attributes["value"] for one in hidden}
    return {name: value for name, value in sent.items() if name != "csrf_token"}
