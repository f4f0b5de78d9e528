"""Sign-ins: which browser is whose, from sign-in to sign-out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, or_, select, update

from data.store import audit
from data.store.errors import NotFound
from data.store.people import tokens
from data.tables import Account, Membership, School, SignIn, now
from data.viewer import Viewer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCHED = timedelta(minutes=1)  # each touch is a write
LONGEST_BROWSER = 200  # characters kept of what a browser says it is


@dataclass(frozen=True, slots=True)
class Hat:
    """One of the things that an account is, by its membership's number."""

    membership: int
    role: str
    school_name: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who holds a token, and as what he works now; `hats` are all that he could work as."""

    id: int
    account: int
    membership: int
    viewer: Viewer
    school_name: str
    hats: tuple[Hat, ...]
    language: str
    second_factor: bool  # whether the account has one
    begun_at: datetime
    seen_at: datetime

    def lasts(self, at: datetime, idle: timedelta = IDLE, absolute: timedelta = ABSOLUTE) -> bool:
        """Whether the sign-in still holds at that moment, unless somebody ended it."""
        return at - self.seen_at < idle and at - self.begun_at < absolute

    def wants_touch(self, at: datetime) -> bool:
        """Whether it is time to note that the person is still there."""
        return at - self.seen_at >= TOUCHED


def begin(
    session: Session,
    account_id: int,
    at: datetime,
    *,
    membership_id: int | None = None,
    browser: str = "",
) -> str:
    """Sign an account in and give the token, of which only the sha256 is kept.

    membership_id: as what it works, by default the first that it was given. Raises NotFound for an
    account that is not active, or is nothing in any school.
    """
    account, membership = _acting(session, account_id, membership_id)
    token, kept = tokens.make()
    session.add(
        SignIn(
            token=kept,
            account_id=account_id,
            membership_id=membership.id,
            browser=browser[:LONGEST_BROWSER],
            created_at=at,
            seen_at=at,
        )
    )
    session.flush()
    viewer = _viewer(account, membership)
    audit.add(session, viewer, "sign in", "account", account_id, {"role": membership.role})
    return token


def of_token(
    session: Session,
    token: str,
    at: datetime,
    idle: timedelta = IDLE,
    absolute: timedelta = ABSOLUTE,
) -> SignedIn | None:
    """Who holds a token; None when it was never given, has ended or is too old, or when its
    account is no longer active or no longer what it worked as."""
    found = session.exec(
        select(SignIn, Account, Membership, School)
        .where(col(SignIn.token) == tokens.kept(token), col(SignIn.ended_at).is_(None))
        .where(col(Account.id) == col(SignIn.account_id), col(Account.active))
        .where(col(Membership.id) == col(SignIn.membership_id))
        .where(col(Membership.account_id) == col(Account.id))
        .where(col(School.id) == col(Membership.school_id))
    ).one_or_none()
    if found is None:
        return None
    row, account, membership, school = found
    signed_in = SignedIn(
        id=row.id,
        account=account.id,
        membership=membership.id,
        viewer=_viewer(account, membership),
        school_name=school.name,
        hats=_hats(session, account.id),
        language=account.language,
        second_factor=account.totp is not None,
        begun_at=row.created_at,
        seen_at=row.seen_at,
    )
    return signed_in if signed_in.lasts(at, idle, absolute) else None


def touch(session: Session, sign_in_id: int, at: datetime) -> None:
    """Note that the person is still there; at most once a minute, `wants_touch` says when."""
    session.exec(
        update(SignIn)
        .where(col(SignIn.id) == sign_in_id, col(SignIn.seen_at) < at)
        .values(seen_at=at)
    )


def act_as(session: Session, sign_in_id: int, membership_id: int, at: datetime) -> str:
    """Go on as another membership of the same account: a new token, the old one ends.

    The twelve hours run on. Raises NotFound for somebody else's membership.
    """
    old = session.get(SignIn, sign_in_id)
    if old is None or old.ended_at is not None:
        raise NotFound(f"There is no sign-in {sign_in_id}.")
    token = begin(session, old.account_id, at, membership_id=membership_id, browser=old.browser)
    new = session.exec(select(SignIn).where(col(SignIn.token) == tokens.kept(token))).one()
    new.created_at, old.ended_at = old.created_at, at
    session.flush()
    return token


def end(session: Session, account_id: int, sign_in_id: int, at: datetime) -> None:
    """Sign one browser of an account out. One that has ended stays as it is. Raises NotFound."""
    found = session.exec(
        select(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.account_id) == account_id)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no sign-in {sign_in_id}.")
    if found.ended_at is not None:
        return
    found.ended_at = at
    account = session.get_one(Account, account_id)
    membership = session.get(Membership, found.membership_id) if found.membership_id else None
    if membership is not None:
        viewer = _viewer(account, membership)
        audit.add(session, viewer, "sign out", "account", account_id, {})


def end_all(
    session: Session, account_id: int, at: datetime | None = None, but: int | None = None
) -> None:
    """Sign an account out everywhere, or everywhere but in the sign-in `but`.

    at: by default now; nothing is timed by when a sign-in ended.
    """
    ended = update(SignIn).where(
        col(SignIn.account_id) == account_id, col(SignIn.ended_at).is_(None)
    )
    if but is not None:
        ended = ended.where(col(SignIn.id) != but)
    session.exec(ended.values(ended_at=at or now()))


def own(
    session: Session,
    account_id: int,
    at: datetime,
    idle: timedelta = IDLE,
    absolute: timedelta = ABSOLUTE,
) -> list[SignIn]:
    """The sign-ins of an account that hold, the one seen last first."""
    rows = session.exec(
        select(SignIn)
        .where(col(SignIn.account_id) == account_id, col(SignIn.ended_at).is_(None))
        .where(col(SignIn.membership_id).is_not(None))
        .where(col(SignIn.seen_at) > at - idle, col(SignIn.created_at) > at - absolute)
        .order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc())
    )
    return list(rows)


def last_seen(session: Session, viewer: Viewer) -> dict[int, datetime]:
    """When each account of the viewer's school last worked for it; those that never did are not in.

    A sign-in whose membership was given anew since counts wherever the account is something.
    """
    here = select(col(Membership.id)).where(col(Membership.school_id) == viewer.school)
    of_school = select(col(Membership.account_id)).where(col(Membership.school_id) == viewer.school)
    rows = session.exec(
        select(col(SignIn.account_id), func.max(col(SignIn.seen_at)))
        .where(col(SignIn.account_id).in_(of_school))
        .where(or_(col(SignIn.membership_id).is_(None), col(SignIn.membership_id).in_(here)))
        .group_by(col(SignIn.account_id))
    )
    return dict(rows.all())


def _acting(
    session: Session, account_id: int, membership_id: int | None
) -> tuple[Account, Membership]:
    wanted = (
        select(Account, Membership)
        .where(col(Account.id) == account_id, col(Account.active))
        .where(col(Membership.account_id) == col(Account.id))
        .order_by(col(Membership.id))
        .limit(1)
    )
    if membership_id is not None:
        wanted = wanted.where(col(Membership.id) == membership_id)
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFound(f"Account {account_id} cannot sign in.")
    return found


def _hats(session: Session, account_id: int) -> tuple[Hat, ...]:
    theirs = session.exec(
        select(Membership.id, Membership.role, School.name)
        .where(col(Membership.account_id) == account_id)
        .where(col(School.id) == col(Membership.school_id))
        .order_by(col(Membership.id))
    )
    return tuple(Hat(*one) for one in theirs)


def _viewer(account: Account, membership: Membership) -> Viewer:
    groups = None if membership.groups is None else frozenset(membership.groups)
    return Viewer(account.id, account.name, membership.role, membership.school_id, groups)
