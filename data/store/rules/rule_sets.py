"""Every rule file that was ever in force, and whose it is.

A set that a school made on a page is its alone; one that came as a file is every school's, and what
happens to it stands in the trace of each."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, func, select

from data.store import audit
from data.store.errors import NotFound
from data.tables import Decision, RuleSetHome, RuleSetVersion, School
from data.viewer import Viewer

SHOWN = 12  # characters of a fingerprint, as pages show it
Filled = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class NewRuleSetVersion(BaseModel):
    """What a version is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    name: Filled
    text: Annotated[str, StringConstraints(max_length=65536)]
    fingerprint: Filled
    author: Annotated[str, StringConstraints(max_length=200)]
    warnings: list[str]


def record(
    session: Session,
    name: str,
    text: str,
    fingerprint: str,
    author: str,
    warnings: Sequence[str],
) -> RuleSetVersion:
    """Keep a rule file's text as the set's next version (in a `write` session).

    name: the file's, without its ending. fingerprint: sha256 of the text; the same as the
    latest version's gives that version and writes nothing. Numbers are 1, 2, ... a name.
    """
    new = NewRuleSetVersion(
        name=name, text=text, fingerprint=fingerprint, author=author, warnings=list(warnings)
    )
    last = latest(session, name)
    if last is not None and last.fingerprint == fingerprint:
        return last
    version = RuleSetVersion(**new.model_dump(), number=last.number + 1 if last else 1)
    session.add(version)
    session.flush()
    _note(session, author, "put in force", version.id, _told(version))
    return version


def refuse(session: Session, name: str, fingerprint: str, problems: int) -> None:
    """Write into the trace that a rule file was not taken, once a text (in a `write` session).

    name: the file's, without its ending. fingerprint: sha256 of the text. problems: how many.
    """
    detail = {"set": name, "fingerprint": fingerprint[:SHOWN], "problems": problems}
    _note(session, "", "refuse", None, detail)


def is_refused(session: Session, name: str, fingerprint: str) -> bool:
    """Whether the last thing that happened to a set was that this very text was refused."""
    lines = select(Decision.action, Decision.detail).where(col(Decision.thing) == "rule set")
    for action, detail in session.exec(lines.order_by(col(Decision.id).desc())):
        if detail.get("set") == name:
            return action == "refuse" and detail.get("fingerprint") == fingerprint[:SHOWN]
    return False


def tell_new_school(session: Session, school: School) -> None:
    """Begin a school's trace with the rule sets that were in force before it came."""
    newest = select(func.max(RuleSetVersion.id)).group_by(col(RuleSetVersion.name))
    others = select(RuleSetHome.name)
    for version in session.exec(
        select(RuleSetVersion)
        .where(col(RuleSetVersion.id).in_(newest), col(RuleSetVersion.name).not_in(others))
        .order_by(col(RuleSetVersion.id))
    ):
        who = Viewer(None, version.author, "", school.id)
        audit.add(session, who, "put in force", "rule set", version.id, _told(version))


def homes(session: Session) -> dict[str, int]:
    """The school of each rule set that is one school's alone."""
    return dict(session.exec(select(RuleSetHome.name, RuleSetHome.school_id)).all())


def settle(session: Session, viewer: Viewer, name: str) -> None:
    """Make the set of that name, which nobody has, the viewer's school's (in a `write` session)."""
    session.add(RuleSetHome(name=name, school_id=viewer.school))
    session.flush()


def is_free(session: Session, name: str) -> bool:
    """Whether no school has made a set of that name and none was ever in force."""
    return name not in homes(session) and latest(session, name) is None


def free_name(session: Session, wanted: str, taken: Collection[str] = ()) -> str:
    """`wanted`, or the first of wanted-2, wanted-3, ... that is free and not among the `taken`."""
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000)))
    return next(name for name in names if name not in taken and is_free(session, name))


def may_write(session: Session, viewer: Viewer, name: str) -> bool:
    """Whether the viewer's school may change a set: its own, or everybody's where it is alone."""
    home = homes(session).get(name)
    if home is not None:
        return home == viewer.school
    return len(session.exec(select(School.id).limit(2)).all()) == 1


def version(session: Session, viewer: Viewer, name: str, number: int) -> RuleSetVersion:
    """A version of a set that the viewer's school may know of. Raises NotFound."""
    if homes(session).get(name, viewer.school) == viewer.school:
        for found in versions(session, name):
            if found.number == number:
                return found
    raise NotFound(f"There is no version {number} of {name}.")


def _note(
    session: Session, author: str, action: str, version: int | None, detail: dict[str, Any]
) -> None:
    home = homes(session).get(str(detail["set"]))
    for school in session.exec(select(School.id).order_by(col(School.id))):
        if home not in (None, school):
            continue
        who = Viewer(None, author, "", school)
        audit.add(session, who, action, "rule set", version, detail)


def _told(version: RuleSetVersion) -> dict[str, Any]:
    fingerprint = version.fingerprint[:SHOWN]
    return {"set": version.name, "version": version.number, "fingerprint": fingerprint}


def latest(session: Session, name: str) -> RuleSetVersion | None:
    """The newest version of a set, None if it never had one."""
    every = select(RuleSetVersion).where(col(RuleSetVersion.name) == name)
    return session.exec(every.order_by(col(RuleSetVersion.number).desc()).limit(1)).first()


def versions(session: Session, name: str) -> list[RuleSetVersion]:
    """All versions of a set, newest first."""
    every = select(RuleSetVersion).where(col(RuleSetVersion.name) == name)
    return list(session.exec(every.order_by(col(RuleSetVersion.number).desc())))
