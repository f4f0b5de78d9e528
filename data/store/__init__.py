"""Every query there is. Each takes a session and the viewer, and shows him his school only.

database = store.connect(url)
with database.read() as session:
    roster = store.rosters.current(session, viewer)
"""

from sqlmodel import Session

from data.store import (
    decisions,
    dismissals,
    families,
    interventions,
    jobs,
    mappings,
    migrate,
    objections,
    predictions,
    rosters,
    rule_sets,
    schools,
    stated_reasons,
    students,
    visible,
)
from data.store.database import IMPORT_WAIT, Database, connect
from data.store.errors import Busy, NewerDatabase, NotFound, Stale

__all__ = [
    "IMPORT_WAIT",
    "Busy",
    "Database",
    "NewerDatabase",
    "NotFound",
    "Session",
    "Stale",
    "connect",
    "decisions",
    "dismissals",
    "families",
    "interventions",
    "jobs",
    "mappings",
    "migrate",
    "objections",
    "predictions",
    "rosters",
    "rule_sets",
    "schools",
    "stated_reasons",
    "students",
    "visible",
]
