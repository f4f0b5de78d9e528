"""Signs that mean something elsewhere, in a spreadsheet or in another program, and nothing here."""

import re

from data.wording.message import N_
from rules.conditions.meant.mistake import QUOTED, Mistake, instead

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
