"""The rooms of the site: which there are, who may enter them, and where each person begins."""

from typing import NamedTuple

from data.viewer import Viewer
from data.wording.message import N_
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
    Room("/accounts", N_("Accounts"), Action.ADMINISTER, also="/settings"),
    Room("/backups", N_("Backups"), Action.KEEP_BACKUPS),
    Room("/decisions", N_("Trace"), Action.READ_TRACE),
)
FIRST = {"administrator": "/rosters", "observer": "/overview", "auditor": "/decisions"}


def first_room(viewer: Viewer) -> str:
    """Return the address where a person begins, by his role."""
    return FIRST.get(viewer.role, "/caseload")


def open_to(viewer: Viewer) -> list[Room]:
    """List the rooms that a person may enter."""
    return [room for room in ROOMS if may(viewer, room.action)]
