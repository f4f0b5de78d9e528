"""What a school set for itself, beside the server's defaults: one row a setting.

Each change is a line of the trace. What a value may be stands here; what it means for a page is
its reader's.
"""

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from sqlmodel import Session, col, select

from data.store import audit
from data.tables import SchoolSetting
from data.viewer import Viewer
from data.wording.languages import LANGUAGES

CALLED = ("counsellor", "lead", "administrator")  # the roles that a school may call otherwise
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class UsualScale(BaseModel):
    """The scale of grades where a file says none: its ends and which of them is best."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    best: Literal["high", "low"] = "high"
    passing: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _holds_together(self) -> "UsualScale":
        if self.low >= self.high:
            raise ValueError("low must be under high")
        if self.passing is not None and not self.low < self.passing < self.high:
            raise ValueError("passing lies between low and high")
        return self


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no time zone is called so")
    return name


def _folder(path: str) -> str:
    """A path inside another folder: words with / between, none of them hidden or upwards."""
    parts = path.split("/")
    if not path.isprintable() or "\\" in path or ":" in path or "" in parts:
        raise ValueError("no folder inside another one")
    if any(part.startswith(".") or part != part.strip() for part in parts):
        raise ValueError("no folder inside another one")
    return path


def _called(names: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    unknown = names.keys() - set(CALLED) or {
        language for words in names.values() for language in words.keys() - LANGUAGES.keys()
    }
    if unknown:
        raise ValueError("a role or a language that there is not")
    return names


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind, config=ConfigDict(strict=True))


# The settings there are -> what a value must be.
VALUES: dict[str, TypeAdapter[Any]] = {
    "lead_imports": _adapter(bool),
    "inbox": _adapter(Annotated[str, Field(max_length=200), AfterValidator(_folder)]),
    "time_zone": _adapter(Annotated[str, AfterValidator(_zone)]),
    "scale": TypeAdapter(UsualScale),
    "rule_review": _adapter(Literal["second lead", "one lead"]),
    "smallest_group": _adapter(Annotated[int, Field(ge=5, le=1000)]),
    "retention_months": _adapter(Annotated[int, Field(ge=0, le=1200)]),
    "retrain": _adapter(Literal["ask", "each roster"]),
    "role_names": _adapter(Annotated[dict[str, dict[str, Name]], AfterValidator(_called)]),
}


def read(session: Session, school: int) -> dict[str, Any]:
    """What a school has set, by key; a value that this version does not take is not there."""
    rows = session.exec(select(SchoolSetting).where(col(SchoolSetting.school_id) == school))
    found = {}
    for row in rows:
        try:
            found[row.key] = VALUES[row.key].validate_python(row.value)
        except (KeyError, ValueError):  # a later version's, or a time zone of another computer
            continue
    return found


def change(session: Session, viewer: Viewer, key: str, value: Any) -> bool:
    """Set one thing for the viewer's school, None for the server's default (in a `write` session);
    says whether that is anything new. Raises ValueError for what it cannot be."""
    adapter = VALUES[key]
    wanted = None
    if value is not None:
        wanted = adapter.dump_python(adapter.validate_python(value), mode="json")
    row = session.get(SchoolSetting, (viewer.school, key))
    before = None if row is None else row.value
    if before == wanted:
        return False
    if row is not None and wanted is None:
        session.delete(row)
    elif row is not None:
        row.value = wanted
    else:
        session.add(SchoolSetting(school_id=viewer.school, key=key, value=wanted))
    session.flush()
    detail = {"setting": key, "value": wanted, "was": before}
    audit.add(session, viewer, "set", "school", viewer.school, detail)
    return True


def inboxes(session: Session) -> dict[int, str]:
    """The folder for files that come by themselves, of each school that chose one."""
    rows = session.exec(select(SchoolSetting).where(col(SchoolSetting.key) == "inbox"))
    return {row.school_id: row.value for row in rows}
