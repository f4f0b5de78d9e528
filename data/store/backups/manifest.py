"""The table of contents of a backup: what is in it, how much, and of which version.

The schools of a database, whichever they are: a backup holds them all.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, col, func, select

from data.store import audit
from data.store.backups.refused import damaged, newer
from data.tables import School
from data.viewer import Viewer

FORMAT: Literal[1] = 1
NAME = "manifest.json"
LARGEST = 1024 * 1024
MOST_PARTS = 1_000
# Above it only a hostile file counts; below it PostgreSQL has numbers left to give.
MOST_ROWS = 2_000_000_000
KINDS_OF_FILES = ("rules", "dictionaries")
# No folder, no drive, no name that Windows keeps for a device, nothing hidden.
_FILE = re.compile(r"(?!(?i:con|prn|aux|nul|com\d|lpt\d)\.)\w[\w .()-]{0,98}\.yaml")

Count = Annotated[int, Field(ge=0, le=MOST_ROWS)]
Table = Annotated[str, Field(pattern=r"^[a-z]{1,40}$")]
Short = Annotated[str, Field(max_length=200)]


class ManifestPart(BaseModel):
    """One part: rows (lines; 0 for a file), bytes when unpacked, and their sha256 in hex."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    rows: Count
    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a backup says of itself.

    product: the version that made it. revision: the shape of its tables. made_at: the moment of
    all its rows. sequences: table -> the last number that was ever given to a row, so that none is
    given again. left_out: files of the data folder that could not go in.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    format: Literal[1]
    product: Short
    revision: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    made_at: AwareDatetime
    database: Literal["sqlite", "postgresql"]
    parts: Annotated[dict[Short, ManifestPart], Field(max_length=MOST_PARTS)]
    sequences: dict[Table, Count]
    left_out: Annotated[list[Short], Field(max_length=MOST_PARTS)]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables together."""
        return sum(part.rows for part in self.parts.values())


def read(text: bytes) -> Manifest:
    """The manifest as it was written. Raises Refused."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged() from None
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise newer(str(told.get("product"))[:20])
    try:
        return Manifest.model_validate_json(text)
    except ValidationError:
        raise damaged() from None


def part_of_table(table: str) -> str:
    """The name of the part that holds a table's rows."""
    return f"tables/{table}.jsonl"


def is_file_name(name: str) -> bool:
    """Whether a file of that name may be in a backup: plain, short, the same on every system."""
    return bool(_FILE.fullmatch(name)) and unicodedata.normalize("NFC", name) == name


def is_file_part(name: str) -> bool:
    """Whether a part of that name is a rule file or a data dictionary."""
    kind, _, file = name.partition("/")
    return kind in KINDS_OF_FILES and is_file_name(file)


def how_many(session: Session) -> int:
    """How many schools there are."""
    return session.exec(select(func.count(col(School.id)))).one()


def tell_all(session: Session, viewer: Viewer, action: str, detail: Mapping[str, Any]) -> None:
    """Write into every school's trace what the viewer did with a backup: it holds them all."""
    for school in session.exec(select(School.id).order_by(col(School.id))).all():
        theirs = replace(viewer, school=school, groups=None)
        audit.add(session, theirs, action, "backup", None, dict(detail))
