"""Words of other languages, and places where a word is missing, for which nothing can be read.

What a beginner probably meant by something that is no condition, and what to write instead.

Each function looks for one kind of mistake and gives the sentence, its place and its values, or
None. They are asked only about texts that are refused anyway.

Words that people bring along from their language, from spreadsheets or from other programs.

A mistake as it was understood.

Names that are no column and no function, and what they were probably taken for.

Signs that mean something elsewhere, in a spreadsheet or in another program, and nothing here.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from data.wording.message import N_
from rules.conditions.columns import DictionaryColumn, allowed
from rules.conditions.tree import Span

__all__ = ["Mistake", "function", "name", "sign", "words"]


YES = frozenset({"oui", "sim", "true", "vrai", "verdadeiro"})
NO = frozenset({"non", "não", "nao", "false", "faux", "falso"})
UNANSWERED = frozenset(
    {"none", "null", "nan", "empty", "blank", "missing", "vide", "manquant", "vazio", "omisso"}
)
AND = frozenset({"and", "et", "e", "y", "und"})
OR = frozenset({"or", "ou", "o", "oder"})
NOT = frozenset({"not", "pas", "não", "nao", "sauf", "except"})
IN = frozenset({"in", "dans", "parmi", "em", "entre"})
IF = frozenset({"if", "si", "se", "when", "quand", "quando", "where"})
IS = frozenset(
    {"is", "est", "é", "equals", "eq", "like", "contains", "contient", "contém", "igual", "égal"}
)
BETWEEN = frozenset({"between", "entre"})

MORE = (
    *("greater than", "more than", "over", "above", "plus de", "plus grand que", "supérieur à"),
    *("superieur à", "mais de", "mais que", "maior que", "maior do que", "superior a"),
)
LESS = (
    *("less than", "fewer than", "under", "below", "moins de", "plus petit que", "inférieur à"),
    *("inferieur à", "menos de", "menos que", "menor que", "menor do que", "inferior a"),
)

FUNCTIONS = {
    **dict.fromkeys(["moyenne", "média", "media", "average", "avg", "promedio"], "mean"),
    **dict.fromkeys(["médiane", "mediane", "mediana"], "median"),
    **dict.fromkeys(["percentile", "percentil", "centile", "quartile", "quartil"], "quantile"),
    **dict.fromkeys(["part", "proportion", "parte", "proporção", "proporcao"], "share"),
    **dict.fromkeys(["pourcentage", "percentagem", "percent", "fraction"], "share"),
    **dict.fromkeys(["manquant", "manquante", "vide", "estvide", "isnull", "is_null"], "missing"),
    **dict.fromkeys(["isblank", "empty", "ausente", "omisso", "vazio"], "missing"),
    **dict.fromkeys(["arrondi", "arrondir", "arred", "arredondar"], "round"),
    **dict.fromkeys(["minimum", "mínimo", "minimo"], "min"),
    **dict.fromkeys(["maximum", "máximo", "maximo"], "max"),
}
"""What a function is called elsewhere -> what conditions call it."""


INSTEAD = N_("%(read)s means nothing in a condition. Write %(meant)s instead.")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class Mistake(NamedTuple):
    """An English template, the place in the line, and the template's values."""

    template: str
    span: Span
    values: Mapping[str, str]


def instead(read: str, meant: str, span: Span) -> Mistake:
    """A word or sign that has another name here."""
    return Mistake(INSTEAD, span, {"read": read, "meant": meant})


_PIECE = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|[<>=!]=|[-+*/<>]|\S")
_KEPT = ("and", "or", "not", "in")


def outside(line: str) -> str:
    """The line with its quoted texts blotted out, of the same length: what may hold a mistake."""
    return QUOTED.sub(lambda match: "'" + "x" * (len(match.group()) - 2) + "'", line)


def words(line: str) -> Mistake | None:
    """Words, and places without one, for which a condition cannot be read at all."""
    pieces = list(_PIECE.finditer(outside(line)))
    finders = (_between, _is, _compared, _joined, _without_brackets, _glued, _side_by_side, _loose)
    return next((found for find in finders if (found := find(pieces, line))), None)


Pieces = list[re.Match[str]]


def _between(pieces: Pieces, line: str) -> Mistake | None:
    for at, piece in enumerate(pieces):
        if at and piece.group().lower() in BETWEEN:
            column = pieces[at - 1].group()
            ends = [one.group() for one in pieces[at + 1 : at + 4]]
            low, high = (ends[0], ends[2]) if len(ends) == 3 else ("5", "10")
            said = N_("Write %(meant)s for what lies between two numbers.")
            end = pieces[min(at + 3, len(pieces) - 1)].end()
            meant = f"{low} <= {column} <= {high}"
            return Mistake(said, (pieces[at - 1].start(), end), {"meant": meant})
    return None


def _is(pieces: Pieces, _line: str) -> Mistake | None:
    for at, piece in enumerate(pieces[:-1]):
        if not at or piece.group().lower() not in IS:
            continue
        column, after = pieces[at - 1].group(), pieces[at + 1]
        turned = after.group().lower() in NOT
        end = after.end() if turned else piece.end()
        value = pieces[at + 2] if turned and at + 2 < len(pieces) else after
        if value.group().lower() in UNANSWERED:
            meant = f"not missing({column})" if turned else f"missing({column})"
            said = N_("Write %(meant)s for an answer that is not there.")
            return Mistake(said, (pieces[at - 1].start(), value.end()), {"meant": meant})
        read = f"{piece.group()} {after.group()}" if turned else piece.group()
        meant = "!=" if turned else "=="
        return instead(read, meant, (piece.start(), end))
    return None


def _compared(_pieces: Pieces, line: str) -> Mistake | None:
    bare = outside(line).lower()
    for signs, meant in ((MORE, ">"), (LESS, "<")):
        for read in signs:
            if found := re.search(rf"(?<=\s)(?:is\s+)?{read}(?=\s)", bare):
                return instead(found.group(), meant, found.span())
    return None


def _joined(pieces: Pieces, _line: str) -> Mistake | None:
    """Words of other languages, or in capitals, where `and`, `or`, `not`, `in` belong."""
    first = pieces[0]
    if len(pieces) > 1 and first.group().lower() in IF:
        said = N_("A condition begins without %(read)s. Remove the word.")
        return Mistake(said, first.span(), {"read": first.group()})
    known = {"and": AND, "or": OR, "not": NOT, "in": IN}
    for at, piece in enumerate(pieces[:-1]):
        read = piece.group()
        for meant, spelled in known.items():
            inside = at > 0 or meant == "not"
            if inside and read not in _KEPT and read.lower() in spelled:
                return instead(read, meant, piece.span())
    return None


def _without_brackets(pieces: Pieces, _line: str) -> Mistake | None:
    functions = {"missing", "mean", "median", "share", "abs", "round", *FUNCTIONS}
    for piece, after in pairwise(pieces):
        name = piece.group().lower()
        if name in functions and after.group()[0].isalpha():
            said = N_("Put what a function is about in brackets: write %(meant)s.")
            meant = f"{FUNCTIONS.get(name, name)}({after.group()})"
            return Mistake(said, (piece.start(), after.end()), {"meant": meant})
    return None


def _glued(pieces: Pieces, line: str) -> Mistake | None:
    """A number with letters behind it: a text without its quotes, or a unit."""
    for piece, after in pairwise(pieces):
        begins, follows = piece.group(), after.group()
        if not (begins[0].isdigit() and follows[0].isalnum()) or follows in _KEPT:
            continue
        span = (piece.start(), after.end())
        values = {"read": line[span[0] : span[1]], "number": begins, "after": follows}
        if follows[0].isdigit():
            said = N_("A number holds no space. Write %(number)s%(after)s, or an operator between.")
        elif span[1] - span[0] > len(begins + follows):
            said = N_("%(after)s means nothing after %(number)s: a number stands alone. Remove it.")
        else:
            said = N_(
                "%(read)s is neither a number nor a text. A number stands alone, without a unit; a "
                'text needs quotes: "%(read)s".'
            )
        return Mistake(said, span, values)
    return None


def _is_value(piece: re.Match[str]) -> bool:
    text = piece.group()
    return (text[0].isalnum() or text[0] in "_'\"") and text not in _KEPT


def _side_by_side(pieces: Pieces, line: str) -> Mistake | None:
    for piece, after in pairwise(pieces):
        closed = piece.group() in ")]" or _is_value(piece)
        if closed and _is_value(after) and line[piece.end() : after.start()].strip() == "":
            left, right = line[slice(*piece.span())], line[slice(*after.span())]
            if left[0] in "'\"" or right[0] in "'\"":
                continue
            said = N_(
                "Something is missing between %(left)s and %(right)s. Write what compares or joins "
                "them, as in %(left)s > %(right)s."
            )
            span = (piece.start(), after.end())
            return Mistake(said, span, {"left": left, "right": right})
    return None


def _loose(pieces: Pieces, _line: str) -> Mistake | None:
    """An operator without something on one of its sides."""
    after = N_("Something is missing after %(read)s: a column, a number or a condition.")
    before = N_("Something is missing before %(read)s: a column, a number or a condition.")
    for at, piece in enumerate(pieces):
        read = piece.group()
        binary = read in ("and", "or", "in", "*", "/") or read[0] in "<>=!"
        if binary and (at == 0 or _opens(pieces[at - 1].group())):
            return Mistake(before, piece.span(), {"read": read})
        ends = at + 1 == len(pieces) or pieces[at + 1].group() in ")],"
        if ends and (binary or read in ("not", "+", "-")):
            return Mistake(after, piece.span(), {"read": read})
    return None


def _opens(text: str) -> bool:
    return text in ("and", "or", "not", "in", "(", "[", ",") or text[0] in "<>=!+-*/"


def name(read: str, span: Span, columns: Mapping[str, DictionaryColumn]) -> Mistake | None:
    """A word that is no column: yes and no of other languages, no answer, or an answer."""
    lower = read.lower()
    if lower in YES or lower == "yes":
        return instead(read, "yes", span)
    if lower in NO or lower == "no":
        return instead(read, "no", span)
    if lower in UNANSWERED:
        said = N_(
            "%(read)s is not a column. For an answer that is not there, write missing(column)."
        )
        return Mistake(said, span, {"read": read})
    for known in columns.values():
        held = next((word for word in allowed(known) if word.lower() == lower), None)
        if held is not None:
            said = N_(
                "%(read)s is an answer of %(column)s, not a column. Put quotes around it: "
                '"%(held)s".'
            )
            return Mistake(said, span, {"read": read, "column": known.name, "held": held})
    return None


def function(read: str, span: Span) -> Mistake | None:
    """A function that goes by another name here, or that is not needed."""
    lower = read.lower()
    if lower in IF:
        said = N_("A condition needs no %(read)s(...). Write what must be so alone.")
        return Mistake(said, span, {"read": read})
    meant = FUNCTIONS.get(lower)
    return instead(read, meant, span) if meant else None


_SIGNS = {
    r"&&": "and", r"\|\|": "or", r"=>": ">=", r"=<": "<=", r"<>": "!=", r"={3,}|=\s+=": "==",
    r"<\s+=": "<=", r">\s+=": ">=", r"!\s+=": "!=", r"!(?![\s=])": "not",
}  # fmt: skip
_DECIMAL = re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\w,])")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%(?!\s*[\w(])")
_PAIRS = {")": "(", "]": "["}


def sign(line: str) -> Mistake | None:
    """Signs that mean something elsewhere and nothing here."""
    bare = QUOTED.sub(lambda match: " " * len(match.group()), line)
    finders = (_unclosed_quote, _foreign_sign, _percent, _bracket, _comma)
    return next((found for find in finders if (found := find(bare, line))), None)


def _unclosed_quote(bare: str, line: str) -> Mistake | None:
    if (at := re.search("[\"']", bare)) is None:
        return None
    rest = line[at.start() :]
    said = N_("The text %(rest)s begins with a quote and ends with none. Write one where it ends.")
    return Mistake(said, (at.start(), len(line)), {"rest": rest})


def _foreign_sign(bare: str, _line: str) -> Mistake | None:
    for pattern, meant in _SIGNS.items():
        if found := re.search(pattern, bare):
            read = " ".join(found.group().split())
            return instead(read, meant, found.span())
    return None


def _percent(bare: str, _line: str) -> Mistake | None:
    if (found := _PERCENT.search(bare)) is None:
        return None
    said = N_(
        "%(read)s: there is no percent sign here. Write the number alone, or a share of the cohort "
        "as a number from 0 to 1, as %(share)s."
    )
    share = f"{float(found[1]) / 100:g}"
    return Mistake(said, found.span(), {"read": found.group(), "share": share})


def _bracket(bare: str, _line: str) -> Mistake | None:
    open_: list[tuple[str, int]] = []
    for at, character in enumerate(bare):
        if character in "([":
            open_.append((character, at))
        elif character in _PAIRS and (not open_ or open_.pop()[0] != _PAIRS[character]):
            said = N_("The bracket %(read)s closes nothing that is open. Remove it, or open one.")
            return Mistake(said, (at, at + 1), {"read": character})
    if not open_:
        return None
    read, at = open_[-1]
    said = N_("The bracket %(read)s is never closed. Write %(meant)s where it ends.")
    return Mistake(said, (at, at + 1), {"read": read, "meant": {"(": ")", "[": "]"}[read]})


def _comma(bare: str, _line: str) -> Mistake | None:
    """A comma between brackets lists things; elsewhere it is a decimal's, or stands for `and`."""
    depth = 0
    for at, character in enumerate(bare):
        depth += (character in "([") - (character in ")]")
        if character not in ",;" or depth:
            continue
        if decimal := _DECIMAL.search(bare, max(0, bare.rfind(" ", 0, at) + 1)):
            said = N_("%(read)s has a comma. Write decimals with a point, as %(meant)s.")
            meant = f"{decimal[1]}.{decimal[2]}"
            return Mistake(said, decimal.span(), {"read": decimal.group(), "meant": meant})
        said = N_(
            '%(read)s means nothing here. Write "and" or "or" between two conditions; several '
            "answers stand in brackets, as in [1, 2]."
        )
        return Mistake(said, (at, at + 1), {"read": character})
    return None
