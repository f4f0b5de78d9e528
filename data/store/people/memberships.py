"""What accounts are in a school: their roles, and a counsellor's groups."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlmodel import Session, col, delete, exists, select, update

from data.store import audit
from data.store.errors import LastAdministrator, NotFound
from data.store.people import sign_ins
from data.tables import Account, ApiToken, Membership, School, SignIn
from data.viewer import Role, Viewer

Group = Annotated[str, StringConstraints(pattern=r"^(class|school):[^\x00-\x1f]+$", max_length=200)]


class NewMembership(BaseModel):
    """What somebody is to be in the viewer's school.

    groups: "class:10A" or "school:GP", for a counsellor only; None is the whole school.
    """

    model_config = ConfigDict(frozen=True)
    role: Role
    groups: frozenset[Group] | None = None

    @model_validator(mode="after")
    def _only_a_counsellor_has_groups(self) -> "NewMembership":
        if self.groups is not None and self.role != "counsellor":
            raise ValueError("Only a counsellor's right to see is limited to groups.")
        return self


def of_account(session: Session, account_id: int) -> list[tuple[Membership, School]]:
    """All that an account is, school by school, in the order in which it was given."""
    found = session.exec(
        select(Membership, School)
        .where(col(Membership.account_id) == account_id)
        .where(col(School.id) == col(Membership.school_id))
        .order_by(col(Membership.id))
    )
    return [(membership, school) for membership, school in found]


def replace(
    session: Session, viewer: Viewer, account_id: int, wanted: Sequence[NewMembership]
) -> None:
    """Say anew what an account is in the viewer's school; its sign-ins end.

    A command may give an account of another school its first membership here. Raises NotFound,
    LastAdministrator, and ValueError for two memberships of one role, or for none where the
    account is nothing anywhere else: nobody would find it again.
    """
    if viewer.account is not None:
        account(session, viewer, account_id)
    if not wanted and account_id not in elsewhere(session, viewer.school):
        raise ValueError("An account is something somewhere. Deactivate it instead.")
    if not any(one.role == "administrator" for one in wanted):
        refuse_last_administrator(session, viewer.school, account_id)
    theirs = col(Membership.account_id) == account_id, col(Membership.school_id) == viewer.school
    gone = select(col(Membership.id)).where(*theirs)
    session.exec(
        update(SignIn).where(col(SignIn.membership_id).in_(gone)).values(membership_id=None)
    )
    session.exec(delete(ApiToken).where(col(ApiToken.membership_id).in_(gone)))
    session.exec(delete(Membership).where(*theirs))
    give(session, viewer, account_id, wanted)
    sign_ins.end_all(session, account_id)


def account(session: Session, viewer: Viewer, account_id: int) -> Account:
    """That account, which is something in the viewer's school. Raises NotFound."""
    found = session.exec(
        select(Account).where(
            col(Account.id) == account_id,
            exists().where(
                col(Membership.account_id) == account_id,
                col(Membership.school_id) == viewer.school,
            ),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no account {account_id}.")
    return found


def give(
    session: Session, viewer: Viewer, account_id: int, wanted: Sequence[NewMembership]
) -> None:
    """Say what an account is in the viewer's school, where it is nothing yet. Raises ValueError
    for two memberships of one role."""
    if len({one.role for one in wanted}) < len(wanted):
        raise ValueError("One membership a role: groups can be joined in it.")
    given = []
    for one in wanted:
        groups = None if one.groups is None else sorted(one.groups)
        given.append({"role": one.role, "groups": groups})
        session.add(
            Membership(
                account_id=account_id,
                school_id=viewer.school,
                role=one.role,
                groups=groups,
                created_by=viewer.name,
            )
        )
    session.flush()
    audit.add(session, viewer, "set rights", "account", account_id, {"memberships": given})


def refuse_last_administrator(session: Session, school: int, account_id: int) -> None:
    """Raise LastAdministrator where a school has no other one who can sign in."""
    administrators = set(
        session.exec(
            select(col(Membership.account_id))
            .where(col(Membership.school_id) == school, col(Membership.role) == "administrator")
            .where(col(Account.id) == col(Membership.account_id), col(Account.active))
        )
    )
    if administrators == {account_id}:
        raise LastAdministrator(f"Account {account_id} is the school's last administrator.")


def elsewhere(session: Session, school: int) -> set[int]:
    """The accounts that are something in another school."""
    others = select(col(Membership.account_id)).where(col(Membership.school_id) != school)
    return set(session.exec(others.distinct()))


def told(membership: Membership) -> NewMembership:
    """A membership as it was given."""
    groups = None if membership.groups is None else frozenset(membership.groups)
    return NewMembership.model_validate({"role": membership.role, "groups": groups})
