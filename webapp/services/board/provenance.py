"""Where the numbers of a page come from: the roster, the rule set, and whose students they are."""

from dataclasses import dataclass

from data.viewer import Viewer
from webapp.services.access.permissions import Action, may
from webapp.services.board import group_names
from webapp.services.board.board import Board


@dataclass(frozen=True)
class BoardProvenance:
    """What stands above the numbers of a board, for one reader."""

    board: Board  # its roster and its rule set
    groups: list[str] | None  # those that the reader was given; None where no group limits him
    sees_students: bool  # whether he may know how many there are
    sees_statistics: bool  # whether he may open the page of the environment
    imports: bool  # whether he may bring a roster of the school's own, and remove the sample


def provenance_of(board: Board, viewer: Viewer) -> BoardProvenance:
    """Say where a board's numbers come from, as far as a reader may know."""
    return BoardProvenance(
        board=board,
        groups=group_names.own(viewer),
        sees_students=may(viewer, Action.SEE_STUDENTS),
        sees_statistics=may(viewer, Action.SEE_FIGURES),
        imports=may(viewer, Action.IMPORT),
    )
