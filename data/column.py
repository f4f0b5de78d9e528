"""What a dictionary says of one column, and of the roster they make together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from data.generalisation import Answer, Quasi
from data.headers import Match, fold, match
from data.wording.languages import LANGUAGES, Wording, Words, in_all, lacking
from data.wording.message import N_
from data.wording.translate import in_every_language

YES_NO = {"yes": in_every_language(N_("yes")), "no": in_every_language(N_("no"))}
TEXT_ROLES = ("id", "first_name", "family_name", "birth_date")
GROUP_ROLES = ("school", "class", "year")


def _words(read: Any, check: ValidatorFunctionWrapHandler) -> Words:
    """One plain string stands for the same text in every language; a table needs one at least."""
    if isinstance(read, str):
        return in_all(read)
    if isinstance(read, dict) and not (read and set(read) <= set(LANGUAGES)):
        raise ValueError(f"write one text, or one for each of {', '.join(LANGUAGES)}")
    told: Words = read if isinstance(read, Wording) else check(read)
    return told


Said = Annotated[Words, WrapValidator(_words)]


Role = (
    Literal["id", "first_name", "family_name", "birth_date", "school", "class", "year", "grade"]
    | None
)


class Column(BaseModel):
    """One column: its words in each language, what it may hold and what it may be used for.

    type: number, word (one of `values`, or any when there are none), flag (yes or no) or text
    (kept for persons, never a value). low, high: the range of a number, ends included, in `unit`;
    whole: only integers. values: allowed values with their words. role: what the product needs the
    column for. use: score (rules may judge it), audit (only to compare groups), show, never.
    record: a school-record column, which the expected grade may learn from. explorable: a change
    of it may be tried out on the expected grade. quasi_identifier: others could know a student by
    it, so that researchers get it in steps. filter: students can be filtered by it on the board;
    where nothing is said, those of the roles school, class and year are.

    Of a grade alone: best, the end of its scale that is best; passing, the mark that passes, on its
    own scale, where the rule set's does not hold. period: which part of the year a grade is of.
    marks: what stands for no answer, each with its words ("AM": annulled), beside the usual ones.
    reads: what else is written for a value, and that value ("2-": 2.3).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    type: Literal["number", "word", "flag", "text"]
    label: Said
    meaning: Said
    unit: Said | None = None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    values: dict[int | str, Said] = Field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    sensitive: bool = False
    use: Literal["score", "audit", "show", "never"]
    role: Role = None
    required: bool = False
    explorable: bool = False
    record: bool = False
    quasi_identifier: Quasi = None
    filter: bool | None = None
    best: Literal["high", "low"] = "high"
    passing: float | None = None
    period: Literal["first", "second", "third", "year"] | None = None
    marks: dict[str, Said] = Field(default_factory=dict)
    reads: dict[str, int | float | str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _yes_and_no_have_their_words(cls, read: Any) -> Any:
        if isinstance(read, dict) and read.get("type") == "flag" and "values" not in read:
            return {**read, "values": YES_NO}
        return read

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.type != "number" and (self.whole or self.low is not None or self.high is not None):
            raise ValueError("only a number has low, high and whole")
        if self.type == "number" and (self.low is None or self.high is None):
            raise ValueError("a number needs low and high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be under high ({self.high:g})")
        if self.type == "number" and not all(self.allows(value) for value in self.values):
            raise ValueError("a value with words is not between low and high")
        if self.type == "flag" and set(self.values) != set(YES_NO):
            raise ValueError("the values of a flag are yes and no")
        if (self.role in TEXT_ROLES) != (self.type == "text"):
            raise ValueError("a text is an id or a name, and these are texts")
        if self.type == "text" and self.use in ("score", "audit"):
            raise ValueError("an id or a name is shown or never used: write `use: show`")
        if self.filter and (self.type == "text" or self.use == "never"):
            raise ValueError("nobody is filtered by an id, a name or what is never used")
        self._is_a_grade_where_it_says_so()
        self._reads_what_it_may_hold()
        if self.quasi_identifier is not None:
            if self.type == "text":
                raise ValueError("an id or a name never leaves: take quasi_identifier away")
            has = (self.type, self.low, self.high, self.values)
            for wrong in self.quasi_identifier.misfits(*has):
                raise ValueError(wrong)
        return self

    def _is_a_grade_where_it_says_so(self) -> None:
        if self.role == "grade" and self.type != "number":
            raise ValueError("the grade must be a number")
        if self.role != "grade" and (self.passing is not None or self.best == "low"):
            raise ValueError("only the grade has best and passing")
        if self.passing is not None and not (
            self.low is not None and self.high is not None and self.low < self.passing < self.high
        ):
            raise ValueError("passing lies between low and high")
        if self.period and self.type != "number":
            raise ValueError("only a number is of a period")

    def _reads_what_it_may_hold(self) -> None:
        if self.reads and self.type == "text":
            raise ValueError("an id or a name is read as it stands: take reads away")
        known = {str(value) for value in self.values}
        for text, value in self.reads.items():
            words = not known or str(value) in known
            if not (self.allows(value) if self.type == "number" else words) or text in self.marks:
                raise ValueError(f"{text} is read as {value}, which it cannot hold")

    @property
    def worst(self) -> float:
        """The worst end of a grade's scale: the highest number where 1 is best."""
        return float((self.high if self.best == "low" else self.low) or 0)

    @property
    def best_value(self) -> float:
        """The best end of a grade's scale."""
        return float((self.low if self.best == "low" else self.high) or 0)

    @property
    def filterable(self) -> bool:
        """Whether students can be filtered by it on the board."""
        return self.role in GROUP_ROLES if self.filter is None else self.filter

    def allows(self, value: object) -> bool:
        """Whether a number lies within low and high, and is whole where it must be."""
        if not isinstance(value, int | float) or self.low is None or self.high is None:
            return False
        return self.low <= value <= self.high and (not self.whole or float(value).is_integer())

    def told(self, value: Answer, step: int) -> Answer:
        """What researchers are told of an answer at a step; see `quasi_identifier`."""
        if self.quasi_identifier is None:
            return value
        low, high = self.low or 0.0, self.high or 0.0
        return self.quasi_identifier.told(step, value, low, high, self.whole)

    def words_of(self, value: float | str) -> Words | None:
        """The words of an allowed value by language, or None when it has none of its own."""
        key = int(value) if isinstance(value, float) and value.is_integer() else value
        return self.values.get(key) if isinstance(key, int | str) else None


class Dictionary(BaseModel):
    """The columns of one kind of roster, by name and in the order in which they are shown.

    about: where the columns come from. like: another dictionary, whose rule sets hold here too: a
    column of the same name means the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    like: str | None = None
    title: Said
    about: Said
    columns: dict[str, Column] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_header_is_one_column(self) -> Self:
        roles = [column.role for column in self.columns.values() if column.role]
        twice = {role for role in roles if roles.count(role) > 1}
        if twice or "grade" not in roles:
            raise ValueError(
                f"one column has the role {next(iter(twice), 'grade')}: no more, no less"
            )
        claimed: dict[str, str] = {}
        for column in self.columns.values():
            for header in {fold(header) for header in (column.name, *column.aliases)}:
                if header in claimed:
                    raise PydanticCustomError(
                        "clash",
                        "columns {first} and {column} both claim the header {header}",
                        {"first": claimed[header], "column": column.name, "header": header},
                    )
                claimed[header] = column.name
        return self

    @property
    def lacks(self) -> tuple[str, ...]:
        """The languages in which some of its words are not written, in the order of LANGUAGES."""
        said = [self.title, self.about]
        for column in self.columns.values():
            said += [column.label, column.meaning, column.unit or {}, *column.values.values()]
        without = frozenset().union(*map(lacking, said))
        return tuple(language for language in LANGUAGES if language in without)

    @property
    def grade(self) -> Column:
        """The column with the role grade."""
        return next(column for column in self.columns.values() if column.role == "grade")

    def with_role(self, role: str) -> Column | None:
        """The column with this role, or None."""
        return next((column for column in self.columns.values() if column.role == role), None)

    def recognise(self, headers: Sequence[str]) -> Match:
        """Which header holds which column, by name or alias: case, accents, spacing aside."""
        names = {column.name: (column.name, *column.aliases) for column in self.columns.values()}
        required = [column.name for column in self.columns.values() if column.required]
        return match(headers, names, required)
