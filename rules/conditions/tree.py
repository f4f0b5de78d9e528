"""The nodes of a condition. Spans do not count when two nodes are compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.conditions.columns import Earlier

Span = tuple[int, int]
"""Where in the condition's text a node was written: first character, one past the last."""

NO, UNANSWERED, YES = 0, 1, 2
"""What a condition comes to. In this order `and` is the smaller, `or` the larger (Kleene)."""


@dataclass(frozen=True)
class Literal:
    """A number or a word that was written out; `yes` and `no` are words."""

    value: float | str
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class ColumnAnswer:
    """A student's answer in one column."""

    column: str
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Negative:
    """Minus a number."""

    operand: "Tree"
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers and one of + - * /."""

    operator: str
    left: "Tree"
    right: "Tree"
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Function:
    """abs, min, max or round of one student's numbers."""

    name: str
    arguments: tuple["Tree", ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class CohortFunction:
    """mean, median, quantile (of a number) or share (of a condition) over all students.

    by: the column of classes or schools; then it is that of the student's own group.
    """

    name: str
    argument: "Tree"
    level: float | None = None
    by: str | None = None
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class ChangeSinceEarlier:
    """A student's number now minus his number in an earlier roster (see `Earlier`)."""

    operand: ColumnAnswer
    since: str | None = None
    span: Span = field(compare=False, default=(0, 0))

    @property
    def earlier(self) -> Earlier:
        """Which earlier column it reads."""
        return Earlier(self.operand.column, self.since)


@dataclass(frozen=True)
class Comparison:
    """A chain: operands a, b, c with operators <, <= say a < b <= c."""

    operands: tuple["Tree", ...]
    operators: tuple[str, ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class OneOf:
    """Whether an answer is one of the choices."""

    operand: "Tree"
    choices: tuple[Literal, ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class IsMissing:
    """Whether there is no answer; the one condition that is never unanswered."""

    operand: ColumnAnswer
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Every:
    """Conditions joined by `and`."""

    parts: tuple["Tree", ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Either:
    """Conditions joined by `or`."""

    parts: tuple["Tree", ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    operand: "Tree"
    span: Span = field(compare=False, default=(0, 0))


Tree = (
    Literal | ColumnAnswer | Negative | Arithmetic | Function | CohortFunction | ChangeSinceEarlier
    | Comparison | OneOf | IsMissing | Every | Either | Not
)  # fmt: skip
CONDITIONS = (Comparison, OneOf, IsMissing, Every, Either, Not)
Figure = CohortFunction | ChangeSinceEarlier
"""What a student's answers of today do not say: an example must be given it."""


def children(tree: Tree) -> tuple[Tree, ...]:  # noqa: PLR0911 - one return a node
    """The nodes a node is worked out from, for the same student; () for leaves and `Cohort`."""
    match tree:
        case Negative() | OneOf() | IsMissing() | Not():
            return (tree.operand,)
        case Arithmetic():
            return (tree.left, tree.right)
        case Function():
            return tree.arguments
        case ChangeSinceEarlier():
            return (tree.operand, ColumnAnswer(tree.earlier.name))
        case Comparison():
            return tree.operands
        case Every() | Either():
            return tree.parts
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node that was written, innermost first."""
    match tree:
        case CohortFunction():
            inner: tuple[Tree, ...] = (tree.argument,)
        case ChangeSinceEarlier():
            inner = (tree.operand,)
        case _:
            inner = children(tree)
    for child in inner:
        yield from walk(child)
    yield tree


def reads(tree: Tree) -> tuple[str, ...]:
    """The names of the columns that it hangs on for one student, in the order of the text.

    A cohort function hangs on his group alone, a change on an earlier column as well.
    """
    match tree:
        case ColumnAnswer():
            return (tree.column,)
        case CohortFunction():
            return () if tree.by is None else (tree.by,)
    names = (name for child in children(tree) for name in reads(child))
    return tuple(dict.fromkeys(names))


def answers_in(tree: Tree) -> tuple[str, ...]:
    """The names of the columns that it reads outside cohort functions and changes."""
    if isinstance(tree, ColumnAnswer):
        return (tree.column,)
    if isinstance(tree, Figure):
        return ()
    names = (name for child in children(tree) for name in answers_in(child))
    return tuple(dict.fromkeys(names))


def columns_of(tree: Tree) -> tuple[str, ...]:
    """The names of the dictionary's columns that it needs, in the order they are first met."""
    names: dict[str, None] = {}
    for node in walk(tree):
        if isinstance(node, ColumnAnswer):
            names[node.column] = None
        elif isinstance(node, CohortFunction) and node.by is not None:
            names[node.by] = None
    return tuple(names)


def figures_of(tree: Tree) -> tuple[Figure, ...]:
    """Its cohort functions and changes, inner ones first."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Figure)))
