"""Who is asking. Until accounts exist, whoever reaches the loopback address is the local lead."""

from flask import g

from data.viewer import Viewer
from webapp.state import state


def viewer() -> Viewer:
    """Return who is asking; every query of the store takes it."""
    if "viewer" not in g:
        g.viewer = Viewer(account=None, name="", role="lead", school=state().school)
    return g.viewer  # type: ignore[no-any-return]
