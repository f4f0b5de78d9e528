"""Whom the list of a rule set selects: figures of groups, as a publication keeps them."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store.people import schools
from data.viewer import Viewer
from rules import Quadrant, RuleSet
from scoring.groups import groups
from scoring.groups.groups import GroupMembers, parts
from scoring.groups.selection_fairness import Lists, Selection, lowest, selection
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import look
from webapp.services.board.knobs import Knobs
from webapp.services.drafts.trial import roster_for
from webapp.services.runtime.resources import Resources, settings_of
from webapp.services.wording.reader import gettext as _

MORE = 30  # a longer list, shown beside the first places
TOP_RIGHT = Quadrant.COACH_FIRST.key
# What the rules say, whoever is coached or set aside: else the list's share would hang on whom
# people have chosen already.
NOBODY = Flags(version=(-1, date.min), coached={}, set_aside={})
DIGITS = 4


@dataclass(frozen=True)
class Fairness:
    """A draft's table: figures as they are kept with a publication, {} where there is nothing to
    compare, and then why, in words."""

    figures: dict[str, Any]
    why_not: str = ""

    @property
    def over(self) -> bool:
        """Whether a group is over the school's limit, so that a reason is asked for."""
        return any(
            row["over"] for found in self.figures.get("columns", []) for row in found["rows"]
        )


def limit_of(here: Resources, who: Viewer) -> float:
    """Return the viewer's school's limit, in percentage points."""
    with here.database.read() as session:
        return schools.own(session, who).fairness_limit


def of(here: Resources, who: Viewer, name: str, rule_set: RuleSet) -> Fairness:
    """Work out what these rules select on the viewer's newest roster of their kind."""
    roster, _earlier = roster_for(here, who, rule_set)
    if roster is None:
        said = _("There is no roster of the kind these rules are for yet: nothing is compared.")
        return Fairness({}, said)
    with here.boards.turn:
        board, _flags = here.boards.on_trial(who, roster.id, name, rule_set)
        return of_board(board, limit_of(here, who), settings_of(here, who.school).smallest_group)


def of_board(board: Board, limit: float, smallest: int = groups.SMALLEST) -> Fairness:
    """Compare every group of a board's students; `limit` in percentage points."""
    columns = groups_of(board, smallest)
    if not columns:
        said = _(
            "The roster’s data dictionary marks no column as `use: audit`: there are no groups."
        )
        return Fairness({}, said)
    lists = lists_of(board)
    found = selection(columns, lists, limit)
    if not found.drawn:
        return Fairness({}, _("These rules give nobody a rank: there is no list to compare."))
    return Fairness(_figures(board, lists, found) | {"limit": limit, "smallest": smallest})


def groups_of(board: Board, smallest: int) -> dict[str, list[GroupMembers]]:
    """Return the groups of each column that is marked for audits, then of schools and classes."""
    return groups_in(board.dictionary, board.cohort, smallest)


def groups_in(
    dictionary: Dictionary, cohort: Cohort, smallest: int
) -> dict[str, list[GroupMembers]]:
    """Return such groups of any cohort's students."""
    described = dictionary.columns
    audited = [name for name, one in described.items() if one.use == "audit"]
    others = [name for name, one in described.items() if one.role in ("class", "school")]
    return {
        name: parts(cohort.columns[name], smallest, worded=bool(described[name].values))
        for name in dict.fromkeys([*audited, *others])
        if name in cohort.columns
    }


def lists_of(board: Board) -> Lists:
    """Return the first places, longer lists, the worst grades, and what each indicator does."""
    outlook = look(board, Knobs(), NOBODY)
    ranked, places = outlook.ranking.ranked, Knobs.places
    top = outlook.ranking.quadrant[ranked] == Quadrant.COACH_FIRST
    without = {
        indicator.key: look(board, Knobs({indicator.key: 0.0}), NOBODY).ranking.ranked[:places]
        for indicator in board.rule_set.indicators
        if indicator.weight > 0
    }
    others = {"more": ranked[:MORE], TOP_RIGHT: ranked[top]}
    plain = lowest(board.scale.sign * board.grade, len(ranked[:places]))
    return Lists(ranked[:places], others, plain, without)


def _figures(board: Board, lists: Lists, found: Selection) -> dict[str, Any]:
    """What is kept of it as JSON: figures of groups, and no student."""
    columns = [
        {"name": name, "rows": [asdict(row) | {"difference": row.difference} for row in rows]}
        for name, rows in found.columns.items()
    ]
    figures = {
        "roster": board.roster.number,
        "dictionary": board.roster.dictionary,
        "students": found.students,
        "first": found.drawn,
        "others": {name: len(places) for name, places in lists.others.items()},
        "by_chance": found.by_chance,
        "columns": columns,
    }
    rounded: dict[str, Any] = _rounded(figures)
    return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
