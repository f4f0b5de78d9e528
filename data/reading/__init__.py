"""Reading a school's file: first as a table of text, then as records judged by a dictionary."""

from data.reading.checked import Checked, Record, check, fingerprint
from data.reading.opened import open_table
from data.reading.table import Table, Unreadable

__all__ = ["Checked", "Record", "Table", "Unreadable", "check", "fingerprint", "open_table"]
