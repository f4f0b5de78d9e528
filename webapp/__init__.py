"""What each person sees: a folder a room of the site, and the application that holds them."""

from flask import Flask

from webapp import api, commands, routes
from webapp.help import help as help_page
from webapp.http import (
    access,
    assets,
    errors,
    language,
    metrics,
    page_frame,
    pages,
    reading_school,
    security,
    state,
)
from webapp.http.compiled_templates import CompiledTemplates
from webapp.services.board import query_in_words
from webapp.services.process import logs
from webapp.services.process.settings import (
    Settings,
    prepare_folder,
    refuse_weak_secret,
    secret_key,
)
from webapp.sign_in import second_factor_first, single_sign_on


def create_app(settings: Settings | None = None, host: str = "") -> Flask:
    """Make the application.

    host: where the server listens, if that is known here. Raises OSError when the data folder
    cannot be written, and WeakSecretError where others than this computer reach the server and its
    secret is none.
    """
    settings = settings or Settings()
    prepare_folder(settings)
    refuse_weak_secret(settings, host)
    app = Flask(__name__, static_folder=None)
    app.config["SETTINGS"] = settings
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "bytecode_cache": CompiledTemplates(),
    }
    logs.init_app()
    metrics.init_app(app)
    language.init_app(app)
    reading_school.init_app(app)
    security.init_app(app, settings, secret_key(settings))
    state.init_app(app, settings)
    assets.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    api.init_app(app, settings)
    access.init_app(app)
    second_factor_first.init_app(app)
    single_sign_on.init_app(app, settings)
    commands.init_app(app)
    routes.init_app(app)
    page_frame.init_app(app, help_page.address_about)
    app.jinja_env.filters["title_of"] = query_in_words.title_of
    access.check(app)
    return app
