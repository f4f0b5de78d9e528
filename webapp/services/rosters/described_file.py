"""What a file is: as its reader says, as the school said of such files before, or as proposed; and
the data dictionary of the school that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from data.column import Column
from data.describing import (
    SCALES,
    FileDescription,
    Proposal,
    answered,
    describe_with,
    described_table,
    dictionary_of,
    propose,
    reviewed,
)
from data.describing.columns import as_described
from data.describing.meanings import is_meaning, meant
from data.describing.summary import summaries_of
from data.dictionary import Dictionary
from data.dictionary_text import written
from data.headers import fold, plain
from data.reading import FileLayout, FileTable
from data.store import Session
from data.store.rosters import dictionaries, imports
from data.viewer import Viewer
from data.wording.languages import in_all
from data.wording.message import N_, Message, quoted
from webapp.services.rosters.import_choice import ImportChoice, NotImportable
from webapp.services.runtime.resources import Resources, settings_of

if TYPE_CHECKING:
    from webapp.services.rosters.importing import ReadFile


@dataclass(frozen=True)
class RememberedFile:
    """What a school said before of files with these headers."""

    dictionary: str
    layout: FileLayout | None
    description: FileDescription | None
    kind: str
    source: str


def remembered(state: Resources, viewer: Viewer, headers: tuple[str, ...]) -> RememberedFile | None:
    """What was said of the last file with these headers, None where there was none."""
    with state.database.read() as session:
        kept = imports.remembered(session, viewer, headers)
    if kept is None or kept.dictionary not in state.dictionaries.of_school(viewer.school):
        return None
    said: Mapping[str, Any] = kept.description or {}
    layout, description = said.get("layout"), said.get("file")
    return RememberedFile(
        kept.dictionary,
        FileLayout.model_validate(layout) if layout else None,
        FileDescription.model_validate(description) if description else None,
        said.get("kind", ""),
        kept.source,
    )


def described(
    state: Resources,
    viewer: Viewer,
    table: FileTable,
    choice: ImportChoice,
    kept: RememberedFile | None,
) -> Proposal:
    """What the columns of a table are and what must be asked, after what was chosen.

    Raises NotImportable for a dictionary, column or answer that is not there.
    """
    known = state.dictionaries.of_school(viewer.school)
    if choice.description is not None:
        proposal = reviewed(
            choice.description, summaries_of(described_table(table, choice.description))
        )
    elif choice.dictionary:
        if choice.dictionary not in known:
            raise _not_there(N_("There is no data dictionary %(name)s."), choice.dictionary)
        proposal = describe_with(known[choice.dictionary], table)
    else:
        own = state.dictionaries.own_names(viewer.school) | state.dictionaries.site_names()
        usual = _usual(state, viewer)
        if kept is not None and kept.description is not None:
            usual = [kept.description, *usual]
        proposal = propose(table, known, usual, own)
    for header, key in choice.mapping.items():
        proposal = _mapped(proposal, known, header, key)
    for key, answer in choice.answers.items():
        proposal = _with_answer(proposal, key, answer)
    return proposal


def own_dictionary(
    state: Resources,
    viewer: Viewer,
    description: FileDescription,
    kind: str,
) -> Dictionary:
    """The dictionary by which a file is read: the one that it follows, else the school's own, made
    of the description or made anew of it; what an own one says of other columns stays.

    Raises NotImportable for a range that cannot be.
    """
    known = state.dictionaries.of_school(viewer.school)
    own = state.dictionaries.own_names(viewer.school)
    if description.dictionary is not None:
        return known[description.dictionary]
    with state.database.read() as session:
        wanted = description.like if description.like in own else None
        name = wanted or dictionaries.free_name(session, viewer, _name(kind), state.dictionaries)
    try:
        made = dictionary_of(
            description, name, kind, dictionaries=known, grade_scale=_usual_scale(state, viewer)
        )
    except ValidationError as error:
        words = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        cannot = N_("The columns cannot be like this: %(words)s.")
        raise NotImportable(Message(cannot, {"words": words})) from None
    before = known.get(name)
    if before is None:
        return made
    columns = dict(made.columns)
    if description.grade is None:  # a file of absences says nothing of the grade
        columns = {name: one for name, one in columns.items() if one.role != "grade"}
    columns |= dict(_others(before, columns))
    kept = {"like": before.like, "title": before.title, "about": before.about}
    return made.model_copy(update={**kept, "columns": columns})


def _usual_scale(state: Resources, viewer: Viewer) -> dict[str, Any] | None:
    """The scale that the school set for grades where a file says none; None where it set none."""
    usual = settings_of(state, viewer.school).scale
    if usual is None:
        return None
    scales = (scale.fields for scale in SCALES.values())
    ends = (usual.low, usual.high, usual.best)
    known = next((one for one in scales if (one["low"], one["high"], one["best"]) == ends), None)
    middle = usual.low + (usual.high - usual.low) / 2
    passing = known["passing"] if known else middle
    return {
        **(known or {"low": usual.low, "high": usual.high, "best": usual.best, "kind": "decimal"}),
        "passing": passing if usual.passing is None else usual.passing,
    }


def _others(before: Dictionary, columns: Mapping[str, Column]) -> Iterator[tuple[str, Column]]:
    """What a dictionary says of columns that are not among these, without the headers and roles
    that these have now."""
    claimed = {fold(each) for one in columns.values() for each in (one.name, *one.aliases)}
    roles = {one.role for one in columns.values()} - {None}
    for name, column in before.columns.items():
        if fold(name) not in claimed and column.role not in roles:
            aliases = tuple(each for each in column.aliases if fold(each) not in claimed)
            yield name, column.model_copy(update={"aliases": aliases})


def source_of(choice: ImportChoice, kept: RememberedFile | None) -> str:
    """Which source of the roster a file is: as was said, else as the last of its kind."""
    if choice.source is not None:
        return choice.source
    return kept.source if kept is not None else ""


def widened(
    state: Resources,
    viewer: Viewer,
    roster_kind: Dictionary,
    file_kind: Dictionary,
    mapping: Mapping[str, str],
    title: str,
) -> tuple[Dictionary, dict[str, str]]:
    """The dictionary of the roster of that title with the columns that one more source brings, and
    the source's headers -> its columns. What both know is as the roster says it, with room for the
    source's numbers; who a student is stands in the columns that the roster has for it."""
    columns, names = dict(roster_kind.columns), {}
    by_role = {one.role: one.name for one in columns.values() if one.role}
    for header, name in mapping.items():
        brought = file_kind.columns[name]
        name = by_role.get(brought.role, name) if brought.role else name
        known = columns.get(name)
        if known is None or known.type != brought.type:
            columns[name] = brought
        elif not brought.role and known.type == "number":
            lows, highs = (known.low, brought.low), (known.high, brought.high)
            ends = {
                "low": min(each or 0.0 for each in lows),
                "high": max(each or 0.0 for each in highs),
            }
            columns[name] = known.model_copy(update=ends | {"whole": known.whole and brought.whole})
        names[header] = name
    return grown(state, viewer, roster_kind, columns, title), names


def without_musts(dictionary: Dictionary) -> Dictionary:
    """The dictionary as a file of some of its columns is read by it: none must be there."""
    columns = {
        name: one.model_copy(update={"required": False}) for name, one in dictionary.columns.items()
    }
    return dictionary.model_copy(update={"columns": columns})


def grown(
    state: Resources,
    viewer: Viewer,
    before: Dictionary,
    columns: Mapping[str, Column],
    title: str,
) -> Dictionary:
    """A dictionary with more columns: the school's own grows, a shared one is the model of one that
    is called as the roster."""
    columns = dict(_without_claims(before, columns))
    if columns == before.columns:
        return before
    if before.name in state.dictionaries.own_names(viewer.school):
        return before.model_copy(update={"columns": columns})
    with state.database.read() as session:
        name = dictionaries.free_name(session, viewer, _name(title), state.dictionaries)
    update = {"columns": columns, "name": name, "like": before.name, "title": in_all(title)}
    return before.model_copy(update=update)


def _without_claims(
    before: Dictionary, columns: Mapping[str, Column]
) -> Iterator[tuple[str, Column]]:
    """Columns where those that are new claim no header of the others, and need not be in a file:
    they are one source's."""
    claimed = {
        fold(each)
        for name in before.columns
        if name in columns
        for each in (name, *columns[name].aliases)
    }
    for name, column in columns.items():
        if name not in before.columns:
            aliases = tuple(each for each in column.aliases if fold(each) not in claimed)
            claimed |= {fold(each) for each in (name, *aliases)}
            column = column.model_copy(update={"aliases": aliases, "required": False})
        yield name, column


def keep(session: Session, viewer: Viewer, state: Resources, found: ReadFile) -> int | None:
    """Keep the dictionary by which a file is taken in, where it is the school's own, and what was
    said of the file, for the next with these headers. Returns the dictionary's version, None for a
    shared one."""
    name, number = found.dictionary.name, keep_dictionary(session, viewer, state, found.dictionary)
    layout = found.layout.model_copy(update={"left_out": (), "taken_in": ()})
    said = {
        "layout": layout.model_dump(mode="json"),
        "file": found.proposal.description.model_dump(mode="json"),
        "kind": found.kind,
    }
    imports.remember(session, viewer, found.headers, name, found.mapping, said, found.source)
    return number


def keep_dictionary(
    session: Session, viewer: Viewer, state: Resources, dictionary: Dictionary
) -> int | None:
    """Keep a dictionary where it is new or changed. Returns its version, None for a shared one."""
    if state.dictionaries.get(dictionary.name) == dictionary:
        return state.dictionaries.number(dictionary.name)
    text = written(dictionary)
    return dictionaries.add(session, viewer, text, taken=tuple(state.dictionaries)).number


def kind_of(filename: str, kept: RememberedFile | None) -> str:
    """What files like this one are called: as last time, else by the file's name without its
    ending, date and number."""
    if kept is not None and kept.kind:
        return kept.kind
    stem = re.sub(r"[_\W\d]+", " ", filename.rsplit(".", 1)[0]).strip()
    return stem[:60] or filename[:60]


def _usual(state: Resources, viewer: Viewer) -> list[FileDescription]:
    """What the school said of files before, the latest first."""
    with state.database.read() as session:
        kept = imports.all_remembered(session, viewer)
    return [
        FileDescription.model_validate(one.description["file"])
        for one in kept
        if one.description and "file" in one.description
    ]


def _mapped(proposal: Proposal, known: Mapping[str, Dictionary], header: str, key: str) -> Proposal:
    """The proposal with one column as it was said: what it is, or the name of a column that its
    dictionary has, or a new name."""
    description = proposal.description
    summary = next((one for one in proposal.summaries if one.header == header), None)
    if summary is None:
        raise _not_there(N_("There is no column headed %(name)s in this file."), header)
    like = known.get(description.dictionary or description.like or "")
    if key in ("", "out"):
        change: dict[str, Any] = {"meaning": "out"}
    elif is_meaning(key):
        change = meant(summary, key).model_dump(exclude={"header"})
    elif like is not None and key in like.columns:
        change = as_described(header, like.columns[key]).model_dump(exclude={"header"})
    elif key.isascii() and key.isidentifier():
        change = meant(summary, "answer").model_dump(exclude={"header"}) | {"name": key}
    else:
        raise _not_there(N_("%(name)s is no name of a column: write letters and digits."), key)
    same = all(getattr(description.column(header), name) == value for name, value in change.items())
    if same:
        return proposal
    return reviewed(description.changed(header, **change), proposal.summaries)


def _with_answer(proposal: Proposal, key: str, answer: str) -> Proposal:
    question = next((one for one in proposal.questions if one.key == key), None)
    if question is None:
        raise _not_there(N_("Nothing called %(name)s is asked about this file."), key)
    if answer not in {choice.key for choice in question.choices}:
        choices = ", ".join(choice.key for choice in question.choices)
        words = N_("%(name)s is no answer to %(question)s. Choose one of: %(choices)s.")
        values = {"name": quoted(answer), "question": quoted(key), "choices": choices}
        raise NotImportable(Message(words, values))
    return reviewed(answered(proposal.description, question, answer), proposal.summaries)


def _name(kind: str) -> str:
    """A name for a dictionary, made of what such files are called."""
    words = re.findall(r"[a-z0-9]+", plain(kind))
    return "-".join(words)[:60].strip("-") or "roster"


def _not_there(template: str, name: str) -> NotImportable:
    return NotImportable(Message(template, {"name": quoted(name)}))
