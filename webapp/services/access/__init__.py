"""Who somebody is, what he may do, and what is noted of it."""
