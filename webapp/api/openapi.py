"""The OpenAPI 3.1 document: made, as the page is, of what the views say of themselves."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from webapp.http.api_problems import KIND, PREFIX, Problem
from webapp.services.access.api_scopes import Scope
from webapp.services.access.permissions import View, open_to_all
from webapp.services.process.settings import VERSION

ALWAYS = (401, 403, 429)
WITH_BODY = (400, 413, 415, 422)
ABOUT = (
    "For programs that act as the adult who made their token, with some of his rights. "
    "An expected grade says what students with a similar record usually get: it is guidance with "
    "an interval, never a promise and never a decision."
)

bp = Blueprint("api_document", __name__, url_prefix="/api/v1")


@dataclass(frozen=True)
class Parameter:
    """A name behind the ? of an address. schema: what may stand there, as JSON Schema."""

    name: str
    about: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One thing that programs can ask for. Texts are in English, marked for translation.

    answer: the body of `status`. refusals: statuses that it can have beside those of all calls.
    example: a body to try.
    """

    summary: str
    about: str
    answer: type[BaseModel]
    status: int = 200
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    refusals: tuple[int, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


def told(operation: Operation) -> Callable[[View], View]:
    """Declare what a view for programs takes and answers."""

    def declare(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return declare


def in_json(answer: BaseModel, status: int = 200) -> Response:
    """Answer a program; what is unknown is null."""
    return Response(answer.model_dump_json(), status, mimetype="application/json")


class DescribedOperation(NamedTuple):
    """An operation at its address, as a reader of the document finds it."""

    method: str
    path: str
    scope: Scope
    operation: Operation

    @property
    def name(self) -> str:
        """Its name in the document and on the page."""
        return f"{self.method.lower()}-{self.path.removeprefix(PREFIX)}".translate(
            {ord("/"): "-", ord("{"): None, ord("}"): None}
        )

    @property
    def statuses(self) -> list[int]:
        """How it can refuse."""
        with_body = WITH_BODY if self.operation.body else ()
        return sorted({*ALWAYS, *with_body, *self.operation.refusals})


def operations(app: Flask) -> Iterator[DescribedOperation]:
    """List every operation there is, by the order of their scopes."""
    found = []
    for rule in app.url_map.iter_rules():
        said = vars(app.view_functions[rule.endpoint])
        if "scope" in said:
            path = re.sub(r"<int:(\w+)>", r"{\1}", rule.rule)
            [method] = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found.append(DescribedOperation(method, path, said["scope"], said["operation"]))
    every = list(Scope)
    yield from sorted(found, key=lambda one: (every.index(one.scope), one.method == "GET"))


@bp.get("/openapi.json")
@open_to_all
def show() -> Response:
    """Give the document: it says of no school anything, so anybody may read it."""
    text = _text(current_app._get_current_object())  # type: ignore[attr-defined]
    return Response(text, mimetype="application/json")


@cache
def _text(app: Flask) -> str:
    return json.dumps(document(app), ensure_ascii=False, indent=1)


def document(app: Flask) -> dict[str, Any]:
    """Make the document of all that an application offers to programs."""
    every = list(operations(app))
    paths: dict[str, dict[str, Any]] = {}
    for one in every:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alavanca", "version": VERSION, "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": _schemas(every),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(one: DescribedOperation) -> dict[str, Any]:
    said = one.operation
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": said.summary,
        "description": f"{said.about} The token needs the right `{one.scope}`.",
        "security": [{"token": [one.scope.value]}],
        "responses": {
            str(said.status): _response(HTTPStatus(said.status), said.answer, "application/json"),
            **{str(code): _response(HTTPStatus(code), Problem, KIND) for code in one.statuses},
        },
    }
    if parameters := [*_in_path(one.path), *_in_query(said)]:
        made["parameters"] = parameters
    if said.body:
        content = {"schema": _reference(said.body), "example": dict(said.example)}
        made["requestBody"] = {"required": True, "content": {"application/json": content}}
    return made


def _in_path(path: str) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", path):
        schema = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(said: Operation) -> Iterator[dict[str, Any]]:
    for one in said.parameters:
        yield {
            "name": one.name,
            "in": "query",
            "description": one.about,
            "schema": dict(one.schema),
        }


def _response(status: HTTPStatus, body: type[BaseModel], kind: str) -> dict[str, Any]:
    number = {"X-Request-Id": {"schema": {"type": "string"}}}
    content = {kind: {"schema": _reference(body)}}
    return {"description": status.phrase, "headers": number, "content": content}


def _reference(body: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{body.__name__}"}


def _schemas(every: list[DescribedOperation]) -> Mapping[str, Any]:
    asked = {one.operation.body for one in every if one.operation.body}
    given = {one.operation.answer for one in every} | {Problem}
    modes = [(one, "validation") for one in asked] + [(one, "serialization") for one in given]
    ordered = sorted(modes, key=lambda one: one[0].__name__)
    _, made = models_json_schema(ordered, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return dict(made["$defs"])
