"""Invented students for the tests of the store."""

from dataclasses import dataclass, field

from sqlmodel import Session

from data import store
from data.store.rosters import RosterInfo
from data.viewer import Viewer


def people(count: int) -> list["Person"]:
    """Students S0, S1, ...: absences 0, 1, ..., all else alike."""
    return [
        Person(f"S{n}", {"absences": float(n), "Walc": 2.0, "higher": "yes"}) for n in range(count)
    ]


def import_as(
    session: Session,
    viewer: Viewer,
    records: list["Person"],
    fingerprint: str = "a",
    **more: object,
) -> RosterInfo:
    """Import `records` on top of whatever is current."""
    current = store.rosters.current(session, viewer)
    facts = {"title": "Maths", "dictionary": "pilot-2008", "filename": "maths.csv"}
    expected = {"expected_current": current.id if current else None}
    return store.rosters.add(
        session, viewer, records, fingerprint=fingerprint, **{**facts, **expected, **more}
    )


@dataclass(frozen=True)
class Person:
    """A record as reading gives it; named after his key unless said otherwise."""

    key: str
    values: dict[str, float | str]
    missing: dict[str, str] = field(default_factory=dict)
    first_name: str = ""
    family_name: str = ""
    in_class: str = ""
    in_school: str = ""
    birth_date: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "first_name", self.first_name or f"First {self.key}")
        object.__setattr__(self, "family_name", self.family_name or f"Family {self.key}")
