"""A page and its live part come from one template, so that they cannot disagree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, make_response, render_template, request
from markupsafe import Markup

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def wants_part() -> bool:
    """Say whether htmx asks for the part alone."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def way_back(asked: str, otherwise: str) -> str:
    """Return the address of this site that a form or link asks to go back to, never another's.

    Browsers drop tabs and newlines from an address: with them, "/" and "/" can be far apart.
    """
    ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
    return asked if ours else otherwise


def show_page(template: str, page: DataclassInstance, status: int = 200) -> Response:
    """Render a template with what it shows: `page`, a frozen dataclass whose fields are all that
    the template and its parts know, beside words, formats and addresses."""
    return make_response(render_template(template, page=page), status)


def show_page_or_part(name: str, page: DataclassInstance, status: int = 200) -> Response:
    """Show `room/name`.html, or under htmx its part alone: `room/_name`.html, one element of that
    id. page: as for `show_page`."""
    room, slash, part = name.rpartition("/")
    response = show_page(
        f"{room}{slash}_{part}.html" if wants_part() else f"{name}.html", page, status
    )
    response.vary.add("HX-Request")
    return response


def text_of_part(template: str, page: DataclassInstance) -> str:
    """Return a part's HTML, for a view that fills it in later. page: as for `show_page`."""
    return render_template(template, page=page)


def as_json(value: Any) -> Markup:
    """Write numbers and plain keys as JSON for a script's data block, with nothing to end it."""
    text = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 - no "<" is left in it


def init_app(app: Flask) -> None:
    """Let templates write data for scripts."""
    app.jinja_env.filters["json"] = as_json
