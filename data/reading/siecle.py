"""SIECLE: the students of a French school, without addresses, in XML or that XML in a ZIP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.reading.archive import ArchiveContents, member_chunks
from data.reading.csv_file import MOST_ROWS
from data.reading.opened_file import FileSheet, OpenedFile
from data.reading.rows_left_out import HAS_LEFT
from data.reading.table import Unreadable
from data.reading.xml_events import read_xml
from data.wording.message import FileProblem, quoted, say

ROOT = "BEE_ELEVES"
XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|BEE_)")
STUDENT, STRUCTURES = "ELEVE", "STRUCTURES_ELEVE"
DIVISION = "D"
LONGEST_TEXT = 200
MOST_STRUCTURES = 50
# Header of the table -> the element of a student, in the order of the columns.
COLUMNS = {
    "Identifiant national": "ID_NATIONAL",
    "N° élève": "ELENOET",
    "Nom de famille": "NOM_DE_FAMILLE",
    "Nom d'usage": "NOM_USAGE",
    "Prénom": "PRENOM",
    "Date de naissance": "DATE_NAISS",
    "Sexe": "CODE_SEXE",
    "Code MEF": "CODE_MEF",
    "Redoublement": "DOUBLEMENT",
    "Date d'entrée": "DATE_ENTREE",
    "Date de sortie": "DATE_SORTIE",
}
CLASS, GROUPS = "Division", "Groupes"
ALWAYS = ("Nom de famille", "Prénom")
SEXES = {"1": "M", "2": "F"}
YES_NO = {"0": "non", "1": "oui"}


def is_siecle(start: bytes) -> bool:
    """Whether a file begins as XML does: of all XML, only SIECLE's can be a roster."""
    return bool(XML_START.match(start))


def open_siecle(path: Path, filename: str) -> OpenedFile:
    """An XML file of SIECLE. Raises Unreadable for another one, or one that is cut or hostile."""
    with path.open("rb") as file:
        return _opened(iter(lambda: file.read(1024 * 1024), b""), filename)


def open_siecle_archive(path: Path, filename: str, contents: ArchiveContents) -> OpenedFile:
    """The students' file in a ZIP that was found safe to unpack."""
    names = [
        name
        for name in contents.names
        if "eleves" in (last := name.rpartition("/")[2].casefold()) and last.endswith(".xml")
    ]
    if len(names) > 1:
        raise Unreadable(
            say(
                "The archive holds several files of students: %(names)s. "
                "Upload it with one of them.",
                names=quoted(", ".join(sorted(names))),
            )
        )
    return _opened(member_chunks(path, names[0]), filename)


def _opened(chunks: Iterable[bytes] | Iterator[bytes], filename: str) -> OpenedFile:
    reader = SiecleReader()
    try:
        read_xml(chunks, reader)
    except ValueError:
        raise Unreadable(
            say(
                "This XML file is damaged, was cut, or holds what no export has. "
                "Export it again from SIECLE and upload the new file."
            )
        ) from None
    if not reader.students:
        raise Unreadable(
            say("The file holds no students. Export “ElevesSansAdresses” and upload it.")
        )
    return OpenedFile("siecle", filename, (_sheet(reader),))


def _sheet(reader: SiecleReader) -> FileSheet:
    columns = [
        header
        for header, name in COLUMNS.items()
        if header in ALWAYS or any(student.get(name) for student in reader.students)
    ]
    divisions = [_structures(reader, student, division=True) for student in reader.students]
    groups = [_structures(reader, student, division=False) for student in reader.students]
    joined = [(CLASS, divisions), (GROUPS, groups)]
    more = [(header, codes) for header, codes in joined if any(codes)]
    rows = [
        [
            *(_answer(student, COLUMNS[header]) for header in columns),
            *(codes[place] for _, codes in more),
        ]
        for place, student in enumerate(reader.students)
    ]
    headers = [*columns, *(header for header, _ in more)]
    gone = {
        number: say(HAS_LEFT, date=quoted(student["DATE_SORTIE"]))
        for number, student in enumerate(reader.students, 2)
        if student.get("DATE_SORTIE")
    }
    return FileSheet(name="", rows=[headers, *rows], left_out=gone)


def _answer(student: Mapping[str, str], name: str) -> str:
    text = student.get(name, "")
    meanings = {"CODE_SEXE": SEXES, "DOUBLEMENT": YES_NO}.get(name, {})
    return meanings.get(text, text)


def _structures(reader: SiecleReader, student: Mapping[str, str], *, division: bool) -> str:
    keys = (f"ELEVE_ID {student.get('@ELEVE_ID')}", f"ELENOET {student.get('ELENOET')}")
    known = next((found for key in keys if (found := reader.structures.get(key))), [])
    return ", ".join(code for code, kind in known if (kind == DIVISION) == division)


@dataclass
class SiecleReader:
    """The students of a SIECLE file, and the classes and groups each is in.

    students: element -> text, with the attributes as @ELEVE_ID. structures: "ELEVE_ID 1000" or
    "ELENOET 24" -> code and type of each: D is a class.
    """

    students: list[dict[str, str]] = field(default_factory=list)
    structures: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    student: dict[str, str] | None = None
    owner: str | None = None
    code: str = ""
    text: list[str] = field(default_factory=list)
    is_open: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A student, a list of structures or one of their elements begins."""
        if not self.is_open and name != ROOT:
            raise Unreadable(_other_xml(name))
        self.is_open = True
        self.text = []
        if name == STUDENT:
            self.student = {f"@{key}": value for key, value in attributes.items()}
            self.student["ELENOET"] = attributes.get("ELENOET", "")
        elif name == STRUCTURES:
            key = "ELEVE_ID" if attributes.get("ELEVE_ID") else "ELENOET"
            self.owner = f"{key} {attributes.get(key)}"

    def data(self, text: str) -> None:
        """A piece of an element's text."""
        if len(self.text) < LONGEST_TEXT:
            self.text.append(text[:LONGEST_TEXT])

    def end(self, name: str) -> None:
        """An element ends: its text is what it says."""
        text = " ".join("".join(self.text).split())[:LONGEST_TEXT]
        self.text = []
        if name == STUDENT and self.student is not None:
            self.students.append(self.student)
            self.student = None
            if len(self.students) > MOST_ROWS:
                raise _too_many()
        elif self.student is not None and name in COLUMNS.values():
            self.student[name] = text or self.student.get(name, "")
        elif name == STRUCTURES:
            self.owner = None
        elif self.owner is not None:
            self._structure(name, text)

    def _structure(self, name: str, text: str) -> None:
        if name == "CODE_STRUCTURE":
            self.code = text
        elif name == "TYPE_STRUCTURE" and self.code and self.owner is not None:
            known = self.structures.setdefault(self.owner, [])
            if len(known) < MOST_STRUCTURES:
                known.append((self.code, text))
            if len(self.structures) > MOST_ROWS:
                raise _too_many()
            self.code = ""


def _other_xml(root: str) -> FileProblem:
    return say(
        "This is an XML file of another kind (%(root)s). Export the roster as CSV or XLSX, or "
        "“ElevesSansAdresses” from SIECLE.",
        root=quoted(root),
    )


def _too_many() -> Unreadable:
    return Unreadable(
        say(
            "The file has more than %(rows)s students. Is it the right file? If so, split it.",
            rows=MOST_ROWS,
        )
    )
