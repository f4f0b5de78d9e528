"""Data for research, nameless."""
