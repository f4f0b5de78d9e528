"""What the rules need to know of a data dictionary's columns and of a cohort's columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from data.wording.languages import Words, complete, in_all, in_figures
from data.wording.message import N_
from data.wording.translate import in_every_language

Answered = float | str | None

_FLAGS = {"yes": in_every_language(N_("yes")), "no": in_every_language(N_("no"))}


class DictionaryColumn(Protocol):
    """One column as its data dictionary describes it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def whole(self) -> bool: ...
    @property
    def values(self) -> Mapping[Any, Words]: ...
    @property
    def label(self) -> Words: ...
    @property
    def use(self) -> str: ...
    @property
    def role(self) -> str | None: ...
    @property
    def passing(self) -> float | None: ...


class CohortColumn(Protocol):
    """One column of a cohort of n students.

    `codes` (n,) unsigned: the place of each student's answer in `values`.
    `values` (v,) distinct: float64 with NaN, or objects (str) with None, for a missing answer.
    """

    @property
    def codes(self) -> NDArray[Any]: ...
    @property
    def values(self) -> NDArray[Any]: ...


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """A column of our own making, in the shape of `Column`."""

    codes: NDArray[Any]
    values: NDArray[Any]


class Earlier(NamedTuple):
    """A column of numbers as an earlier roster had it: what `change` reads.

    since: a month, as "2024-09", for the first roster of that month or later; None for the roster
    before.
    """

    column: str
    since: str | None

    @property
    def name(self) -> str:
        """Under which name a cohort's columns hold it; no dictionary's column is called so."""
        return f"{self.column} since {self.since}" if self.since else f"{self.column} before"


def is_number(column: DictionaryColumn) -> bool:
    """Whether its answers are numbers; words, yes/no and text are not."""
    return column.type == "number"


def allowed(column: DictionaryColumn) -> tuple[str, ...]:
    """The words a word or yes/no column can hold; () where any text is."""
    if column.type == "flag":
        return ("yes", "no")
    return () if is_number(column) else tuple(str(value) for value in column.values)


def limits(column: DictionaryColumn) -> tuple[float, float]:
    """The lowest and highest number it can hold; infinite where the dictionary sets no limit."""
    listed = [float(value) for value in column.values]
    low = column.low if column.low is not None else min(listed, default=-np.inf)
    high = column.high if column.high is not None else max(listed, default=np.inf)
    return float(low), float(high)


def students(columns: Mapping[str, CohortColumn]) -> int:
    """How many students the columns tell about; 0 where there is no column."""
    return next((len(column.codes) for column in columns.values()), 0)


def answers(columns: Mapping[str, CohortColumn], known: DictionaryColumn) -> CohortColumn:
    """A cohort's column with `values` of the dictionary's type.

    A column that the roster lacks, or has in another type, is one that nobody answered, not an
    error.
    """
    if is_number(known):
        return _numbers(columns, known.name)
    column = columns.get(known.name)
    if column is None or column.values.dtype != object:
        return _nobody(columns, None)
    return column


def typed(
    columns: Mapping[str, CohortColumn],
    known: Mapping[str, DictionaryColumn],
    earlier: Iterable[Earlier] = (),
) -> dict[str, CohortColumn]:
    """The columns of a dictionary that something reads, and earlier ones, in their types."""
    now = {name: answers(columns, described) for name, described in known.items()}
    return now | {past.name: _numbers(columns, past.name) for past in earlier}


def _numbers(columns: Mapping[str, CohortColumn], name: str) -> CohortColumn:
    column = columns.get(name)
    if column is None or column.values.dtype == object:
        return _nobody(columns, np.nan)
    return CodedColumn(column.codes, np.asarray(column.values, dtype=np.float64))


def _nobody(columns: Mapping[str, CohortColumn], missing: float | None) -> CodedColumn:
    values = np.array([missing], dtype=object if missing is None else np.float64)
    return CodedColumn(np.zeros(students(columns), dtype=np.uint8), values)


def value_words(value: float | str, known: DictionaryColumn) -> Words:
    """An answer in the dictionary's words ("2 to 5 hours", "sim"), else as it is read."""
    if known.type == "flag" and value in _FLAGS:
        return _FLAGS[str(value)]
    text = value if isinstance(value, str) else f"{value:g}"
    words = next((said for held, said in known.values.items() if str(held) == text), {})
    if words:
        return complete(words)
    return in_all(value) if isinstance(value, str) else in_figures(value)
