"""From a condition's text to Python's syntax tree, behind limits. Nothing is evaluated."""

import ast
import keyword
import re
from dataclasses import dataclass

from data.wording.message import N_, Message
from rules.conditions import hints
from rules.conditions.tree import Span
from rules.text.problems import shown

LONGEST = 500
DEEPEST = 25

_PIECES = re.compile(r"\"[^\"]*\"|'[^']*'|[^\W\d]\w*|.", re.DOTALL)
_PLAIN = re.compile(r"[\w\s\"'.,+\-*/()\[\]<>=!]", re.ASCII)
_SINGLE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_WORD_AFTER = re.compile(r" +([^\W\d]\w*|[\"'])")
_BARE_MONTH = re.compile(r"\bsince *\( *([\d-]+)")
_OPERATOR_WORDS = ("and", "or", "not", "in")
_MEANT = {
    "&": "and", "|": "or", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-",
    "“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "‘": "'", ";": ",",
    "{": "[", "}": "]",
}  # fmt: skip


class ConditionError(Exception):
    """A condition that cannot be taken. `problem` says why; span: where in its text."""

    def __init__(self, template: str, span: Span = (0, 0), **values: object) -> None:
        self.problem = Message(template, {name: shown(value) for name, value in values.items()})
        self.span = span
        super().__init__(self.problem.message)


@dataclass(frozen=True)
class Source:
    """A condition's text on one line, and what Python's parser made of it."""

    text: str
    syntax: ast.expr

    def span(self, node: ast.expr) -> Span:
        """Characters, not the bytes that `ast` counts in."""
        start, end = node.col_offset, node.end_col_offset or node.col_offset
        start -= self.is_group(node)
        raw = self.text.encode()
        return len(raw[:start].decode()), len(raw[:end].decode())

    def is_group(self, node: ast.expr) -> bool:
        """Whether a starred argument was written as `by class`."""
        star = slice(node.col_offset - 1, node.col_offset + 1)
        return isinstance(node, ast.Starred) and self.text.encode()[star] == b"by"

    def written(self, node: ast.expr) -> str:
        """The text of a node as it was written."""
        start, end = self.span(node)
        return self.text[start:end]


def parse_bounded(text: str) -> Source:
    """Read a condition of at most LONGEST characters and DEEPEST nested levels.

    Raises ConditionError, and nothing else, whatever the text is.
    """
    line = re.sub(r"[\t\r\n]", " ", text).strip(" ")
    if not line:
        raise ConditionError(N_('The condition is empty. Write one, as in "absences > 10".'))
    if len(line) > LONGEST:
        template = N_("The condition has %(length)s characters; %(most)s are allowed. Shorten it.")
        raise ConditionError(template, (LONGEST, len(line)), length=len(line), most=LONGEST)
    if mistake := hints.sign(line):
        raise _mistaken(mistake)
    try:
        tree = ast.parse(_spell(line), mode="eval")
    except SyntaxError as error:
        if mistake := hints.words(line):
            raise _mistaken(mistake) from None
        # Where the text ends too early, Python names no place: then it is the last word or sign.
        at = error.offset - 1 if error.offset else max(line.rfind(" ") + 1, 0)
        template = N_(
            'The condition cannot be read from "%(rest)s" on. '
            "Look for a missing bracket, quote, value or operator."
        )
        raise ConditionError(template, (at, len(line)), rest=line[at:] or line) from None
    except (ValueError, RecursionError, MemoryError):
        raise _too_deep(line) from None
    _check_depth(tree.body, line)
    return Source(line, tree.body)


def _mistaken(mistake: hints.Mistake) -> ConditionError:
    return ConditionError(mistake.template, mistake.span, **mistake.values)


def _too_deep(line: str) -> ConditionError:
    template = N_("The condition has too many brackets or steps. Make it simpler.")
    return ConditionError(template, (0, len(line)))


def _check_depth(syntax: ast.expr, line: str) -> None:
    level: list[ast.AST] = [syntax]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise _too_deep(line)


def _spell(line: str) -> str:
    """The text with each word that Python keeps for itself (a column may be called `class`) bent.

    `, by class` becomes a starred argument, which Python takes and we know again. The text keeps
    its length, so that every place stays the same; names are read from the text.
    """
    pieces: list[str] = []
    for match in _PIECES.finditer(line):
        piece, at = match.group(), match.span()
        if piece[0] in "\"'" and len(piece) > 1:
            _check_characters(piece, at)
        elif piece == "by" and _names_a_group(line, at):
            piece = " *"
        elif piece.isidentifier():
            kept = keyword.iskeyword(piece) and piece not in _OPERATOR_WORDS
            piece = "_" + piece[1:] if kept else piece
        elif not _PLAIN.fullmatch(piece):
            _refuse(piece, at)
        pieces.append(piece)
    bent = "".join(pieces)
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", lambda match: " " * len(match.group()), bent)
    if single := _SINGLE_EQUALS.search(outside):
        raise ConditionError(N_("Write == to say that two things are equal."), single.span())
    if month := _BARE_MONTH.search(outside):
        template = N_('Write quotes around the month, as in since("2024-09").')
        raise ConditionError(template, month.span(1))
    return bent


def _names_a_group(line: str, at: Span) -> bool:
    """Whether `by` at that place is followed by a name, as no column called so can be."""
    follows = _WORD_AFTER.match(line, at[1])
    if follows is None or follows[1] in _OPERATOR_WORDS:
        return False
    if not line[: at[0]].rstrip(" ").endswith(","):
        template = N_("Write a comma before by, as in mean(column, by class).")
        raise ConditionError(template, (at[0], follows.end()))
    return True


def _check_characters(quoted: str, at: Span) -> None:
    if "\\" in quoted or not quoted.isprintable():
        template = N_("%(text)s holds a backslash or an invisible character. Write plain text.")
        raise ConditionError(template, at, text=ascii(quoted))


def _refuse(character: str, at: Span) -> None:
    if character in _MEANT:
        template = N_("%(character)s means nothing in a condition. Write %(meant)s instead.")
        raise ConditionError(template, at, character=character, meant=_MEANT[character])
    template = N_("The character %(character)s means nothing in a condition. Remove it.")
    raise ConditionError(
        template, at, character=character if character.isprintable() else ascii(character)
    )
