"""What a program sends: JSON, small enough, read into the model that describes it."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from data.wording.message import N_
from webapp.http.api_problems import FieldError, RefusedCall
from webapp.http.language import gettext as _
from webapp.http.language import ngettext

LARGEST = 1024 * 1024  # bytes; a thousand records of the longest dictionary are two thirds of it
JSON = "application/json"
Body = TypeVar("Body", bound=BaseModel)

# Pydantic's kind of error -> our sentence, its holes filled from what pydantic says.
SENTENCES: Mapping[str, str] = {
    "missing": N_("This field is missing."),
    "extra_forbidden": N_("There is no field of this name. Leave it out."),
    "model_type": N_("An object belongs here."),
    "dict_type": N_("An object belongs here."),
    "list_type": N_("A list belongs here."),
    "too_short": N_("This list needs at least %(min_length)s."),
    "too_long": N_("This list may have %(max_length)s at most."),
    "string_type": N_("A text belongs here."),
    "string_too_long": N_("This text may have %(max_length)s characters at most."),
    "bool_type": N_("true or false belongs here."),
    "bool_parsing": N_("true or false belongs here."),
    "float_type": N_("A number belongs here."),
    "float_parsing": N_("A number belongs here."),
    "finite_number": N_("A number belongs here."),
    "int_type": N_("A whole number belongs here."),
    "int_parsing": N_("A whole number belongs here."),
    "greater_than_equal": N_("The smallest number here is %(ge)s."),
    "less_than_equal": N_("The largest number here is %(le)s."),
    "literal_error": N_("One of these belongs here: %(expected)s."),
}
OTHERWISE = N_("This does not belong here; /api says what does.")


def read(model: type[Body]) -> Body:
    """Read the request's body. Raises Refused: 415, 413, 400 for what is no JSON, and 422 with a
    sentence for each field."""
    if request.mimetype != JSON:
        raise RefusedCall(415, _("Send the body as JSON, with the header Content-Type: %(kind)s.",
                             kind=JSON))  # fmt: skip
    request.max_content_length = LARGEST
    try:
        content = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise RefusedCall(
            413, _("This body is larger than %(most)s kB. Send it in parts.", most=LARGEST // 1024)
        ) from None
    try:
        return model.model_validate_json(content, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        raise RefusedCall(400, _("The body is not JSON: %(why)s.", why=found[0]["ctx"]["error"]))
    raise unfit(
        FieldError(path=pointer(one["loc"]), message=_said(one["type"], one.get("ctx", {})))
        for one in found
    )


def unfit(errors: Iterable[FieldError]) -> RefusedCall:
    """Refuse a call whose fields cannot be used, with one sentence for each."""
    by_path = {error.path: error for error in reversed(list(errors))}
    each = list(reversed(by_path.values()))
    many = ngettext("%(num)s field cannot be used.", "%(num)s fields cannot be used.", len(each))
    return RefusedCall(422, many, each)


def pointer(place: Iterable[object]) -> str:
    """Write where something is in the body, as a JSON pointer."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place)
    return "#" + "".join(f"/{step}" for step in steps)


def _said(kind: str, values: Mapping[str, Any]) -> str:
    return _(SENTENCES.get(kind, OTHERWISE)) % values
