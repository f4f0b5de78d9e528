"""How a student's need and gap come about, written out."""

from data.store.predictions import PredictionOf
from scoring.usual import words as usual
from webapp.board.board import Board, known
from webapp.board.listing import signed
from webapp.language import gettext as _
from webapp.language import number, words


def need_in_words(board: Board, place: int, need: float | None) -> str:
    """Write out how the need comes from the grade or the gap."""
    low, high = board.scale
    grade = float(board.grade[place])
    if need is None:
        return ""
    if board.rule_set.need.source == "gap":
        sum_ = f"50 + 100 × {number(float(board.gap[place]))} ÷ ({number(high)} − {number(low)})"
    elif grade >= board.rule_set.need.passing:
        passing = board.rule_set.need.passing
        sum_ = f"50 × ({number(high)} − {number(grade)}) ÷ ({number(high)} − {number(passing)})"
    else:
        passing = board.rule_set.need.passing
        sum_ = (
            f"50 + 50 × ({number(passing)} − {number(grade)}) ÷ ({number(passing)} − {number(low)})"
        )
    return f"{sum_} = {number(need)}"


def gap_in_words(board: Board, place: int, prediction: PredictionOf | None) -> str:
    """Say what is usual for similar students, and whether this grade is told apart from it."""
    if prediction is None:
        return ""
    grade = known(board.grade[place])
    holes = {
        "expected": number(prediction.expected),
        "low": number(prediction.low),
        "high": number(prediction.high),
    }
    if grade is None:
        return _(
            "Students with a similar school record usually get %(expected)s, four in five of "
            "them between %(low)s and %(high)s; this student has no grade yet.",
            **holes,
        )
    holes["grade"] = number(grade)
    told = usual(prediction.expected, prediction.low, prediction.high, grade)
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
    return [
        (_("what similar students get on average"), number(baseline, 2)),
        *(
            (words(columns[name].label) if name in columns else name, signed(value, 2))
            for name, value in parts
        ),
    ]
