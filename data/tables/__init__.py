"""What is kept, one class a table, one module a noun.

Table classes do not validate: a row is made only from values that passed a pydantic model (the
`New...` models in `data/store`). Times are UTC and timezone-aware. `account` is the number of
the account that acted, None where nobody signs in; `..._by` is that adult's name. An `id` is
an `int` to whoever reads it; the database gives it when the row is flushed.

`Answers.values` and `.missing` are JSON in plain text: the store parses a whole cohort at once.
"""

from data.tables.coaching import Dismissal, Intervention
from data.tables.families import Objection, StatedReason
from data.tables.people import (
    Account,
    ApiToken,
    FailedSignIns,
    Invitation,
    Membership,
    RecoveryCode,
    SignIn,
)
from data.tables.predictions import (
    Activation,
    Estimate,
    ModelComparison,
    ModelFile,
    ModelVersion,
    Prediction,
)
from data.tables.rosters import (
    Answers,
    ColumnMapping,
    CourseActivity,
    Roster,
    School,
    SchoolDictionary,
    SchoolSetting,
    Student,
)
from data.tables.rules import (
    DraftRevision,
    Publication,
    RuleDraft,
    RuleSetHome,
    RuleSetVersion,
    WhatIf,
)
from data.tables.shared import now
from data.tables.trace import Decision
from data.tables.work import Job, WriteCount

__all__ = [
    "Account",
    "Activation",
    "Answers",
    "ApiToken",
    "ColumnMapping",
    "CourseActivity",
    "Decision",
    "Dismissal",
    "DraftRevision",
    "Estimate",
    "FailedSignIns",
    "Intervention",
    "Invitation",
    "Job",
    "Membership",
    "ModelComparison",
    "ModelFile",
    "ModelVersion",
    "Objection",
    "Prediction",
    "Publication",
    "RecoveryCode",
    "Roster",
    "RuleDraft",
    "RuleSetHome",
    "RuleSetVersion",
    "School",
    "SchoolDictionary",
    "SchoolSetting",
    "SignIn",
    "StatedReason",
    "Student",
    "WhatIf",
    "WriteCount",
    "now",
]
