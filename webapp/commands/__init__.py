"""The commands of the server: `flask --app wsgi ...`, or `python3 manage.py ...`.

One module a noun, each with its `group`.
"""

from flask import Flask

from webapp.commands import (
    accounts,
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
    trace,
)

NOUNS = (
    *(rosters, rules, models, sample, accounts, schools, families, research, trace),
    *(backup, db, jobs, charts),
)


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for noun in NOUNS:
        app.cli.add_command(noun.group)
