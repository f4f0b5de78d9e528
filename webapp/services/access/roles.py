"""The roles in words: their names, what each is for, what a membership lets its person see."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from types import MappingProxyType

from data.store.people.memberships import NewMembership
from data.wording.languages import Words
from webapp.services.wording.reader import current
from webapp.services.wording.reader import gettext as _

# What the school of this request's reader calls its roles. Said once, as his language is.
_called: ContextVar[Mapping[str, Words]] = ContextVar("called", default=MappingProxyType({}))


def call(names: Mapping[str, Words]) -> None:
    """Call roles as a school does, for the rest of this request: role -> words by language."""
    _called.set(names)


def role_names() -> dict[str, str]:
    """Name the roles in the reader's language, as his school calls them."""
    own = {role: words.get(current(), "") for role, words in _called.get().items()}
    return {role: own.get(role) or name for role, name in usual_names().items()}


def usual_names() -> dict[str, str]:
    """Name the roles in the reader's language, as they are called where a school says nothing."""
    return {
        "counsellor": _("counsellor"),
        "lead": _("pedagogical lead"),
        "administrator": _("administrator"),
        "observer": _("observer"),
        "auditor": _("auditor"),
    }


def sentences() -> dict[str, str]:
    """Say in one sentence each what a role is for."""
    return {
        "counsellor": _("Sees the students of the groups given to him, coaches them, and sets "
                        "aside those for whom it is not the time."),
        "lead": _("Decides what the school looks at: sees all its students and the rules, and "
                  "the figures by group."),
        "administrator": _("Keeps accounts, imports, backups and the families’ requests; sees a "
                           "student’s record only after giving a reason, which is recorded."),
        "observer": _("Sees figures of the whole school, never a student; small groups are "
                      "hidden."),
        "auditor": _("Reads the trace: who did or saw what and when, without students’ names."),
    }  # fmt: skip


def in_words(memberships: Iterable[NewMembership]) -> list[str]:
    """Say each role, a counsellor's with his groups."""
    return [_one(membership) for membership in memberships]


def group_words(group: str) -> str:
    """Say a group: "class:10A" is class 10A, "school:GP" school GP."""
    kind, _colon, name = group.partition(":")
    return _("school %(name)s", name=name) if kind == "school" else _("class %(name)s", name=name)


def _one(membership: NewMembership) -> str:
    name = role_names().get(membership.role, membership.role)
    if membership.role != "counsellor":
        return name
    if membership.groups is None:
        return _("%(role)s of the whole school", role=name)
    if not membership.groups:
        return _("%(role)s without a group yet", role=name)
    groups = ", ".join(group_words(group) for group in sorted(membership.groups))
    return _("%(role)s of %(groups)s", role=name, groups=groups)
