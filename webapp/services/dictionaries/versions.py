"""What changed from one version of a data dictionary to the next, in words for a list."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.column import Column
from data.dictionary import Dictionary, DictionaryError, read_text
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import words


@dataclass(frozen=True)
class DictionaryChanges:
    """The columns, by their labels, that one version has otherwise than the one before it."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Say it in one line."""
        parts = (
            _("new: %(columns)s", columns=", ".join(self.new)) if self.new else "",
            _("gone: %(columns)s", columns=", ".join(self.gone)) if self.gone else "",
            _("changed: %(columns)s", columns=", ".join(self.changed)) if self.changed else "",
        )
        return "; ".join(part for part in parts if part) or _("words or order only")


def changes(before: Dictionary, after: Dictionary) -> DictionaryChanges:
    """Compare two versions column by column."""
    old, new = before.columns, after.columns
    return DictionaryChanges(
        new=_labels(new[name] for name in new if name not in old),
        gone=_labels(old[name] for name in old if name not in new),
        changed=_labels(new[name] for name in new if name in old and new[name] != old[name]),
    )


def readable(text: str) -> Dictionary | None:
    """Read a stored text; None where this version of the product cannot."""
    try:
        return read_text(text)
    except DictionaryError:
        return None


def _labels(columns: Iterable[Column]) -> tuple[str, ...]:
    return tuple(words(column.label) for column in columns)
