"""Every query there is. Each takes a session and the viewer, and shows him his school only.

database = store.connect(url)
with database.read() as session:
    roster = store.rosters.current(session, viewer)
"""

from sqlmodel import Session

from data.store import audit, families, jobs, migrate, rosters, visible
from data.store.coaching import dismissals, interventions
from data.store.database import IMPORT_WAIT, Database, connect
from data.store.errors import (
    Busy,
    CancelledWork,
    LastAdministrator,
    LoginTaken,
    NewerDatabase,
    NoDatabase,
    NotFound,
    SharedAccount,
    Stale,
)
from data.store.families import objections, stated_reasons
from data.store.models import comparisons, model_registry, predictions
from data.store.people import (
    accounts,
    api_tokens,
    failed_sign_ins,
    invitations,
    memberships,
    schools,
    second_factors,
    sign_ins,
    single_sign_on,
)
from data.store.rosters import course_activity, group_choice, imports, students
from data.store.rules import publications, rule_drafts, rule_sets, what_ifs
from data.store.statistics import school_statistics

__all__ = [
    "IMPORT_WAIT",
    "Busy",
    "CancelledWork",
    "Database",
    "LastAdministrator",
    "LoginTaken",
    "NewerDatabase",
    "NoDatabase",
    "NotFound",
    "Session",
    "SharedAccount",
    "Stale",
    "accounts",
    "api_tokens",
    "audit",
    "comparisons",
    "connect",
    "course_activity",
    "dismissals",
    "failed_sign_ins",
    "families",
    "group_choice",
    "imports",
    "interventions",
    "invitations",
    "jobs",
    "memberships",
    "migrate",
    "model_registry",
    "objections",
    "predictions",
    "publications",
    "rosters",
    "rule_drafts",
    "rule_sets",
    "school_statistics",
    "schools",
    "second_factors",
    "sign_ins",
    "single_sign_on",
    "stated_reasons",
    "students",
    "visible",
    "what_ifs",
]
