"""Predictions for programs: what is usual for students with such records."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response

from data.wording.message import N_
from webapp.api import active_models, bodies, records
from webapp.api.active_models import models_for
from webapp.api.openapi import Operation, in_json, told
from webapp.api.prediction_bodies import EXAMPLE, PredictAnswer, PredictRequest
from webapp.http import metrics
from webapp.http.access import viewer
from webapp.http.api_problems import FieldError, RefusedCall, request_id
from webapp.http.api_token import caller
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token
from webapp.services.access.inference_log import Inference

bp = Blueprint("api_predict", __name__, url_prefix="/api/v1")

MOST_EXPLAINED = 100  # records; some candidates take a hundred times as long to explain as to ask


@dataclass
class Call:
    """What the inference log is told of a call, as far as it came."""

    model: int | None = None
    version: int | None = None
    data: str | None = None
    count: int = 0
    status: int = 200


@bp.post("/predict")
@needs_token(Scope.PREDICT)
@told(
    Operation(
        N_("Ask what is expected"),
        N_("One record or up to 1,000. The values that were checked are exactly those that the "
           "active model reads. The call is a line of the inference log, without the answers."),
        PredictAnswer,
        body=PredictRequest,
        refusals=(404, 409),
        example=EXAMPLE,
    )
)  # fmt: skip
def predict() -> Response:
    """Say what is usual for students with the records that are sent."""
    with _logged() as call:
        wanted = bodies.read(PredictRequest)
        call.count = len(wanted.records)
        _check_lengths(wanted)
        who = viewer()
        models = models_for(who, wanted.dictionary)
        call.model, call.version = models.grade.row.id, models.grade.row.number
        read, errors = records.checked(models.kind, models.columns, wanted.records)
        if errors:
            raise bodies.unfit(errors)
        call.data = state().inferences.fingerprint(records.canonical(read))
        answer = active_models.answer(who, models, wanted, read)
    metrics.predicted(models.grade.row.id, sum(one.expected is not None for one in answer.records))
    return in_json(answer)


def _check_lengths(wanted: PredictRequest) -> None:
    """Refuse what the fields forbid only together."""
    if wanted.contributions and len(wanted.records) > MOST_EXPLAINED:
        words = _("Contributions are told of %(most)s records at most.", most=MOST_EXPLAINED)
        raise bodies.unfit([FieldError(path="#/contributions", message=words)])
    if wanted.students is not None and len(wanted.students) != len(wanted.records):
        words = _("One number, or null, belongs here for each record.")
        raise bodies.unfit([FieldError(path="#/students", message=words)])


@contextmanager
def _logged() -> Iterator[Call]:
    """Write the call into the inference log, whatever becomes of it."""
    begun, call = time.perf_counter(), Call()
    try:
        yield call
    except RefusedCall as refused:
        call.status = refused.status
        raise
    except Exception:
        call.status = 500
        raise
    finally:
        _note(call, (time.perf_counter() - begun) * 1000)


def _note(call: Call, milliseconds: float) -> None:
    here, asks = state(), caller()
    if asks is None:
        raise RuntimeError("No token was shown: this view was never checked.")
    here.inferences.note(
        Inference(
            at=here.clock(),
            request=request_id(),
            token=asks.token,
            school=asks.viewer.school,
            model=call.model,
            version=call.version,
            data=call.data,
            count=call.count,
            ms=round(milliseconds, 2),
            status=call.status,
        )
    )
