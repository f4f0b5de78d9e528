"""XML as events, element by element: nothing is kept, and nothing that its text points to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.etree.ElementTree import ParseError

DEEPEST = 100


class XmlReader(Protocol):
    """What takes the events. Names of elements and attributes are without their name space."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def data(self, text: str) -> None:
        """A piece of the text in it."""

    def end(self, name: str) -> None:
        """It ends."""


def read_xml(chunks: Iterable[bytes], reader: XmlReader) -> None:
    """Tells a reader what is in an XML file, a piece at a time.

    Raises ValueError for what is no XML, declares a document type or entities, or is nested deeper
    than DEEPEST.
    """
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=_Depth(reader), forbid_dtd=True)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except (ParseError, LookupError) as error:
        raise ValueError(str(error)) from None


class _Depth:
    """Passes events on and counts how deep they are nested."""

    def __init__(self, reader: XmlReader) -> None:
        self.reader = reader
        self.data = reader.data
        self.depth = 0
        self.names: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deep")
        self.reader.start(
            self._local(tag), {self._local(key): value for key, value in attributes.items()}
        )

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.reader.end(self._local(tag))

    def close(self) -> None:
        """Nothing is built."""

    def _local(self, name: str) -> str:
        known = self.names.get(name)
        if known is None:
            known = name.rpartition("}")[2]
            if len(self.names) < 1000:
                self.names[name] = known
        return known
