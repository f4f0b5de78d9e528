"""The students a draft's form shows: how their answers are spread, whom each indicator concerns."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.cohort import Column as Answers
from data.dictionary import Dictionary
from data.store import NotFound
from rules.columns import is_number
from rules.writing import NotEditableError, placed
from webapp.access import viewer
from webapp.board.boards import NoRosterError, NoRuleSetError
from webapp.drafting.drafts import Written
from webapp.drafting.histogram import Histogram, histogram
from webapp.state import state


@dataclass(frozen=True)
class RosterAnswers:
    """The current roster's answers, and how many students each indicator concerns."""

    answers: Mapping[str, Answers]
    concerned: Mapping[str, int]
    count: int | None

    def spread(self, name: str, dictionary: Dictionary | None) -> Histogram | None:
        """How the numbers of a column are spread; None for other columns."""
        column = dictionary.columns.get(name) if dictionary else None
        if column is None or not is_number(column):
            return None
        return histogram(self.answers.get(name), column, [])


def roster_answers(written: Written) -> RosterAnswers:
    """The whole school's answers: those of the current roster, where it is of this kind."""
    rule_set, who = written.attempt.rule_set, viewer()
    boards = state().boards
    try:
        if rule_set is None:
            board, _flags = boards.open(who, None, None)
            return RosterAnswers(board.cohort.columns, {}, len(board.cohort))
        board, _flags = boards.on_trial(who, None, written.draft.name, rule_set)
    except (NoRosterError, NoRuleSetError, NotFound):
        return RosterAnswers({}, {}, None)
    counts = board.judged({}).concerned(board.judged({}).judged)
    keys = [indicator.key for indicator in rule_set.indicators]
    concerned = dict(zip(keys, counts.tolist(), strict=True))
    return RosterAnswers(board.cohort.columns, concerned, len(board.cohort))


def dictionary_of(text: str) -> Dictionary | None:
    """The data dictionary that a text names; None where it names none of ours."""
    try:
        name = placed.find(placed.read(text), ("roster",))
    except NotEditableError:
        return None
    return state().dictionaries.get(getattr(name, "text", ""))
