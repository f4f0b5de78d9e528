"""The reader of Alavanca's board: an account that has signed in, as everybody has to."""

from datetime import UTC, datetime
from pathlib import Path

from data.store import connect
from data.store.people import accounts, schools, sign_ins
from data.store.people.memberships import NewMembership
from data.viewer import Viewer
from webapp.http.cookies import COOKIE

LOGIN = "lea"


def signed_in(folder: Path) -> dict[str, str]:
    """Sign a lead in on a data folder, hired there if need be; return the browser's cookie."""
    database = connect(f"sqlite:///{folder / 'alavanca.sqlite'}")
    with database.write() as session:
        known = accounts.by_login(session, LOGIN)
        if known is None:
            school = schools.first_or_create(session, "School")
            maker = Viewer(account=None, name="", role="administrator", school=school.id)
            known = accounts.create(session, maker, LOGIN, "Lea", [NewMembership(role="lead")])
        token = sign_ins.begin(session, known.id, datetime.now(UTC))
    database.close()
    return {COOKIE: token}
