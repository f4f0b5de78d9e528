"""Why a rule text was published, who approved it, and what it did on that day."""

from typing import Any

from sqlmodel import Session, col, select

from data.store import audit
from data.store.rules import rule_sets
from data.tables import Publication, RuleSetVersion
from data.viewer import Viewer

SHOWN = 12  # characters of a fingerprint, as pages show it


def add(
    session: Session,
    viewer: Viewer,
    name: str,
    fingerprint: str,
    *,
    author: str,
    reason: str,
    reviewed_by: str = "",
    comparison: dict[str, Any] | None = None,
    fairness: dict[str, Any] | None = None,
    fairness_reason: str = "",
    restored: int | None = None,
) -> Publication:
    """Note that a text is published (in a `write` session); the file follows, then the version.

    comparison, fairness: figures only, no student. restored: the version brought back, if one is.
    """
    found = Publication(
        school_id=viewer.school,
        name=name,
        fingerprint=fingerprint,
        reason=reason,
        account=viewer.account,
        author=author,
        reviewed_by=reviewed_by,
        comparison=comparison or {},
        fairness=fairness or {},
        fairness_reason=fairness_reason,
    )
    session.add(found)
    session.flush()
    detail: dict[str, Any] = {"set": name, "fingerprint": fingerprint[:SHOWN]}
    if restored is not None:
        detail["version"] = restored
    action = "publish" if restored is None else "restore"
    audit.add(session, viewer, action, "rule set", found.id, detail)
    return found


def author_of(session: Session, name: str, fingerprint: str) -> str:
    """Who published that text last, "" where it came as a file."""
    found = session.exec(
        select(Publication.author)
        .where(col(Publication.name) == name, col(Publication.fingerprint) == fingerprint)
        .order_by(col(Publication.id).desc())
        .limit(1)
    ).first()
    return found or ""


def of_set(session: Session, viewer: Viewer, name: str) -> list[Publication]:
    """What the viewer's school published of a set, newest first."""
    every = select(Publication).where(
        col(Publication.school_id) == viewer.school, col(Publication.name) == name
    )
    return list(session.exec(every.order_by(col(Publication.id).desc())))


def newest(session: Session, name: str) -> Publication | None:
    """What any school published last of a set, None where nobody did."""
    every = select(Publication).where(col(Publication.name) == name)
    return session.exec(every.order_by(col(Publication.id).desc()).limit(1)).first()


def of_versions(
    session: Session, viewer: Viewer, name: str
) -> list[tuple[RuleSetVersion, Publication | None]]:
    """Every version of a set, newest first, each with what the viewer's school published it with.

    A text can come into force more than once: its n-th version is that of its n-th publication.
    """
    waiting: dict[str, list[Publication]] = {}
    for one in of_set(session, viewer, name):  # newest first
        waiting.setdefault(one.fingerprint, []).append(one)
    found = []
    for version in rule_sets.versions(session, name):
        theirs = waiting.get(version.fingerprint, [])
        while theirs and theirs[0].created_at > version.created_at:
            theirs.pop(0)
        found.append((version, theirs[0] if theirs else None))
    return found
