"""The page of a record that is tried out, or its part: the shortest address says it all."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from webapp.pages import page_or_part, wants_part
from webapp.what_if.fields import Form
from webapp.what_if.results import Result, Shown, pair_of

ACROSS, DOWN = "map.x", "map.y"


def pair_asked() -> tuple[str, str] | None:
    """The two columns that the address asks a map of."""
    across, down = request.args.get(ACROSS, ""), request.args.get(DOWN, "")
    return (across, down) if across and down else None


def obstacle(why: str, **values: Any) -> Response:
    """Answer with the page where no model can be asked: it says why, and what goes on."""
    return page_or_part("what_if", obstacle=why, **values)


def answer(
    address: str,
    form: Form,
    shown: Shown,
    result: Result | None,
    others: Mapping[str, str],
    **values: Any,
) -> Answer:
    """Answer with the page or part. A form sent without script is led to the shortest address.

    others: parameters of the address that no field of the form shows.
    """
    pairs = {**others, **form.query, **_pair(shown)}
    short = address + (f"?{urlencode(pairs)}" if pairs else "")
    if not form.problems and not wants_part() and dict(request.args) != pairs:
        return redirect(short)
    response = page_or_part(
        "what_if",
        status=422 if form.problems else 200,
        obstacle="",
        address=address,
        form=form,
        shown=shown,
        result=result,
        others=others,
        **values,
    )
    if not form.problems:
        response.headers["HX-Replace-Url"] = short
    return response


def _pair(shown: Shown) -> dict[str, str]:
    """The map's columns, where they are not those that are shown first."""
    unasked = pair_of(Shown(shown.asked, shown.dictionary, shown.record, shown.own))
    pair = pair_of(shown)
    return {ACROSS: pair[0], DOWN: pair[1]} if pair and pair != unasked else {}
