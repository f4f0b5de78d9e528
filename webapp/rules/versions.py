"""The versions of a rule set: what each said and why, two compared, one put in force again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import rules
from data.store import NotFound, Stale
from data.store.rules import publications, rule_sets
from data.tables import Publication, RuleSetVersion
from data.viewer import Viewer
from rules import RuleFileError, RuleSet
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.rules.version_list import VersionListRow, version_list
from webapp.services.drafts import line_changes
from webapp.services.drafts.fairness_table import FairnessTable, fairness_table
from webapp.services.drafts.student_changes import (
    StudentChanges,
    label_words,
    on_roster,
    quadrant_words,
)
from webapp.services.rule_sets import publishing
from webapp.services.rule_sets.publishing import FolderError, NotOursError, PendingPublication

bp = Blueprint("versions", __name__)


@dataclass(frozen=True)
class VersionNote:
    """A version as a reader sees it."""

    version: RuleSetVersion
    publication: Publication | None  # what his school published it with, if it did
    every: Sequence[VersionListRow]  # all versions, newest first
    ours: bool  # whether his school may write the set

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        return self.every[0].version.number

    @property
    def in_force(self) -> bool:
        """Whether it is the one that counts now."""
        return self.version.number == self.newest


@dataclass(frozen=True)
class VersionPage:
    """One version of a rule set."""

    name: str  # the set's
    note: VersionNote  # the version
    rule_set: RuleSet | None  # its rules, None where they cannot be read any more
    lines: Sequence[str]  # its text
    restores: bool  # whether the reader may put an earlier version in force again
    table: FairnessTable | None  # how its list treated groups, for those who write rules
    quadrants: Mapping[str, str]  # the quadrants' names
    labels: Mapping[str, str]  # the indicators' names
    said: str  # why nothing was put in force again, "" where nobody asked
    problems: Sequence[rules.RuleProblem]  # those for which it was not
    versions: Sequence[VersionListRow]  # all of them, newest first


@dataclass(frozen=True)
class VersionsComparedPage:
    """Two versions of a rule set."""

    name: str  # the set's
    before: VersionNote  # the earlier one
    after: VersionNote  # the later one
    lines: Sequence[line_changes.ChangedLine]  # what changes in the text
    came: int  # lines that are new
    went: int  # lines that are gone
    sees_students: bool  # whether the reader may know what changes for them
    compared: StudentChanges | None  # that, None where it cannot be told
    quadrants: Mapping[str, str]  # the quadrants' names
    labels: Mapping[str, str]  # the indicators' names
    versions: Sequence[VersionListRow]  # all of them, newest first


@bp.get("/rules/<name>/versions/<int:version>")
@needs(Action.SEE_RULES)
def show(name: str, version: int) -> Response:
    """Show a version: its text, why it was published, and what it did on that day; or give its
    text as a file (`?as=file`)."""
    found = _known(viewer(), name, version)
    if request.args.get("as") == "file":
        kept_as = f"{name}-version-{version}.yaml"
        return download(found.version.text, "application/yaml", kept_as)
    return _page(found)


@bp.post("/rules/<name>/versions/<int:version>/restore")
@needs(Action.WRITE_RULES)
def restore(name: str, version: int) -> AnyResponse:
    """Put the text of an earlier version in force again, as a new version."""
    who = viewer()
    state().shelf.look_again()
    found = _known(who, name, version)
    if found.in_force:
        return _page(found, 409, _("This version is in force: there is nothing to put back."))
    try:
        rule_set = rules.read(found.version.text, state().shelf.columns_of(who.school))
        with state().database.read() as session:
            standing = publishing.standing(state().shelf, session, name)
        publishing.publish(
            state().shelf,
            who,
            PendingPublication(
                name=name,
                rule_set=rule_set,
                base=found.newest,
                author=who.name,
                reason="",
                comparison=_restored(who, found, rule_set),
                replaces=standing.fingerprint if standing else "",
                restored=version,
            ),
            lambda _session: None,
        )
    except RuleFileError as error:
        said = _("This text cannot be used any more: the data dictionary has changed since.")
        return _page(found, 422, said, error.problems)
    except FolderError:
        return _page(found, 503, _(publishing.NO_FOLDER))
    except NotOursError:
        return _page(
            found, 403, _("Several schools use this set, so none of them changes it alone.")
        )
    except Stale:
        said = _("Another version came meanwhile. Look at it again, then decide.")
        return _page(_known(who, name, version), 409, said)
    newest = _known(who, name, version).newest
    return redirect(url_for("versions.show", name=name, version=newest), 303)


@bp.get("/rules/<name>/compare")
@needs(Action.SEE_RULES)
def compare(name: str) -> Response:
    """Compare two versions: as text, and on the students whom the viewer may see."""
    who = viewer()
    after = _known(who, name, request.args.get("to", type=int) or _newest(who, name))
    before = _known(who, name, request.args.get("from", type=int) or _before(after))
    lines = line_changes.changed(before.version.text, after.version.text)
    came, went = line_changes.counts(lines)
    was, rule_set = _read(before.version), _read(after.version)
    page = VersionsComparedPage(
        name=name,
        before=before,
        after=after,
        lines=lines,
        came=came,
        went=went,
        sees_students=may(who, Action.SEE_STUDENTS),
        compared=_moved(who, name, was, rule_set),
        quadrants=quadrant_words(rule_set),
        labels=label_words(was, rule_set),
        versions=after.every,
    )
    return show_page("rules/versions_compared.html", page)


def _page(
    found: VersionNote,
    status: int = 200,
    said: str = "",
    problems: Sequence[rules.RuleProblem] = (),
) -> Response:
    rule_set, writes = _read(found.version), may(viewer(), Action.WRITE_RULES)
    kept = found.publication.fairness if found.publication and writes else {}
    page = VersionPage(
        name=found.version.name,
        note=found,
        rule_set=rule_set,
        lines=found.version.text.splitlines(),
        restores=writes and found.ours,
        table=fairness_table(kept, state().dictionaries, rule_set) if kept else None,
        quadrants=quadrant_words(rule_set),
        labels=label_words(rule_set),
        said=said,
        problems=problems,
        versions=found.every,
    )
    return show_page("rules/version.html", page, status)


def _known(who: Viewer, name: str, number: int) -> VersionNote:
    """Return a version that the viewer's school may know of. Raises NotFound."""
    state().shelf.sets()
    with state().database.read() as session:
        found = rule_sets.version(session, who, name, number)
        every = publications.of_versions(session, who, name)
        ours = rule_sets.may_write(session, who, name)
    [mine] = [publication for version, publication in every if version.number == number]
    return VersionNote(found, mine, version_list(every), ours)


def _newest(who: Viewer, name: str) -> int:
    with state().database.read() as session:
        newest = rule_sets.latest(session, name)
    if newest is None:
        raise NotFound(name)
    return newest.number


def _before(after: VersionNote) -> int:
    return max(after.version.number - 1, 1)


def _read(version: RuleSetVersion) -> RuleSet | None:
    return state().shelf.attempt(version.text).rule_set


def _moved(
    who: Viewer, name: str, before: RuleSet | None, after: RuleSet | None
) -> StudentChanges | None:
    if after is None or not may(who, Action.SEE_STUDENTS):
        return None
    return on_roster(state(), who, name, before, after)


def _restored(who: Viewer, found: VersionNote, rule_set: RuleSet) -> dict[str, Any]:
    """What is kept of a restoring: which version came back instead of which, and whom it moved."""
    moved = _moved(who, found.version.name, _read(found.every[0].version), rule_set)
    figures = moved.figures if moved else {}
    return {**figures, "restored": found.version.number, "instead_of": found.newest}
