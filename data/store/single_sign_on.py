"""Accounts that another server answers for: found by its own number, their rights by its word."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from data.store import accounts, memberships, sign_ins
from data.store.memberships import NewMembership
from data.tables import Account
from data.viewer import Viewer

GIVEN_BY_HAND = "administrator"  # nobody becomes one, or stays none, by what another server says


def of_subject(session: Session, issuer: str, subject: str) -> Account | None:
    """The account that an issuer knows by that subject; None where there is none yet."""
    return session.exec(
        select(Account).where(col(Account.issuer) == issuer, col(Account.subject) == subject)
    ).one_or_none()


def create(
    session: Session, issuer: str, subject: str, login: str, name: str, school: int
) -> Account:
    """Make an account without password or rights, at its first sign-in. Raises LoginTaken and
    ValueError."""
    account = accounts.create(session, _operator(school), login, name, [])
    account.issuer, account.subject = issuer, subject
    session.flush()
    return account


def set_rights(
    session: Session, account_id: int, wanted: Mapping[int, Sequence[NewMembership]]
) -> None:
    """Make an account what its issuer says it is, school by school; whatever it was beside, but
    for administrator, goes. Where that changes anything, its sign-ins end.

    Raises LastAdministrator never: administrators are left alone.
    """
    known: dict[int, list[NewMembership]] = {}
    for membership, there in memberships.of_account(session, account_id):
        known.setdefault(there.id, []).append(memberships.told(membership))
    # What is given comes before what is taken: an account is something somewhere at any moment.
    for school in sorted({*known, *wanted}, key=lambda one: one not in wanted):
        theirs = known.get(school, [])
        by_hand = [one for one in theirs if one.role == GIVEN_BY_HAND]
        given = [one for one in wanted.get(school, ()) if one.role != GIVEN_BY_HAND]
        if {*by_hand, *given} != set(theirs):
            memberships.replace(session, _operator(school), account_id, [*by_hand, *given])


def refuse(session: Session, account_id: int) -> None:
    """End the sign-ins of an account for which its issuer names no right any more."""
    sign_ins.end_all(session, account_id)


def _operator(school: int) -> Viewer:
    return Viewer(account=None, name="single sign-on", role="administrator", school=school)
