"""A family's rights over one student's data: all of it on request, and all of it gone."""

from data.store.families.erasing import Erasure, carry_over, erase, erase_again, erasures, left_over
from data.store.families.everything import counts, everything_of
from data.store.families.finding import MOST, Found, Named, find, name_of, school_name, spellings
from data.store.families.linked import LINKED, Linked
from data.store.families.mentions import Mentions, mentions
from data.store.families.proofs import Proof, proof_of, prove
from data.store.families.retention import Leaving, leaving

__all__ = [
    "LINKED",
    "MOST",
    "Erasure",
    "Found",
    "Leaving",
    "Linked",
    "Mentions",
    "Named",
    "Proof",
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
    "school_name",
    "spellings",
]
