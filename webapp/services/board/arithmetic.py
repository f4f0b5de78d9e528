"""How a student's need and gap come about, written out."""

from data.store.models.predictions import PredictionOf
from rules.rounding import adding_up, digits_enough
from scoring.grade_scale import GradeScale
from scoring.model.usual import words as usual
from webapp.services.board.board import Board, known
from webapp.services.board.student_list import signed
from webapp.services.grades.wording import is_worded, said
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import number, words

DIGITS = 2  # behind the point, of sums that are opened


def need_in_words(board: Board, place: int, need: float | None) -> str:
    """Write out how the need comes from the grade or the gap."""
    scale = board.scale
    grade = float(board.grade[place])
    if need is None:
        return ""
    worst, best, passing = *scale, board.rule_set.need.passing
    if board.rule_set.need.source == "gap":
        gap = float(board.gap[place])
        digits = digits_enough(lambda gap: 50 + 100 * gap / scale.span, [gap], need, 1)
        sum_ = f"50 + 100 × {number(gap, digits)} ÷ ({number(scale.high)} − {number(scale.low)})"
        return f"{sum_} = {number(need)}"
    if (grade >= passing) if scale.upwards else (grade <= passing):
        digits = digits_enough(
            lambda grade: 50 * (best - grade) / (best - passing), [grade], need, 1
        )
        ends = number(best), number(grade, digits), number(passing)
        sum_ = f"50 × {_less(scale, ends[0], ends[1])} ÷ {_less(scale, ends[0], ends[2])}"
    else:
        digits = digits_enough(
            lambda grade: 50 + 50 * (passing - grade) / (passing - worst), [grade], need, 1
        )
        ends = number(passing), number(grade, digits), number(worst)
        sum_ = f"50 + 50 × {_less(scale, ends[0], ends[1])} ÷ {_less(scale, ends[0], ends[2])}"
    return f"{_counted(board, grade)}{sum_} = {number(need)}"


def _less(scale: GradeScale, better: str, worse: str) -> str:
    """Write by how much a grade is better than another, which is over 0 on any scale."""
    return f"({better} − {worse})" if scale.upwards else f"({worse} − {better})"


def _counted(board: Board, grade: float) -> str:
    """Say by which numbers grades in words are counted; "" for those that are numbers."""
    column, passing = board.dictionary.grade, board.rule_set.need.passing
    if not is_worded(column):
        return ""
    return _(
        "“%(grade)s” counts as %(number)s, the pass mark “%(mark)s” as %(passing)s, of "
        "%(low)s to %(high)s: ",
        grade=said(column, grade),
        number=number(grade),
        mark=said(column, passing),
        passing=number(passing),
        low=number(board.scale.low),
        high=number(board.scale.high),
    )


def priority_in_words(need: float | None, ease: float | None, priority: float | None) -> str:
    """Write out how the priority comes from need and ease; empty without one."""
    if need is None or ease is None or priority is None:
        return ""
    digits = digits_enough(lambda need, ease: need * ease / 100, (need, ease), priority, DIGITS)
    return _(
        "Need × ease ÷ 100 = %(need)s × %(ease)s ÷ 100 = %(priority)s",
        need=number(need, digits),
        ease=number(ease, digits),
        priority=number(priority, DIGITS),
    )


def gap_in_words(board: Board, place: int, prediction: PredictionOf | None) -> str:
    """Say what is usual for similar students, and whether this grade is told apart from it."""
    if prediction is None:
        return ""
    grade = known(board.grade[place])
    digits = 1
    if grade is not None:
        both = (prediction.expected, grade)
        gap = prediction.expected - grade  # its sign is told nowhere
        digits = digits_enough(lambda expected, grade: expected - grade, both, gap, digits)
    column = board.dictionary.grade
    holes = {
        "expected": said(column, prediction.expected, digits),
        "low": said(column, prediction.low),
        "high": said(column, prediction.high),
    }
    if grade is None:
        return _(
            "Students with a similar school record usually get %(expected)s, four in five of "
            "them between %(low)s and %(high)s; this student has no grade yet.",
            **holes,
        )
    holes["grade"] = said(column, grade, digits)
    ends = prediction.low, prediction.high
    told = usual(prediction.expected, *ends, grade, upwards=board.scale.upwards)
    if told == "below":
        return _(
            "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: below what "
            "is usual for similar students.",
            **holes,
        )
    if told == "above":
        return _(
            "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: above what "
            "is usual for similar students.",
            **holes,
        )
    return _(
        "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: cannot say that "
        "this is more or less than usual.",
        **holes,
    )


def gap_lines(board: Board, prediction: PredictionOf | None) -> list[tuple[str, str]]:
    """List what adds up to the expected grade: the others' mean, then column by column."""
    if prediction is None:
        return []
    baseline = prediction.expected - sum(prediction.contributions.values())
    columns = board.dictionary.columns
    parts = sorted(prediction.contributions.items(), key=lambda part: -abs(part[1]))
    first, *rest = adding_up(
        [baseline, *(value for _name, value in parts)], prediction.expected, DIGITS
    )
    labels = [words(columns[name].label) if name in columns else name for name, _value in parts]
    return [
        (_("what similar students get on average"), number(first, DIGITS)),
        *zip(labels, (signed(value, DIGITS) for value in rest), strict=True),
    ]
