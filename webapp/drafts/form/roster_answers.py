"""The students whom a draft's form shows: how their answers are spread, and whom each indicator
concerns."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.cohort import AnswerColumn
from data.dictionary import Dictionary
from data.store import NotFound
from rules.conditions.columns import is_number
from rules.editing import NotEditableError, yaml_text
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.pictures.histogram import Histogram, histogram
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.drafts.written_draft import WrittenDraft


@dataclass(frozen=True)
class RosterAnswers:
    """The current roster's answers."""

    answers: Mapping[str, AnswerColumn]  # by column
    concerned: Mapping[str, int]  # how many students each indicator concerns
    count: int | None  # students, None without a roster that fits

    def spread(self, name: str, dictionary: Dictionary | None) -> Histogram | None:
        """How the numbers of a column are spread; None for other columns."""
        column = dictionary.columns.get(name) if dictionary else None
        if column is None or not is_number(column):
            return None
        return histogram(self.answers.get(name), column, [])


def roster_answers(written: WrittenDraft) -> RosterAnswers:
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
        name = yaml_text.find(yaml_text.read(text), ("roster",))
    except NotEditableError:
        return None
    known = state().dictionaries.of_school(viewer().school)
    return known.get(getattr(name, "text", ""))
