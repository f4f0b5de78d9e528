"""The data sheet beside an export for research: what it is, what was lost, what must not be done.

Its headings are those of Gebru et al. (2021), "Datasheets for datasets", as far as they apply.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.column import Column
from webapp.services.research.open_data import OpenData, known_by, precision, told
from webapp.services.wording.reader import day, number, words
from webapp.services.wording.reader import gettext as _


@dataclass(frozen=True)
class Provenance:
    """Where an export comes from: the school's name, the roster's number, the day it was made.

    invented: the students are those of the sample school.
    """

    school: str
    roster: int
    made_on: date
    invented: bool = False


def markdown(data: OpenData, provenance: Provenance) -> str:
    """Write the data sheet in the reader's language, as Markdown."""
    parts = [
        f"# {words(data.dictionary.title)}",
        "\n".join(_facts(data, provenance)),
        _heading(_("How it was made anonymous")),
        *method(data),
        _heading(_("The columns")),
        "\n".join(_columns(data)),
        _heading(_("What it does not protect against")),
        _points(limits(data.k)),
        _heading(_("What must not be done with it")),
        _points(duties()),
    ]
    return "\n\n".join(parts) + "\n"


def method(data: OpenData) -> list[str]:
    """Say how the data was made anonymous and what that cost, a paragraph each."""
    found = data.release
    out = (
        _("No student was left out.")
        if not found.left_out
        else _(
            "%(left_out)s of %(read)s students were left out, since they were too unlike the "
            "others; never fewer than %(k)s, so that their number tells of nobody.",
            left_out=found.left_out,
            read=found.rows + found.left_out,
            k=data.k,
        )
    )
    proof = (
        _("No other choice of steps loses less.")
        if found.exact
        else _("It is the best choice that a search of bounded length has found.")
    )
    return [
        _(
            "A neighbour or classmate could know a student by some columns. These are told less "
            "and less precisely, or left out, until whoever looks for a student by them always "
            "finds %(k)s or more who look alike (k-anonymity; the smallest group here has "
            "%(smallest)s).",
            k=data.k,
            smallest=found.smallest,
        ),
        _(
            "Where answers differ enough in the school, no group of students who look alike has "
            "given one and the same answer to a sensitive question (2-diversity), so that to know "
            "the group is not to know the answer."
        ),
        out,
        _(
            "Among the choices of steps that keep this promise, the one is sought that loses least "
            "of what the columns told (full-domain generalisation, Samarati 2001; search of "
            "Bayardo and Agrawal 2005; loss by non-uniform entropy, Gionis and Tassa 2009)."
        )
        + " "
        + proof,
        _("The rows are in an order of pure chance. Names, ids and dates were never among them."),
    ]


def limits(k: int) -> list[str]:
    """Say what the promise does not cover."""
    return [
        _(
            "Two exports that are compared: after a student has joined, left or objected, the "
            "difference can tell of one student. Publish one export of a school year only."
        ),
        _(
            "Someone who knows an answer that only the student could give, such as a feeling or "
            "a grade, can look for it: such columns are as answered."
        ),
        _(
            "What holds for a whole group holds for each of its members: a group of %(k)s with "
            "low grades is told as such, nobody in it by himself.",
            k=k,
        ),
        _("Someone who holds other figures of the same school and subtracts one from the other."),
    ]


def duties() -> list[str]:
    """Say what a researcher promises."""
    return [
        _("Do not try to find out who a student is, nor join the rows with data on persons."),
        _("Do not decide anything about a single student or family by it."),
        _("Do not compare schools by it in a ranking: the left-out rows are not like the others."),
        _("Pass it on with this sheet only."),
    ]


def kind_of(column: Column, data: OpenData) -> str:
    """Say what kind of column it is: known to others, sensitive, or neither."""
    if known_by(column):
        return _("known to others")
    return _("sensitive") if column.name in data.release.alike else _("other")


def _facts(data: OpenData, provenance: Provenance) -> Iterator[str]:
    found = data.release
    facts = {
        _("School"): provenance.school,
        _("Origin"): _("roster no. %(number)s of that school", number=provenance.roster),
        _("Columns from"): words(data.dictionary.about),
        _("Made on"): day(provenance.made_on),
        _("Students"): number(found.rows),
        _("Groups of students who look alike"): number(found.groups),
        "k": number(data.k),
    }
    yield from (f"- **{name}**: {value}" for name, value in facts.items())
    if provenance.invented:
        yield "- " + _("These students are invented.")
    yield "- " + _("Students whose family objected are not in it, nor is their number.")


def _columns(data: OpenData) -> Iterator[str]:
    steps = data.release.steps
    heads = [_("Column"), _("Meaning"), _("Kind"), _("Told"), _("Precision kept"), _("Values")]
    yield _row(heads)
    yield _row(["---"] * len(heads))
    for column in (*data.quasi, *data.others):
        step = steps.get(column.name, 0)
        values = [
            f"{value}: {words(said)}" if words(said) != str(value) else str(value)
            for value, said in column.values.items()
        ]
        yield _row(
            [
                f"`{column.name}`",
                f"{words(column.label)}. {words(column.meaning)}",
                kind_of(column, data),
                told(column, step),
                f"{number(precision(column, step), 0)} %",
                "" if step is None else ", ".join(values),
            ]
        )


def _heading(text: str) -> str:
    return f"## {text}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _points(sentences: list[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
