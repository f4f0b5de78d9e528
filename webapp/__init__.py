"""What each person sees: one module a page, and the application that holds them."""

from flask import Flask, request

from webapp import (
    assets,
    backup_commands,
    backups,
    caseload,
    commands,
    errors,
    exports,
    health,
    interventions,
    language,
    pages,
    phrases,
    rosters,
    rule_sets,
    shield,
    state,
    students,
)
from webapp.settings import Settings, prepare_folder, secret_key

PAGES = (caseload, exports, students, interventions, rosters, rule_sets, health, backups)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application. Raises OSError when the data folder cannot be written."""
    settings = settings or Settings()
    prepare_folder(settings)
    app = Flask(__name__, static_folder=None)
    app.config["SETTINGS"] = settings
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    language.init_app(app)
    shield.init_app(app, settings, secret_key(settings))
    state.init_app(app, settings)
    assets.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    commands.init_app(app)
    backup_commands.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    app.jinja_env.filters["title_of"] = phrases.title_of
    app.jinja_env.globals.update(
        here=_here, broken_rule_sets=rule_sets.broken, strengths=rule_sets.strengths
    )
    return app


def _here() -> str:
    """Return the address being read, query and all."""
    return request.full_path.rstrip("?")
