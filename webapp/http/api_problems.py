"""What went wrong, as programs read it: one shape for every error (RFC 9457)."""

import json
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Response, g, has_request_context, request
from pydantic import BaseModel, ConfigDict, Field

from data.wording.message import N_

PREFIX = "/api/v1/"
KIND = "application/problem+json"
MOST_ERRORS = 100  # fields that one answer names


class FieldError(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True)
    path: str = Field(
        description=N_("Where it is: a JSON pointer into the body, or the name behind the ? of the "
                       "address."),
        examples=["#/records/0/absences", "?places"],
    )  # fmt: skip
    message: str = Field(description=N_("What is wrong, and what belongs there."))


class Problem(BaseModel):
    """Every error has this shape, whatever went wrong."""

    type: str = Field(description=N_("Where this kind of problem is described."))
    title: str = Field(description=N_("The status in words."))
    status: int
    detail: str = Field(
        description=N_("What happened, why, and what to do, in the caller’s language.")
    )
    errors: list[FieldError] = Field(
        description=N_("One for each field, 100 at most; empty where no field is wrong.")
    )
    request_id: str = Field(description=N_("The same as in the header X-Request-Id."))


class RefusedCall(Exception):  # noqa: N818 - an answer, not a fault
    """A call that is answered with a problem."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldError] = ()) -> None:
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        super().__init__(detail)


def asks_a_program() -> bool:
    """Say whether this request is a program's, by its address."""
    return has_request_context() and f"{request.path}/".startswith(PREFIX)


def request_id() -> str:
    """Return the number of this request, by which the logs know it."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return g.request_id  # type: ignore[no-any-return]


def in_json(
    status: int,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer a program with a problem."""
    said = Problem(
        type=f"/api#problem-{status}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors[:MOST_ERRORS]),
        request_id=request_id(),
    )
    text = json.dumps(said.model_dump(), ensure_ascii=False)
    return Response(text, status, headers=headers, content_type=KIND)
