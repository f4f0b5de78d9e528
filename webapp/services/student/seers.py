"""Who can see a student, and why, in the reader's words."""

from collections.abc import Sequence
from typing import NamedTuple

from data.store.visible import Seer
from webapp.services.board.group_names import in_words
from webapp.services.student.reasons import why_opened
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import moment


class SeerRow(NamedTuple):
    """One adult: his name, his role and what lets him see the student."""

    name: str
    role: str
    why: str


def seer_rows(seers: Sequence[Seer], roles: dict[str, str]) -> list[SeerRow]:
    """Say of each of them why he can see the student; roles: their names."""
    return [SeerRow(one.name, roles.get(one.role, one.role), _why(one)) for one in seers]


def _why(seer: Seer) -> str:
    """Say what lets somebody see a student: the whole school, his groups, or a stated reason."""
    if seer.reason:
        reason = why_opened().get(seer.reason, seer.reason)
        return _(
            "stated a reason: %(reason)s; until %(end)s", reason=reason, end=moment(seer.until)
        )
    if seer.groups:
        return ", ".join(in_words(group) for group in seer.groups)
    return _("sees the whole school")
