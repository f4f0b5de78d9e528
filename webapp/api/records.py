"""Records that a program sends: each value checked against the data dictionary, and kept as it is
predicted from."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from data.dictionary import Column, Dictionary
from webapp.api.bodies import pointer
from webapp.http.api_problems import FieldError
from webapp.http.language import gettext as _

LONGEST_WORD = 200  # characters
PERSONAL = ("id", "first_name", "family_name")  # roles of columns that say who somebody is

Value: TypeAlias = float | str | None
Record: TypeAlias = dict[str, Value]


class WrongValue(Exception):  # noqa: N818 - said to the caller beside the field
    """A value that its column cannot hold; the message is a sentence."""


def checked(
    dictionary: Dictionary, columns: Sequence[str], sent: Sequence[Mapping[str, Any]]
) -> tuple[list[Record], list[FieldError]]:
    """Read records by the dictionary: for each the values of `columns`, None where not answered,
    and all that is wrong with any field of any record.

    What is no number or word of its column is refused, never guessed. Columns that the model does
    not read are checked as well, and left out.
    """
    records: list[Record] = []
    errors: list[FieldError] = []
    for place, one in enumerate(sent):
        record: Record = dict.fromkeys(columns)
        for name, value in one.items():
            try:
                known = _value(dictionary.columns.get(name), value)
            except WrongValue as wrong:
                where = pointer(("records", place, name))
                errors.append(FieldError(path=where, message=str(wrong)))
            else:
                if name in record:
                    record[name] = known
        records.append(record)
    return records, errors


def left_out(columns: Sequence[str], sent: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name what was sent and is not read by the model."""
    return sorted({name for one in sent for name in one if name not in columns})


def missing(record: Record) -> list[str]:
    """Name the columns that a record leaves without an answer."""
    return [name for name, value in record.items() if value is None]


def _value(column: Column | None, sent: Any) -> Value:
    """Read one value as its column holds it. Raises Wrong."""
    if column is None:
        raise WrongValue(_("The data dictionary has no column of this name."))
    if column.role in PERSONAL:
        raise WrongValue(_("No prediction needs to know who somebody is. Leave this out."))
    if sent is None:
        return None
    return _number(column, sent) if column.type == "number" else _word(column, sent)


def _number(column: Column, sent: Any) -> float:
    number = isinstance(sent, int | float) and not isinstance(sent, bool)
    if not number or not column.allows(sent):
        low, high = f"{column.low:g}", f"{column.high:g}"
        if column.whole:
            raise WrongValue(_("A whole number from %(low)s to %(high)s.", low=low, high=high))
        raise WrongValue(_("A number from %(low)s to %(high)s.", low=low, high=high))
    return float(sent)


def _word(column: Column, sent: Any) -> str:
    if column.type == "flag" and isinstance(sent, bool):
        return "yes" if sent else "no"
    allowed = [str(value) for value in column.values]
    if allowed and (not isinstance(sent, str) or sent not in allowed):
        raise WrongValue(_("One of these words: %(words)s.", words=", ".join(allowed)))
    if not isinstance(sent, str) or len(sent) > LONGEST_WORD or not sent.strip():
        raise WrongValue(_("A text of %(most)s characters at most.", most=LONGEST_WORD))
    return sent


def canonical(records: Sequence[Record]) -> Iterator[str]:
    """Write records so that the same answers are the same text, in whatever order they came."""
    for record in records:
        pairs = (f"{name}={_plain(value)}" for name, value in sorted(record.items()))
        yield "\x1f".join(pairs)


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value.is_integer() else repr(value)
    return value
