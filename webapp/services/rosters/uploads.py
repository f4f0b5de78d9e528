"""Uploaded files between their upload and the reader's yes, and what is shown of them meanwhile."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.wording.message import N_, Message
from webapp.services.rosters.import_choice import ImportChoice

# What reads and describes files is no part of a server that shows other pages: it comes late.
if TYPE_CHECKING:
    from data.describing.proposal import Proposal
    from data.reading import RowLeftOut
    from webapp.services.rosters.column_faults import ColumnFault
    from webapp.services.rosters.importing import ReadFile

MOST_SHOWN = 200  # problems and changes on the page; the download has them all
PREVIEW_ROWS = 8
KEPT_SECONDS = 24 * 3600
# A course's log has addresses of computers: where its reading was killed, it goes sooner.
UNREAD_SECONDS = 3600
# What there can be of one upload: the file, what the page shows of it; of a course's log the second
# file, what was kept of the two, the job that works on them, and what is asked of their columns; of
# students without ids who they could be, and what was answered.
ENDINGS = (
    *("upload", "json", "cells", "second", "log", "grades", "shown", "job", "columns"),
    *("who", "answers"),
)


@dataclass
class UploadPreview:
    """What the page shows of a file before anybody says yes; kept beside the upload as JSON.

    dictionary: the name of the one by which it is read; own: whether it is the school's, made of
    what the page says. sheets: [name, rows]. left_out: the rows that are no student, the first
    MOST_SHOWN. description, summaries, layout: as their models write them. faults: place of a
    column -> what it cannot hold. problems: of rows and ids, which no column can mend; for the
    download all_problems. set_aside: header and text of
    cells that are to be no answer. edition: rises with each change, so that what is imported is
    what was shown.
    """

    filename: str
    dictionary: str
    own: bool
    kind: str
    called: str
    encoding: str | None
    separator: str | None
    decimal: str
    decimals: dict[str, str]
    sheets: list[tuple[str, int]]
    layout: dict[str, Any]
    titles: list[str]
    headers: list[str]
    rows: list[list[str]]
    left_out: list[dict[str, Any]]
    left_out_count: int
    students: int
    description: dict[str, Any]
    summaries: list[dict[str, Any]]
    faults: dict[str, list[dict[str, Any]]]
    problems: list[dict[str, Any]]
    all_problems: list[dict[str, Any]]
    problem_count: int
    notes: list[dict[str, Any]]
    edition: int = 1
    set_aside: list[list[str]] = field(default_factory=list)
    new: int = 0
    updated: list[dict[str, Any]] = field(default_factory=list)
    students_updated: int = 0
    same: int = 0
    missing: list[str] = field(default_factory=list)
    known: int = 0
    identical: bool = False
    loses_too_many: bool = False
    current: int | None = None
    source: str = ""
    source_proposed: bool = False
    decides: bool | None = None
    current_title: str = ""
    sources: list[str] = field(default_factory=list)
    questions: int = 0  # students who could be known ones
    unanswered: int = 0  # of these, without an answer yet

    def proposal(self) -> Proposal:
        """What the file is, what is asked and what is said about it."""
        from data.describing.description import FileDescription
        from data.describing.proposal import ColumnSummary
        from data.describing.questions import reviewed

        description = FileDescription.model_validate(self.description)
        summaries = [ColumnSummary.model_validate(one) for one in self.summaries]
        return reviewed(description, summaries)

    @property
    def is_part(self) -> bool:
        """Whether only its own columns of the roster are renewed."""
        return bool(self.source or self.decides)

    @property
    def faulty_cells(self) -> int:
        """How many cells a column cannot hold."""
        return sum(one["count"] for faults in self.faults.values() for one in faults)

    @property
    def choice(self) -> ImportChoice:
        """What was said of the file, so that nothing is guessed anew."""
        from data.describing.description import FileDescription
        from data.reading.layout import FileLayout

        return ImportChoice(
            layout=FileLayout.model_validate(self.layout),
            description=FileDescription.model_validate(self.description),
            kind=self.called,
            set_aside=tuple((header, text) for header, text in self.set_aside),
            source=self.source,
            decides=self.decides,
        )


def preview(found: ReadFile, faults: Mapping[str, list[ColumnFault]]) -> UploadPreview:
    """Say what the page must show of a file that was read. faults: place -> of a column."""
    from webapp.services.rosters.column_faults import CELL_FAULTS

    changes, table, proposal = found.changes, found.table, found.proposal
    return UploadPreview(
        filename=table.filename,
        dictionary=found.dictionary.name,
        own=found.is_own,
        kind=table.kind,
        called=found.kind,
        encoding=table.encoding,
        separator=table.separator,
        decimal=table.decimal,
        decimals=dict(table.decimals),
        sheets=[(sheet.name, len(sheet.rows)) for sheet in found.opened.sheets],
        layout=found.layout.model_dump(mode="json"),
        titles=list(table.titles),
        headers=list(table.headers),
        rows=table.rows[:PREVIEW_ROWS],
        left_out=[_left_out(row) for row in table.left_out[:MOST_SHOWN]],
        left_out_count=len(table.left_out),
        students=len(found.checked.records),
        description=proposal.description.model_dump(mode="json"),
        summaries=[one.model_dump(mode="json") for one in proposal.summaries],
        faults={place: [asdict(one) for one in some] for place, some in faults.items() if some},
        problems=[
            asdict(problem)
            for problem in found.checked.problems
            if problem.template not in CELL_FAULTS
        ],
        all_problems=[asdict(problem) for problem in found.checked.problems],
        problem_count=found.checked.problem_count,
        notes=[asdict(note) for note in found.checked.notes],
        set_aside=[list(one) for one in found.set_aside],
        new=len(changes.new),
        updated=[update._asdict() for update in changes.updated[:MOST_SHOWN]],
        students_updated=len({update.key for update in changes.updated}),
        same=changes.same,
        missing=list(changes.missing),
        known=changes.known,
        identical=changes.identical,
        loses_too_many=changes.loses_too_many,
        current=found.current.id if found.current else None,
        source=found.source,
        source_proposed=found.source_proposed,
        decides=found.decides,
        current_title=found.current.title if found.current else "",
        sources=[one.name for one in found.current.sources if one.name] if found.current else [],
        questions=len(found.who.found.questions),
        unanswered=found.who.unanswered,
    )


def _left_out(row: RowLeftOut) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "number": row.number,
        "cells": list(row.cells),
        "reason": asdict(row.reason),
    }


def gone() -> Message:
    """Say that an upload is not there any more."""
    words = N_(
        "Uploaded files are deleted once they are imported, and after a day. "
        "Upload it again to go on."
    )
    return Message(words)


class Uploads:
    """Files between their upload and the reader's yes: for a day at most, for their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self) -> tuple[str, Path]:
        """Return a name that nobody can guess, and where to write the file of that name."""
        self._forget_old()
        token = secrets.token_hex(16)
        path = self.path(token)
        path.touch(mode=0o600)
        return token, path

    def path(self, token: str) -> Path:
        """Return where the file of that name is."""
        return self.beside(token, "upload")

    def beside(self, token: str, ending: str) -> Path:
        """Return where another file of that name is, by one of ENDINGS."""
        return self.folder / f"{token}.{ending}"

    def keep(self, token: str, shown: UploadPreview) -> None:
        """Keep what the page shows of a file beside it."""
        path = self.folder / f"{token}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(vars(shown)), encoding="utf-8")

    def preview(self, token: str) -> UploadPreview | None:
        """Return what was kept of a file, None when it is gone."""
        try:
            return UploadPreview(**json.loads((self.folder / f"{token}.json").read_text("utf-8")))
        except FileNotFoundError:
            return None

    def forget(self, token: str) -> None:
        """Delete a file and what was kept of it."""
        for ending in ENDINGS:
            self.beside(token, ending).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                age = time.time() - path.stat().st_mtime
                if path.suffix == ".second" and age > UNREAD_SECONDS:
                    path.with_suffix(".upload").unlink(missing_ok=True)
                    path.unlink()
                elif age > KEPT_SECONDS:
                    path.unlink()
