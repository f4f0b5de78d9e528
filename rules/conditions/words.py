"""A condition in words, in three languages.

Every comparison is said as "label: at least 5", which needs no gender or number of the label.
"""

import math
from collections.abc import Mapping

from rules.columns import DictionaryColumn, value_words
from rules.conditions.groups import kind
from rules.conditions.tree import (
    Answer,
    Arithmetic,
    Change,
    Cohort,
    Comparison,
    Either,
    Every,
    Figure,
    Function,
    Literal,
    Membership,
    Missing,
    Negative,
    Not,
    Tree,
)
from rules.words import LANGUAGES, Words, month, number

_SIGNS: dict[str, dict[str, str]] = {
    "en": {"<": "below %s", "<=": "at most %s", ">": "above %s", ">=": "at least %s",
           "==": "%s", "!=": "other than %s"},
    "fr": {"<": "moins de %s", "<=": "au plus %s", ">": "plus de %s", ">=": "au moins %s",
           "==": "%s", "!=": "autre que %s"},
    "pt": {"<": "menos de %s", "<=": "no máximo %s", ">": "mais de %s",
           ">=": "pelo menos %s", "==": "%s", "!=": "diferente de %s"},
}  # fmt: skip
_THAN = {"fr": " que %s", "pt": " do que %s"}
"""How more or less goes on where no number follows: mais de 3, but mais do que a média."""
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_SAYS: dict[str, dict[str, str]] = {
    "en": {"is": "%s: %s", "and": "and", "or": "or", "not": "not (%s)", "missing": "no answer",
           "mean": "the average of %s", "median": "the median of %s",
           "quantile": "the value that %s %% do not exceed for %s",
           "share": "the share of students with (%s)", "quoted": "“%s”",
           "abs": "the size of %s", "min": "the smallest of %s", "max": "the largest of %s",
           "round": "%s, rounded", "class": "%s in the student’s class",
           "school": "%s in the student’s school",
           "before": "the change of %s since the roster before",
           "since": "the change of %s since %s"},
    "fr": {"is": "%s : %s", "and": "et", "or": "ou", "not": "non (%s)", "missing": "sans réponse",
           "mean": "la moyenne de %s", "median": "la médiane de %s",
           "quantile": "la valeur que %s %% ne dépassent pas pour %s",
           "share": "la part des élèves avec (%s)", "quoted": "« %s »",
           "abs": "la valeur absolue de %s", "min": "le plus petit de %s",
           "max": "le plus grand de %s", "round": "%s, arrondi",
           "class": "%s dans la classe de l’élève",
           "school": "%s dans l’établissement de l’élève",
           "before": "l’évolution de %s depuis la liste précédente",
           "since": "l’évolution de %s depuis %s"},
    "pt": {"is": "%s: %s", "and": "e", "or": "ou", "not": "não (%s)", "missing": "sem resposta",
           "mean": "a média de %s", "median": "a mediana de %s",
           "quantile": "o valor que %s %% não ultrapassam em %s",
           "share": "a proporção de alunos com (%s)", "quoted": "«%s»",
           "abs": "o valor absoluto de %s", "min": "o menor de %s", "max": "o maior de %s",
           "round": "%s, arredondado", "class": "%s na turma do aluno",
           "school": "%s na escola do aluno", "before": "a variação de %s desde a pauta anterior",
           "since": "a variação de %s desde %s"},
}  # fmt: skip
_CONTRACTIONS = {
    "fr": {"de le": "du"},
    "pt": {"de a": "da", "de o": "do", "em a": "na", "em o": "no"},
}


def say(
    tree: Tree, columns: Mapping[str, DictionaryColumn], constants: Mapping[Figure, float]
) -> Words:
    """The condition as a sentence part in each language, with the dictionary's labels.

    What a cohort function or change in `constants` comes to is said beside it, in brackets.
    """
    return {
        language: _contracted(_Speaker(language, columns, constants).condition(tree), language)
        for language in LANGUAGES
    }


def _contracted(text: str, language: str) -> str:
    """Small words run together, as two functions one inside the other bring them about."""
    for apart, together in _CONTRACTIONS.get(language, {}).items():
        text = text.replace(f" {apart} ", f" {together} ")
    return text


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
        self.says = _SAYS[language]
        self.signs = _SIGNS[language]

    def condition(self, tree: Tree) -> str:  # noqa: PLR0911 - one return a node
        match tree:
            case Every():
                return f" {self.says['and']} ".join(map(self._grouped, tree.parts))
            case Either():
                return f" {self.says['or']} ".join(map(self._grouped, tree.parts))
            case Not():
                return self.says["not"] % self.condition(tree.operand)
            case Missing():
                return self._is(tree.operand, self.says["missing"])
            case Membership():
                told = [self._value(choice, tree.operand) for choice in tree.choices]
                return self._is(tree.operand, f" {self.says['or']} ".join(told))
            case Comparison():
                return self._comparison(tree)
        return self._value(tree)

    def _grouped(self, tree: Tree) -> str:
        told = self.condition(tree)
        return f"({told})" if isinstance(tree, Every | Either) else told

    def _is(self, subject: Tree, what: str) -> str:
        return self.says["is"] % (self._value(subject, bare=True), what)

    def _comparison(self, tree: Comparison) -> str:
        """Pairs that share their subject, as 1 < a <= 3, are said together."""
        told: list[tuple[Tree, list[str]]] = []
        for at, sign in enumerate(tree.operators):
            subject, other = tree.operands[at], tree.operands[at + 1]
            if isinstance(subject, Literal | Cohort) and not isinstance(other, Literal | Cohort):
                subject, other, sign = other, subject, _TURNED[sign]
            what = self._compared(sign, other, subject)
            if told and told[-1][0] == subject:
                told[-1][1].append(what)
            else:
                told.append((subject, [what]))
        both = f" {self.says['and']} "
        return both.join(self._is(subject, both.join(what)) for subject, what in told)

    def _compared(self, sign: str, other: Tree, subject: Tree) -> str:
        """An answer's own words only for equality: "below 2 to 5 hours" would puzzle."""
        about = subject if sign in ("==", "!=") else None
        phrase = self.signs[sign]
        if not isinstance(other, Literal):
            phrase = phrase.replace(" de %s", _THAN.get(self.language, " de %s"))
        return phrase % self._value(other, about)

    def _value(self, tree: Tree, about: Tree | None = None, bare: bool = False) -> str:  # noqa: PLR0911
        """A number or word; a word of the column it is `about` by the dictionary's own name."""
        match tree:
            case Literal():
                return self._literal(tree.value, about)
            case Answer():
                label = self.columns[tree.column].label.get(self.language, tree.column)
                return label if bare else self.says["quoted"] % label
            case Negative():
                return f"-{self._value(tree.operand)}"
            case Arithmetic():
                left, right = (
                    f"({told})" if isinstance(part, Arithmetic) else told
                    for part in (tree.left, tree.right)
                    for told in [self._value(part)]
                )
                return f"{left} {tree.operator} {right}"
            case Cohort():
                return self._known(tree, self._cohort(tree))
            case Change():
                return self._known(tree, self._change(tree))
            case Function():
                return self.says[tree.name] % ", ".join(map(self._value, tree.arguments))
        return self.condition(tree)

    def _cohort(self, tree: Cohort) -> str:
        said = self.says[tree.name]
        if tree.name == "share":
            told = said % self.condition(tree.argument)
        elif tree.level is not None:
            told = said % (number(tree.level * 100, self.language), self._value(tree.argument))
        else:
            told = said % self._value(tree.argument)
        return told if tree.by is None else self.says[kind(self.columns[tree.by]) or "class"] % told

    def _change(self, tree: Change) -> str:
        label = self._value(tree.operand)
        if tree.since is None:
            return self.says["before"] % label
        return self.says["since"] % (label, month(tree.since, self.language))

    def _known(self, tree: Figure, told: str) -> str:
        value = self.constants.get(tree, math.nan)
        return told if math.isnan(value) else f"{told} ({number(round(value, 2), self.language)})"

    def _literal(self, value: float | str, about: Tree | None) -> str:
        if isinstance(about, Answer):
            return value_words(value, self.columns[about.column])[self.language]
        return value if isinstance(value, str) else number(value, self.language)
