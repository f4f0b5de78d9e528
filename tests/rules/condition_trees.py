"""Random trees of well-typed conditions over the small dictionary, and random cohorts for them."""

from hypothesis import strategies as st
from rule_files import Answers, answers

from rules.conditions.tree import (
    Arithmetic,
    ChangeSinceEarlier,
    CohortFunction,
    ColumnAnswer,
    Comparison,
    Either,
    Every,
    Function,
    IsMissing,
    Literal,
    Negative,
    Not,
    OneOf,
    Tree,
    columns_of,
)

NUMBERS = ("absences", "goout", "health", "hours")
WORDS = {"schoolsup": ("yes", "no"), "reason": ("home", "course"), "class": ("10A", "10B", "10C")}
SINCE = (None, "2024-09")
LEVELS = st.sampled_from([0.0, 0.1, 0.5, 1 / 3, 0.9, 1.0])
GROUPS = st.sampled_from([None, "class"])
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])

literals = st.builds(Literal, st.floats(-1e9, 1e9, allow_subnormal=False) | st.sampled_from(
    [0.0, 1.0, 2.5, -3.0, 20.0, 1e-7]))  # fmt: skip
answered = st.builds(ColumnAnswer, st.sampled_from(NUMBERS))
changes = st.builds(ChangeSinceEarlier, answered, st.sampled_from(SINCE))


def _negative(operand: Tree) -> Tree:
    """As it is read: a minus before a number is part of the number."""
    number = isinstance(operand, Literal) and isinstance(operand.value, float)
    return Literal(-operand.value) if number else Negative(operand)


def _has_column(tree: Tree) -> bool:
    return bool(columns_of(tree))


def _cohorts(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    read = inner.filter(_has_column)
    return (
        st.builds(CohortFunction, st.sampled_from(["mean", "median"]), read, st.none(), GROUPS)
        | st.builds(CohortFunction, st.just("quantile"), read, LEVELS, GROUPS)
    )  # fmt: skip


def _numbers(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return (
        inner.map(_negative)
        | st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/"]), inner, inner)
        | st.builds(Function, st.sampled_from(["min", "max"]), several)
        | st.builds(Function, st.sampled_from(["abs", "round"]), st.tuples(inner))
        | _cohorts(inner)
    )


numbers = st.recursive(literals | answered | changes, _numbers, max_leaves=5)


@st.composite
def _chains(draw: st.DrawFn) -> Tree:
    signs = draw(st.lists(SIGNS, min_size=1, max_size=3))
    operands = [draw(numbers) for _ in range(len(signs) + 1)]
    return Comparison(tuple(operands), tuple(signs))


@st.composite
def _of_words(draw: st.DrawFn) -> Tree:
    column = draw(st.sampled_from(sorted(WORDS)))
    words = st.sampled_from(WORDS[column]).map(Literal)
    if draw(st.booleans()):
        sign = draw(st.sampled_from(["==", "!="]))
        return Comparison((ColumnAnswer(column), draw(words)), (sign,))
    choices = draw(st.lists(words, min_size=1, max_size=3))
    return OneOf(ColumnAnswer(column), tuple(choices))


members = st.builds(OneOf, numbers, st.lists(literals, min_size=1, max_size=3).map(tuple))
missing = st.builds(IsMissing, st.builds(ColumnAnswer, st.sampled_from([*NUMBERS, *WORDS])))


def _conditions(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    shares = st.builds(
        CohortFunction, st.just("share"), inner.filter(_has_column), st.none(), GROUPS
    )
    compared = st.tuples(shares, numbers, SIGNS).map(
        lambda drawn: Comparison((drawn[0], drawn[1]), (drawn[2],))
    )
    return st.builds(Every, parts) | st.builds(Either, parts) | st.builds(Not, inner) | compared


trees = st.recursive(_chains() | _of_words() | members | missing, _conditions, max_leaves=5).filter(
    _has_column
)


@st.composite
def cohorts(draw: st.DrawFn, most: int = 12) -> dict[str, Answers]:
    """Students who leave anything unanswered, whole columns of it, their class, and rosters."""
    n = draw(st.integers(0, most))
    some = st.sampled_from([0.0, 1.0, 2.0, 2.5, 3.0, 20.0, -2.5, None])
    columns = {}
    earlier = [f"{name} {past}" for name in NUMBERS for past in ("before", "since 2024-09")]
    for name in (*NUMBERS, *earlier):
        if draw(st.integers(0, 9)):  # now and then a roster lacks the column
            columns[name] = answers(draw(st.lists(some, min_size=n, max_size=n)))
    for name, words in WORDS.items():
        given = st.lists(st.sampled_from([*words, None]), min_size=n, max_size=n)
        columns[name] = answers(draw(given))
    return columns
