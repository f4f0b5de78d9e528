"""Training for programs: begun as a job, and watched."""

from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, Response, url_for
from pydantic import BaseModel, ConfigDict, Field

from data.dictionary import Dictionary
from data.store import NotFound, rosters
from data.store import jobs as kept_jobs
from data.store.rosters import RosterInfo
from data.tables import Job
from data.viewer import Viewer
from data.wording.message import N_
from scoring.model.model_config import RIDGE, Recipe
from webapp.api import bodies
from webapp.api.openapi import Operation, in_json, told
from webapp.http.access import viewer
from webapp.http.api_problems import FieldError, RefusedCall
from webapp.http.language import gettext as _
from webapp.http.language import told as said_again
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token
from webapp.services.grades.scale import can_be_missed
from webapp.services.jobs import background_jobs
from webapp.services.models.model_config import columns_of, pass_mark
from webapp.services.models.names import names
from webapp.services.models.selection import KINDS, TRAIN
from webapp.services.process.dead_jobs import interrupted

bp = Blueprint("api_train", __name__, url_prefix="/api/v1")


class TrainRequest(BaseModel):
    """How the model is to be made; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid")
    roster: int | None = Field(
        default=None,
        ge=1,
        le=2**53,
        description=N_("The roster to learn from; the current one without it."),
    )
    target: Literal["grade", "pass"] = Field(
        default="grade", description=N_("The grade, or the chance to pass.")
    )
    candidate: str = Field(
        default=RIDGE,
        max_length=40,
        description=N_("The kind of model; the models page compares them."),
    )
    columns: Literal["record", "score"] = Field(
        default="record",
        description=N_("The school record alone, or all columns that rules may judge."),
    )
    earlier: bool = Field(
        default=False, description=N_("Whether grades of earlier periods may be learned from.")
    )
    passing: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description=N_("The pass mark, where passing is expected; the rule set’s without it."),
    )


class JobAnswer(BaseModel):
    """A training."""

    id: int
    address: str = Field(description=N_("Where to ask how far it is."))
    state: Literal["running", "done", "failed", "cancelled", "interrupted"]
    done: float = Field(description=N_("0 to 1."))
    words: str = Field(description=N_("What is being done, in the caller’s language."))
    problem: str | None = Field(description=N_("Why it came to nothing."))
    model: int | None = Field(description=N_("The id of the model that came of it."))
    number: int | None = Field(description=N_("The model’s number within the school."))
    active: bool | None = Field(
        description=N_(
            "Whether it predicts from now on. One that a program trained does not until "
            "a lead makes it active."
        )
    )
    started_at: datetime
    finished_at: datetime | None


@bp.post("/train")
@needs_token(Scope.TRAIN)
@told(
    Operation(
        N_("Train a model"),
        N_("Begins a job and gives its address. The model that comes of it is kept beside the "
           "others; a lead makes it active on the models page."),
        JobAnswer,
        status=202,
        body=TrainRequest,
        refusals=(404, 409),
        example={"target": "grade", "candidate": RIDGE, "columns": "record"},
    )
)  # fmt: skip
def train() -> Response:
    """Begin to train a model, unless one is being trained."""
    wanted, who = bodies.read(TrainRequest), viewer()
    with state().database.read() as session:
        roster = (
            rosters.get(session, who, wanted.roster)
            if wanted.roster is not None
            else rosters.current(session, who)
        )
        running = kept_jobs.running(session, who, TRAIN)
    kind = state().dictionaries.of_roster(roster)
    if roster is None or kind is None:
        raise RefusedCall(404, _("A model learns from a roster: import one first."))
    if any(not interrupted(one) for one in running):
        raise RefusedCall(
            409, _("A model is being trained already. Wait for it, then train this one.")
        )
    recipe = _recipe(who, wanted, roster, kind)
    detail = {"roster": roster.id, "recipe": recipe.as_json()}
    number = background_jobs.start(state(), who, TRAIN, detail)
    with state().database.read() as session:
        begun = _answer(kept_jobs.get(session, who, number))
    response = in_json(begun, 202)
    response.headers["Location"] = begun.address
    return response


@bp.get("/jobs/<int:job>")
@needs_token(Scope.TRAIN)
@told(
    Operation(
        N_("Watch a job"),
        N_("How far a training is, or what it came to."),
        JobAnswer,
        refusals=(404,),
    )
)
def watch(job: int) -> Response:
    """Say how far a training is."""
    with state().database.read() as session:
        found = kept_jobs.get(session, viewer(), job)
    if found.kind not in KINDS:
        raise NotFound(f"There is no training {job}.")
    return in_json(_answer(found))


def _recipe(who: Viewer, wanted: TrainRequest, roster: RosterInfo, kind: Dictionary) -> Recipe:
    """Make the recipe that is asked for. Raises Refused with what is wrong with it."""
    wrong: dict[str, str] = {}
    if wanted.candidate not in names():
        wrong["candidate"] = _("One of these words: %(words)s.", words=", ".join(names()))
    passing = wanted.passing if wanted.passing is not None else pass_mark(state(), who, kind)
    if not can_be_missed(kind.grade, passing):
        low, high = f"{kind.grade.low:g}", f"{kind.grade.high:g}"
        wrong["passing"] = _("A number from %(low)s to %(high)s.", low=low, high=high)
    columns = columns_of(kind, roster.columns, wanted.columns, wanted.earlier)
    if not columns:
        wrong["columns"] = _("This roster has none of these columns.")
    if wrong:
        raise bodies.unfit(FieldError(path=f"#/{name}", message=wrong[name]) for name in wrong)
    return Recipe(
        columns=columns,
        target=wanted.target,
        candidate=wanted.candidate,
        passing=passing if wanted.target == "pass" else None,
        best=kind.grade.best,
    )


def _answer(job: Job) -> JobAnswer:
    stage: Any = "interrupted" if interrupted(job) else job.state
    failed = job.state == "failed"
    return JobAnswer(
        id=job.id,
        address=url_for("api_train.watch", job=job.id),
        state=stage,
        done=job.done,
        words=_(job.words) if job.words else "",
        problem=said_again(job.problem) if failed else None,
        model=job.result.get("model"),
        number=job.result.get("number"),
        active=job.result.get("active"),
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
