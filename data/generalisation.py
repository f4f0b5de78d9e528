"""How precisely a column is told to researchers: its steps from what was answered to nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Answer = float | str | None
Group = Mapping[str, tuple[str, ...]]  # the name of a group of words -> the words


class QuasiIdentifier(BaseModel):
    """A column by which a neighbour or classmate could know a student, and its coarser steps.

    Its first step is always the answer itself and its last to leave the column out. Between them,
    one of: cuts, where the ranges of a number begin; widths of equal ranges, from the column's low;
    groups of words, each with a name; letters, how many first ones of a word are told. Each step
    only joins what the one before told apart. worth: how much research would miss the column,
    beside the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cuts: tuple[tuple[float, ...], ...] = ()
    widths: tuple[Annotated[float, Field(gt=0)], ...] = ()
    groups: tuple[dict[str, tuple[str, ...]], ...] = ()
    letters: tuple[Annotated[int, Field(ge=1)], ...] = ()
    worth: float = Field(default=1, gt=0, le=10)

    @model_validator(mode="after")
    def _each_step_joins_what_the_one_before_told_apart(self) -> Self:
        if len([kind for kind in (self.cuts, self.widths, self.groups, self.letters) if kind]) > 1:
            raise ValueError("write one of cuts, widths, groups and letters")
        wrong = [*_wrong_ranges(self.cuts, self.widths), *_wrong_groups(self.groups)]
        if any(fewer >= more for more, fewer in pairwise(self.letters)):
            wrong.append("each step tells fewer letters than the one before")
        if wrong:
            raise ValueError(wrong[0])
        return self

    @property
    def steps(self) -> int:
        """How many steps there are before the column is left out, the answer itself among them."""
        return 1 + len(self.cuts) + len(self.widths) + len(self.groups) + len(self.letters)

    def misfits(
        self, kind: str, low: float | None, high: float | None, words: Iterable[Any]
    ) -> Iterator[str]:
        """What is wrong with it for a column of this type, range and list of values."""
        known = {str(word) for word in words}
        if (self.cuts or self.widths) and (kind != "number" or low is None or high is None):
            yield "cuts and widths are for numbers"
        for cut in (cut for cuts in self.cuts for cut in cuts):
            if low is not None and high is not None and not low < cut <= high:
                yield f"the cut {cut:g} is not over low and up to high"
        if self.letters and (kind != "word" or known):
            yield "letters are for words without a list of values"
        if self.groups and (kind != "word" or not known):
            yield "groups are for words with a list of values"
        for step in self.groups:
            members = {word for group in step.values() for word in group}
            for word in sorted(members - known):
                yield f"{word}, in a group, is not among the values"
            for name in sorted(set(step) & known - members):
                yield f"a group cannot have the name of a value outside it, {name}"

    def ranges(self, step: int, low: float, high: float) -> list[float]:
        """Where the ranges of a number begin at a step after the first."""
        if self.cuts:
            return [low, *self.cuts[step - 1]]
        width = self.widths[step - 1]
        return [low + width * n for n in range(int((high - low) // width) + 1)]

    def told(self, step: int, value: Answer, low: float, high: float, whole: bool) -> Answer:
        """What is told of an answer at a step, 0 being the answer itself; low to high its range."""
        if step == 0 or value is None:
            return value
        if isinstance(value, str):
            if self.letters:
                return value[: self.letters[step - 1]]
            return _group(self.groups[step - 1], value)
        begins = self.ranges(step, low, high)
        at = max(place for place, begin in enumerate(begins) if begin <= value or not place)
        return range_words(begins, at, high, whole)


def range_words(begins: Sequence[float], at: int, high: float, whole: bool) -> str:
    """A range as a spreadsheet leaves it: two dots, since it takes 10-12 for a day in October."""
    begin = begins[at]
    if at + 1 == len(begins):
        return f"{begin:g}" if begin == high else f"{begin:g}..{high:g}"
    if not whole:
        return f"{begin:g}..<{begins[at + 1]:g}"
    last = begins[at + 1] - 1
    return f"{begin:g}" if begin == last else f"{begin:g}..{last:g}"


def _wrong_ranges(cuts: Sequence[Sequence[float]], widths: Sequence[float]) -> Iterator[str]:
    if any(list(step) != sorted(set(step)) or not step for step in cuts):
        yield "the cuts of a step ascend"
    for finer, coarser in pairwise(cuts):
        if not set(coarser) < set(finer):
            before = ", ".join(f"{cut:g}" for cut in finer)
            yield f"the cuts of a step are some of those of the step before it ({before})"
    for width, wider in pairwise(widths):
        if wider <= width or wider % width:
            yield f"{wider:g} is not a multiple of the width before it, {width:g}"


def _wrong_groups(groups: Sequence[Group]) -> Iterator[str]:
    for step in groups:
        members = [word for group in step.values() for word in group]
        yield from (
            f"{word} is in two groups of one step"
            for word in sorted({word for word in members if members.count(word) > 1})
        )
    for finer, coarser in pairwise(groups):
        for name, words in finer.items():
            if len({_group(coarser, word) for word in words}) > 1:
                yield f"the group {name} is torn apart by the step after it"


def _group(step: Group, word: str) -> str:
    return next((name for name, members in step.items() if word in members), word)


def _short(read: Any) -> Any:
    """`true` alone is a column that is told as it is or not at all; `false` is none."""
    if read is True:
        return {}
    return None if read is False else read


Quasi = Annotated[QuasiIdentifier | None, BeforeValidator(_short)]
