"""What stands in a skops archive, looked at without building anything from it."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

SCHEMA = "schema.json"


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
        schema = json.loads(archive.read(SCHEMA))
    classes, ways = set(), set()
    for node in _nodes(schema):
        if "__class__" in node:
            classes.add(f"{node['__module__']}.{node['__class__']}")
        if "__loader__" in node:
            ways.add(str(node["__loader__"]))
    return classes, ways


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Walk a schema without recursion: its depth is a stranger's choice."""
    left = [schema]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left += node.values()
        elif isinstance(node, list):
            left += node
