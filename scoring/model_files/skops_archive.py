"""What stands in a skops archive, looked at without building anything from it."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

SCHEMA = "schema.json"

MOST_MARKS = 2_000_000
"""Of brackets and commas in a schema: the largest true one has 700,000."""


def asked_of(content: bytes) -> tuple[set[str], set[str]]:
    """Name every class that an archive wants built, as module.name, and in which ways.

    Raises ValueError, KeyError, TypeError or zipfile.BadZipFile for what is no such archive, and
    for one that is packed: packed, a little file can hold far more than it takes.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        if any(one.compress_type != zipfile.ZIP_STORED for one in members):
            raise ValueError("A part of the archive is packed.")
        if sum(one.file_size for one in members) > len(content):
            raise ValueError("The parts are larger than the archive.")
        schema = archive.read(SCHEMA)
    # Empty lists take twenty times as much memory as text.
    if sum(map(schema.count, (b"{", b"[", b","))) > MOST_MARKS:
        raise ValueError("The schema is larger than any of ours.")
    classes, ways = set(), set()
    for node in nodes(json.loads(schema)):
        if "__class__" in node:
            classes.add(f"{node['__module__']}.{node['__class__']}")
        if "__loader__" in node:
            ways.add(str(node["__loader__"]))
    return classes, ways


def renamed(content: bytes, names: Mapping[str, str]) -> bytes:
    """Write an archive anew in which each class has the name that `names` gives for it.

    names: module.name -> module.name. Builds nothing. For an archive that `asked_of` has looked at;
    what it asks for after that is to be looked at again.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(parts[SCHEMA])
    for node in nodes(schema):
        today = names.get(f"{node.get('__module__')}.{node.get('__class__')}")
        if today:
            node["__module__"], _, node["__class__"] = today.rpartition(".")
    parts[SCHEMA] = json.dumps(schema).encode()
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Walk a schema without recursion: its depth is a stranger's choice."""
    left = [schema]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left += node.values()
        elif isinstance(node, list):
            left += node
