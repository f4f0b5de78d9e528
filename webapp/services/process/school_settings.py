"""What holds for a school: its own settings, and the server's defaults where it set none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.store import Database
from data.store.people import school_settings
from data.store.people.school_settings import UsualScale
from data.wording.languages import Words
from webapp.services.process.cache import Freshness, Recent
from webapp.services.process.settings import Settings

MOST_KEPT = 256  # schools


@dataclass(frozen=True)
class SchoolSettings:
    """All that a school can set, as it holds now."""

    lead_imports: bool  # the pedagogical lead may import rosters as well
    inbox: Path  # where files of the school come in by themselves; it may be missing
    time_zone: str  # as in "Europe/Lisbon"; "" for the server's own
    scale: UsualScale | None  # of grades, and the pass mark, where a file says none
    rule_review: Literal["second lead", "one lead"]  # who publishes a change of rules
    smallest_group: int  # no figure is of fewer students
    retention_months: int  # 0 keeps everybody
    retrain: Literal["ask", "each roster"]  # whether models learn from a new roster
    role_names: Mapping[str, Words] = field(default_factory=dict)  # role -> what it is called here

    @property
    def zone(self) -> tzinfo | None:
        """The zone in which times are shown; None for the server's own."""
        return zone_of(self.time_zone)


class SettingsOfSchools:
    """What each school set itself, read again when anything was written, by whichever process."""

    def __init__(self, database: Database, freshness: Freshness) -> None:
        self._database = database
        self._freshness = freshness
        self._kept = Recent(MOST_KEPT)

    def of(self, school: int) -> Mapping[str, Any]:
        """Return what a school set, by key."""

        def read() -> Mapping[str, Any]:
            with self._database.read() as session:
                return school_settings.read(session, school)

        found: Mapping[str, Any] = self._kept.get((school, self._freshness.version()), read)
        return found


def made_of(server: Settings, school: int, own: Mapping[str, Any]) -> SchoolSettings:
    """Put a school's own settings over the server's. The smallest group is never smaller than the
    server's, whatever a school once wrote."""
    default = default_of(server, school)
    chosen = dict(own)
    if "inbox" in own:
        chosen["inbox"] = server.inbox / own["inbox"]
    if "smallest_group" in own:
        chosen["smallest_group"] = max(own["smallest_group"], server.smallest_group)
    return replace(default, **chosen)


def default_of(server: Settings, school: int) -> SchoolSettings:
    """Return what holds for a school that set nothing."""
    return SchoolSettings(
        lead_imports=False,
        inbox=server.inbox / f"school-{school}",
        time_zone=server.time_zone,
        scale=None,
        rule_review=server.rule_review,
        smallest_group=server.smallest_group,
        retention_months=server.retention_months,
        retrain=server.retrain,
    )


def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of that name; None for "" and for one that this computer lacks."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
