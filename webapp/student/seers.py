"""Who can see a student, and why, in the reader's words."""

from collections.abc import Sequence
from typing import NamedTuple

from data.store.visible import Seer
from webapp.access import role_names
from webapp.board.groups import in_words
from webapp.language import gettext as _
from webapp.language import moment
from webapp.student.reasons import names


class Line(NamedTuple):
    """One adult: his name, his role and what lets him see the student."""

    name: str
    role: str
    why: str


def told(seers: Sequence[Seer]) -> list[Line]:
    """Say of each of them why he can see the student."""
    roles = role_names()
    return [Line(one.name, roles.get(one.role, one.role), why(one)) for one in seers]


def why(seer: Seer) -> str:
    """Say what lets somebody see a student: the whole school, his groups, or a stated reason."""
    if seer.reason:
        reason = names().get(seer.reason, seer.reason)
        return _(
            "stated a reason: %(reason)s; until %(end)s", reason=reason, end=moment(seer.until)
        )
    if seer.groups:
        return ", ".join(in_words(group) for group in seer.groups)
    return _("sees the whole school")
