"""The trace: what was done, by whom, to what. It is only ever added to.

The database itself refuses to change or delete a line, and each line of a school holds the hash
of the one before it: whoever gets round the first is found by the second.
"""

from data.store.audit.hash_chain import AlteredLine, Chain, ChainReport, verify
from data.store.audit.reading import AuditFilters, AuditPage, count, listing, of_student
from data.store.audit.writing import DEEDS, NewDecision, add, hash_of, see, seen_lately, write

__all__ = [
    "DEEDS",
    "AlteredLine",
    "AuditFilters",
    "AuditPage",
    "Chain",
    "ChainReport",
    "NewDecision",
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
