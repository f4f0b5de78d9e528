"""What people are told, in a sentence that can be translated: what is wrong, or worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.wording.languages import SOURCE, in_language

# How much of a cell or header is quoted back: enough to find it, too little to flood a page.
QUOTED_LENGTH = 60


def N_(template: str) -> str:  # noqa: N802 - the name that translators' tools know
    """The text itself: marks a literal for translation that is translated where it is shown."""
    return template


@dataclass(frozen=True)
class Message:
    """A sentence: an English template with %(name)s holes, and the values that fill them.

    A value that is words by language is said in the reader's.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template % {
            name: in_language(value, SOURCE) if isinstance(value, Mapping) else value
            for name, value in self.values.items()
        }


@dataclass(frozen=True)
class FileProblem(Message):
    """One problem or note about a file, and where it is (None: the whole file)."""

    row: int | None = None
    column: str | None = None


def say(
    template: str, *, row: int | None = None, column: str | None = None, **values: object
) -> FileProblem:
    """The problem that `template` words, with its row and column among the values it can name.

    template: an English literal with %(name)s holes; babel finds it by the name of this function.
    row: as the spreadsheet numbers it (the header is row 1). column: the header as the file has it.
    """
    where = {"row": row, "column": None if column is None else quoted(column)}
    known = {name: value for name, value in where.items() if value is not None} | values
    return FileProblem(template, {name: _kept(known[name]) for name in known}, row, column)


def _kept(value: object) -> object:
    """A number that says itself in another way (a row of one of many sheets) as it says itself:
    kept as JSON, it would be a plain number."""
    return str(value) if isinstance(value, int) and type(value) not in (int, bool) else value


def quoted(text: str) -> str:
    """The text as a message shows it: on one line and cut to QUOTED_LENGTH characters."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED_LENGTH else line[: QUOTED_LENGTH - 1] + "…"
