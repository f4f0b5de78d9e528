"""What each person sees: a folder a room of the site, and the application that holds them."""

from flask import Flask, request

from webapp import (
    access,
    assets,
    commands,
    errors,
    health,
    language,
    logs,
    metrics,
    pages,
    rooms,
    scrape,
    shield,
    state,
)
from webapp.api import entrance, reference, tokens
from webapp.backup import backups
from webapp.board import caseload, exports, groups, interventions, phrases, what_ifs
from webapp.door import invitation, second_factor_first, set_up, sign_in, single_sign_on
from webapp.drafting import draft_merge, draft_text, drafts, form, form_whole
from webapp.family import families, information_sheet
from webapp.figures import environment, overview, research
from webapp.help import help as help_page
from webapp.models import (
    activations,
    calibration,
    card,
    comparisons,
    drift,
    models,
    models_compared,
    residuals,
    trainings,
)
from webapp.models import groups as model_groups
from webapp.people import accounts, own_account, own_second_factor, roles
from webapp.publishing import fairness, review
from webapp.roster import course_logs, rosters
from webapp.rules import rule_sets, schema, state_names, unjudged, versions
from webapp.settings import Settings, prepare_folder, refuse_weak_secret, secret_key
from webapp.student import example, reasons, smallest_change, students, unscored
from webapp.trace import decisions
from webapp.trying import preview, replay, stability, trial
from webapp.what_if import student_what_if, typed_in

PAGES = (
    *(sign_in, set_up, invitation, single_sign_on),
    *(caseload, what_ifs, exports, interventions),
    *(students, example, reasons, unscored, smallest_change, student_what_if, typed_in),
    *(rule_sets, schema, unjudged, versions),
    *(drafts, draft_text, draft_merge, form),
    *(trial, preview, stability, replay),
    *(fairness, review),
    *(models, trainings, activations, comparisons, models_compared, card),
    *(drift, calibration, residuals, model_groups),
    *(rosters, course_logs, families, information_sheet),
    *(accounts, tokens, own_account, own_second_factor),
    *(decisions, overview, environment, research, backups),
    *(reference, health, scrape, help_page),
)


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
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    logs.init_app()
    metrics.init_app(app)
    language.init_app(app)
    shield.init_app(app, settings, secret_key(settings))
    state.init_app(app, settings)
    assets.init_app(app)
    pages.init_app(app)
    groups.init_app(app)
    errors.init_app(app)
    entrance.init_app(app, settings)
    access.init_app(app)
    second_factor_first.init_app(app)
    roles.init_app(app)
    single_sign_on.init_app(app, settings)
    commands.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    rooms.init_app(app)
    help_page.init_app(app)
    app.jinja_env.filters["title_of"] = phrases.title_of
    app.jinja_env.globals.update(
        here=_here, broken_rule_sets=rule_sets.broken, strengths=state_names.strengths
    )
    form_whole.init_app(app)
    access.check(app)
    return app


def _here() -> str:
    """Return the address being read, query and all."""
    return request.full_path.rstrip("?")
