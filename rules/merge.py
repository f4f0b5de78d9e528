"""Brings together what two people made of one text, line by line; nothing of either gets lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_COMPARED = 2_000_000  # pairs of equal lines; a text with more is taken as changed throughout

Lines = tuple[str, ...]


class LineChange(NamedTuple):
    """Lines start to stop of the base that became lines `from_` to `to` of another text."""

    start: int
    stop: int
    from_: int
    to: int

    @property
    def more(self) -> int:
        """How many lines there are more than before."""
        return (self.to - self.from_) - (self.stop - self.start)


@dataclass(frozen=True)
class Piece:
    """Some lines in a row: of the base, and what each side made of them.

    `first` is the number of its first line in the base, from 1.
    """

    first: int
    base: Lines
    mine: Lines
    theirs: Lines

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed it, and not alike."""
        return self.mine != self.theirs and self.base not in (self.mine, self.theirs)

    @property
    def is_theirs(self) -> bool:
        """Whether only the other side changed it."""
        return self.mine == self.base != self.theirs

    @property
    def lines(self) -> Lines:
        """What both sides come to; in a conflict my lines, then theirs."""
        if self.is_conflict:
            return self.mine + self.theirs
        return self.theirs if self.is_theirs else self.mine


@dataclass(frozen=True)
class Merge:
    """Two texts brought together, piece by piece in the order of the text."""

    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Piece, ...]:
        """The pieces of which somebody has to choose."""
        return tuple(piece for piece in self.pieces if piece.is_conflict)

    @property
    def text(self) -> str:
        """The merged text. Where there are conflicts it holds both sides of each."""
        return "\n".join(line for piece in self.pieces for line in piece.lines)

    def chosen(self, choices: Sequence[Lines]) -> str:
        """The text with these lines in the place of its conflicts, one choice for each."""
        left = iter(choices)
        taken = (next(left) if piece.is_conflict else piece.lines for piece in self.pieces)
        return "\n".join(line for lines in taken for line in lines)

    @property
    def from_them(self) -> tuple[tuple[int, int], ...]:
        """First and last line of each place that only they changed, numbered in `text` from 1.

        Where they only took lines out, it is the line before; 0 is the start of the text.
        """
        found, line = [], 0
        for piece in self.pieces:
            count = len(piece.lines)
            if piece.is_theirs:
                found.append((line + 1, line + count) if count else (line, line))
            line += count
        return tuple(found)


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Bring together two texts that were both made from `base`.

    Lines that one side changed are taken from it. Places conflict where both changed the same
    lines, or put in or took out lines right beside the other's change.
    """
    before, ours, others = (tuple(text.split("\n")) for text in (base, mine, theirs))
    left, right = changes(before, ours), changes(before, others)
    pieces: list[Piece] = []
    at = 0
    for start, stop in _places(left, right):
        if at < start:
            pieces.append(_same(at, before[at:start]))
        mine_then = ours[_moved(start, left) : _moved(stop, left, after=True)]
        theirs_then = others[_moved(start, right) : _moved(stop, right, after=True)]
        pieces.append(Piece(start + 1, before[start:stop], mine_then, theirs_then))
        at = stop
    if at < len(before):
        pieces.append(_same(at, before[at:]))
    return Merge(tuple(pieces))


def changes(before: Lines, after: Lines) -> list[LineChange]:
    """What became other lines, in the order of the text; no two of them touch."""
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    if not old and not new:
        return []
    if _pairs(old, new) > MOST_COMPARED:
        return [LineChange(first, first + len(old), first, first + len(new))]
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        LineChange(first + start, first + stop, first + from_, first + to)
        for tag, start, stop, from_, to in found
        if tag != "equal"
    ]


def _alike(one: Lines, other: Lines) -> int:
    """How many lines are the same from the start on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _pairs(one: Lines, other: Lines) -> int:
    counted = Counter(other)
    return sum(count * counted[line] for line, count in Counter(one).items())


def _same(start: int, lines: Lines) -> Piece:
    return Piece(start + 1, lines, lines, lines)


def _places(left: list[LineChange], right: list[LineChange]) -> list[tuple[int, int]]:
    """The base's lines that somebody changed; changes that clash are one place."""
    found: list[list[LineChange]] = []
    for change in sorted([*left, *right]):
        if found and any(_clash(other, change) for other in found[-1]):
            found[-1].append(change)
        else:
            found.append([change])
    return [(min(one.start for one in each), max(one.stop for one in each)) for each in found]


def _clash(one: LineChange, other: LineChange) -> bool:
    """Whether two changes cannot be kept side by side without a look at both."""
    if one.start < other.stop and other.start < one.stop:
        return True
    touch = one.stop == other.start or other.stop == one.start
    return touch and (one.more != 0 or other.more != 0)


def _moved(at: int, made: list[LineChange], *, after: bool = False) -> int:
    """Where a place of the base stands in the other text; `after` what was put in there."""
    before = (
        one for one in made if one.stop < at or (one.stop == at and (after or one.start < at))
    )
    return at + sum(one.more for one in before)
