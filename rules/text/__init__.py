"""A rule file's text: its nodes with their places, and the problems found in it."""
