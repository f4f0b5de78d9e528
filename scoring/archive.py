"""What stands in a skops archive, looked at without building anything from it."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

SCHEMA = "schema.json"


def classes_in(content: bytes) -> set[str]:
    """Name every class and function that an archive wants built, as module.name.

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
    return set(_named(schema))


def _named(schema: Any) -> Iterator[str]:
    """Walk a schema without recursion: its depth is a stranger's choice."""
    left = [schema]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if "__class__" in node:
                yield f"{node['__module__']}.{node['__class__']}"
            left += node.values()
        elif isinstance(node, list):
            left += node
