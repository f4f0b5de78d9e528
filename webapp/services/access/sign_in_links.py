"""Links that work once, for whoever works at the server: the first set-up, a lost password."""

from datetime import datetime

from data.store import Database
from data.store.people import accounts, invitations
from data.viewer import Viewer

HERE = "http://localhost:8000"


def to_set_up(database: Database, now: datetime, address: str = HERE) -> str | None:
    """Make the link to the very first set-up, which voids the one before; None once anybody has an
    account. address: where the server is, as a browser calls it."""
    with database.read() as session:
        if accounts.exist(session):
            return None
    with database.write() as session:
        token = invitations.for_set_up(session, now)
    return f"{address}/set-up/{token}"


def to_account(
    database: Database, now: datetime, viewer: Viewer, account_id: int, address: str = HERE
) -> str:
    """Make the link by which a person chooses a (new) password. Raises NotFound, SharedAccount."""
    with database.write() as session:
        token = invitations.for_account(session, viewer, account_id, now)
    return f"{address}/invitation/{token}"
