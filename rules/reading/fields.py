"""Reads single fields. What is wrong is reported and read as None, so that reading goes on."""

import re
from collections.abc import Sequence
from datetime import date

from data.wording.languages import LANGUAGES, Words, complete, in_all, lacking
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.text.problems import Place, ProblemReport, listed, nearest, shown
from rules.text.yaml_nodes import ListNode, Node, Scalar, TableNode

Fields = dict[str, Node]


def written(node: Node) -> str:
    """A node as quoted in a problem, in signs that need no translation."""
    if isinstance(node, Scalar):
        return node.text or '""'
    return "[...]" if isinstance(node, ListNode) else "{...}"


def table(key: str, node: Node | None, known: Sequence[str], report: ProblemReport) -> Fields:
    """The fields of a table, unknown ones reported and left out; {} for anything else."""
    if node is None:
        return {}
    if not isinstance(node, TableNode) and _is_empty(key, node, report):
        return {}
    if not isinstance(node, TableNode):
        report.say('"%(key)s" holds %(read)s; it needs keys and values: %(known)s.', node,
                   key=key, read=written(node), known=listed(known))  # fmt: skip
        return {}
    for name, value in node.entries:
        if name.text not in known:
            _unknown_key(key, name, value, known, report)
    return {name.text: value for name, value in node.entries if name.text in known}


def _unknown_key(
    key: str, name: Scalar, value: Node, known: Sequence[str], report: ProblemReport
) -> None:
    if name.text == "<<":
        report.say("<< takes nothing over here. Write the keys out.", name)
    elif near := nearest(name.text, known):
        report.say('"%(key)s" does not know "%(name)s". Did you mean "%(near)s"?', name,
                   key=key, name=name.text, near=near)  # fmt: skip
    elif name.text.isdecimal() and isinstance(value, Scalar) and not value.text:
        report.say('"%(key)s" does not know "%(name)s". If it belongs to the number before its '
                   "comma, write a point: decimals are written as 0.5.", name,
                   key=key, name=name.text)  # fmt: skip
    elif isinstance(value, Scalar) and not value.text:
        report.say('"%(key)s" does not know "%(name)s". If it belongs to the text before its '
                   "comma, put quotes around the whole text.", name,
                   key=key, name=name.text)  # fmt: skip
    else:
        report.say('"%(key)s" does not know "%(name)s". Remove it, or use one of: %(known)s.',
                   name, key=key, name=name.text, known=listed(known))  # fmt: skip


def require(fields: Fields, keys: Sequence[str], at: Place, report: ProblemReport) -> bool:
    """Whether all keys are there; those that are not are reported."""
    absent = [key for key in keys if key not in fields]
    for key in absent:
        report.say('"%(key)s" is missing here. Add it.', at, key=key)
    return not absent


def _is_empty(key: str, node: Node, report: ProblemReport) -> bool:
    """Whether nothing stands behind the key, which is reported."""
    empty = isinstance(node, Scalar) and not node.text and node.value is None
    if empty:
        report.say('Nothing stands behind "%(key)s". Write its value, or remove the line.', node,
                   key=key)  # fmt: skip
    return empty


def items(key: str, node: Node | None, report: ProblemReport) -> tuple[Node, ...]:
    """The items of a list; () for anything else."""
    if node is None or isinstance(node, ListNode):
        return node.items if node else ()
    if _is_empty(key, node, report):
        return ()
    report.say('"%(key)s" holds %(read)s; it needs a list, as [one, two].', node,
               key=key, read=written(node))  # fmt: skip
    return ()


def text(key: str, node: Node | None, report: ProblemReport) -> str | None:
    """One text that is not empty."""
    if node is None:
        return None
    if isinstance(node, Scalar) and node.text.strip() and node.value is not None:
        return node.text
    if _is_empty(key, node, report):
        return None
    report.say('"%(key)s" holds %(read)s; it needs a text.', node, key=key, read=written(node))
    return None


def words(key: str, node: Node | None, report: ProblemReport) -> Words | None:
    """One text for all languages, or a text for each."""
    if not isinstance(node, TableNode):
        said = text(key, node, report)
        return None if said is None else in_all(said)
    told = {
        language: said
        for language, value in table(key, node, tuple(LANGUAGES), report).items()
        if (said := text(language, value, report)) is not None
    }
    if not node.entries:
        report.say('"%(key)s" is empty. Write a text.', node, key=key)
    report.lacking |= lacking(told)
    return complete(told) or None


def word_list(key: str, node: Node | None, report: ProblemReport) -> tuple[Words, ...]:
    """A list of texts, each in one or several languages."""
    read = (words(key, item, report) for item in items(key, node, report))
    return tuple(said for said in read if said is not None)


def number(
    key: str, node: Node | None, low: float, high: float, report: ProblemReport, whole: bool = False
) -> float | None:
    """A number from `low` to `high`, without a fraction if `whole`."""
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, float) and low <= value <= high and not (whole and value % 1):
        return value
    if _is_empty(key, node, report):
        return None
    if isinstance(value, str) and (meant := _meant(value)):
        report.say('"%(key)s" holds a text, %(read)s. Write the number alone: %(meant)s.', node,
                   key=key, read=written(node), meant=meant)  # fmt: skip
    elif whole:
        report.say('"%(key)s" holds %(read)s; it needs a whole number from %(low)s to %(high)s.',
                   node, key=key, read=written(node), low=float(low), high=float(high))  # fmt: skip
    elif high - low == float("inf"):
        report.say('"%(key)s" holds %(read)s; it needs a number.', node,
                   key=key, read=written(node))  # fmt: skip
    else:
        report.say('"%(key)s" holds %(read)s; it needs a number from %(low)s to %(high)s.',
                   node, key=key, read=written(node), low=float(low), high=float(high))  # fmt: skip
    return None


def _meant(text: str) -> str:
    """The number in a text that is one but for quotes, a decimal comma, or a word behind it."""
    found = re.fullmatch(r"\s*(-?\d{1,9})(?:[.,](\d{1,9}))?\s*(?:%|[^\d\s.,].*)?", text)
    return ".".join(part for part in found.groups() if part) if found else ""


def choice(
    key: str, node: Node | None, options: Sequence[str], report: ProblemReport
) -> str | None:
    """One of a few words."""
    if node is None:
        return None
    if isinstance(node, Scalar) and node.text in options:
        return node.text
    if _is_empty(key, node, report):
        return None
    report.say('"%(key)s" holds %(read)s; it needs one of: %(options)s.', node,
               key=key, read=written(node), options=listed(options))  # fmt: skip
    return None


def day(key: str, node: Node | None, report: ProblemReport) -> date | None:
    """A date, as 2024-09-01."""
    if node is None:
        return None
    if _is_empty(key, node, report):
        return None
    try:
        return date.fromisoformat(node.text if isinstance(node, Scalar) else "")
    except ValueError:
        report.say('"%(key)s" holds %(read)s; it needs a date, as 2024-09-01.', node,
                   key=key, read=written(node))  # fmt: skip
        return None


def answer(known: DictionaryColumn, node: Node, report: ProblemReport) -> float | str | None:
    """An answer that a column can hold."""
    value = node.value if isinstance(node, Scalar) else None
    if is_number(known):
        low, high = limits(known)
        return number(known.name, node, low, high, report, whole=known.whole)
    options = allowed(known)
    if isinstance(value, bool) and options == ("yes", "no"):
        report.say('"%(key)s" holds %(read)s. Write yes or no.', node,
                   key=known.name, read=written(node))  # fmt: skip
        return None
    if options:
        return choice(known.name, node, options, report)
    return text(known.name, node, report)


def unknown_column(
    name: str, at: Place, columns: Sequence[str], roster: str, report: ProblemReport
) -> None:
    """Report a column that the dictionary lacks, with the one that was probably meant."""
    if near := nearest(name, columns):
        report.say('%(roster)s has no column "%(name)s". Did you mean "%(near)s"?', at,
                   roster=roster, name=name, near=near)  # fmt: skip
    else:
        report.say('%(roster)s has no column "%(name)s". Use one of: %(known)s.', at,
                   roster=roster, name=shown(name), known=listed(columns))  # fmt: skip
