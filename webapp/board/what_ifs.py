"""Counsellors' own what-ifs: kept by a name, opened again, shared by their address, proposed.

What each changes, whether it still fits, and what became of it, in the reader's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.store import NotFound
from data.store.rules import rule_drafts, rule_sets, what_ifs
from data.store.rules.what_ifs import LONGEST_NAME
from data.tables import RuleDraft, WhatIf
from rules import editing
from rules.editing import NotEditableError
from webapp.http.access import Action, may, needs, viewer
from webapp.http.language import day, sentence, words
from webapp.http.language import gettext as _
from webapp.http.pages import show_page_or_part, wants_part, way_back
from webapp.http.state import state
from webapp.services.board import tweaks
from webapp.services.board.board import Board
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.query import from_query, which_board
from webapp.services.board.query_in_words import changes
from webapp.services.board.readers import KnobProblem
from webapp.services.drafts.names_in_texts import names_any
from webapp.services.rule_sets.registry import RegisteredSet

MOST_WORDS = 2000
MOST_KEPT = 200  # what-ifs of one person

bp = Blueprint("what_ifs", __name__)


@dataclass(frozen=True)
class ForgottenWhatIf:
    """A what-if that has just been forgotten: what brings it back."""

    name: str  # as its owner called it
    rule_set: str  # what its rules start from
    query: str  # what it tried
    draft: int | None  # what became of it, None where it was not sent


@dataclass(frozen=True)
class WhatIfRow:
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


@dataclass(frozen=True)
class WhatIfList:
    """The reader's own what-ifs, alone or above the board; with what is wrong beside its field, and
    what was typed still there."""

    what_ifs: tuple[WhatIfRow, ...]  # newest first
    marked: str  # what the board behind it tries, as `WhatIfRow.rules` writes it
    back: str  # the query of that board, "" where there is none
    board: str  # as back, with its question mark
    writes_rules: bool  # whether the reader may open the drafts that became of them
    unfolded: bool = False  # whether the list is open at once
    gone: ForgottenWhatIf | None = None  # the one just forgotten
    sending: int | None = None  # the one that was being proposed
    typed: str = ""  # the name of the one that was being kept
    words: str = ""  # those with which `sending` was being proposed
    wrong: str = ""  # what is wrong with them, or with the name
    most_words: int = MOST_WORDS  # letters of a proposal

    @property
    def tried_now(self) -> str:
        """The names of those that the board tries."""
        return ", ".join(one.name for one in self.what_ifs if self.marked == one.rules != "")


@bp.get("/what-ifs")
@needs(Action.PROPOSE_RULES)
def index() -> Response:
    """Show what the reader has kept, and what became of what he proposed."""
    return _show_list()


@bp.post("/what-ifs")
@needs(Action.PROPOSE_RULES)
def keep() -> Response:
    """Keep the tweaks of the board that the form was on, by a name; or one that was forgotten."""
    name, back = _text("name", LONGEST_NAME), _back()
    again = request.form.get("again")
    if again is not None:
        rule_set, query = _text("set", 200), tweaks.alone(again)
        wrong = "" if name and rule_set and query else _("Nothing is kept of this what-if.")
    else:
        args = MultiDict(parse_qsl(back))
        board = _board(args)
        knobs = from_query(args, board.rule_set, state().boards.columns(board, viewer()))
        rule_set, query = board.set_name, tweaks.of(knobs)
        wrong = _wrong_name(name, query, board)
    if wrong:
        return _show_list(422, back=back, typed=name, wrong=wrong)
    draft = request.form.get("draft", type=int)
    with state().database.write() as session:
        what_ifs.keep(session, viewer(), name, rule_set, query, draft)
    if wants_part():
        return _show_list(unfolded=again is not None)
    board_again = f"{url_for('caseload.show')}?{back}"
    return redirect(way_back(board_again if back else "", url_for("what_ifs.index")))


@bp.post("/what-ifs/<int:what_if>/forget")
@needs(Action.PROPOSE_RULES)
def forget(what_if: int) -> Response:
    """Forget one's own what-if, with the way to take that back."""
    with state().database.write() as session:
        found = what_ifs.get(session, viewer(), what_if)
        gone = ForgottenWhatIf(found.name, found.rule_set, found.query, found.draft_id)
        what_ifs.forget(session, viewer(), what_if)
    return _show_list(gone=gone)


@bp.post("/what-ifs/<int:what_if>/send")
@needs(Action.PROPOSE_RULES)
def send(what_if: int) -> Response:
    """Propose a what-if to the lead: a draft of the set's text with these tweaks in it."""
    who, words = viewer(), _text("words", MOST_WORDS)
    with state().database.read() as session:
        found = what_ifs.get(session, who, what_if)
    kept = state().shelf.of_school(who.school).get(found.rule_set)
    if kept is None or kept.rule_set is None:
        wrong = _("This rule set is not in force any more, so there is nothing to change in it.")
        return _show_list(422, sending=what_if, words=words, wrong=wrong)
    knobs = tweaks.fit(found.query, kept.rule_set).knobs
    wrong = "" if knobs.tweaked else _("The rule set itself says this by now.")
    wrong = wrong or _wrong_words(words, found)
    if wrong:
        return _show_list(422, sending=what_if, words=words, wrong=wrong)
    try:
        text = editing.knobs(kept.rule_set.text, knobs.weights, knobs.thresholds, knobs.off)
    except NotEditableError as error:
        return _show_list(422, sending=what_if, words=words, wrong=sentence(error.problem))
    _propose(what_if, kept.name, kept.version, kept.rule_set.text, text, words)
    return _show_list() if wants_part() else redirect(url_for("what_ifs.index"))


def _propose(what_if: int, name: str, base: int, now: str, text: str, words: str) -> None:
    """Begin the draft, from the text in force `now`. A set that other schools use as well stays as
    it is: the draft is of a set of the school's own."""
    who = viewer()
    with state().database.write() as session:
        if what_ifs.get(session, who, what_if).draft_id is not None:
            return  # the button was pressed twice
        if not rule_sets.may_write(session, who, name):
            name, base = rule_sets.free_name(session, name, state().shelf.taken()), 0
        draft = rule_drafts.begin(
            session, who, name, text, base, proposed=True, base_text=now, words=words
        )
        what_ifs.sent_as(session, who, what_if, draft.id)


def _wrong_name(name: str, query: str, board: Board) -> str:
    with state().database.read() as session:
        many = len(what_ifs.listing(session, viewer())) >= MOST_KEPT
    if not name:
        return _("Give it a name by which you will know it again.")
    if names_any(name, board.names):
        return _("This names a student. A what-if is about rules: name it without a student.")
    if not query:
        return _("Nothing differs from the rule set: move a knob first.")
    if many:
        return _("You keep %(most)s what-ifs already: forget one first.", most=MOST_KEPT)
    return ""


def _wrong_words(words: str, found: WhatIf) -> str:
    if not words:
        return _("Say in a sentence or two what this should change, and why.")
    try:
        board = _board(MultiDict([("set", found.rule_set)]))
    except (NoRosterError, NoRuleSetError):
        return ""  # there are no students whom the words could name
    if names_any(words, board.names):
        return _("Your words name a student. What is kept with the rules never does: say it "
                 "without the name.")  # fmt: skip
    return ""


def _board(args: MultiDict[str, str]) -> Board:
    roster, set_name = which_board(args)
    return state().boards.open(viewer(), roster, set_name)[0]


def _show_list(status: int = 200, *, back: str | None = None, **typed: Any) -> Response:
    """Show the list; back: the query of the board that the form was on, None for the open one.

    typed: as for WhatIfList.
    """
    back = back or _open_board()
    page = _list_of(_tried_on(back), back, **({"unfolded": True} | typed))
    return show_page_or_part("board/what_ifs", page, status)


def _open_board() -> str:
    """Return the query of the board that stands in the reader's window, "" where none does."""
    there = urlsplit(request.headers.get("HX-Current-URL", ""))
    return there.query if there.path == url_for("caseload.show") else ""


def _back() -> str:
    return request.form.get("back", "").removeprefix("?")


def _text(name: str, most: int) -> str:
    """Read a field; no database keeps a NUL."""
    return request.form.get(name, "").replace("\0", "").strip()[:most]


def what_if_list(tried: str) -> WhatIfList:
    """List the reader's own what-ifs above a board that tries this."""
    return _list_of(tried, "")


def _list_of(tried: str, back: str, **typed: Any) -> WhatIfList:
    writes = may(viewer(), Action.WRITE_RULES)
    return WhatIfList(_own(), tried, back, f"?{back}" if back else "", writes, **typed)


def _own() -> tuple[WhatIfRow, ...]:
    """Return the reader's own what-ifs, as his school's rules take them today."""
    who = viewer()
    with state().database.read() as session:
        found = what_ifs.listing(session, who)
        sent = what_ifs.proposals(session, who) if any(one.draft_id for one in found) else {}
    sets = state().shelf.of_school(who.school)
    return tuple(_listed(one, sets.get(one.rule_set), sent.get(one.id)) for one in found)


def _tried_on(query: str) -> str:
    """Return what a board's query tries, as `WhatIfRow.rules` has it; "" for nothing."""
    args = MultiDict(parse_qsl(query))
    try:
        board, _flags = state().boards.open(viewer(), *which_board(args))
        knobs = from_query(args, board.rule_set, state().boards.columns(board, viewer()))
    except (KnobProblem, NoRosterError, NoRuleSetError, NotFound):
        return ""
    return tweaks.address_query(tweaks.of(knobs), board.set_name) if knobs.tweaked else ""


def _listed(one: WhatIf, kept: RegisteredSet | None, proposal: RuleDraft | None) -> WhatIfRow:
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
    return WhatIfRow(
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
