"""All the rule sets that a school may know of, and what is being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flask import Response

from data.store import rosters
from data.store.rosters import RosterInfo
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from data.viewer import Viewer
from webapp.http.access import Action, may, viewer
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.rules import unjudged
from webapp.rules.new_set import LONGEST_TITLE, NewSet
from webapp.services.drafts.fairness import limit_of
from webapp.services.rule_sets.fitting import is_for
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.rule_sets.status_names import statuses


@dataclass(frozen=True)
class RuleSetRow:
    """One rule set of the list."""

    kept: RegisteredSet  # as it stands
    judged: int | None  # students of the roster that it judges; None where it is for other rosters
    drafts: tuple[Draft, ...]  # those that stand; empty for those who do not write rules
    used_first: bool  # whether boards begin with it


@dataclass(frozen=True)
class AllSetsPage:
    """The list of rule sets, and the form of a new one."""

    folder: str  # the name of the folder of rule files
    rows: Sequence[RuleSetRow]  # those for the current roster first
    students: int | None  # of the current roster; None where there is none
    writes: bool  # whether the reader writes rules
    new_drafts: Sequence[Draft]  # of sets that were never in force
    statuses: Mapping[str, str]  # the states of a set in words
    kinds: Mapping[str, str]  # the title of each data dictionary, by its name
    new: NewSet  # the form as it was filled in
    longest_title: int  # characters
    limit: float | None  # of the fairness check, in percentage points; None without `writes`
    unjudged: int | None  # students whom no set judges; None where the reader may not know


def show_all_sets(new: NewSet | None = None, status: int = 200) -> Response:
    """Show the list, with the form of a new set as it was filled in."""
    who = viewer()
    writes = may(who, Action.WRITE_RULES)
    kept = list(state().shelf.of_school(who.school).values())
    with state().database.read() as session:
        roster = rosters.current(session, who)
        drafts = rule_drafts.listing(session, who) if writes else []
    page = AllSetsPage(
        folder=state().shelf.folder.name,
        rows=_rows(who, kept, roster, drafts),
        students=roster.students if roster else None,
        writes=writes,
        new_drafts=_of_no_set(kept, drafts),
        statuses=statuses(),
        kinds={
            name: words(known.title)
            for name, known in state().dictionaries.of_school(who.school).items()
        },
        new=new or NewSet(dictionary=roster.dictionary if roster else ""),
        limit=limit_of(state(), who) if writes else None,
        longest_title=LONGEST_TITLE,
        unjudged=unjudged.count(who) if may(who, Action.SEE_STUDENTS) else None,
    )
    return show_page("rules/all_sets.html", page, status)


def _rows(
    who: Viewer, sets: Sequence[RegisteredSet], roster: RosterInfo | None, drafts: Sequence[Draft]
) -> list[RuleSetRow]:
    """The sets, those for the current roster first, in the order in which boards take them."""
    offered = state().shelf.for_roster(roster.dictionary, who.school) if roster else []
    order = [kept.name for kept in offered]
    rows = [
        RuleSetRow(
            kept,
            _judged(who, kept, roster),
            tuple(draft for draft in drafts if draft.name == kept.name),
            order[:1] == [kept.name],
        )
        for kept in sets
    ]
    return sorted(
        rows,
        key=lambda row: (
            order.index(row.kept.name) if row.kept.name in order else len(order),
            row.kept.name,
        ),
    )


def _judged(who: Viewer, kept: RegisteredSet, roster: RosterInfo | None) -> int | None:
    rule_set = kept.rule_set
    if rule_set is None or roster is None:
        return None
    if not is_for(rule_set, state().dictionaries.get(roster.dictionary)):
        return None
    with state().boards.turn:
        school = state().boards.whole_school(who, rule_set)
    return int(np.count_nonzero(school[2].judged)) if school else None


def _of_no_set(sets: Sequence[RegisteredSet], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of sets that were never in force."""
    known = {kept.name for kept in sets}
    return [draft for draft in drafts if draft.name not in known]
