"""An import that nobody looks at: by a command, or of a file that arrived in the inbox."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from data.wording.message import N_, Message, quoted
from webapp.services.rosters.column_faults import CELL_FAULTS
from webapp.services.rosters.importing import ReadFile

MOST_NAMED = 50


def obstacles(found: ReadFile, losing: bool = False, at_command: bool = True) -> list[Message]:
    """What keeps a file from being imported without somebody who looks at it; none: nothing does.

    losing: known students may be missing from it, however many. at_command: options of the command
    that help are named.
    """
    return list(islice(_obstacles(found, losing, at_command), MOST_NAMED))


def with_obvious_answers(found: ReadFile) -> ReadFile:
    """The same, where whoever is obviously a known student is that one."""
    return replace(found, who=replace(found.who, answers=found.who.found.obvious))


def _with_no_answer(found: ReadFile, asked: Collection[str | None]) -> Iterator[Message]:
    """How to take each cell in that its column cannot hold, as no answer."""
    cells = {
        (one.column or "", str(one.values["read"]))
        for one in found.checked.problems
        if one.template in CELL_FAULTS and one.column not in asked and "read" in one.values
    }
    for column, text in sorted(cells):
        if text.endswith("…"):  # cut: it would not be found
            continue
        words = N_('  --no-answer "%(column)s=%(text)s": “%(text)s” there is no answer')
        yield Message(words, {"column": quoted(column), "text": quoted(text)})


def what_changed(found: ReadFile) -> Message:
    """What taking a file in changes, in one sentence."""
    changes = found.changes
    return Message(
        N_("%(new)s new, %(changed)s changed, %(missing)s missing from the file."),
        {
            "new": len(changes.new),
            "changed": len({update.key for update in changes.updated}),
            "missing": len(changes.missing),
        },
    )


def _one_more_file(found: ReadFile, roster: str, at_command: bool) -> Message:
    """Say that the file is taken for one more of the roster’s students, and how to answer."""
    if not at_command:
        words = N_(
            "This file has no grade, and its students are those of “%(roster)s”: it is taken for "
            "one more file about them. Say so if it is the whole list."
        )
        return Message(words, {"roster": roster})
    words = N_(
        "The file has no grade, and its students are known: it looks like one more file of "
        '“%(roster)s”. Add --source %(name)s if it is, --source "" if it is the whole list.'
    )
    name = f'"{found.source}"' if " " in found.source else found.source
    return Message(words, {"roster": roster, "name": name})


def _obstacles(found: ReadFile, losing: bool, at_command: bool) -> Iterator[Message]:
    asked = {question.header for question in found.proposal.open_questions} - {None}
    # What a column that is asked about cannot hold hangs on the answer.
    yield from (one for one in found.checked.problems if one.column not in asked)
    if at_command:
        yield from _with_no_answer(found, asked)
    if found.source_proposed and found.current is not None:
        yield _one_more_file(found, found.current.title, at_command)
    for question in found.proposal.open_questions:
        yield question.text
        for choice in question.choices if at_command else ():
            yield Message(
                N_("  --answer %(key)s=%(choice)s: %(words)s"),
                {"key": question.key, "choice": choice.key, "words": choice.words.message},
            )
    if keys := found.who.found.unanswered(found.who.answers):
        words = N_(
            "These could be students who are known already: %(keys)s. Say on the page of the "
            "import who is who; --obvious takes the obvious answers."
        )
        if not at_command:
            words = N_(
                "These could be students who are known already: %(keys)s. Say on the page of the "
                "import who is who."
            )
        more = ", …" * (len(keys) > MOST_NAMED)
        yield Message(words, {"keys": ", ".join(keys[:MOST_NAMED]) + more})
    if found.changes.loses_too_many and not losing:
        words = N_(
            "%(count)s of %(known)s known students are missing from the file. "
            "Add --yes if that is meant."
        )
        if not at_command:
            words = N_("%(count)s of %(known)s known students are missing from the file.")
        missing, known = len(found.changes.missing), found.changes.known
        yield Message(words, {"count": missing, "known": known})
