"""What stands in a skops archive as plain values: lists, numbers, arrays, and objects as their
attributes. Nothing of a class that the archive names is built or imported.
"""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np

from scoring.model_files.skops_archive import SCHEMA, nodes


class PlainObject:
    """An object of the archive: the name of its class, and what it kept as attributes."""

    def __init__(self, name: str, kept: dict[str, Any]) -> None:
        self.name = name
        self.__dict__.update(kept)


class PlainArchive:
    """An archive that `scoring.model_files.skops_archive.asked_of` has looked at."""

    def __init__(self, content: bytes) -> None:
        self._files = zipfile.ZipFile(BytesIO(content))
        self._top = json.loads(self._files.read(SCHEMA))
        self._by_id = {
            node.get("__id__"): node
            for node in nodes(self._top)
            if node.get("__loader__") != "CachedNode"
        }

    def __getitem__(self, key: str) -> Any:
        """Read one entry of the dictionary that the archive holds. Raises anything for another."""
        return self._value(self._top["content"][key])

    def _value(self, node: dict[str, Any]) -> Any:
        read: Callable[[dict[str, Any]], Any] | None = {
            "CachedNode": self._again,
            "DictNode": self._dictionary,
            "JsonNode": lambda node: json.loads(node["content"]),
            "ListNode": self._list,
            "NdArrayNode": self._array,
            "ObjectNode": lambda node: PlainObject(node["__class__"], self._value(node["content"])),
            "TupleNode": lambda node: tuple(self._list(node)),
        }.get(node["__loader__"])
        return read(node) if read else None  # a type, a generator: no figure of a model

    def _again(self, node: dict[str, Any]) -> Any:
        return self._value(self._by_id[node["__id__"]])

    def _dictionary(self, node: dict[str, Any]) -> dict[str, Any]:
        return {key: self._value(of) for key, of in node["content"].items()}

    def _list(self, node: dict[str, Any]) -> list[Any]:
        return [self._value(of) for of in node["content"]]

    def _array(self, node: dict[str, Any]) -> Any:
        if node["type"] != "numpy":
            return self._list(node)
        return np.load(BytesIO(self._files.read(node["file"])), allow_pickle=False)
