"""What changed between two texts, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3  # unchanged lines shown before and after a change


@dataclass(frozen=True)
class Line:
    """A line of the comparison. sign: "+" new, "-" gone, " " in both, "…" lines left out; before,
    after: its number in the two texts, 0 where it is not in it."""

    sign: str
    text: str
    before: int = 0
    after: int = 0


def changed(before: str, after: str, around: int = AROUND) -> list[Line]:
    """The lines that went and came, with some of those around them; () for like texts."""
    old, new = before.splitlines(), after.splitlines()
    # Popular lines are skipped in long texts (autojunk): a hostile one would take minutes.
    matcher = SequenceMatcher(a=old, b=new)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(around):
        if found or group[0][1] > 0:
            found.append(Line("…", ""))
        for step in group:
            found += _lines(old, new, *step)
    if found and found[-1].before < len(old) and found[-1].after < len(new):
        found.append(Line("…", ""))
    return found


def counts(lines: list[Line]) -> tuple[int, int]:
    """How many lines came and how many went."""
    signs = [line.sign for line in lines]
    return signs.count("+"), signs.count("-")


def _lines(
    old: list[str], new: list[str], kind: str, i1: int, i2: int, j1: int, j2: int
) -> Iterator[Line]:
    if kind == "equal":
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
            yield Line(" ", old[i], i + 1, j + 1)
        return
    for i in range(i1, i2):
        yield Line("-", old[i], before=i + 1)
    for j in range(j1, j2):
        yield Line("+", new[j], after=j + 1)
