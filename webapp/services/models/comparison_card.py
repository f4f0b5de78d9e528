"""The card of a comparison: which candidates, and how far off each was, as Markdown."""

from data.tables import ModelComparison
from webapp.services.models.names import names
from webapp.services.wording.reader import day, number
from webapp.services.wording.reader import gettext as _


def compared(found: ModelComparison) -> str:
    """Write a comparison's card in the language that is spoken: no student, no name of anybody."""
    known, result = names(), found.result
    lines = [
        "# " + _("Comparison %(number)s", number=found.id),
        "",
        _(
            "%(count)s students, on %(day)s. Errors of candidates on students whom they had not "
            "seen, in grade points or, for the chance of passing, as mean squares.",
            count=result.get("students", "–"),
            day=day(found.created_at),
        ),
        "",
    ]
    for one in result.get("candidates", []):
        line = f"- {known.get(one['key'], one['key'])}: {number(one.get('error'), 3)}"
        if one["key"] == result.get("proposed"):
            line += " (" + _("proposed") + ")"
        lines.append(line)
    return "\n".join(lines) + "\n"
