"""What somebody changes on the page “What is this file?”: columns, answers, where the table is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from data.store import NotFound
from data.store import jobs as kept_jobs
from data.tables import Job
from webapp.http.access import Action, needs, viewer
from webapp.http.language import current as language
from webapp.http.pages import show_page, wants_part
from webapp.http.state import state
from webapp.rosters.rosters import ImportStep
from webapp.rosters.upload_folder import one_line, uploads
from webapp.services.jobs import background_jobs
from webapp.services.rosters.import_choice import NotImportable
from webapp.services.rosters.uploads import UploadPreview

if TYPE_CHECKING:
    from data.describing.description import FileDescription
    from data.reading.layout import FileLayout
    from webapp.rosters.file_page import ColumnLine, FilePage

bp = Blueprint("file_changes", __name__)

# Who is who hangs on these: where one changes, the file is compared anew.
IDENTIFYING = ("id", "name", "first_name", "family_name", "class", "birth_date")


@dataclass(frozen=True)
class FileChanges:
    """What a change of one line changes on the page."""

    page: FilePage  # the page as it now is
    lines: tuple[ColumnLine, ...]  # the columns whose lines are others now


@bp.post("/rosters/imports/<int:job>/description")
@needs(Action.IMPORT)
def change(job: int) -> Any:
    """Change what columns are and answer questions; under htmx, the page's part comes back."""
    from webapp.rosters.file_page import file_page
    from webapp.services.rosters.description_form import WrongFieldError, changed, set_aside

    found = _job(job)
    token = found.detail.get("token", "")
    shown = _shown(token)
    before, page = shown.proposal(), file_page(shown, found)
    try:
        after = changed(before, request.form, language())
    except WrongFieldError as wrong:
        place = wrong.place
        refused = file_page(shown, found, [place], (place, wrong.problem))
        return _answer(page, _as_typed(refused, place), 422)
    if _who(before.description) != _who(after.description):
        detail = {**found.detail, "description": after.description.model_dump(mode="json")}
        detail |= {"layout": shown.layout, "called": shown.called, "set_aside": shown.set_aside}
        detail |= _part(shown)
        return _see(background_jobs.start(state(), viewer(), "read roster", detail))
    aside = set_aside(before.description, request.form)
    if aside or after.description != before.description:
        try:
            _take(token, shown, after.description, aside)
        except NotImportable as refused:
            place = next(iter(_edited(before.description, after.description)), 0)
            return _answer(page, file_page(shown, found, [place], (place, refused.problem)), 422)
    return _answer(page, file_page(shown, found, _edited(before.description, after.description)))


@bp.post("/rosters/imports/<int:job>/layout")
@needs(Action.IMPORT)
def lay_out(job: int) -> Any:
    """Read the file again: from other sheets, another header row, with other rows, as another part
    of the school's roster."""
    from data.reading.layout import FileLayout

    found = _job(job)
    shown = _shown(found.detail.get("token", ""))
    layout = _layout(FileLayout.model_validate(shown.layout), shown)
    detail = {key: value for key, value in found.detail.items() if key != "description"}
    if layout.model_dump(exclude={"left_out", "taken_in"}) == FileLayout.model_validate(
        shown.layout
    ).model_dump(exclude={"left_out", "taken_in"}):
        detail["description"] = shown.description  # only rows: the columns are what they were
    detail |= {"layout": layout.model_dump(mode="json"), "set_aside": shown.set_aside}
    detail |= {"called": shown.called} | _part(shown)
    part = request.form.get("part")
    if part is not None:
        name = one_line(request.form.get("source", ""))[:60] or shown.called
        is_first = part == "list" and shown.decides and not shown.source
        unnamed = part == "whole" or (is_first and name == shown.called)
        detail |= {"source": "" if unnamed else name, "decides": part == "list"}
    return _see(background_jobs.start(state(), viewer(), "read roster", detail))


def _part(shown: UploadPreview) -> dict[str, Any]:
    """Which part of the roster the file is said to be; what is only proposed is thought of anew."""
    return {"source": None if shown.source_proposed else shown.source, "decides": shown.decides}


def _take(
    token: str,
    shown: UploadPreview,
    description: FileDescription,
    aside: Sequence[tuple[str, str]],
) -> None:
    """Keep a changed description, with what the changed columns cannot hold now."""
    from data.describing.description import FileDescription
    from data.describing.own_dictionary import mapping_of
    from webapp.services.rosters import column_cells
    from webapp.services.rosters.column_faults import column_faults
    from webapp.services.rosters.described_file import own_dictionary

    before = FileDescription.model_validate(shown.description)
    dictionary = own_dictionary(state(), viewer(), description, shown.called)
    names = mapping_of(description)
    cells = uploads().beside(token, "cells")
    shown.set_aside += [list(one) for one in aside]
    touched = {header for header, _ in aside}
    set_aside = [(header, text) for header, text in shown.set_aside]
    for place, column in enumerate(description.columns):
        same = place < len(before.columns) and column == before.columns[place]
        if same and column.header not in touched:
            continue
        shown.faults.pop(str(place), None)
        name = names.get(column.header)
        if name is not None:
            decimal = shown.decimals.get(column.header, shown.decimal)
            some = column_cells.read(cells, place)
            faults = column_faults(
                some, dictionary.columns[name], column.header, decimal, set_aside
            )
            if faults:
                shown.faults[str(place)] = [asdict(one) for one in faults]
    shown.description = description.model_dump(mode="json")
    shown.own, shown.dictionary = description.dictionary is None, dictionary.name
    shown.edition += 1
    uploads().keep(token, shown)


def _layout(before: FileLayout, shown: UploadPreview) -> FileLayout:
    """Where the table is, as the form says; what it does not say stays."""
    from data.reading.layout import FileLayout

    form = request.form
    update: dict[str, Any] = {}
    names = [name for name, _ in shown.sheets]
    if "sheets" in form:
        chosen = tuple(name for name in names if name in form.getlist("sheet")) or before.sheets
        update["sheets"] = chosen
        several = len(chosen) > 1 or form.get("sheet_column") == "yes"
        update["sheet_column"] = (before.sheet_column or "class") if several else None
    row = form.get("header_row", "")
    if row.isdigit() and 1 <= int(row) <= 10_000:
        update["header_row"] = int(row)
    if form.get("header_lines") in ("1", "2"):
        update["header_lines"] = int(form["header_lines"])
    taken = form.get("take", "")
    if taken.isdigit() and int(taken) < len(shown.left_out):
        row_out = shown.left_out[int(taken)]
        update["taken_in"] = (*before.taken_in, (row_out["sheet"], row_out["number"]))
    return FileLayout.model_validate({**before.model_dump(), **update})


def _who(description: FileDescription) -> dict[str, str]:
    """The columns by which students are told apart, and what they are."""
    return {
        column.header: column.meaning
        for column in description.columns
        if column.meaning in IDENTIFYING
    }


def _edited(before: FileDescription, after: FileDescription) -> list[int]:
    """The places of columns that are described otherwise, and are what they were."""
    pairs = zip(before.columns, after.columns, strict=False)
    return [
        place
        for place, (then, now) in enumerate(pairs)
        if then != now and then.meaning == now.meaning and then.marks == now.marks
    ]


def _as_typed(page: FilePage, place: int) -> FilePage:
    """The page with what was typed of one column, which cannot be taken."""
    typed: dict[str, Any] = {
        name: request.form[f"c.{place}.{name}"]
        for name in ("label", "unit", "low", "high", "passing")
        if f"c.{place}.{name}" in request.form
    }
    lines = (replace(one, **typed) if one.place == place else one for one in page.columns)
    return replace(page, columns=tuple(lines))


def _answer(before: FilePage, after: FilePage, status: int = 200) -> Any:
    """Under htmx only the lines that differ from what stood there, and what sums them up."""
    if not wants_part():
        if status == 200:
            return redirect(url_for("rosters.step", job=after.job.id), 303)
        return show_page(
            "rosters/import.html", ImportStep(after.job, "preview", preview=after), status
        )
    if len(before.columns) != len(after.columns):
        return _see(after.job.id)  # an answer brought a column or took one away
    lines = tuple(
        line
        for stood, line in zip(before.columns, after.columns, strict=True)
        if line != stood or f"c.{line.place}.wrong" in request.form
    )
    response = show_page("rosters/_file_changes.html", FileChanges(after, lines), status)
    response.vary.add("HX-Request")
    return response


def _see(job: int) -> Any:
    address = url_for("rosters.step", job=job)
    if wants_part():
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)


def _job(job: int) -> Job:
    with state().database.read() as session:
        return kept_jobs.get(session, viewer(), job)


def _shown(token: str) -> UploadPreview:
    shown = uploads().preview(token)
    if shown is None:
        raise NotFound("this upload")
    return shown
