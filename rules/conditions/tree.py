"""The nodes of a condition. Spans do not count when two nodes are compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field

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
class Answer:
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
class Cohort:
    """mean, median, quantile (of a number) or share (of a condition) over all students."""

    name: str
    argument: "Tree"
    level: float | None = None
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Comparison:
    """A chain: operands a, b, c with operators <, <= say a < b <= c."""

    operands: tuple["Tree", ...]
    operators: tuple[str, ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Membership:
    """Whether an answer is one of the choices."""

    operand: "Tree"
    choices: tuple[Literal, ...]
    span: Span = field(compare=False, default=(0, 0))


@dataclass(frozen=True)
class Missing:
    """Whether there is no answer; the one condition that is never unanswered."""

    operand: Answer
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
    Literal | Answer | Negative | Arithmetic | Function | Cohort
    | Comparison | Membership | Missing | Every | Either | Not
)  # fmt: skip
CONDITIONS = (Comparison, Membership, Missing, Every, Either, Not)


def children(tree: Tree) -> tuple[Tree, ...]:
    """The nodes a node is worked out from, for the same student; () for leaves and `Cohort`."""
    match tree:
        case Negative() | Membership() | Missing() | Not():
            return (tree.operand,)
        case Arithmetic():
            return (tree.left, tree.right)
        case Function():
            return tree.arguments
        case Comparison():
            return tree.operands
        case Every() | Either():
            return tree.parts
        case _:
            return ()


def walk(tree: Tree, into_cohort: bool = True) -> Iterator[Tree]:
    """Every node, innermost first; without `into_cohort`, cohort functions count as leaves."""
    inner = (tree.argument,) if into_cohort and isinstance(tree, Cohort) else children(tree)
    for child in inner:
        yield from walk(child, into_cohort)
    yield tree


def columns_of(tree: Tree, into_cohort: bool = True) -> tuple[str, ...]:
    """The names of the columns it reads, in the order they are first met."""
    names = (node.column for node in walk(tree, into_cohort) if isinstance(node, Answer))
    return tuple(dict.fromkeys(names))


def cohorts_of(tree: Tree) -> tuple[Cohort, ...]:
    """Its cohort functions, inner ones first."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Cohort)))
