"""Drafts of rule sets: tried on a roster, reviewed, compared with what is in force."""
