"""What changed between two texts, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.merge import Lines, changes

AROUND = 3  # unchanged lines shown before and after a change


@dataclass(frozen=True)
class ChangedLine:
    """A line of the comparison. sign: "+" new, "-" gone, " " in both, "…" lines left out; before,
    after: its number in the two texts, 0 where it is not in it."""

    sign: str
    text: str
    before: int = 0
    after: int = 0


def changed(before: str, after: str, around: int = AROUND) -> list[ChangedLine]:
    """The lines that went and came, with some of those around them; [] for like texts."""
    old, new = tuple(before.splitlines()), tuple(after.splitlines())
    found: list[ChangedLine] = []
    shown = 0  # so many lines of the old text are done with
    every = changes(old, new)
    for at, change in enumerate(every):
        first = max(shown, change.start - around)
        if first > shown:
            found.append(ChangedLine("…", ""))
        found += _same(old, first, change.start, change.from_ - change.start)
        found += [ChangedLine("-", old[i], before=i + 1) for i in range(change.start, change.stop)]
        found += [ChangedLine("+", new[j], after=j + 1) for j in range(change.from_, change.to)]
        following = every[at + 1].start if at + 1 < len(every) else len(old)
        shown = min(change.stop + around, following)
        found += _same(old, change.stop, shown, change.to - change.stop)
    if every and shown < len(old):
        found.append(ChangedLine("…", ""))
    return found


def counts(lines: list[ChangedLine]) -> tuple[int, int]:
    """How many lines came and how many went."""
    signs = [line.sign for line in lines]
    return signs.count("+"), signs.count("-")


def _same(old: Lines, start: int, stop: int, ahead: int) -> Iterator[ChangedLine]:
    """Lines that are in both texts, in the new one so many lines further down."""
    return (ChangedLine(" ", old[i], i + 1, i + 1 + ahead) for i in range(start, stop))
