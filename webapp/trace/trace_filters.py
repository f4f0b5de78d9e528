"""What an auditor asks of the trace: the form's fields, read and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from data.store.decisions import Filters
from webapp.language import gettext as _
from webapp.shield import LARGEST_ID

FIELDS = ("what", "by", "student", "since", "until")
LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """The fields as they were written, what they mean, and what is wrong with which."""

    texts: Mapping[str, str]
    filters: Filters
    problems: Mapping[str, str]
    page: int

    def query(self, page: int | None = None) -> str:
        """Write the shortest query that asks the same, of that page."""
        pairs = {name: text for name, text in self.texts.items() if text}
        return urlencode(pairs | ({"page": page} if page and page > 1 else {}))

    @property
    def used(self) -> list[str]:
        """The names of the fields that narrow the list."""
        return [name for name, text in self.texts.items() if text]


def asked(args: Mapping[str, str]) -> Asked:
    """Read the form. `what` is a thing, or a thing and an action: "roster:import". `by` is part
    of a name, or an account's number."""
    texts = {name: args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in FIELDS}
    problems: dict[str, str] = {}
    thing, _colon, action = texts["what"].partition(":")
    account = _number(texts["by"])
    student = _number(texts["student"])
    if texts["student"] and student is None:
        problems["student"] = _("A student’s number is a whole number, such as 17.")
    since, until = (_day(name, texts[name], problems) for name in ("since", "until"))
    if since and until and until < since:
        problems["until"] = _("The last day is before the first.")
    by = "" if account is not None else texts["by"]
    filters = Filters(action, thing, by, account, student, since, until)
    return Asked(texts, filters, problems, _number(args.get("page", "")) or 1)


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    return min(int(text), LARGEST_ID)


def _day(name: str, text: str, problems: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems[name] = _("“%(read)s” is not a date. Write it as 2026-12-31.", read=text[:20])
        return None
