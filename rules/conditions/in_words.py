"""A condition in words, in every language.

Every comparison is said as "label: at least 5", which needs no gender or number of the label.
"""

import math
from collections.abc import Mapping

from data.wording.languages import Wording, Words, contracted, in_language, number
from data.wording.message import N_
from data.wording.translate import translate
from rules.conditions.columns import DictionaryColumn, value_words
from rules.conditions.functions import kind
from rules.conditions.tree import (
    Arithmetic,
    ChangeSinceEarlier,
    CohortFunction,
    ColumnAnswer,
    Comparison,
    Either,
    Every,
    Figure,
    Function,
    IsMissing,
    Literal,
    Negative,
    Not,
    OneOf,
    Tree,
)

_SIGNS = {
    "<": N_("below %(number)s"),
    "<=": N_("at most %(number)s"),
    ">": N_("above %(number)s"),
    ">=": N_("at least %(number)s"),
    "!=": N_("other than %(number)s"),
}
# More or less than something else than a number is said otherwise in some languages: mais de 3, but
# mais do que a média.
_SIGNS_OF_AMOUNTS = {
    "<": N_("below %(amount)s"),
    "<=": N_("at most %(amount)s"),
    ">": N_("above %(amount)s"),
    ">=": N_("at least %(amount)s"),
    "!=": N_("other than %(amount)s"),
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_FUNCTIONS = {
    "mean": N_("the average of %(value)s"),
    "median": N_("the median of %(value)s"),
    "quantile": N_("the value that %(percent)s %% do not exceed for %(value)s"),
    "share": N_("the share of students with (%(value)s)"),
    "abs": N_("the size of %(value)s"),
    "min": N_("the smallest of %(value)s"),
    "max": N_("the largest of %(value)s"),
    "round": N_("%(value)s, rounded"),
}
_WITHIN = {
    "class": N_("%(figure)s in the student’s class"),
    "school": N_("%(figure)s in the student’s school"),
}
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)


def say(
    tree: Tree, columns: Mapping[str, DictionaryColumn], constants: Mapping[Figure, float]
) -> Words:
    """The condition as a sentence part in each language, with the dictionary's labels.

    What a cohort function or change in `constants` comes to is said beside it, in brackets.
    """
    return Wording(
        lambda language: contracted(
            _Speaker(language, columns, constants).condition(tree), language
        )
    )


class _Speaker:
    """Says trees in one language."""

    def __init__(
        self,
        language: str,
        columns: Mapping[str, DictionaryColumn],
        constants: Mapping[Figure, float],
    ) -> None:
        self.language = language
        self.columns = columns
        self.constants = constants

    def say(self, template: str, **values: str) -> str:
        """A template in the language, its holes filled."""
        return translate(template, self.language) % values

    def _joint(self, word: str) -> str:
        return f" {self.say(word)} "

    def condition(self, tree: Tree) -> str:  # noqa: PLR0911 - one return a node
        match tree:
            case Every():
                return self._joint(N_("and")).join(map(self._grouped, tree.parts))
            case Either():
                return self._joint(N_("or")).join(map(self._grouped, tree.parts))
            case Not():
                return self.say(N_("not (%(condition)s)"), condition=self.condition(tree.operand))
            case IsMissing():
                return self._is(tree.operand, self.say(N_("no answer")))
            case OneOf():
                told = [self._value(choice, tree.operand) for choice in tree.choices]
                return self._is(tree.operand, self._joint(N_("or")).join(told))
            case Comparison():
                return self._comparison(tree)
        return self._value(tree)

    def _grouped(self, tree: Tree) -> str:
        told = self.condition(tree)
        return f"({told})" if isinstance(tree, Every | Either) else told

    def _is(self, subject: Tree, what: str) -> str:
        told = self._value(subject, bare=True)
        return self.say(N_("%(subject)s: %(what)s"), subject=told, what=what)

    def _comparison(self, tree: Comparison) -> str:
        """Pairs that share their subject, as 1 < a <= 3, are said together."""
        told: list[tuple[Tree, list[str]]] = []
        for at, sign in enumerate(tree.operators):
            subject, other = tree.operands[at], tree.operands[at + 1]
            if isinstance(subject, Literal | CohortFunction) and not isinstance(
                other, Literal | CohortFunction
            ):
                subject, other, sign = other, subject, _TURNED[sign]
            what = self._compared(sign, other, subject)
            if told and told[-1][0] == subject:
                told[-1][1].append(what)
            else:
                told.append((subject, [what]))
        both = self._joint(N_("and"))
        return both.join(self._is(subject, both.join(what)) for subject, what in told)

    def _compared(self, sign: str, other: Tree, subject: Tree) -> str:
        """An answer's own words only for equality: "below 2 to 5 hours" would puzzle."""
        about = subject if sign in ("==", "!=") else None
        told = self._value(other, about)
        if sign == "==":
            return told
        if isinstance(other, Literal):
            return self.say(_SIGNS[sign], number=told)
        return self.say(_SIGNS_OF_AMOUNTS[sign], amount=told)

    def _value(self, tree: Tree, about: Tree | None = None, bare: bool = False) -> str:  # noqa: PLR0911
        """A number or word; a word of the column it is `about` by the dictionary's own name."""
        match tree:
            case Literal():
                return self._literal(tree.value, about)
            case ColumnAnswer():
                label = in_language(self.columns[tree.column].label, self.language) or tree.column
                return label if bare else self.say(N_("“%(label)s”"), label=label)
            case Negative():
                return f"-{self._value(tree.operand)}"
            case Arithmetic():
                left, right = (
                    f"({told})" if isinstance(part, Arithmetic) else told
                    for part in (tree.left, tree.right)
                    for told in [self._value(part)]
                )
                return f"{left} {tree.operator} {right}"
            case CohortFunction():
                return self._known(tree, self._cohort(tree))
            case ChangeSinceEarlier():
                return self._known(tree, self._change(tree))
            case Function():
                told = ", ".join(map(self._value, tree.arguments))
                return self.say(_FUNCTIONS[tree.name], value=told)
        return self.condition(tree)

    def _cohort(self, tree: CohortFunction) -> str:
        about = tree.argument
        told = self.condition(about) if tree.name == "share" else self._value(about)
        level = "" if tree.level is None else number(tree.level * 100, self.language)
        figure = self.say(_FUNCTIONS[tree.name], value=told, percent=level)
        if tree.by is None:
            return figure
        return self.say(_WITHIN[kind(self.columns[tree.by]) or "class"], figure=figure)

    def _change(self, tree: ChangeSinceEarlier) -> str:
        value = self._value(tree.operand)
        if tree.since is None:
            return self.say(N_("the change of %(value)s since the roster before"), value=value)
        month = self._month(tree.since)
        return self.say(N_("the change of %(value)s since %(month)s"), value=value, month=month)

    def _month(self, written: str) -> str:
        """A month, written as 2024-09, in words."""
        year, at = written.split("-")
        month = self.say(_MONTHS[int(at) - 1])
        return self.say(N_("%(month)s %(year)s"), month=month, year=year)

    def _known(self, tree: Figure, told: str) -> str:
        value = self.constants.get(tree, math.nan)
        return told if math.isnan(value) else f"{told} ({number(round(value, 2), self.language)})"

    def _literal(self, value: float | str, about: Tree | None) -> str:
        if isinstance(about, ColumnAnswer):
            return value_words(value, self.columns[about.column])[self.language]
        return value if isinstance(value, str) else number(value, self.language)
