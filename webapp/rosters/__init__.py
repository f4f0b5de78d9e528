"""Rosters: importing, undoing, the sample school, the expected grades."""
