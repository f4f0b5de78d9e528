"""Comparisons of candidates: begun, shown as a chart and in words, taken along as a file."""

import csv as csv_files
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.store import rosters
from data.store.models import comparisons
from data.store.rosters import RosterInfo
from data.tables import ModelComparison
from data.wording.message import N_
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import habits, words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.models import comparison_form
from webapp.models.comparison_form import ModelComparisonForm
from webapp.models.training_start import ground
from webapp.pictures.comparison import ComparisonPicture, candidates_picture, columns_picture
from webapp.services.jobs import background_jobs
from webapp.services.models.comparison_words import MEAN, digits_of, said, settings_of
from webapp.services.models.names import names
from webapp.services.models.selection import COMPARE

COMPARING_ALREADY = N_(
    "Candidates are being compared already, begun by %(who)s. Wait for them, or cancel that; then "
    "compare yours."
)
bp = Blueprint("comparisons", __name__)


@dataclass(frozen=True)
class ComparedCandidate:
    """A candidate of the table."""

    name: str  # the kind of model
    settings: str  # those that most folds chose, "" for none
    figures: Mapping[str, Any]  # its errors and their intervals, as they are kept
    proposed: bool  # whether it is the one that is proposed
    trained: bool  # whether the reader may have it trained: the mean never is


@dataclass(frozen=True)
class ComparisonPage:
    """All that the page of a comparison shows."""

    comparison: ModelComparison  # with the plan it was made by and its result, as kept
    roster: RosterInfo  # whose students were expected
    sentences: list[str]  # what is proposed and why, what is shown and what is not
    proposed: str  # the name of the proposed kind
    train_proposed: bool  # whether the reader may have it trained: not the mean
    trains: bool  # whether the reader may train on these students: they are today's
    candidates: tuple[ComparedCandidate, ...]  # in the order of the result
    columns: tuple[tuple[str, Mapping[str, Any]], ...]  # left out one by one: name, what that adds
    learned_from: str  # the names of all columns, with commas between them
    picture: ComparisonPicture  # the candidates
    columns_picture: ComparisonPicture | None  # the columns; None where none was left out
    digits: int  # decimals of an error


@dataclass(frozen=True)
class NewComparisonPage:
    """The form to compare kinds of models, alone: as it was sent, with what is wrong."""

    form: ModelComparisonForm


@bp.post("/models/comparisons")
@needs(Action.TRAIN_MODELS)
def begin() -> Any:
    """Have candidates compared on the current roster, unless some are being compared."""
    found = ground(COMPARE, COMPARING_ALREADY)
    if isinstance(found, Response):
        return found
    roster, dictionary = found
    plan, form = comparison_form.read(request.form, dictionary, roster.columns, roster.students)
    if plan is None:
        return show_page("models/comparison_new.html", NewComparisonPage(form), 422)
    detail = {"roster": roster.id, "plan": plan.as_json(), "fields": form.fields()}
    job = background_jobs.start(state(), viewer(), COMPARE, detail)
    return redirect(url_for("trainings.step", job=job), 303)


@bp.get("/models/comparisons/<int:comparison>")
@needs(Action.SEE_MODELS)
def show(comparison: int) -> Response:
    """Show what a comparison found: chart, table, what each column is worth, what to make of it."""
    who = viewer()
    with state().database.read() as session:
        found = comparisons.get(session, who, comparison)
        roster = rosters.get(session, who, found.roster_id)
        now = rosters.current(session, who)
    trains = may(who, Action.TRAIN_MODELS) and now is not None and now.id == roster.id
    return show_page("models/comparison.html", _page(found, roster, trains))


def _page(found: ModelComparison, roster: RosterInfo, trains: bool) -> ComparisonPage:
    result, known = found.result, names()
    labels, proposed = _labels(found, roster.dictionary), result["proposed"]
    return ComparisonPage(
        comparison=found,
        roster=roster,
        sentences=said(found, labels),
        proposed=known[proposed],
        train_proposed=trains and proposed != MEAN,
        trains=trains,
        candidates=tuple(
            ComparedCandidate(
                name=known[one["key"]],
                settings=settings_of(one),
                figures=one,
                proposed=one["key"] == proposed,
                trained=trains and one["key"] != MEAN,
            )
            for one in result["candidates"]
        ),
        columns=tuple((labels[one["column"]], one) for one in result["without"]),
        learned_from=", ".join(labels.values()),
        picture=candidates_picture(result, known),
        columns_picture=columns_picture(result, labels),
        digits=digits_of(found),
    )


@bp.get("/models/comparisons/<int:comparison>.csv")
@needs(Action.SEE_MODELS)
def csv(comparison: int) -> Response:
    """Give the figures of a comparison as CSV: the candidates, then the columns."""
    with state().database.read() as session:
        found = comparisons.get(session, viewer(), comparison)
    text = io.StringIO()
    writer = csv_files.writer(text, delimiter=habits().separator, lineterminator="\r\n")
    for line in _lines(found):
        writer.writerow([_cell(value, habits().decimal) for value in line])
    name = f"alavanca-comparison-{found.id}.csv"
    return download("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", name)


def _lines(found: ModelComparison) -> list[list[str | float]]:
    more = ("mae", "r2") if found.target == "grade" else ("log_loss", "auc")
    error = "rmse" if found.target == "grade" else "brier"
    ends = ("low_students", "high_students", "low_runs", "high_runs")
    beside = ("beside_proposed", "beside_proposed_low", "beside_proposed_high")
    lines: list[list[str | float]] = [
        ["candidate", error, "standard_error", *ends, *more, *beside, "within", "proposed"]
    ]
    for one in found.result["candidates"]:
        difference = one["beside_proposed"]
        lines.append(
            [
                *(one["key"], one["error"], one["spread"]),
                *one["over_students"],
                *one["over_runs"],
                *(one[name] for name in more),
                *(difference["value"], difference["low"], difference["high"]),
                "yes" if one["within"] else "no",
                "yes" if one["key"] == found.result["proposed"] else "no",
            ]
        )
    lines += [[], ["column_left_out", f"{error}_added", "low", "high"]]
    return lines + [
        [one["column"], one["value"], one["low"], one["high"]] for one in found.result["without"]
    ]


def _cell(value: str | float, decimal: str) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:.6g}"
    return text.replace(".", decimal)


def _labels(found: ModelComparison, dictionary: str) -> dict[str, str]:
    """Name the columns; by their own names where the dictionary is not there any more."""
    known = state().dictionaries.get(dictionary)
    columns = known.columns if known else {}
    return {
        name: words(columns[name].label) if name in columns else name
        for name in found.plan["columns"]
    }
