"""Rosters: importing one, undoing it, reading it whole, and what earlier ones said."""

from data.store.rosters.adding import add
from data.store.rosters.comparing import Changes, StudentRecordOnFile, Update, compare
from data.store.rosters.earlier import before, earlier
from data.store.rosters.imports import (
    RosterInfo,
    current,
    get,
    listing,
    newest_of,
    restore,
    withdraw,
)
from data.store.rosters.whole import Names, cohort, names, seen, whole

__all__ = [
    "Changes",
    "Names",
    "RosterInfo",
    "StudentRecordOnFile",
    "Update",
    "add",
    "before",
    "cohort",
    "compare",
    "current",
    "earlier",
    "get",
    "listing",
    "names",
    "newest_of",
    "restore",
    "seen",
    "whole",
    "withdraw",
]
