"""Growing waits after failed sign-ins, by login and by address; never a lasting lock.

Every attempt is counted before its password is looked at, and taken off again when it was right:
many at once cannot all slip through. Unknown logins are counted like known ones.
"""

import hashlib
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from data.store.people.accounts import as_login
from data.tables import FailedSignIns

FREE = {"login": 5, "address": 20}  # failures without a wait; a school shares one address
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


def attempt(session: Session, login: str, address: str, at: datetime) -> timedelta:
    """Count an attempt, and say how long it has to wait: zero when it may be looked at now.

    An attempt that has to wait is not counted. `succeeded` takes a right one off again.
    """
    session.exec(delete(FailedSignIns).where(col(FailedSignIns.last_at) < at - FORGOTTEN))
    counted = [(kind, _row(session, kind, value, at)) for kind, value in _keys(login, address)]
    wait = max(row.wait_until - at for _, row in counted)
    if wait > timedelta(0):
        return wait
    for kind, row in counted:
        row.failures, row.last_at = row.failures + 1, at
        row.wait_until = at + wait_after(row.failures - FREE[kind])
        session.add(row)
    session.flush()
    return timedelta(0)


def succeeded(session: Session, login: str, address: str) -> None:
    """Forget a login's failures, and take the attempt that was right off its address's."""
    for kind, value in _keys(login, address):
        row = session.get(FailedSignIns, _key(kind, value))
        if row is None:
            continue
        if kind == "login":
            session.delete(row)
        else:
            row.failures -= 1
            row.wait_until = row.last_at + wait_after(row.failures - FREE[kind])
    session.flush()


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures too many: 2, 4, 8 ... seconds, 15 minutes at most."""
    if failures <= 0:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(failures, 20)))


def _keys(login: str, address: str) -> list[tuple[str, str]]:
    return [("login", as_login(login)), ("address", address)]


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def _row(session: Session, kind: str, value: str, at: datetime) -> FailedSignIns:
    key = _key(kind, value)
    known = session.get(FailedSignIns, key)
    return known or FailedSignIns(key=key, failures=0, last_at=at, wait_until=at)
