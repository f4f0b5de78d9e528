"""Whether the server is well, for machines that watch it: no sign-in, no names."""

from flask import Blueprint, Response, jsonify

from data.store import rosters
from webapp.access import viewer
from webapp.state import state

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Say whether database and rule sets are there, and whether there is a roster to show."""
    kept = state().shelf.sets().values()
    with state().database.read() as session:
        roster = rosters.current(session, viewer())
    well = any(one.offered for one in kept)
    answer = {
        "database": "ok",
        "rule_sets": sum(one.offered for one in kept),
        "broken_rule_files": sum(bool(one.problems) for one in kept),
        "students": roster.students if roster else 0,
    }
    return jsonify(answer), 200 if well else 503
