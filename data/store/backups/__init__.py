"""Backups: one file with every row of one moment, and the way back, which trusts nothing in it.

with database.read() as session, path.open("w+b") as file:
    write(session, file, product="0.1.0", files={}, left_out=[])
with opened(path) as archive, tried(archive, folder) as trial, database.write() as session:
    put_back(session, trial)
"""

from data.store.backups.archive import Archive, opened, peek
from data.store.backups.manifest import KINDS_OF_FILES, Manifest, how_many, is_file_name, tell_all
from data.store.backups.refused import BackupRefused
from data.store.backups.restoring import is_empty, put_back
from data.store.backups.trial import TrialRestore, tried
from data.store.backups.writing import write

__all__ = [
    "KINDS_OF_FILES",
    "Archive",
    "BackupRefused",
    "Manifest",
    "TrialRestore",
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
