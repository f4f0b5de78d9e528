"""What each person sees: a folder a room of the site, and the application that holds them."""

from flask import Flask, request

from webapp import api, commands
from webapp.accounts import accounts, own_account, own_second_factor
from webapp.api import reference_page, tokens_page
from webapp.audit_log import audit_log
from webapp.backups import backups
from webapp.board import caseload, coaching, exports, group_names, in_words, what_ifs
from webapp.drafts import draft_merge, draft_text, drafts
from webapp.drafts.form import changes, rule_set
from webapp.drafts.review import fairness, review
from webapp.drafts.trial import preview, replay, stability, trial
from webapp.families import families, information_sheet
from webapp.help import help as help_page
from webapp.http import (
    access,
    assets,
    errors,
    health,
    language,
    metrics,
    page_frame,
    pages,
    security,
    state,
)
from webapp.http import metrics as http_metrics
from webapp.models import (
    activations,
    calibration,
    comparisons,
    drift,
    model_card,
    models,
    residuals,
    trainings,
    versions_compared,
)
from webapp.models import groups as model_groups
from webapp.rosters import course_logs, rosters
from webapp.rules import rule_sets, schema, unjudged, versions
from webapp.services.process import logs
from webapp.services.process.settings import (
    Settings,
    prepare_folder,
    refuse_weak_secret,
    secret_key,
)
from webapp.services.rule_sets import status_names
from webapp.sign_in import invitation, second_factor_first, set_up, sign_in, single_sign_on
from webapp.statistics import environment, overview, research
from webapp.student import example, smallest_change, stated_reason, student
from webapp.what_if import typed_in, what_if

PAGES = (
    *(sign_in, set_up, invitation, single_sign_on),
    *(caseload, what_ifs, exports, coaching),
    *(student, example, stated_reason, smallest_change, what_if, typed_in),
    *(rule_sets, schema, unjudged, versions),
    *(drafts, draft_text, draft_merge, changes),
    *(trial, preview, stability, replay),
    *(fairness, review),
    *(models, trainings, activations, comparisons, versions_compared, model_card),
    *(drift, calibration, residuals, model_groups),
    *(rosters, course_logs, families, information_sheet),
    *(accounts, tokens_page, own_account, own_second_factor),
    *(audit_log, overview, environment, research, backups),
    *(reference_page, health, http_metrics, help_page),
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
    security.init_app(app, settings, secret_key(settings))
    state.init_app(app, settings)
    assets.init_app(app)
    pages.init_app(app)
    group_names.init_app(app)
    errors.init_app(app)
    api.init_app(app, settings)
    access.init_app(app)
    second_factor_first.init_app(app)
    single_sign_on.init_app(app, settings)
    commands.init_app(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    page_frame.init_app(app, help_page.address_about)
    app.jinja_env.filters["title_of"] = in_words.title_of
    app.jinja_env.globals.update(here=_here, strengths=status_names.strengths)
    rule_set.init_app(app)
    access.check(app)
    return app


def _here() -> str:
    """Return the address being read, query and all."""
    return request.full_path.rstrip("?")
