"""Backups for tests: made of a database, and made anew with something else in them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, NullPool, create_engine
from sqlmodel import SQLModel, select

from data import store
from data.store import backups
from data.store.backups.archive import DIGITS, SEAL

RULES = {"rules/maths.yaml": b"format: 1\n"}
Contents = dict[str, bytes]


def made(database: store.Database, path: Path, files: Mapping[str, bytes] = RULES) -> Path:
    """A backup of a database."""
    with database.read() as session, path.open("w+b") as file:
        backups.write(session, file, product="0.1.0", files=files, left_out=[])
    return path


def restore(path: Path, database: store.Database) -> None:
    """Restore a file into a database, whatever is in it."""
    with on_trial(path) as trial, database.write() as session:
        backups.put_back(session, trial)


def everything(database: store.Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, by table, in the order of their numbers."""
    with database.read() as session:
        return {
            table.name: [
                dict(row)
                for row in session.connection()
                .execute(select(table).order_by(*table.primary_key.columns))
                .mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def contents(path: Path) -> Contents:
    """Every part of a file and its bytes."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(content: bytes) -> bytes:
    """A ZIP with our seal as its comment, as the product writes it."""
    ended = content[:-2] + (len(SEAL) + DIGITS).to_bytes(2, "little") + SEAL
    return ended + hashlib.sha256(ended).hexdigest().encode()


def packed(parts: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A sealed file of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return sealed(content.getvalue())


def told(parts: Contents) -> Contents:
    """The parts with a manifest that tells their sizes, rows and hashes as they are now."""
    manifest = json.loads(parts["manifest.json"])
    manifest["parts"] = {
        name: {
            "rows": body.count(b"\n") if name.startswith("tables/") else 0,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        for name, body in parts.items()
        if name != "manifest.json"
    }
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


def forged(path: Path, change: Callable[[Contents], object]) -> Path:
    """The file with other parts, all hashes and the seal made right again: what somebody who
    means harm would hand over."""
    parts = contents(path)
    change(parts)
    other = path.with_name("forged.zip")
    other.write_bytes(packed(dict(told(parts))))
    return other


def in_row(table: str, **values: object) -> Callable[[Contents], None]:
    """Sets columns in the first row of a table."""

    def change(parts: Contents) -> None:
        name = f"tables/{table}.jsonl"
        first, _, rest = parts[name].partition(b"\n")
        row = {**json.loads(first), **values}
        parts[name] = json.dumps(row).encode() + b"\n" + rest

    return change


@contextmanager
def on_trial(path: Path) -> Iterator[backups.TrialRestore]:
    """A file that was opened and taken on trial."""
    with backups.opened(path) as archive, backups.tried(archive, path.parent) as trial:
        yield trial


def why(path: Path) -> str:
    """The sentence by which a file is refused; empty when it is taken."""
    try:
        with on_trial(path):
            return ""
    except backups.BackupRefused as refused:
        return refused.problem.message


def older(path: Path, shape: str, folder: Path) -> Path:
    """The file as a version of that shape would have written it: its tables and columns only."""
    url = f"sqlite:///{folder / 'older.db'}"
    store.migrate.make(url, shape)
    known = MetaData()
    known.reflect(create_engine(url, poolclass=NullPool))

    def change(parts: Contents) -> None:
        if "estimate" not in known.tables:  # which were the models, before those were kept
            parts["tables/modelversion.jsonl"] = parts.pop("tables/estimate.jsonl")
            said = parts["tables/prediction.jsonl"]
            parts["tables/prediction.jsonl"] = said.replace(b'"estimate_id"', b'"model_id"')
        for name in [name for name in parts if name.startswith("tables/")]:
            table = known.tables.get(name.removeprefix("tables/").removesuffix(".jsonl"))
            rows = [json.loads(line) for line in parts.pop(name).splitlines()]
            if table is not None:
                lines = [json.dumps({c.name: row[c.name] for c in table.columns}) for row in rows]
                parts[name] = "".join(f"{line}\n" for line in lines).encode()
        manifest = json.loads(parts["manifest.json"])
        manifest["revision"] = shape
        numbers = manifest["sequences"]
        manifest["sequences"] = {name: numbers[name] for name in numbers if name in known.tables}
        parts["manifest.json"] = json.dumps(manifest).encode()

    return forged(path, change)
