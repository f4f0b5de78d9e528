"""Figures of groups: whether they are treated alike, and that none tells on one student."""
