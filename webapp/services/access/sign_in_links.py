"""Links that work once, for whoever works at the server: the first set-up, a lost password."""

from data.store.people import accounts, invitations
from data.viewer import Viewer
from webapp.services.runtime.resources import Resources

HERE = "http://localhost:8000"


def to_set_up(state: Resources, address: str = HERE) -> str | None:
    """Make the link to the very first set-up, which voids the one before; None once anybody has an
    account. address: where the server is, as a browser calls it."""
    with state.database.read() as session:
        if accounts.exist(session):
            return None
    with state.database.write() as session:
        token = invitations.for_set_up(session, state.clock())
    return f"{address}/set-up/{token}"


def to_account(state: Resources, viewer: Viewer, account_id: int, address: str = HERE) -> str:
    """Make the link by which a person chooses a (new) password. Raises NotFound, SharedAccount."""
    with state.database.write() as session:
        token = invitations.for_account(session, viewer, account_id, state.clock())
    return f"{address}/invitation/{token}"
