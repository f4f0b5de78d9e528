"""The page for a roster that no rule set in force is written for."""

from dataclasses import dataclass

from flask import Response, url_for

from webapp.http.access import Action, may, viewer
from webapp.http.pages import show_page_or_part
from webapp.services.board.boards import NoRuleSetError


@dataclass(frozen=True)
class NoRuleSetPage:
    """Which rules are missing."""

    kind: str  # of the roster: the name of its data dictionary
    asked: str | None  # the set that the address names; None where it names none
    begin: str  # where a set is begun from this roster; "" for those who may not


def show_no_rule_set(missing: NoRuleSetError) -> Response:
    """Say which rules are missing, in place of the page that needs them."""
    begins = may(viewer(), Action.PROPOSE_RULES)
    begin = url_for("set_from_roster.show", roster=missing.roster.id) if begins else ""
    page = NoRuleSetPage(missing.roster.dictionary, missing.asked, begin)
    return show_page_or_part("board/no_rule_set", page)
