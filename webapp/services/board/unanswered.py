"""Why a board gives nobody a rank: what its roster does not have, or does not answer."""

from dataclasses import dataclass

import numpy as np

from webapp.services.board.board import Board
from webapp.services.rule_sets.coverage import of_judgement


@dataclass(frozen=True)
class AnsweredQuestions:
    """How many of a rule set's questions a roster answers, and what else its students lack."""

    answered: int  # indicators that somebody of the whole school has an answer to
    questions: int  # indicators that weigh anything
    ungraded: bool  # whether no student has a grade yet
    unexpected: bool  # whether the rules go by the gap, and there are no expected grades

    @property
    def few(self) -> bool:
        """Whether more than half of the questions are without an answer, and some have one."""
        return 0 < 2 * self.answered < self.questions

    @property
    def none(self) -> bool:
        """Whether no question has an answer, so that nobody has an ease."""
        return self.answered == 0 < self.questions

    @property
    def nobody_ranked(self) -> bool:
        """Whether nobody can have a rank, whatever the knobs say."""
        return self.none or self.ungraded or self.unexpected


def answered_questions(board: Board) -> AnsweredQuestions:
    """Count what a board's roster answers."""
    found = of_judgement(board.judged({}))
    return AnsweredQuestions(
        answered=found.answered,
        questions=found.asked,
        ungraded=board.ungraded,
        unexpected=board.rule_set.need.source == "gap" and bool(np.isnan(board.gap).all()),
    )
