"""Where uploaded files wait, and the names that their owners gave them."""

from webapp.http.state import state
from webapp.services.rosters.uploads import Uploads


def uploads() -> Uploads:
    """Return where uploaded files wait."""
    return Uploads(state().settings.uploads)


def one_line(text: str) -> str:
    """Bring a name that somebody gave onto one line of a length that is kept."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if letter.isprintable())[:200]
