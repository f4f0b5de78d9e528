"""A course’s log and grades on their way to a roster."""
