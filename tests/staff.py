"""The accounts of the cast, for tests of the store: made in order, so each has his number."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from data import store
from data.store.memberships import NewMembership
from data.viewer import Viewer

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


def operator(viewer: Viewer) -> Viewer:
    """A command for the viewer's school: nobody signs in."""
    return replace(viewer, account=None, name="", role="administrator", groups=None)


def employ(session: store.Session, cast: Any) -> None:
    """Give each of the cast the account whose number his viewer has."""
    for viewer in (cast.ines, cast.rui, cast.lea, cast.abel, cast.chloe):
        membership = NewMembership(role=viewer.role, groups=viewer.groups)
        made = store.accounts.create(
            session, operator(viewer), viewer.name, viewer.name, [membership], password="hash"
        )
        assert made.id == viewer.account
