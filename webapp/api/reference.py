"""The page on which people read what programs can ask, and try it."""

import json
import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, render_template, request
from pydantic import BaseModel

from webapp.access import Action, needs, viewer
from webapp.api.document import ALWAYS, WITH_BODY, Told, document, operations
from webapp.api.fields import Field, fields_of
from webapp.api.problems import Problem
from webapp.api.scopes import offered
from webapp.language import gettext as _
from webapp.state import state

bp = Blueprint("reference", __name__)


@bp.get("/api")
@needs(Action.MAKE_TOKENS)
def show() -> str:
    """Show every operation of the document: its fields, an example, and a way to try it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    every, made = list(operations(app)), document(app)
    return render_template(
        "api.html",
        operations=[(one, _shown(one, made)) for one in every],
        offered=offered(viewer()),
        problem_fields=_fields(made, Problem),
        problems=_problems(every),
        per_minute=state().settings.api_per_minute,
    )


def _shown(one: Told, made: dict[str, Any]) -> dict[str, Any]:
    """Say in the reader's language what an operation says of itself."""
    said = one.operation
    example = json.dumps(dict(said.example), ensure_ascii=False, indent=1) if said.body else ""
    return {
        "summary": _(said.summary),
        "about": _(said.about),
        "parameters": [(parameter.name, _(parameter.about)) for parameter in said.parameters],
        "fields": _fields(made, said.body) if said.body else [],
        "answers": _fields(made, said.answer),
        "example": example,
        "curl": _curl(one),
    }


def _fields(made: dict[str, Any], body: type[BaseModel]) -> list[Field]:
    found = fields_of(made, body.__name__)
    return [one._replace(about=_(one.about)) if one.about else one for one in found]


def _curl(one: Told) -> str:
    """Write the call as one would in a terminal."""
    address = request.host_url.rstrip("/") + re.sub(r"{\w+}", "1", one.path)
    lines = ['curl -H "Authorization: Bearer $TOKEN"']
    if one.operation.body:
        lines[0] += " -H 'Content-Type: application/json'"
        lines.append(f"  -d '{json.dumps(dict(one.operation.example), ensure_ascii=False)}'")
    return " \\\n".join([*lines, f"  {address}"])


def _problems(every: list[Told]) -> list[tuple[int, str, str]]:
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
    return [(code, HTTPStatus(code).phrase, why[code]) for code in sorted(known)]
