"""Publishing a rule text: noted with its reasons, laid into its file, and in force by that."""

import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import rules
from data.store import Session, Stale
from data.store.rules import publications, rule_sets
from data.tables import Publication
from data.viewer import Viewer
from data.wording.message import N_
from rules import RuleSet
from rules.editing import NotEditableError, set_value
from webapp.services.rule_sets import rule_file
from webapp.services.rule_sets.registry import Shelf

log = logging.getLogger(__name__)

NO_FOLDER = N_(
    "The folder of rule files on the server cannot be written, so nothing was published. Tell "
    "whoever looks after the server; what you wrote is kept in the draft."
)  # what a reader is told of a FolderError


class FolderError(Exception):
    """The folder of rule files cannot be written; nothing was published."""


class NotOursError(Exception):
    """The set is every school's, and there are several: a school changes its own sets only."""


@dataclass(frozen=True)
class WaitingText:
    """A text that lies in the file and is not in force: broken, or for a later day."""

    fingerprint: str
    problems: int
    in_force_from: date | None


@dataclass(frozen=True)
class PendingPublication:
    """A text that is to be published, and what is kept with it.

    base: the version that must still be the set's newest, 0 for none. replaces: the fingerprint of
    a standing text that it may take the place of. reviewed_by: who approved it, "" for nobody.
    """

    name: str
    rule_set: RuleSet
    base: int
    author: str
    reason: str
    reviewed_by: str = ""
    fairness_reason: str = ""
    comparison: Mapping[str, Any] = field(default_factory=dict)
    fairness: Mapping[str, Any] = field(default_factory=dict)
    replaces: str = ""
    restored: int | None = None


def today() -> date:
    """Return the day by which the shelf decides what is in force."""
    return datetime.now(UTC).date()


def ready(
    shelf: Shelf, text: str, day: date, status: str | None = None, school: int | None = None
) -> RuleSet:
    """Return the rule set that a school's draft says, with its day and, if given, its status.

    Raises RuleFileError with all that is wrong, a failing example as well.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    with contextlib.suppress(NotEditableError):  # reading it says what is wrong
        text = set_value(text, ("in_force_from",), day)
        text = set_value(text, ("status",), status) if status else text
    return rules.read(text, shelf.columns_of(school))


def path_of(shelf: Shelf, name: str) -> Path:
    """Return where a set's file is."""
    return shelf.folder / f"{name}.yaml"


def standing(shelf: Shelf, session: Session, name: str) -> WaitingText | None:
    """Return what lies in a set's file and is not its newest version; None where nothing does."""
    text = rule_file.read(path_of(shelf, name))
    newest = rule_sets.latest(session, name)
    if text is None or (newest and rule_file.fingerprint(text) == newest.fingerprint):
        return None
    found = shelf.attempt(text)
    day = found.rule_set.in_force_from if found.rule_set else None
    return WaitingText(rule_file.fingerprint(text), len(found.problems), day)


def publish(
    shelf: Shelf, who: Viewer, what: PendingPublication, close: Callable[[Session], object]
) -> Publication:
    """Publish a text; `close(session)` closes the draft it comes from, in the same transaction.

    Raises NotOursError, FolderError, and Stale where another version came, or another text lies in
    the file than the one that may be replaced: then nothing has happened.
    """
    try:
        prepared = rule_file.prepare(path_of(shelf, what.name), what.rule_set.text)
    except OSError as error:
        log.warning("rule set %r cannot be written: %r", what.name, error)
        raise FolderError from error
    try:
        with shelf.database.write() as session:
            close(session)
            published = _note(shelf, session, who, what, prepared)
    except BaseException:
        prepared.drop()
        raise
    try:
        prepared.put(rule_file.known_to(shelf.database, what.name))
    except OSError as error:  # whoever looks at the folder next puts it there
        log.warning("rule set %r is published and waits for its file: %r", what.name, error)
    shelf.look_again()
    shelf.sets()
    return published


def _note(
    shelf: Shelf,
    session: Session,
    who: Viewer,
    what: PendingPublication,
    prepared: rule_file.PreparedFile,
) -> Publication:
    if not rule_sets.may_write(session, who, what.name):
        raise NotOursError
    newest = rule_sets.latest(session, what.name)
    if (newest.number if newest else 0) != what.base:
        raise Stale("Another version came into force meanwhile.")
    if rule_file.is_taken(session, prepared):
        raise Stale("Another text was published this very moment.")
    there = standing(shelf, session, what.name)
    if there is not None and there.fingerprint != what.replaces:
        raise Stale("Another text lies in the file.")
    return publications.add(
        session,
        who,
        what.name,
        what.rule_set.fingerprint,
        author=what.author,
        reason=what.reason,
        reviewed_by=what.reviewed_by,
        comparison=dict(what.comparison),
        fairness=dict(what.fairness),
        fairness_reason=what.fairness_reason,
        restored=what.restored,
    )
