"""What-ifs in the reader's words: what each changes, whether it still fits, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from data.store import NotFound, what_ifs
from data.tables import RuleDraft, WhatIf
from webapp.access import viewer
from webapp.board import tweaks
from webapp.board.boards import NoRosterError, NoRuleSetError
from webapp.board.phrases import changes
from webapp.board.query import from_query, which_board
from webapp.language import day, words
from webapp.language import gettext as _
from webapp.rules.shelf import Kept
from webapp.services.board.readers import KnobProblem
from webapp.state import state


@dataclass(frozen=True)
class Forgotten:
    """A what-if that has just been forgotten: what brings it back."""

    name: str
    rule_set: str
    query: str
    draft: int | None


@dataclass(frozen=True)
class Listed:
    """One what-if in the reader's words.

    rules: the board's query that it stands for, as far as it fits today; "" where nothing does.
    link: its whole address, to be shared. unfit: why it is not all there any more, "" where it is.
    fate: what became of the proposal, "" where it was not sent.
    """

    id: int
    name: str
    set_title: str
    rules: str
    link: str
    changes: tuple[str, ...]
    unfit: str
    fate: str
    answer: str
    draft: int | None

    @property
    def sendable(self) -> bool:
        """Whether it can be sent to the lead: it says something, and was not sent yet."""
        return bool(self.rules) and self.draft is None


def own() -> list[Listed]:
    """Return the reader's own what-ifs, as his school's rules take them today."""
    who = viewer()
    with state().database.read() as session:
        found = what_ifs.listing(session, who)
        sent = what_ifs.proposals(session, who) if any(one.draft_id for one in found) else {}
    sets = state().shelf.of_school(who.school)
    return [_listed(one, sets.get(one.rule_set), sent.get(one.id)) for one in found]


def tried_on(query: str) -> str:
    """Return what a board's query tries, as `Listed.rules` writes it; "" where it tries nothing."""
    args = MultiDict(parse_qsl(query))
    try:
        board, _flags = state().boards.open(viewer(), *which_board(args))
        knobs = from_query(args, board.rule_set, state().boards.columns(board))
    except (KnobProblem, NoRosterError, NoRuleSetError, NotFound):
        return ""
    return tweaks.address_query(tweaks.of(knobs), board.set_name) if knobs.tweaked else ""


def _listed(one: WhatIf, kept: Kept | None, proposal: RuleDraft | None) -> Listed:
    title, rules, unfit = one.rule_set, "", ""
    said: tuple[str, ...] = ()
    if kept is None or kept.rule_set is None or not kept.offered:
        unfit = _("No longer fits: the rule set “%(set)s” is not offered any more.", set=title)
    else:
        fit = tweaks.fit(one.query, kept.rule_set)
        title = words(kept.rule_set.title)
        said, unfit = tuple(changes(fit.knobs, kept.rule_set)), _unfit(fit)
        if fit.knobs.tweaked:
            rules = tweaks.address_query(tweaks.of(fit.knobs), one.rule_set)
    return Listed(
        id=one.id,
        name=one.name,
        set_title=title,
        rules=rules,
        link=f"{request.host_url.rstrip('/')}{url_for('caseload.show')}?{rules}" if rules else "",
        changes=said,
        unfit=unfit,
        fate=_fate(proposal),
        answer=proposal.answer if proposal and proposal.state == "dropped" else "",
        draft=one.draft_id,
    )


def _unfit(fit: tweaks.Fit) -> str:
    if fit.unfit:
        gone = [f"{key} ({value})" if value else key for key, value in fit.unfit]
        return _("No longer fits, and is left out: %(what)s.", what=", ".join(gone))
    return "" if fit.knobs.tweaked else _("The rule set itself says this by now.")


def _fate(proposal: RuleDraft | None) -> str:
    if proposal is None:
        return ""
    said: Mapping[str, str] = {
        "open": _("Sent to the lead on %(day)s, not decided yet.", day=day(proposal.created_at)),
        "in review": _("A second lead reads it since %(day)s.", day=day(proposal.asked_at)),
        "published": _("Taken up: published on %(day)s.", day=day(proposal.closed_at)),
        "dropped": _("Not taken up, decided on %(day)s.", day=day(proposal.closed_at)),
    }
    return said.get(proposal.state, proposal.state)
