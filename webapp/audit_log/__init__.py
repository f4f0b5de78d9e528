"""Who did or saw what: writing it down without delay, reading it."""
