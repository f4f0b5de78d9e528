"""Accounts that another server answers for: found by its own number, their rights by its word."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from data.store.people import accounts, memberships, sign_ins
from data.store.people.memberships import NewMembership
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
) -> bool:
    """Make an account what its issuer says it is, school by school, and say whether it is anything.

    Whatever else it was goes, but for administrator. Where that changes anything its sign-ins end;
    where nothing is left they end as well, and what it was stays written, but opens nothing.
    """
    known: dict[int, list[NewMembership]] = {}
    for membership, there in memberships.of_account(session, account_id):
        known.setdefault(there.id, []).append(memberships.told(membership))
    by_hand = {
        school: [one for one in theirs if one.role == GIVEN_BY_HAND]
        for school, theirs in known.items()
    }
    if not wanted and not any(by_hand.values()):
        sign_ins.end_all(session, account_id)
        return False
    # What is given comes before what is taken: an account is something somewhere at any moment.
    stays = {school for school in {*known, *wanted} if by_hand.get(school) or wanted.get(school)}
    for number in [*sorted(stays), *sorted(known.keys() - stays)]:
        given = [one for one in wanted.get(number, ()) if one.role != GIVEN_BY_HAND]
        theirs = [*by_hand.get(number, ()), *given]
        if set(theirs) != set(known.get(number, ())):
            memberships.replace(session, _operator(number), account_id, theirs)
    return True


def _operator(school: int) -> Viewer:
    return Viewer(account=None, name="single sign-on", role="administrator", school=school)
