"""What each person sees: one module a page, and the application that holds them."""

from flask import Flask, request

from webapp import (
    assets,
    caseload,
    commands,
    errors,
    exports,
    families,
    family_commands,
    groups,
    health,
    information_sheet,
    interventions,
    language,
    pages,
    phrases,
    reasons,
    rosters,
    rule_sets,
    shield,
    state,
    students,
    unscored,
)
from webapp.settings import Settings, prepare_folder, secret_key

PAGES = (
    *(caseload, exports, students, reasons, interventions, rosters, rule_sets, health),
    *(families, unscored, information_sheet),
)


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
    groups.init_app(app)
    errors.init_app(app)
    commands.init_app(app)
    family_commands.init_app(app)
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
