"""A draft of a set that begins from a roster, and its publication where one lead is enough."""

from dataclasses import dataclass, field

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import Session, rosters
from data.store.rosters import RosterInfo
from data.store.rules import rule_drafts
from data.viewer import Viewer
from rules.editing.begun_file import BegunSet, begin
from rules.indicator_fit import FittedIndicator, fit, fit_all
from rules.indicator_library import LibraryIndicator
from webapp.services.board.boards import NoRosterError
from webapp.services.drafts import review
from webapp.services.rule_sets import library, publishing
from webapp.services.rule_sets.publishing import PendingPublication
from webapp.services.runtime.resources import Resources, settings_of
from webapp.services.wording.reader import gettext as _


@dataclass(frozen=True)
class UnknownColumn:
    """A column that rules may judge and the library does not know; what a person may make of it."""

    name: str
    plain: tuple[LibraryIndicator, ...]


@dataclass(frozen=True)
class RosterToBegin:
    """A roster, and what the library makes of its columns.

    cohort: all its students, for distributions alone.
    """

    roster: RosterInfo
    dictionary: Dictionary
    cohort: Cohort
    known: tuple[FittedIndicator, ...]
    unknown: tuple[UnknownColumn, ...]
    unanswered: tuple[str, ...] = field(default=())  # columns known but without answers to part by

    def plain(self, column: str, key: str) -> FittedIndicator | None:
        """Return the plain indicator of that key on a column; None where it cannot be."""
        described = self.dictionary.columns.get(column)
        kinds = [one for one in library.shipped().indicators if one.plain and one.key == key]
        if described is None or not kinds or not library.shipped().proposed(described):
            return None
        return fit(kinds[0], described, self.dictionary.columns, self.cohort.columns)


def to_begin(here: Resources, who: Viewer, roster: int | None) -> RosterToBegin:
    """Return a roster (None: the current one) with what the library knows of it.

    Raises NoRosterError and NotFound.
    """
    with here.database.read() as session:
        info = rosters.get(session, who, roster) if roster else rosters.current(session, who)
        if info is None:
            raise NoRosterError
        cohort = rosters.whole(session, who, info.id)
    dictionary, shelf = here.dictionaries.for_roster(info), library.shipped()
    columns = {name: one for name, one in dictionary.columns.items() if name in cohort.columns}
    known = fit_all(shelf, columns, cohort.columns)
    fitted = {one.column.name for one in known}
    open_ = {
        name: shelf.plain(one) for name, one in columns.items()
        if name not in fitted and shelf.known(one) is None
    }  # fmt: skip
    return RosterToBegin(
        info,
        dictionary,
        cohort,
        known,
        tuple(UnknownColumn(name, plain) for name, plain in open_.items() if plain),
        tuple(name for name, one in columns.items() if name not in fitted and shelf.known(one)),
    )


def text_of(
    found: RosterToBegin, title: str, chosen: tuple[FittedIndicator, ...], language: str
) -> str:
    """Return the text of the set: the chosen indicators, placed by this roster's answers of today.

    Raises ValueError where nothing is chosen.
    """
    begun = BegunSet(title, found.dictionary.name, publishing.today(), language)
    columns = found.dictionary.columns
    return begin(library.shipped(), columns, found.cohort.columns, begun, chosen)


def one_lead(here: Resources, who: Viewer) -> bool:
    """Say whether this viewer may publish alone, by the setting."""
    return settings_of(here, who.school).rule_review == review.ONE_LEAD


def publish(here: Resources, who: Viewer, number: int, roster: RosterInfo) -> str | None:
    """Put a begun draft in force at once; gives its set's name, None where somebody has to look
    first.

    It is left as a draft where it has problems, where a group is over the limit of the fairness
    check, or where one lead is not enough. Raises FolderError and Stale.
    """
    found = review.of(here, who, number)
    if not found.one_lead or found.blocked or found.must_explain:
        return None
    draft, day = found.draft, publishing.today()
    reason = _("Begun from the roster “%(title)s” with the library.", title=roster.title)

    def close(session: Session) -> None:
        rule_drafts.ask_review(
            session, who, draft.id, draft.revision,
            reason=reason, fairness_reason="", in_force_from=None,
        )  # fmt: skip
        rule_drafts.publish(session, who, draft.id, draft.revision)

    figures = found.compared.figures if found.compared else {}
    pending = PendingPublication(
        name=draft.name,
        rule_set=publishing.ready(here.shelf, draft.text, day),
        base=draft.row.base,
        author=who.name,
        reason=reason,
        comparison={**figures, "draft": draft.id},
        fairness=found.fairness.figures if found.fairness else {},
    )
    publishing.publish(here.shelf, who, pending, close)
    return draft.name
