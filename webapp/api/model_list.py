"""The models of a school, for programs: how each was made, and how far it can be trusted."""

from datetime import datetime

from flask import Blueprint, Response
from pydantic import BaseModel, Field, JsonValue

from data.store.models import model_registry
from data.tables import ModelVersion
from data.wording.message import N_
from webapp.api.openapi import Operation, in_json, told
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token

bp = Blueprint("api_models", __name__, url_prefix="/api/v1")


class ModelAnswer(BaseModel):
    """One model that was trained."""

    id: int
    number: int = Field(description=N_("Its number within the school."))
    dictionary: str = Field(description=N_("The data dictionary whose rosters it is for."))
    target: str = Field(description=N_("What it expects: grade, or pass."))
    active: bool = Field(description=N_("Whether it is the one that predicts now."))
    roster: int = Field(description=N_("The roster that it learned from."))
    recipe: dict[str, JsonValue] = Field(description=N_("How it was made."))
    figures: dict[str, JsonValue] = Field(description=N_("Its errors and how they were measured."))
    fingerprint: str = Field(description=N_("Of the data, the recipe and the libraries."))
    sha256: str = Field(description=N_("Of the model's file."))
    size: int = Field(description=N_("Bytes of the model's file."))
    created_at: datetime


class ModelList(BaseModel):
    """The models, newest first."""

    models: list[ModelAnswer]


@bp.get("/models")
@needs_token(Scope.MODELS)
@told(
    Operation(
        N_("List the models"),
        N_("The models that were trained, newest first, with their figures."),
        ModelList,
    )
)
def listing() -> Response:
    """List the models of the caller's school."""
    who = viewer()
    with state().database.read() as session:
        every = model_registry.listing(session, who)
        kinds = {(one.dictionary, one.target) for one in every}
        now = {kind: model_registry.active(session, who, *kind) for kind in kinds}
    active = {one.id for one in now.values() if one is not None}
    return in_json(ModelList(models=[_answer(one, one.id in active) for one in every]))


def _answer(one: ModelVersion, active: bool) -> ModelAnswer:
    return ModelAnswer(
        id=one.id,
        number=one.number,
        dictionary=one.dictionary,
        target=one.target,
        active=active,
        roster=one.roster_id,
        recipe=one.recipe,
        figures=one.report,
        fingerprint=one.fingerprint,
        sha256=one.sha256,
        size=one.size,
        created_at=one.created_at,
    )
