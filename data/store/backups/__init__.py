"""Backups: one file with every row of one moment, and the way back, which trusts nothing in it.

with database.read() as session, path.open("w+b") as file:
    write(session, file, product="0.1.0", files={}, left_out=[])
with opened(path) as archive, tried(archive, folder) as trial, database.write() as session:
    put_back(session, trial)
"""

from data.store.backups.archive import Archive, opened, peek
from data.store.backups.manifest import KINDS_OF_FILES, Manifest, is_file_name
from data.store.backups.putting_back import is_empty, put_back
from data.store.backups.refused import Refused
from data.store.backups.schools import how_many, tell_all
from data.store.backups.trial import Trial, tried
from data.store.backups.writing import write

__all__ = [
    "KINDS_OF_FILES",
    "Archive",
    "Manifest",
    "Refused",
    "Trial",
    "how_many",
    "is_empty",
    "is_file_name",
    "opened",
    "peek",
    "put_back",
    "tell_all",
    "tried",
    "write",
]
