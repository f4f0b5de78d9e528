"""What an administrator fills in about a person: read, and each problem beside its field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from data.store.people.accounts import AccountInfo
from data.store.people.memberships import NewMembership
from data.viewer import Role
from webapp.http.language import gettext as _
from webapp.services.access.account_problems import wrong_with

ROLES: tuple[Role, ...] = get_args(Role)
MOST_GROUPS = 500  # ticked in one form


@dataclass
class AccountForm:
    """One person as typed. sees_all: as a counsellor, the whole school; `problems` by field."""

    login: str = ""
    name: str = ""
    roles: tuple[Role, ...] = ()
    sees_all: bool = False
    groups: frozenset[str] = frozenset()
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def memberships(self) -> list[NewMembership]:
        """What the person is to be, once there is no problem."""
        limited = None if self.sees_all else self.groups
        return [
            NewMembership(role=role, groups=limited if role == "counsellor" else None)
            for role in self.roles
        ]

    def check_person(self) -> None:
        """Note what is wrong with name and login."""
        self.problems |= wrong_with(self.login, self.name)

    def check_rights(self) -> None:
        """Note what is wrong with roles and groups."""
        if not self.roles:
            self.problems["role"] = _("Tick at least one role.")
        elif "counsellor" in self.roles and not self.sees_all and not self.groups:
            self.problems["group"] = _("Tick the groups of this counsellor, or the whole school.")
        else:
            try:
                _all = self.memberships
            except ValidationError:
                self.problems["group"] = _("There is no such group. Tick those in the list.")


def of_request(form: "MultiDict[str, str]") -> AccountForm:
    """Read what was typed; nothing is checked yet."""
    ticked = form.getlist("role")
    return AccountForm(
        login=form.get("login", ""),
        name=form.get("name", ""),
        roles=tuple(role for role in ROLES if role in ticked),
        sees_all=form.get("sees") == "all",
        groups=frozenset(form.getlist("group")[:MOST_GROUPS]),
    )


def of_account(info: AccountInfo) -> AccountForm:
    """Fill the form in from an account as it is."""
    groups = [one.groups for one in info.memberships if one.role == "counsellor"]
    return AccountForm(
        login=info.login,
        name=info.name,
        roles=tuple(one.role for one in info.memberships),
        sees_all=None in groups,
        groups=frozenset().union(*(one for one in groups if one is not None)),
    )


def choice(there: Sequence[str], also: Iterable[str] = ()) -> list[str]:
    """List the groups to tick: those of the roster, then given ones that it has no longer."""
    return [*there, *sorted(group for group in set(also) - set(there) if ":" in group)]
