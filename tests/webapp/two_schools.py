"""Two schools on one server, with a word in the other one's data that must never be read here."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import compared
import pytest
from flask import Flask
from invented import HEADERS, ROSTER
from one_school import School
from own_dictionary import own_text
from reader import path_of
from sqlalchemy import text
from sqlmodel import SQLModel
from staff import hire_one
from werkzeug.routing import Rule

from data import store
from data.store.rosters import dictionaries
from data.tables import ApiToken, now
from data.viewer import Viewer
from scoring.model.model_config import Recipe
from webapp.services.jobs import background_jobs, work
from webapp.services.rosters import importing

MARKER = "Zyzzyva"  # in every text of the other school; nobody here is called that
ROLES = ("counsellor", "lead", "administrator", "observer", "auditor")
HOLE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
# What an address names that is no school's own: all may know it, or nobody can guess it.
WORDS = {
    "language": "fr",
    "digest": "0",
    "name": "pilot-2008",
    "version": "1",
    "token": "a-link-that-is-none",
}
MORE = {"caseload.place": "?at.grade=8&at.height=50"}
# The numbers of things begin here, one table after the other, so that none is met by chance.
OURS, THEIRS, LATER = 12_340_000, 54_320_000, 98_760_000
ONE_OF_THEIRS = re.compile(r"(?<![\d.])543[2-5]\d{4}(?!\d)")


@dataclass(frozen=True)
class Ids:
    """The things of one school, by the name that an address gives them."""

    student: int
    intervention: int
    dismissal: int
    roster: int
    job: int
    account: int
    membership: int
    sign_in: int
    draft: int
    what_if: int
    model: int
    comparison: int
    api_token: int
    backup: str
    dictionary: str

    def of(self, name: str) -> str:
        """The number of that thing; raises LookupError for one that nobody thought of."""
        if name not in vars(self):
            raise LookupError(
                f"An address has <{name}>. If it is a school's own, give `Ids` one of each school; "
                "if it is not, say in WORDS what stands there."
            )
        return str(vars(self)[name])


NOWHERE = Ids(*[987_654_321] * 13, "alavanca-19990101T000000Z.zip", "nobodys-grades")


@dataclass(frozen=True)
class Both:
    """A server with two schools: what is ours, what is out of Ines's groups, what is theirs."""

    school: School
    ours: Ids  # students of 10A, whom Ines sees
    beside: Ids  # students of 10B, whom she does not
    theirs: Ids


def furnish(school: School, folder: Path) -> Both:
    """Put one thing of every kind into both schools, the other one's full of the marker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            background_jobs.subprocess, "Popen", lambda command, **_: at_once(school, command)
        )
        _begin_at(school, OURS)
        import_(school, "abel", folder / "ours.csv", ROSTER)
        nina, bela = school.hire("nina", ["class:10A"]), school.hire("bela", ["class:10B"])
        _describe(school, "abel", "ours")
        ours = things_of(school, nina, "abel", ("S1", "S2"), "ours")
        beside = things_of(school, bela, "abel", ("S3", "S4"), "ours")
        _begin_at(school, THEIRS)
        for role in ROLES:
            there = school.people["chloe"].school
            person = hire_one(school.state.database, there, of_them(role), None, role)
            school.people[of_them(role)] = person
        with school.write() as session:
            store.schools.rename(session, person, f"{MARKER} school")
        lead, head = of_them("lead"), of_them("administrator")
        import_(school, head, folder / f"{MARKER}.csv", of_the_other_school())
        _describe(school, head, "theirs")
        theirs = things_of(school, lead, head, (f"{MARKER}S1", f"{MARKER}S2"), "theirs")
        _begin_at(school, LATER)
    school.settings.backups.mkdir(exist_ok=True)
    (school.settings.backups / theirs.backup).touch()
    return Both(school, ours, beside, theirs)


def of_them(role: str) -> str:
    """The login of the other school's person of that role."""
    return f"{MARKER}-{role}".lower()


def at_once(school: School, command: list[str]) -> None:
    """Do a job in this process instead of a child of it."""
    with school.app.app_context():
        work.run(school.state, int(command[-1]))


def import_(school: School, who: str, file: Path, content: str) -> None:
    """Take a roster in as that person."""
    file.write_text(content, encoding="utf-8")
    with school.app.app_context():
        found = importing.read(school.state, school.people[who], file, file.name)
        importing.take_in(school.state, school.people[who], found, f"{file.stem} maths", None)


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


def _describe(school: School, who: str, name: str) -> None:
    """Give a school a data dictionary of its own."""
    title = f"{MARKER} grades" if name == "theirs" else "Our grades"
    with school.write() as session:
        dictionaries.add(session, school.people[who], own_text(name, title))


def things_of(
    school: School, who: str, administrator: str, keys: tuple[str, str], dictionary: str
) -> Ids:
    """One thing of every kind in a school. keys: a student whom `who` coaches, and one whom he
    sets aside. dictionary: the name of the school's own."""
    viewer = school.people[who]
    assert viewer.account is not None
    school.reader(who)
    file = io.BytesIO(f"StudentID;FinalGrade\n{keys[0]};x{keys[0]}\n".encode())
    form = {"file": (file, f"{keys[0]}.csv")}
    upload = school.reader(administrator).post("/rosters", form)
    with school.write() as session:
        roster = store.rosters.current(session, viewer)
        assert roster is not None
        coached, aside = (_student(session, viewer, roster.id, key) for key in keys)
        intervention = store.interventions.open(session, viewer, coached)
        words = f"{keys[1]}: words about the student"
        until = now().date() + timedelta(days=30)
        dismissal = store.dismissals.add(session, viewer, aside, "other", words, until)
        [(membership, _)] = store.memberships.of_account(session, viewer.account)
        [sign_in] = store.sign_ins.own(session, viewer.account, school.state.clock())
        draft = store.rule_drafts.begin(session, viewer, f"own-{keys[0]}", f"# {keys[0]}", 0)
        what_if = store.what_ifs.keep(session, viewer, keys[0], "small", "w.absences=5")
        model = model_of(session, viewer, roster.id)
        found = compared.plan(), compared.result()
        comparison = store.comparisons.keep(session, viewer, roster.id, "grade", *found)
        token = ApiToken(
            school_id=viewer.school,
            account_id=viewer.account,
            membership_id=membership.id,
            name=keys[0],
            token=keys[0],
            rights=["ranking"],
            expires_at=now(),
        )
        session.add(token)
        session.flush()
    return Ids(
        student=coached,
        intervention=intervention.id,
        dismissal=dismissal.id,
        roster=roster.id,
        job=int(path_of(upload).rpartition("/")[2]),
        account=viewer.account,
        membership=membership.id,
        sign_in=sign_in.id,
        draft=draft.id,
        what_if=what_if.id,
        model=model,
        comparison=comparison.id,
        api_token=token.id,
        backup="alavanca-20261112T120000Z.zip",
        dictionary=dictionary,
    )


def model_of(session: store.Session, viewer: Viewer, roster: int) -> int:
    """A model that was trained on a roster, with a file that is none."""
    recipe = Recipe(columns=("absences", "studytime")).as_json()
    kept = {"fingerprint": "m", "report": {}, "scikit_learn": "1.0", "content": b"none"}
    return store.model_registry.keep(
        session, viewer, roster, target="grade", recipe=recipe, **kept
    ).id


def _student(session: store.Session, viewer: Viewer, roster: int, key: str) -> int:
    whole = replace(viewer, role="lead", groups=None)
    cohort = store.rosters.cohort(session, whole, roster)
    keys = store.rosters.names(session, whole, roster).keys
    return dict(zip(keys, cohort.students.tolist(), strict=True))[key]


def _begin_at(school: School, first: int) -> None:
    """Number what is made from now on from `first` on, each table a thousand higher."""
    with school.write() as session:
        for place, name in enumerate(SQLModel.metadata.tables):
            known = {"name": name, "last": first + 1000 * place}
            session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), known)
            session.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), known)


def rules_of(app: Flask) -> list[Rule]:
    """Every address there is. Backwards, so that a roster goes after its students."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule, reverse=True)


def numbered(rule: Rule) -> list[str]:
    """The names of an address's numbers: what belongs to a school."""
    return [name for name in HOLE.findall(rule.rule) if name not in WORDS]


def address_of(rule: Rule, ids: Ids) -> str:
    """An address of that rule for those things."""
    filled = HOLE.sub(lambda hole: WORDS.get(hole[1]) or ids.of(hole[1]), rule.rule)
    return filled + MORE.get(rule.endpoint, "")


def requests_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address with each of its methods, those that only ask first."""
    found = [(rule, method) for rule in rules_of(app) for method in rule.methods or ()]
    yield from sorted(found, key=lambda one: one[1] == "POST")
