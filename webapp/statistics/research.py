"""Research: what researchers would get of a roster, said before it is given, and the file."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for

from data.column import Column
from data.store.rosters import RosterInfo
from data.store.statistics import school_statistics
from data.store.statistics.school_statistics import Export
from webapp.http.access import Action, needs, viewer
from webapp.http.downloads import download
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.research import datasheet, open_data
from webapp.services.research.open_data import OpenData
from webapp.services.research.publication import NotPublishable, compared, given_out, prepare

bp = Blueprint("research", __name__)


@dataclass(frozen=True)
class QuasiColumn:
    """A column by which others could know a student."""

    column: Column  # as the data dictionary has it
    missing: bool  # it is left out altogether
    told: str  # what is told of it, in words
    percent: float  # of its precision that is kept
    bar: float  # the same as the length of a bar, of 100


@dataclass(frozen=True)
class SensitiveColumn:
    """A column whose answers nobody should be able to learn."""

    column: Column  # as the data dictionary has it
    groups: int  # in which everybody gave the same answer


@dataclass(frozen=True)
class PublicationPreview:
    """What researchers would get of a roster."""

    roster: RosterInfo  # the one in use
    data: OpenData  # what is published of it, and its numbers
    quasi: tuple[QuasiColumn, ...]  # columns that are told less precisely
    sensitive: tuple[SensitiveColumn, ...]  # among those that stay as answered
    method: list[str]  # how it was made anonymous, a paragraph each
    limits: list[str]  # what that does not protect against, a point each
    compared: bool  # an earlier export tells of other students


@dataclass(frozen=True)
class ResearchPage:
    """The page of data for research."""

    before: list[Export]  # what was given out, newest first
    preview: PublicationPreview | None  # None: nothing can be given
    refused: str = ""  # why nothing can be given


@bp.get("/research")
@needs(Action.EXPORT_RESEARCH)
def show() -> Response:
    """Show what researchers would get of the current roster, and what was lost for it."""
    who = viewer()
    with state().database.read() as session:
        before = school_statistics.exports(session, who)
    try:
        info, data = prepare(state(), who)
    except NotPublishable as refused:
        page = ResearchPage(before, None, str(refused))
    else:
        page = ResearchPage(before, _preview(before, info, data))
    return show_page("statistics/research.html", page)


@bp.post("/research")
@needs(Action.EXPORT_RESEARCH)
def export() -> Response:
    """Give the file, and put on record that it was given."""
    who = viewer()
    try:
        info, data = prepare(state(), who, request.form.get("roster", type=int))
    except NotPublishable as refused:
        return problem(422, str(refused), url_for("research.show"))
    with state().database.read() as session:
        before = school_statistics.exports(session, who)
    if compared(before, info, data) and request.form.get("compared") != "yes":
        words = _("Another export was given out. Tick that the two will not be published both.")
        return problem(422, words, url_for("research.show"))
    content = given_out(state(), who, info, data)
    today = datetime.now(UTC).date().isoformat()
    return download(content, "application/zip", f"alavanca-research-{today}.zip")


def _preview(before: list[Export], info: RosterInfo, data: OpenData) -> PublicationPreview:
    alike = data.release.alike
    return PublicationPreview(
        roster=info,
        data=data,
        quasi=tuple(_quasi(column, data.release.steps[column.name]) for column in data.quasi),
        sensitive=tuple(
            SensitiveColumn(column, alike[column.name])
            for column in data.others
            if column.name in alike
        ),
        method=datasheet.method(data),
        limits=datasheet.limits(data.k),
        compared=compared(before, info, data),
    )


def _quasi(column: Column, step: int | None) -> QuasiColumn:
    percent = open_data.precision(column, step)
    told = open_data.told(column, step)
    return QuasiColumn(column, step is None, told, percent, float(round(percent)))
