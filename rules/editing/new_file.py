"""The text that a new rule set begins with: blank, or another set's under a new title."""

import json
import re

from data.wording.languages import SOURCE, number
from rules.conditions.columns import allowed, is_number, limits
from rules.reading.expressions import Columns

_DATED = ("in_force_from", "reviewed")  # of the set it comes from, not of the new one
_KEY = re.compile(r"([A-Za-z_]+)\s*:")

_BLANK = """\
# A new rule set. Each indicator is a column of the roster, with bands and points:
#   points     0 = easy to coach, 1 = hard. A lever with 0.5 or less is offered to the counsellor.
#   weight     0 to 5; 0 switches an indicator off.
format: 1
title: {title}
status: pilot
roster: {roster}
need: {{from: grade, pass: {passing}}}
quadrants: {{need: 50, ease: 50}}
indicators:
  {column}:
    kind: lever
    weight: 0
    bands:
      - {{{band}, points: 1.0}}
"""


def blank(title: str, roster: str, columns: Columns) -> str:
    """A rule file that can be read and judges nothing yet: one indicator of weight 0.

    Raises ValueError for a data dictionary without a column that rules may judge.
    """
    known = next((one for one in columns.values() if one.use == "score"), None)
    grade = next((one for one in columns.values() if one.role == "grade"), None)
    if known is None or grade is None:
        raise ValueError(f"{roster} has no column that rules may judge")
    if is_number(known):
        high = limits(known)[1]
        band = f"up_to: {'.inf' if high == float('inf') else number(high, SOURCE)}"
    else:
        band = f"is: {json.dumps(list(allowed(known)), ensure_ascii=False)}"
    low, high = limits(grade)
    return _BLANK.format(
        title=quoted(title), roster=roster, passing=number((low + high) / 2, SOURCE),
        column=known.name, band=band,
    )  # fmt: skip


def under_a_new_title(text: str, title: str) -> str:
    """A rule file's text as another set's beginning: its title changed, its dates taken out, its
    state a pilot's. Everything else, comments too, stays as it is."""
    lines: list[str] = []
    dropping = False
    for line in text.splitlines():
        key = _KEY.match(line)
        if key or (line[:1] not in ("", " ", "#")):
            dropping = bool(key) and key[1] in (*_DATED, "title", "status") if key else False
            if key and key[1] == "title":
                lines.append(f"title: {quoted(title)}")
            elif key and key[1] == "status":
                lines.append("status: pilot")
        if not dropping:
            lines.append(line)
    return "\n".join(lines) + "\n"


def quoted(title: str) -> str:
    """A text as YAML holds it on one line, whatever characters it has."""
    return json.dumps(title, ensure_ascii=False)
