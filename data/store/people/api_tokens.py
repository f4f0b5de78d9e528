"""Tokens by which programs act as the adult who made them, with some of his rights."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session, col, or_, select, update

from data.store import audit, visible
from data.store.errors import NotFound
from data.store.people import tokens
from data.tables import Account, ApiToken, Membership
from data.viewer import Viewer

LONGEST_NAME = 80  # characters
LONGEST_LIFE = 365  # days
TOUCHED = timedelta(minutes=1)  # each touch is a write
MOST_LISTED = 200
KEEPER = "administrator"  # who sees and ends all tokens of his school


class NewToken(BaseModel):
    """What a token is checked against before it is made."""

    model_config = ConfigDict(frozen=True)
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ]
    rights: Annotated[list[str], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE)]


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a token speaks, and what it may ask for. `token` is its number."""

    token: int
    viewer: Viewer
    rights: frozenset[str]
    expires_at: datetime
    used_at: datetime | None

    def lasts(self, at: datetime) -> bool:
        """Whether the token still holds at that moment, unless somebody ended it."""
        return at < self.expires_at

    def wants_touch(self, at: datetime) -> bool:
        """Whether it is time to note that the token is still used."""
        return self.used_at is None or at - self.used_at >= TOUCHED


def make(
    session: Session, viewer: Viewer, name: str, rights: Collection[str], days: int, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token that acts as the viewer, and give its row and the token, of which only the
    sha256 is kept.

    rights: values of `webapp.services.access.api_scopes.Scope`. Raises NotFound where the
    viewer is nobody with an account, and pydantic's ValidationError.
    """
    new = NewToken(name=name, rights=sorted(set(rights)), days=days)
    membership = _membership(session, viewer)
    token, kept = tokens.make()
    row = ApiToken(
        school_id=viewer.school,
        account_id=membership.account_id,
        membership_id=membership.id,
        name=new.name,
        token=kept,
        rights=new.rights,
        created_at=at,
        expires_at=at + timedelta(days=new.days),
    )
    session.add(row)
    session.flush()
    told = {"rights": new.rights, "days": new.days}
    audit.add(session, viewer, "make", "token", row.id, told)
    return row, token


def of_token(session: Session, token: str, at: datetime) -> Caller | None:
    """For whom a token speaks; None when it was never given, has ended or expired, or when its
    maker is no longer active or no longer what he made it as."""
    found = session.exec(
        select(ApiToken, Account, Membership)
        .where(col(ApiToken.token) == tokens.kept(token), col(ApiToken.ended_at).is_(None))
        .where(col(ApiToken.expires_at) > at)
        .where(col(Account.id) == col(ApiToken.account_id), col(Account.active))
        .where(col(Membership.id) == col(ApiToken.membership_id))
        .where(col(Membership.account_id) == col(Account.id))
        .where(col(Membership.school_id) == col(ApiToken.school_id))
    ).one_or_none()
    if found is None:
        return None
    row, account, membership = found
    return Caller(
        token=row.id,
        viewer=visible.as_viewer(account, membership),
        rights=frozenset(row.rights),
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def listing(session: Session, viewer: Viewer) -> list[tuple[ApiToken, str]]:
    """The tokens that the viewer may end, each with its maker's name, the newest first: his own,
    and an administrator's whole school's."""
    found = session.exec(
        select(ApiToken, Account.name)
        .where(*_in_reach(viewer), col(Account.id) == col(ApiToken.account_id))
        .order_by(col(ApiToken.id).desc())
        .limit(MOST_LISTED)
    )
    return [(token, name) for token, name in found]


def end(session: Session, viewer: Viewer, token_id: int, at: datetime) -> None:
    """End a token that the viewer may end. One that has ended stays as it is. Raises NotFound."""
    found = session.exec(
        select(ApiToken).where(col(ApiToken.id) == token_id, *_in_reach(viewer))
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no token {token_id}.")
    if found.ended_at is not None:
        return
    found.ended_at, found.ended_by = at, viewer.name
    session.flush()
    audit.add(session, viewer, "end", "token", token_id, {})


def end_all(session: Session, account_id: int, by: str, at: datetime) -> None:
    """End every token of an account, in all schools: it is closed."""
    session.exec(
        update(ApiToken)
        .where(col(ApiToken.account_id) == account_id, col(ApiToken.ended_at).is_(None))
        .values(ended_at=at, ended_by=by)
    )


def used(session: Session, token_id: int, at: datetime) -> None:
    """Note that a token was used; at most once a minute, `Caller.wants_touch` says when."""
    earlier = or_(col(ApiToken.used_at).is_(None), col(ApiToken.used_at) < at)
    session.exec(update(ApiToken).where(col(ApiToken.id) == token_id, earlier).values(used_at=at))


def _in_reach(viewer: Viewer) -> list[bool]:
    here = [col(ApiToken.school_id) == viewer.school]
    if viewer.role != KEEPER:
        here.append(col(ApiToken.account_id) == viewer.account)
    return here  # type: ignore[return-value]


def _membership(session: Session, viewer: Viewer) -> Membership:
    found = session.exec(
        select(Membership).where(
            col(Membership.account_id) == viewer.account,
            col(Membership.school_id) == viewer.school,
            col(Membership.role) == viewer.role,
        )
    ).one_or_none()
    if found is None:
        raise NotFound("Only somebody with an account makes a token.")
    return found
