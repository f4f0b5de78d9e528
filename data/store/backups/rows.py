"""A row as a line of JSON, and back: types, lengths and depths are checked column by column.

The checks are built from the columns that a table has, in the shape of the backup's version;
`NARROWER` adds what a column's type does not say.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import sqlalchemy
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, JsonValue, TypeAdapter
from sqlalchemy import Column, RowMapping, Table
from typing_extensions import TypedDict  # pydantic's wish, below Python 3.12

from data.store.backups.manifest import MOST_ROWS
from data.store.coaching.dismissals import Reason
from data.wording.languages import language_code

LONGEST_WORD = 65_536  # characters
LONGEST_TEXT = 4 * 1024 * 1024
LONGEST_FILE = 6 * 1024 * 1024  # characters of base64: a model of 4 MB
DEEPEST = 12
LARGEST_NUMBER = 2**31 - 1  # what PostgreSQL's integer holds
LARGEST_JSON_NUMBER = 2**53
# All else in a sentence's holes is formatting, by which a few letters become gigabytes.
HOLES = re.compile(r"%\((\w{1,60})\)s|%%")
HASH = r"^\$argon2id\$v=19\$m=[0-9]{1,6},t=[0-9]{1,2},p=[0-9]{1,2}\$[A-Za-z0-9+/$=]+$"


def line(row: RowMapping) -> bytes:
    """A row as one line: times in UTC, JSON columns as they are."""
    text = json.dumps(
        dict(row), default=_told, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.encode() + b"\n"


def _told(value: datetime | date) -> str:
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


def _without_zone(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise ValueError("a moment before or after all calendars") from None


def _plain(value: Any, depth: int = 0) -> Any:
    """JSON that is neither deep nor odd, in which no sentence is a trap. Raises ValueError."""
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("a NUL in a text")
    if isinstance(value, int | float) and not abs(value) <= LARGEST_JSON_NUMBER:
        raise ValueError("no such number")
    if isinstance(value, dict):
        if "template" in value:
            _sentence(value)
        for name in value:
            _plain(name, depth)
        for inner in value.values():
            _plain(inner, depth + 1)
    if isinstance(value, list):
        for inner in value:
            _plain(inner, depth + 1)
    return value


def _sentence(told: Mapping[str, Any]) -> None:
    template, values = told["template"], told.get("values", {})
    if not isinstance(template, str) or not isinstance(values, dict):
        raise ValueError("no sentence")
    if "%" in HOLES.sub("", template) or not {*HOLES.findall(template)} - {""} <= values.keys():
        raise ValueError("a sentence with other holes")


def _written(kind: Any) -> Any:
    """Text that is JSON of that kind."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind, config=ConfigDict(strict=True))

    def check(text: str) -> str:
        _plain(adapter.validate_json(text))
        return text

    return Annotated[Text, AfterValidator(check)]


BASE64 = r"^[A-Za-z0-9+/=]*$"
NO_NUL = r"^[^\x00]*$"
Word = Annotated[str, Field(max_length=LONGEST_WORD, pattern=NO_NUL)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Moment = Annotated[AwareDatetime, AfterValidator(_without_zone)]
Json = Annotated[JsonValue, AfterValidator(_plain)]
Record = Annotated[dict[str, JsonValue], AfterValidator(_plain)]
Words = Annotated[dict[str, str], AfterValidator(_plain)]
Id = Annotated[int, Field(ge=0, le=MOST_ROWS)]
# The first that a column's type is one of.
BY_TYPE: tuple[tuple[type, Any], ...] = (
    (sqlalchemy.Boolean, bool),
    (sqlalchemy.Integer, Number),
    (sqlalchemy.Float, Finite),
    (sqlalchemy.DateTime, Moment),
    (sqlalchemy.Date, date),
    (sqlalchemy.JSON, Json),
    (sqlalchemy.Text, Text),
    (sqlalchemy.String, Word),
)
NARROWER: dict[str, Any] = {
    "roster.columns": Words,
    "roster.notes": Record,
    "roster.sources": Annotated[list[Record], Field(max_length=100)] | None,
    "answers.values": _written(dict[str, float | str]),
    "answers.missing": _written(dict[str, str]),
    "rulesetversion.warnings": Annotated[list[str], AfterValidator(_plain)],
    "rulesetversion.text": Annotated[str, Field(max_length=65_536, pattern=NO_NUL)],
    "ruledraft.base_text": Annotated[str, Field(max_length=65_536, pattern=NO_NUL)],
    "ruledraft.state": Literal["open", "in review", "published", "dropped"],
    "draftrevision.text": Annotated[str, Field(max_length=65_536, pattern=NO_NUL)],
    "publication.comparison": Record,
    "publication.fairness": Record,
    "modelversion.report": Record,
    "modelversion.recipe": Record,
    "modelversion.target": Literal["grade", "pass"],
    "modelversion.sha256": Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")],
    "modelfile.content": Annotated[
        str, Field(pattern=r"^[A-Za-z0-9+/=]*$", max_length=LONGEST_FILE)
    ],
    "activation.target": Literal["grade", "pass"],
    "modelcomparison.plan": Record,
    "modelcomparison.result": Record,
    "estimate.report": Record,
    "courseactivity.weeks": Annotated[list[int], Field(max_length=1000)],
    "apitoken.rights": Annotated[list[str], AfterValidator(_plain)],
    "prediction.contributions": _written(dict[str, float]),
    "decision.detail": Record,
    "job.state": Literal["running", "done", "failed", "cancelled"],
    "job.detail": Record,
    "job.result": Record,
    "job.problem": Record,
    "dismissal.reason": Reason,
    "columnmapping.mapping": Words,
    "columnmapping.description": Annotated[dict[str, JsonValue] | None, AfterValidator(_plain)],
    "schooldictionary.text": Annotated[str, Field(max_length=262_144, pattern=NO_NUL)],
    "schooldictionary.name": Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")],
    "account.language": Literal[""] | Annotated[str, AfterValidator(language_code)],
    # A hash that asks for gigabytes would be an attack on everybody who signs in.
    "account.password": Annotated[str, Field(pattern=HASH, max_length=500)] | None,
    "account.totp": Annotated[str, Field(pattern=r"^[A-Z2-7=]+$", max_length=256)] | None,
    "membership.role": Literal["counsellor", "lead", "administrator", "observer", "auditor"],
    "membership.groups": Annotated[list[str] | None, AfterValidator(_plain)],
}


def checks_of(table: Table) -> TypeAdapter[dict[str, Any]]:
    """What a line of that table must be: these columns, no other, each of its type.

    Gives times without a zone, in UTC, as SQLite keeps them.
    """
    made: Any = TypedDict  # with columns that are known when it runs only
    shape = made(table.name, {column.name: _kind(column) for column in table.columns})
    shape.__pydantic_config__ = ConfigDict(strict=True, extra="forbid")
    return TypeAdapter(shape)


def _kind(column: Column[Any]) -> Any:
    narrower = NARROWER.get(f"{column.table.name}.{column.name}")
    if narrower is not None:
        return narrower
    kind: Any = next(kind for known, kind in BY_TYPE if isinstance(column.type, known))
    kind = Id if kind is Number and column.primary_key else kind
    return kind | None if column.nullable else kind
