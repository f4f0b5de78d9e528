"""Every rule file that was ever in force. Rule sets belong to the installation, not a school."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, select

from data.tables import RuleSetVersion

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
    return version


def latest(session: Session, name: str) -> RuleSetVersion | None:
    """The newest version of a set, None if it never had one."""
    every = select(RuleSetVersion).where(col(RuleSetVersion.name) == name)
    return session.exec(every.order_by(col(RuleSetVersion.number).desc()).limit(1)).first()


def versions(session: Session, name: str) -> list[RuleSetVersion]:
    """All versions of a set, newest first."""
    every = select(RuleSetVersion).where(col(RuleSetVersion.name) == name)
    return list(session.exec(every.order_by(col(RuleSetVersion.number).desc())))
