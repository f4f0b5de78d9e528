"""Rosters: importing one, undoing it, reading it whole, and what earlier ones said."""

from data.store.rosters.adding import add
from data.store.rosters.comparing import Changes, StudentRecordOnFile, Update, compare
from data.store.rosters.earlier import before, earlier
from data.store.rosters.imports import (
    RosterInfo,
    RosterSource,
    current,
    get,
    has_claim,
    listing,
    newest_of,
    restore,
    withdraw,
)
from data.store.rosters.records import records
from data.store.rosters.whole import Names, cohort, names, seen, whole

__all__ = [
    "Changes",
    "Names",
    "RosterInfo",
    "RosterSource",
    "StudentRecordOnFile",
    "Update",
    "add",
    "before",
    "cohort",
    "compare",
    "current",
    "earlier",
    "get",
    "has_claim",
    "listing",
    "names",
    "newest_of",
    "records",
    "restore",
    "seen",
    "whole",
    "withdraw",
]
