"""The groups of students that a counsellor was given, in the reader's words."""

from data.viewer import Viewer
from webapp.services.wording.reader import gettext as _


def own(viewer: Viewer) -> list[str] | None:
    """Name the groups of whoever is reading, "10A" and "GP"; None where no group limits him."""
    groups = viewer.groups
    return None if groups is None else sorted(group.partition(":")[2] for group in groups)


def in_words(group: str) -> str:
    """Say a group's key: "class 10A" for "class:10A"."""
    kind, _colon, name = group.partition(":")
    return _("class %(name)s", name=name) if kind == "class" else _("school %(name)s", name=name)
