"""All the rule sets that a school may know of, and what is being written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flask import render_template

from data.store import rosters
from data.store.rosters import RosterInfo
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from data.viewer import Viewer
from webapp.http.access import Action, may, viewer
from webapp.http.state import state
from webapp.rules import unjudged
from webapp.rules.new_set import NewSet
from webapp.services.drafts.fairness import limit_of
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.rule_sets.status_names import statuses


@dataclass(frozen=True)
class RuleSetRow:
    """One rule set of the list: how many students of the roster it judges, None where it is for
    other rosters; the drafts and proposals that stand, () for those who do not write rules."""

    kept: RegisteredSet
    judged: int | None
    drafts: tuple[Draft, ...]
    used_first: bool


def page(new: NewSet | None = None) -> str:
    """Render the list, with the form of a new set as it was filled in."""
    who = viewer()
    writes = may(who, Action.WRITE_RULES)
    kept = list(state().shelf.of_school(who.school).values())
    with state().database.read() as session:
        roster = rosters.current(session, who)
        drafts = rule_drafts.listing(session, who) if writes else []
    return render_template(
        "rules/all_sets.html",
        lines=_lines(who, kept, roster, drafts),
        roster=roster,
        new_drafts=_of_no_set(kept, drafts),
        folder=state().shelf.folder,
        statuses=statuses(),
        dictionaries=state().dictionaries,
        new=new or NewSet(dictionary=roster.dictionary if roster else ""),
        limit=limit_of(state(), who) if writes else None,
        unjudged=unjudged.count(who) if may(who, Action.SEE_STUDENTS) else None,
    )


def _lines(
    who: Viewer, sets: Sequence[RegisteredSet], roster: RosterInfo | None, drafts: Sequence[Draft]
) -> list[RuleSetRow]:
    """The sets, those for the current roster first, in the order in which boards take them."""
    offered = state().shelf.for_roster(roster.dictionary, who.school) if roster else []
    order = [kept.name for kept in offered]
    lines = [
        RuleSetRow(
            kept,
            _judged(who, kept, roster),
            tuple(draft for draft in drafts if draft.name == kept.name),
            order[:1] == [kept.name],
        )
        for kept in sets
    ]
    return sorted(
        lines,
        key=lambda line: (
            order.index(line.kept.name) if line.kept.name in order else len(order),
            line.kept.name,
        ),
    )


def _judged(who: Viewer, kept: RegisteredSet, roster: RosterInfo | None) -> int | None:
    rule_set = kept.rule_set
    if rule_set is None or roster is None or rule_set.roster != roster.dictionary:
        return None
    with state().boards.turn:
        school = state().boards.whole_school(who, rule_set)
    return int(np.count_nonzero(school[2].judged)) if school else None


def _of_no_set(sets: Sequence[RegisteredSet], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of sets that were never in force."""
    known = {kept.name for kept in sets}
    return [draft for draft in drafts if draft.name not in known]
