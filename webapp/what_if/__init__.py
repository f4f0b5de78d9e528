"""What if a record were otherwise: a student's own, or one that somebody types in."""
