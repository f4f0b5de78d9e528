"""The page on which people read what programs can ask, and try it.

The fields of what is sent and answered are read from the document's schemas.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel

from webapp.api.openapi import ALWAYS, WITH_BODY, DescribedOperation, document, operations
from webapp.http.access import Action, needs, viewer
from webapp.http.api_problems import Problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, offered

REFERENCE = "#/components/schemas/"
DEEPEST = 6

bp = Blueprint("reference_page", __name__)


class BodyField(NamedTuple):
    """One field of a body."""

    path: str  # where it stands: "records[].expected"
    kind: str  # what it holds
    about: str  # what it means
    required: bool


@dataclass(frozen=True)
class OperationHelp:
    """One operation in the reader's language."""

    operation: DescribedOperation  # its method, address and scope
    summary: str
    about: str
    offered: bool  # the reader's role includes it
    numbered: bool  # its address has a number in it
    parameters: tuple[tuple[str, str], ...]  # behind the question mark: name, what it does
    fields: list[BodyField]  # of what is sent; none without a body
    answers: list[BodyField]  # of what is answered
    example: str  # a body to try, as JSON; "" without a body
    curl: str  # the call as one would write it in a terminal


@dataclass(frozen=True)
class ApiRefusal:
    """A status with which a call can be refused."""

    status: int
    name: str  # as HTTP has it
    why: str  # what is wrong then


@dataclass(frozen=True)
class ApiReference:
    """All that programs can ask."""

    operations: tuple[OperationHelp, ...]  # each thing they can ask, in the document's order
    problem_fields: list[BodyField]  # of every error
    refusals: tuple[ApiRefusal, ...]  # by their status
    per_minute: int  # how many calls a token may make


@bp.get("/api")
@needs(Action.MAKE_TOKENS)
def show() -> Response:
    """Show every operation of the document: its fields, an example, and a way to try it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    every, made = list(operations(app)), document(app)
    scopes = offered(viewer())
    page = ApiReference(
        operations=tuple(_operation(one, made, scopes) for one in every),
        problem_fields=_fields(made, Problem),
        refusals=_refusals(every),
        per_minute=state().settings.api_per_minute,
    )
    return show_page("api/reference.html", page)


def _operation(one: DescribedOperation, made: dict[str, Any], scopes: list[Scope]) -> OperationHelp:
    """Say in the reader's language what an operation says of itself."""
    said = one.operation
    return OperationHelp(
        operation=one,
        summary=_(said.summary),
        about=_(said.about),
        offered=one.scope in scopes,
        numbered="{" in one.path,
        parameters=tuple((parameter.name, _(parameter.about)) for parameter in said.parameters),
        fields=_fields(made, said.body) if said.body else [],
        answers=_fields(made, said.answer),
        example=json.dumps(dict(said.example), ensure_ascii=False, indent=1) if said.body else "",
        curl=_curl(one),
    )


def _fields(made: dict[str, Any], body: type[BaseModel]) -> list[BodyField]:
    found = _fields_in(made, body.__name__)
    return [one._replace(about=_(one.about)) if one.about else one for one in found]


def _curl(one: DescribedOperation) -> str:
    """Write the call as one would in a terminal."""
    address = request.host_url.rstrip("/") + re.sub(r"{\w+}", "1", one.path)
    lines = ['curl -H "Authorization: Bearer $TOKEN"']
    if one.operation.body:
        lines[0] += " -H 'Content-Type: application/json'"
        lines.append(f"  -d '{json.dumps(dict(one.operation.example), ensure_ascii=False)}'")
    return " \\\n".join([*lines, f"  {address}"])


def _refusals(every: list[DescribedOperation]) -> tuple[ApiRefusal, ...]:
    """List the statuses with which a call can be refused: their names, and why it would be."""
    why = {
        400: _("The body is not JSON."),
        401: _("No token, or one that is unknown, has ended or has expired."),
        403: _("The token has no right to this, or its maker’s role does not include it any more."),
        404: _("There is no such thing in this school."),
        405: _("The address does not take this method."),
        409: _("It cannot be done as things stand; the detail says what is missing."),
        413: _("The body is larger than a megabyte."),
        415: _("The body is not announced as JSON."),
        422: _("Fields cannot be used: each is named, with what belongs there."),
        429: _("Too many calls; the header Retry-After says how many seconds to wait."),
        500: _("Something broke on our side; the server’s log knows the request by its number."),
        503: _("Somebody else is writing just now. Ask again in a moment."),
    }
    known = {*ALWAYS, *WITH_BODY, 405, 500, 503, *(code for one in every for code in one.statuses)}
    return tuple(ApiRefusal(code, HTTPStatus(code).phrase, why[code]) for code in sorted(known))


def _fields_in(document: Mapping[str, Any], name: str) -> list[BodyField]:
    """List the fields of a schema of the document and of all that is in it."""
    return list(_in(document, document["components"]["schemas"][name], "", 0))


def _in(
    document: Mapping[str, Any], schema: Mapping[str, Any], at: str, deep: int
) -> Iterator[BodyField]:
    if deep > DEEPEST:
        return
    for name, each in schema.get("properties", {}).items():
        path = f"{at}{name}"
        required = name in schema.get("required", ())
        yield BodyField(path, _kind(document, each), each.get("description", ""), required)
        for inner, list_sign in _inner(document, each):
            yield from _in(document, inner, f"{path}{list_sign}.", deep + 1)


def _inner(
    document: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for one in _alternatives(schema):
        if "$ref" in one:
            yield _found(document, one), ""
        elif one.get("type") == "array" and "$ref" in one.get("items", {}):
            yield _found(document, one["items"]), "[]"


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    kinds = []
    for one in _alternatives(schema):
        kind = "object" if "$ref" in one else one.get("type", "any")
        if one.get("format") == "date-time":
            kind = "date-time"
        if "enum" in one:
            kind = " | ".join(map(str, one["enum"]))
        if kind == "array":
            kind = f"[{_kind(document, one.get('items', {}))}]"
        kinds.append(kind if isinstance(kind, str) else " | ".join(kind))
    return " | ".join(kinds)


def _alternatives(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(schema.get("anyOf", [schema]))


def _found(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["components"]["schemas"][
        schema["$ref"].removeprefix(REFERENCE)
    ]
    return found
