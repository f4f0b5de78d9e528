"""Every query there is. Each takes a session and the viewer, and shows him his school only.

database = store.connect(url)
with database.read() as session:
    roster = store.rosters.current(session, viewer)
"""

from sqlmodel import Session

from data.store import (
    accounts,
    decisions,
    dismissals,
    failed_sign_ins,
    families,
    figures,
    group_choice,
    interventions,
    invitations,
    jobs,
    mappings,
    memberships,
    migrate,
    objections,
    predictions,
    research,
    rosters,
    rule_sets,
    schools,
    second_factors,
    sign_ins,
    single_sign_on,
    stated_reasons,
    students,
    visible,
)
from data.store.database import IMPORT_WAIT, Database, connect
from data.store.errors import (
    Busy,
    LastAdministrator,
    LoginTaken,
    NewerDatabase,
    NotFound,
    SharedAccount,
    Stale,
)

__all__ = [
    "IMPORT_WAIT",
    "Busy",
    "Database",
    "LastAdministrator",
    "LoginTaken",
    "NewerDatabase",
    "NotFound",
    "Session",
    "SharedAccount",
    "Stale",
    "accounts",
    "connect",
    "decisions",
    "dismissals",
    "failed_sign_ins",
    "families",
    "figures",
    "group_choice",
    "interventions",
    "invitations",
    "jobs",
    "mappings",
    "memberships",
    "migrate",
    "objections",
    "predictions",
    "research",
    "rosters",
    "rule_sets",
    "schools",
    "second_factors",
    "sign_ins",
    "single_sign_on",
    "stated_reasons",
    "students",
    "visible",
]
