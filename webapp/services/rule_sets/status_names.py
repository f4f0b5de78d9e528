"""The states of a rule set and the strength of its evidence, in the reader's words."""

from webapp.services.wording.reader import gettext as _


def statuses() -> dict[str, str]:
    """Name the states of a rule set."""
    return {
        "draft": _("draft"),
        "pilot": _("pilot"),
        "stable": _("stable"),
        "retired": _("retired"),
    }


def strengths() -> dict[str, str]:
    """Name how strong a piece of evidence is."""
    return {
        "strong": _("strong"),
        "moderate": _("moderate"),
        "weak": _("weak"),
        "none": _("none: a local judgement"),
    }
