"""The reasons that people give about a student, in the reader's language."""

from typing import get_args

from data.store.coaching import dismissals
from data.store.families import stated_reasons
from webapp.services.wording.reader import gettext as _


def why_set_aside() -> dict[str, str]:
    """Name the reasons for setting a student aside."""
    names = {
        "already_known": _("already known and taken care of"),
        "wrong_data": _("the data are wrong"),
        "not_now": _("not now"),
        "family_refuses": _("the family refuses"),
        "other": _("another reason"),
    }
    return {reason: names[reason] for reason in get_args(dismissals.Reason)}


def why_opened() -> dict[str, str]:
    """Name the reasons for opening a student's page."""
    names = {
        "family_request": _("the family asks for it"),
        "safety": _("the student’s safety"),
        "correction": _("the data need correcting"),
        "other": _("another reason"),
    }
    return {reason: names[reason] for reason in get_args(stated_reasons.Reason)}
