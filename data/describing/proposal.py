"""What is proposed for a file, asked about it and said beside its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from data.describing.description import FileDescription
from data.wording.message import Message


class ColumnSummary(BaseModel):
    """What stands in one column of a table; enough to propose, to ask and to draw, as JSON.

    rows, filled, distinct: how many rows, cells with something in them, different texts. samples:
    the first few different texts. numbers: cells that are numbers. low, high: the smallest and
    largest. whole: whether all numbers are. bins, counts: a histogram, (n + 1,) edges and (n,)
    cells. texts: text that is no number -> cells, the most frequent first, at most MOST_TEXTS;
    more_texts: whether there are others. values: number as written -> cells, where these are few.
    dates: cells that are dates; first_day, last_day: as 2026-09-01. percents: cells with a percent
    sign, or shown as percents by the workbook. longest: characters of the longest text. repeated:
    whether a text stands in more than one row. points: the full points, where a row says them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: str
    rows: int
    filled: int
    distinct: int
    samples: tuple[str, ...] = ()
    numbers: int = 0
    low: float | None = None
    high: float | None = None
    whole: bool = False
    bins: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    texts: dict[str, int] = Field(default_factory=dict)
    more_texts: bool = False
    values: dict[str, int] = Field(default_factory=dict)
    dates: int = 0
    first_day: str = ""
    last_day: str = ""
    percents: int = 0
    longest: int = 0
    repeated: bool = False
    points: float | None = None

    @property
    def share(self) -> float:
        """The share of rows with something in them, 0 to 1."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class Choice:
    """One answer to a question.

    changes: header -> field -> value, what it makes of the columns; of `marks` those that change,
    None for one that is taken away. of_file: field -> value, what
    it makes of the description: its grade or mean.
    """

    key: str
    words: Message
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    of_file: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What only a person can say. key: the same from one file to the next. header: the column it is
    about, None for the file. choices: at least two, the likeliest first. answer: the key of the
    choice made, None while it is open; while one is open nothing is imported."""

    key: str
    header: str | None
    text: Message
    choices: tuple[Choice, ...]
    answer: str | None = None


@dataclass(frozen=True)
class ColumnWarning:
    """What could be read wrongly, said beside the column; header None: beside the file."""

    header: str | None
    text: Message


@dataclass(frozen=True)
class Proposal:
    """A description with what is asked and said about it. summaries: of the columns, in order."""

    description: FileDescription
    questions: tuple[Question, ...]
    warnings: tuple[ColumnWarning, ...]
    summaries: tuple[ColumnSummary, ...]

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Those that nobody has answered."""
        return tuple(each for each in self.questions if each.answer is None)
