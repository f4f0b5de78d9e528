"""Saying how far long work has come."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""From the share that is done, 0 to 1, and what is being done now, as N_ marks it."""
