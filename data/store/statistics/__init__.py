"""Figures of a whole school, counted where the rows lie."""
