"""A family's rights over one student's data: all of it on request, and all of it gone."""

from data.store.families.erasing import Erasure, carry_over, erase, erase_again, erasures, left_over
from data.store.families.everything import LINKED, LinkedTable, counts, everything_of
from data.store.families.finding import (
    MOST,
    LeavingStudent,
    NameOnRoster,
    StudentMatch,
    find,
    leaving,
    name_of,
    school_name,
    spellings,
)
from data.store.families.proofs import ErasureProof, Mentions, mentions, proof_of, prove
from data.store.families.sample_removal import remove_sample

__all__ = [
    "LINKED",
    "MOST",
    "Erasure",
    "ErasureProof",
    "LeavingStudent",
    "LinkedTable",
    "Mentions",
    "NameOnRoster",
    "StudentMatch",
    "carry_over",
    "counts",
    "erase",
    "erase_again",
    "erasures",
    "everything_of",
    "find",
    "leaving",
    "left_over",
    "mentions",
    "name_of",
    "proof_of",
    "prove",
    "remove_sample",
    "school_name",
    "spellings",
]
