"""The rule sets in force, for programs, with their texts."""

from datetime import datetime

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from data.wording.message import N_
from webapp.api.openapi import Operation, in_json, told
from webapp.http.access import viewer
from webapp.http.language import words
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token

bp = Blueprint("api_rules", __name__, url_prefix="/api/v1")


class RuleSetAnswer(BaseModel):
    """One rule set in force."""

    name: str = Field(description=N_("Its name, for `set=`."))
    title: str
    status: str = Field(description=N_("draft, pilot, stable or retired."))
    version: int
    since: datetime | None
    fingerprint: str = Field(description=N_("The sha256 of its text."))
    roster: str = Field(description=N_("The data dictionary whose rosters it judges."))
    offered: bool = Field(description=N_("Whether boards and rankings may use it."))
    text: str = Field(description=N_("The rule file, as it is in force."))


class RuleSetList(BaseModel):
    """The sets that the school may know of, by name."""

    rules: list[RuleSetAnswer]


@bp.get("/rules")
@needs_token(Scope.RULES)
@told(
    Operation(
        N_("List the rule sets"),
        N_("The sets in force with their texts: the school's own and everybody's."),
        RuleSetList,
    )
)
def listing() -> Response:
    """List the sets in force that the caller's school may know of."""
    known = state().shelf.of_school(viewer().school)
    return in_json(
        RuleSetList(
            rules=[
                RuleSetAnswer(
                    name=kept.name,
                    title=words(kept.rule_set.title),
                    status=kept.rule_set.status,
                    version=kept.version,
                    since=kept.since,
                    fingerprint=kept.rule_set.fingerprint,
                    roster=kept.rule_set.roster,
                    offered=kept.offered,
                    text=kept.rule_set.text,
                )
                for _name, kept in sorted(known.items())
                if kept.rule_set is not None
            ]
        )
    )
