"""The rosters of a school, for programs: what was imported, without students."""

from datetime import datetime

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from data.store import rosters
from data.wording.message import N_
from webapp.api.openapi import Operation, in_json, told
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token

bp = Blueprint("api_rosters", __name__, url_prefix="/api/v1")


class RosterAnswer(BaseModel):
    """One import."""

    id: int = Field(description=N_("Its number on this server, for `roster=`."))
    number: int = Field(description=N_("Its number within the school."))
    title: str
    dictionary: str = Field(description=N_("The data dictionary that says what its columns hold."))
    students: int
    columns: list[str]
    sample: bool = Field(description=N_("Whether its students are invented."))
    fingerprint: str = Field(description=N_("The sha256 of the file."))
    imported_at: datetime
    withdrawn_at: datetime | None = Field(description=N_("When the import was undone, if it was."))
    current: bool = Field(description=N_("Whether it is the one that counts now."))


class RosterList(BaseModel):
    """The imports, newest first."""

    rosters: list[RosterAnswer]


@bp.get("/rosters")
@needs_token(Scope.ROSTERS)
@told(
    Operation(
        N_("List the rosters"),
        N_("The imports of the school, newest first, the undone ones among them."),
        RosterList,
    )
)
def listing() -> Response:
    """List the imports of the caller's school."""
    with state().database.read() as session:
        every = rosters.listing(session, viewer())
        now = rosters.current(session, viewer())
    return in_json(
        RosterList(
            rosters=[
                RosterAnswer(
                    id=one.id,
                    number=one.number,
                    title=one.title,
                    dictionary=one.dictionary,
                    students=one.students,
                    columns=list(one.columns),
                    sample=one.sample,
                    fingerprint=one.fingerprint,
                    imported_at=one.imported_at,
                    withdrawn_at=one.withdrawn_at,
                    current=now is not None and one.id == now.id,
                )
                for one in every
            ]
        )
    )
