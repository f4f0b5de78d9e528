"""Where the table in a school's file is: as its reader says, as in the last such file, or found."""

from dataclasses import dataclass, replace
from pathlib import Path

from data import reading
from data.course_log import is_course_log, log_columns
from data.reading import FileLayout, FileTable, OpenedFile
from data.viewer import Viewer
from data.wording.message import N_, Message, quoted
from webapp.services.rosters.described_file import RememberedFile, remembered
from webapp.services.rosters.import_choice import IS_A_LOG, ImportChoice, NotImportable
from webapp.services.runtime.resources import Resources


@dataclass(frozen=True)
class TableInFile:
    """A file with the table in it, where it was said to be, else where it was last time.

    headers: as they stood where it was first thought to be. kept: what was said of the last file
    with these.
    """

    opened: OpenedFile
    layout: FileLayout
    table: FileTable
    headers: tuple[str, ...]
    kept: RememberedFile | None


def table_in_upload(
    state: Resources, viewer: Viewer, path: Path, filename: str, choice: ImportChoice
) -> TableInFile:
    """Open a file and find the table in it. Raises reading.Unreadable, and NotImportable for a
    course's log and for a sheet that is not there."""
    if is_course_log(path):  # by its headers: it may be far larger than any roster
        raise NotImportable(Message(IS_A_LOG))
    opened = reading.open_file(path, filename)
    proposed = reading.propose_layout(opened)
    first = reading.table_of(opened, proposed)
    if log_columns(first.headers):
        raise NotImportable(Message(IS_A_LOG))
    kept = remembered(state, viewer, first.headers)
    layout = choice.layout or _layout(opened, proposed, choice, kept)
    table = first if layout == proposed else reading.table_of(opened, layout)
    return TableInFile(opened, layout, table, first.headers, kept)


def _layout(
    opened: OpenedFile, proposed: FileLayout, choice: ImportChoice, kept: RememberedFile | None
) -> FileLayout:
    """Where the table is: on the sheets that were named, else where it was last time."""
    names = [sheet.name for sheet in opened.sheets]
    for name in choice.sheets:
        if name not in names:
            there = ", ".join(quoted(one) for one in names if one) or "-"
            words = N_("There is no sheet %(sheet)s in this file. It has: %(there)s.")
            raise NotImportable(Message(words, {"sheet": quoted(name), "there": there}))
    if choice.sheets:
        some = tuple(sheet for sheet in opened.sheets if sheet.name in choice.sheets)
        return reading.propose_layout(replace(opened, sheets=some))
    if kept is not None and kept.layout is not None and set(kept.layout.sheets) <= set(names):
        return kept.layout
    return proposed
