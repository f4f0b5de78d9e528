"""Two schools on one server, with words in the other one's data that must never be read here."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from invented import HEADERS, ROSTER
from one_school import School
from werkzeug.routing import Rule

from data import store
from data.viewer import Viewer
from webapp import imports

MARKER = "Zyzzyva"  # in every text of the other school; nobody here is called that
HOLE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
NOWHERE = 987_654_321
WORDS = {"language": "fr", "digest": "0", "name": "pilot-2008", "token": "a-link-that-is-none"}
MORE = {"caseload.place": "?at.grade=8&at.height=50"}


@dataclass(frozen=True)
class Ids:
    """The numbers of one school's things, by the name that addresses give them."""

    student: int
    intervention: int
    dismissal: int
    roster: int
    job: int
    account: int
    membership: int
    sign_in: int

    def of(self, name: str) -> str:
        """The number of that thing; raises AttributeError for one that nobody thought of."""
        return str(getattr(self, name))


def furnish(school: School, folder: Path) -> tuple[Ids, Ids]:
    """Put students, flags and jobs into both schools; gives the numbers of each."""
    chloe = school.people["chloe"]
    there = Viewer(None, f"{MARKER} head", "administrator", chloe.school)
    file = folder / f"{MARKER}.csv"
    file.write_text(of_the_other_school(), encoding="utf-8")
    with school.app.app_context():
        found = imports.read(school.state, there, file, file.name)
        imports.take_in(school.state, there, found, f"{MARKER} maths", None)
    return things_of(school, school.people["lea"]), things_of(school, chloe)


def of_the_other_school() -> str:
    """The same ten students under other names, classes and keys."""
    rows = list(csv.DictReader(io.StringIO(ROSTER)))
    for row in rows:
        row["StudentID"] = f"{MARKER}{row['StudentID']}"
        row["FirstName"], row["FamilyName"] = MARKER, f"{MARKER} {row['FamilyName']}"
        row["class"] = f"{MARKER}{row['class']}"
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def things_of(school: School, viewer: Viewer) -> Ids:
    """One thing of every kind in the viewer's school."""
    with school.write() as session:
        roster = store.rosters.current(session, viewer)
        assert roster is not None
        students = store.rosters.cohort(session, viewer, roster.id).students.tolist()
        intervention = store.interventions.open(session, viewer, students[0])
        dismissal = store.dismissals.add(session, viewer, students[1], "other", "", None)
        job = store.jobs.start(session, viewer, "read roster", {"token": "gone"})
        assert viewer.account is not None
        [(membership, _)] = store.memberships.of_account(session, viewer.account)
    school.reader(next(who for who, one in school.people.items() if one == viewer))
    with school.read() as session:
        own = store.sign_ins.own(session, viewer.account, school.state.clock())
    return Ids(
        student=students[0],
        intervention=intervention.id,
        dismissal=dismissal.id,
        roster=roster.id,
        job=job.id,
        account=viewer.account,
        membership=membership.id,
        sign_in=own[0].id,
    )


def rules_of(app: Flask) -> list[Rule]:
    """Every address there is, in the order of the alphabet."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def numbered(rule: Rule) -> list[str]:
    """The names of an address's numbers: what belongs to a school."""
    return [name for name in HOLE.findall(rule.rule) if name not in WORDS]


def address_of(rule: Rule, ids: Ids | None) -> str:
    """An address of that rule for the things of one school; None for things that are nowhere."""

    def fill(hole: re.Match[str]) -> str:
        return WORDS.get(hole[1]) or (ids.of(hole[1]) if ids else str(NOWHERE))

    return HOLE.sub(fill, rule.rule) + MORE.get(rule.endpoint, "")


def requests_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address with each of its methods."""
    for rule in rules_of(app):
        for method in sorted(rule.methods or ()):
            if method not in ("HEAD", "OPTIONS"):
                yield rule, method
