"""A mistake as it was understood."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from data.wording.message import N_
from rules.conditions.tree import Span

INSTEAD = N_("%(read)s means nothing in a condition. Write %(meant)s instead.")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class Mistake(NamedTuple):
    """An English template, the place in the line, and the template's values."""

    template: str
    span: Span
    values: Mapping[str, str]


def instead(read: str, meant: str, span: Span) -> Mistake:
    """A word or sign that has another name here."""
    return Mistake(INSTEAD, span, {"read": read, "meant": meant})
