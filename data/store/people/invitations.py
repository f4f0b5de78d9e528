"""Links that work once: the very first set-up, or the (new) password of an account."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from data.store.errors import NotFound
from data.store.people import accounts, tokens
from data.tables import Account, Invitation
from data.viewer import Viewer

FOR_SET_UP = timedelta(minutes=30)
FOR_AN_ACCOUNT = timedelta(hours=24)


def for_set_up(session: Session, at: datetime) -> str:
    """The token of a link to the very first set-up, for half an hour. Voids earlier ones."""
    return _make(session, None, "", at, FOR_SET_UP)


def for_account(session: Session, viewer: Viewer, account_id: int, at: datetime) -> str:
    """The token of a link by which a person chooses his (new) password, for a day.

    Voids earlier ones; the password in use holds until the link is used. Raises NotFound, and
    SharedAccount.
    """
    account = accounts.changeable(session, viewer, account_id)
    token = _make(session, account_id, viewer.name, at, FOR_AN_ACCOUNT)
    accounts.in_each_school(session, viewer, account.id, "invite")
    return token


def waiting(session: Session, token: str, at: datetime) -> Invitation:
    """The invitation that a link still opens. Raises NotFound when it is unknown, used or old."""
    found = session.exec(
        select(Invitation)
        .where(col(Invitation.token) == tokens.kept(token))
        .where(col(Invitation.used_at).is_(None), col(Invitation.expires_at) > at)
    ).one_or_none()
    if found is None or (found.account_id is not None and not _active(session, found.account_id)):
        raise NotFound("This link does not open anything any more.")
    return found


def use(session: Session, token: str, at: datetime) -> Invitation:
    """The same, and from now on the link opens nothing. Raises NotFound."""
    found = waiting(session, token, at)
    found.used_at = at
    session.flush()
    return found


def _make(session: Session, account_id: int | None, by: str, at: datetime, lasts: timedelta) -> str:
    # Equal to None is written IS NULL.
    earlier = col(Invitation.account_id) == account_id
    unused = col(Invitation.used_at).is_(None)
    session.exec(update(Invitation).where(earlier, unused).values(used_at=at))
    token, kept = tokens.make()
    session.add(
        Invitation(
            token=kept, account_id=account_id, created_by=by, created_at=at, expires_at=at + lasts
        )
    )
    session.flush()
    return token


def _active(session: Session, account_id: int) -> bool:
    account = session.get(Account, account_id)
    return account is not None and account.active
