"""The groups of students that a counsellor was given, in his words."""

from flask import Flask

from webapp.access import viewer


def own() -> list[str] | None:
    """Name the groups of whoever is reading, "10A" and "GP"; None where no group limits him."""
    groups = viewer().groups
    return None if groups is None else sorted(name_of(group) for group in groups)


def name_of(group: str) -> str:
    """Return the name in a group's key: "10A" of "class:10A"."""
    return group.partition(":")[2]


def init_app(app: Flask) -> None:
    """Let every page say whose students it shows."""
    app.jinja_env.globals["own_groups"] = own
