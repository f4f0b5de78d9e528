"""The JSON Schemas of rule files and of the library, with which editors complete and check."""

import json

from flask import Blueprint, Response

from rules.reading import library_schema
from rules.reading.json_schema import Schema, schema
from webapp.http.access import Action, needs, viewer
from webapp.http.language import current, gettext
from webapp.http.state import state

bp = Blueprint("schema", __name__)


@bp.get("/rules/schema.json")
@needs(Action.SEE_RULES)
def show() -> Response:
    """Give the schema over this server's data dictionaries, explained in the reader's language."""
    return _answer(schema(state().shelf.columns_of(viewer().school), gettext, current()))


@bp.get("/rules/library-schema.json")
@needs(Action.SEE_RULES)
def show_library() -> Response:
    """Give the schema of the library's files, explained in the reader's language."""
    return _answer(library_schema.schema(gettext))


def _answer(made: Schema) -> Response:
    text = json.dumps(made, ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/schema+json")
