"""A rule set that is being written: its form, its text, its savings, two people at once."""
