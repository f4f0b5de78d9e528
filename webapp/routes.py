"""The pages of the site: every module with routes, by room."""

from flask import Flask

from webapp.accounts import accounts, own_account, own_second_factor, school_settings
from webapp.api import reference_page, tokens_page
from webapp.audit_log import audit_log
from webapp.backups import backups
from webapp.board import caseload, coaching, exports, what_ifs
from webapp.drafts import draft_merge, draft_text, drafts, form_changes
from webapp.drafts.review import fairness, review
from webapp.drafts.trial import preview, replay, stability, trial
from webapp.families import families, information_sheet
from webapp.help import help as help_page
from webapp.http import health, metrics
from webapp.models import (
    activations,
    calibration,
    comparisons,
    drift,
    groups,
    models,
    residuals,
    trainings,
    versions_compared,
)
from webapp.rosters import (
    course_logs,
    file_changes,
    identity,
    inbox,
    rosters,
    school_dictionaries,
)
from webapp.rules import rule_sets, schema, set_from_roster, unjudged, versions
from webapp.sign_in import invitation, set_up, sign_in, single_sign_on
from webapp.statistics import environment, overview, research
from webapp.student import example, smallest_change, stated_reason, student
from webapp.what_if import typed_in, what_if

PAGES = (
    *(sign_in, set_up, invitation, single_sign_on),
    *(caseload, what_ifs, exports, coaching),
    *(student, example, stated_reason, smallest_change, what_if, typed_in),
    *(rule_sets, set_from_roster, schema, unjudged, versions),
    *(drafts, draft_text, draft_merge, form_changes),
    *(trial, preview, stability, replay),
    *(fairness, review),
    *(models, trainings, activations, comparisons, versions_compared),
    *(drift, calibration, residuals, groups),
    *(rosters, file_changes, identity, inbox, course_logs, school_dictionaries),
    *(families, information_sheet),
    *(accounts, own_account, own_second_factor, school_settings),
    *(audit_log, overview, environment, research, backups),
    *(reference_page, tokens_page),
    *(health, metrics, help_page),
)


def init_app(app: Flask) -> None:
    """Give the application its pages."""
    for page in PAGES:
        app.register_blueprint(page.bp)
