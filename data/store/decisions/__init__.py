"""The trace: what was done, by whom, to what. It is only ever added to.

The database itself refuses to change or delete a line, and each line of a school holds the hash
of the one before it: whoever gets round the first is found by the second.
"""

from data.store.decisions.adding import NewDecision, add, hash_of, write
from data.store.decisions.chain import Chain, Report, Wrong, verify
from data.store.decisions.deeds import DEEDS
from data.store.decisions.listing import Filters, Page, count, listing, of_student
from data.store.decisions.looks import see, seen_lately

__all__ = [
    "DEEDS",
    "Chain",
    "Filters",
    "NewDecision",
    "Page",
    "Report",
    "Wrong",
    "add",
    "count",
    "hash_of",
    "listing",
    "of_student",
    "see",
    "seen_lately",
    "verify",
    "write",
]
