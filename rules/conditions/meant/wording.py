"""Words of other languages, and places where a word is missing, for which nothing can be read."""

import re
from itertools import pairwise

from data.wording.message import N_
from rules.conditions.meant import foreign
from rules.conditions.meant.mistake import QUOTED, Mistake, instead

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
        if at and piece.group().lower() in foreign.BETWEEN:
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
        if not at or piece.group().lower() not in foreign.IS:
            continue
        column, after = pieces[at - 1].group(), pieces[at + 1]
        turned = after.group().lower() in foreign.NOT
        end = after.end() if turned else piece.end()
        value = pieces[at + 2] if turned and at + 2 < len(pieces) else after
        if value.group().lower() in foreign.UNANSWERED:
            meant = f"not missing({column})" if turned else f"missing({column})"
            said = N_("Write %(meant)s for an answer that is not there.")
            return Mistake(said, (pieces[at - 1].start(), value.end()), {"meant": meant})
        read = f"{piece.group()} {after.group()}" if turned else piece.group()
        meant = "!=" if turned else "=="
        return instead(read, meant, (piece.start(), end))
    return None


def _compared(_pieces: Pieces, line: str) -> Mistake | None:
    bare = outside(line).lower()
    for signs, meant in ((foreign.MORE, ">"), (foreign.LESS, "<")):
        for read in signs:
            if found := re.search(rf"(?<=\s)(?:is\s+)?{read}(?=\s)", bare):
                return instead(found.group(), meant, found.span())
    return None


def _joined(pieces: Pieces, _line: str) -> Mistake | None:
    """Words of other languages, or in capitals, where `and`, `or`, `not`, `in` belong."""
    first = pieces[0]
    if len(pieces) > 1 and first.group().lower() in foreign.IF:
        said = N_("A condition begins without %(read)s. Remove the word.")
        return Mistake(said, first.span(), {"read": first.group()})
    known = {"and": foreign.AND, "or": foreign.OR, "not": foreign.NOT, "in": foreign.IN}
    for at, piece in enumerate(pieces[:-1]):
        read = piece.group()
        for meant, spelled in known.items():
            inside = at > 0 or meant == "not"
            if inside and read not in _KEPT and read.lower() in spelled:
                return instead(read, meant, piece.span())
    return None


def _without_brackets(pieces: Pieces, _line: str) -> Mistake | None:
    functions = {"missing", "mean", "median", "share", "abs", "round", *foreign.FUNCTIONS}
    for piece, after in pairwise(pieces):
        name = piece.group().lower()
        if name in functions and after.group()[0].isalpha():
            said = N_("Put what a function is about in brackets: write %(meant)s.")
            meant = f"{foreign.FUNCTIONS.get(name, name)}({after.group()})"
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
