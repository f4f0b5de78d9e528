"""Files on their way to a roster, and what a roster's model says of it."""
