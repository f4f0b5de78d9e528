"""Whether the server is well, for machines that watch it: no sign-in, no names."""

from flask import Blueprint, Response, jsonify

from data.store import rosters
from data.store.people import schools
from data.viewer import Viewer
from webapp.http.access import open_to_all
from webapp.http.state import state

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to_all
def healthz() -> tuple[Response, int]:
    """Say whether database and rule sets are there, and whether there are rosters to show."""
    kept = state().shelf.sets().values()
    with state().database.read() as session:
        watched = [
            Viewer(account=None, name="", role="auditor", school=school.id)
            for school in schools.listing(session)
        ]
        current = [rosters.current(session, viewer) for viewer in watched]
    well = any(one.offered for one in kept)
    answer = {
        "database": "ok",
        "rule_sets": sum(one.offered for one in kept),
        "broken_rule_files": sum(bool(one.problems) for one in kept),
        "students": sum(roster.students for roster in current if roster),
    }
    return jsonify(answer), 200 if well else 503
