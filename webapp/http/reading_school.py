"""In whose school a page is read: its time zone, what it calls roles, what it lets them do."""

from flask import Flask

from webapp.http.state import state
from webapp.services.access.permissions import Action, grant
from webapp.services.access.roles import call
from webapp.services.process.school_settings import zone_of
from webapp.services.runtime.resources import settings_of
from webapp.services.wording.reader import in_zone


def read_at(school: int) -> None:
    """Answer the rest of this request as it is at a school."""
    found = settings_of(state(), school)
    in_zone(found.zone)
    call(found.role_names)
    grant(school, {"lead": frozenset({Action.IMPORT})} if found.lead_imports else {})


def init_app(app: Flask) -> None:
    """Begin each request as at no school."""
    zone = zone_of(app.config["SETTINGS"].time_zone)

    def begin() -> None:
        in_zone(zone)
        call({})
        grant(0, {})

    app.before_request(begin)
