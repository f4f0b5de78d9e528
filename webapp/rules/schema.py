"""The JSON Schema of rule files, with which a lead's own editor completes and checks."""

import json

from flask import Blueprint, Response

from rules.reading.json_schema import schema
from webapp.http.access import Action, needs
from webapp.http.language import current, gettext
from webapp.http.state import state

bp = Blueprint("schema", __name__)


@bp.get("/rules/schema.json")
@needs(Action.SEE_RULES)
def show() -> Response:
    """Give the schema over this server's data dictionaries, explained in the reader's language."""
    made = schema(state().shelf.columns, gettext, current())
    text = json.dumps(made, ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/schema+json")
