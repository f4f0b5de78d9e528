"""The commands of the server: `flask --app wsgi ...`, or `python3 manage.py ...`.

One module a noun, each with its `group`.
"""

from flask import Flask

from webapp.commands import (
    accounts,
    audit_log,
    backup,
    charts,
    db,
    families,
    jobs,
    models,
    research,
    rosters,
    rules,
    sample,
    schools,
)

NOUNS = (
    *(rosters, rules, models, sample, accounts, schools, families, research, audit_log),
    *(backup, db, jobs, charts),
)


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for noun in NOUNS:
        app.cli.add_command(noun.group)
