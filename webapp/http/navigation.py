"""The rooms of the site: which there are, who may enter them, and where each person begins."""

from typing import NamedTuple

from flask import Flask, current_app, request

from data.viewer import Viewer
from data.wording.message import N_
from webapp.http.language import gettext as _
from webapp.services.access.permissions import Action, may


class Room(NamedTuple):
    """A room: its address, its name (in English, translated where it is shown), whom it is for,
    and under what else its pages are found."""

    address: str
    name: str
    action: Action
    also: str = ""

    def holds(self, path: str) -> bool:
        """Say whether a page is in this room."""
        return any(f"{path}/".startswith(f"{own}/") for own in (self.address, self.also) if own)


ROOMS = (
    Room("/caseload", N_("Board"), Action.SEE_STUDENTS),
    Room("/overview", N_("Figures"), Action.SEE_FIGURES, also="/environment"),
    Room("/rules", N_("Rules"), Action.SEE_RULES, also="/drafts"),
    Room("/models", N_("Models"), Action.SEE_MODELS),
    Room("/rosters", N_("Rosters"), Action.SEE_ROSTERS),
    Room("/families", N_("Families"), Action.ANSWER_FAMILIES),
    Room("/accounts", N_("Accounts"), Action.ADMINISTER),
    Room("/backups", N_("Backups"), Action.KEEP_BACKUPS),
    Room("/decisions", N_("Trace"), Action.READ_TRACE),
)
OWN_ACCOUNT = "/account"
FIRST = {"administrator": "/rosters", "observer": "/overview", "auditor": "/decisions"}


def first_room(viewer: Viewer) -> str:
    """Return the address where a person begins: by his role, else the first room he may enter."""
    wanted = FIRST.get(viewer.role, "/caseload")
    others = (room.address for room in open_to(viewer))
    return wanted if wanted in _addresses() else next(others, ROOMS[0].address)


def open_to(viewer: Viewer | None) -> list[Room]:
    """List the rooms that a person may enter."""
    known = _addresses()
    return [room for room in ROOMS if room.address in known and may(viewer, room.action)]


def doors(viewer: Viewer | None) -> list[tuple[str, str, bool]]:
    """Return the links of the page's head: address, name, and whether one is in that room."""
    here = request.path
    return [(room.address, _(room.name), room.holds(here)) for room in open_to(viewer)]


def own_account() -> str | None:
    """Return the address of the page of one's own account, None where there is none yet."""
    return OWN_ACCOUNT if OWN_ACCOUNT in _addresses() else None


def init_app(app: Flask) -> None:
    """Note which rooms there are, all pages being registered, and show them in the pages' head."""
    app.extensions["addresses"] = frozenset(rule.rule for rule in app.url_map.iter_rules())
    app.jinja_env.globals.update(doors=doors, own_account=own_account)


def _addresses() -> frozenset[str]:
    return current_app.extensions["addresses"]  # type: ignore[no-any-return]
