"""What goes into the trace when a list with names leaves the house."""

from data.store import decisions
from webapp.access import viewer
from webapp.board.outlook import Outlook
from webapp.services.board.filters import in_order
from webapp.state import state


def note(outlook: Outlook, form: str, students: int, token: int | None = None) -> None:
    """Write down that so many students go out as `form` (csv, xlsx, sheet, api), before they do.

    token: by which a program asks.

    Of the filters only the kinds: what somebody searched for can be a student's name. Unlike a look
    at a page this waits for other writers, as every change does, and raises store.Busy: a page can
    be shown now and its line be written in a minute, but a file that is gone cannot be had back.
    """
    board = outlook.board
    detail = {
        "as": form,
        "students": students,
        "rule set": board.set_name,
        "version": board.version,
        "filters": [one.log for one, _value in in_order(outlook.knobs.filters)],
        "own knobs": outlook.knobs.tweaked,
    }
    if token is not None:
        detail["token"] = token
    with state().database.write(counted=False) as session:
        decisions.add(session, viewer(), "export", "roster", board.roster.id, detail)
