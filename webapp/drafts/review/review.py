"""Review and publishing of a draft: what a second lead sees, says yes to, or sends back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import Session, Stale
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules import RuleFileError, RuleProblem
from webapp.drafts.review import fairness
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.drafts import review
from webapp.services.drafts.fairness_table import FairnessTable
from webapp.services.drafts.line_changes import ChangedLine
from webapp.services.drafts.outcome import DraftOutcome, outcome_of
from webapp.services.drafts.review import DraftReview
from webapp.services.drafts.student_changes import StudentChanges, label_words, quadrant_words
from webapp.services.rule_sets import publishing
from webapp.services.rule_sets.publishing import (
    FolderError,
    NotOursError,
    PendingPublication,
    today,
)
from webapp.services.rule_sets.status_names import statuses

STATUSES = ("pilot", "stable")
LONGEST = 2000  # characters of a reason

bp = Blueprint("review", __name__)


@dataclass(frozen=True)
class ReviewForm:
    """The form as typed. revision: of the text that its sender saw."""

    revision: int
    reason: str
    fairness_reason: str
    day: str
    status: str
    replaces: str

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "ReviewForm":
        """Read what was sent; a field that is not there is empty."""

        def text(name: str) -> str:
            return form.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]

        number = text("revision")
        return cls(
            revision=int(number) if number.isdecimal() and len(number) < 10 else 0,
            reason=text("reason"),
            fairness_reason=text("fairness_reason"),
            day=text("day") or today().isoformat(),
            status=text("status"),
            replaces=text("replaces"),
        )

    @classmethod
    def kept(cls, reviewed: DraftReview) -> "ReviewForm":
        """Return what a form shows first: what the draft's review was asked for with."""
        row = reviewed.draft.row
        return cls(
            revision=reviewed.draft.revision,
            reason=row.reason,
            fairness_reason=row.fairness_reason,
            day=max(row.in_force_from or today(), today()).isoformat(),
            status=STATUSES[0],
            replaces="",
        )

    @property
    def in_force_from(self) -> date | None:
        """The day, None for a text that is none."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    def wrong(self, reviewed: DraftReview) -> dict[str, str]:
        """Say what is wrong with each field; {} where all is well."""
        found: dict[str, str] = {}
        if not self.reason:
            found["reason"] = _("Say why the rules change: who reads this later will want to know.")
        if reviewed.must_explain and not self.fairness_reason:
            found["fairness_reason"] = _(
                "A group is over the limit. Say why the list is right all the same, or change the "
                "rules."
            )
        if self.in_force_from is None:
            found["day"] = _("This is not a date. Write it as year-month-day: 2026-11-30.")
        elif self.in_force_from < today():
            found["day"] = _("This day is over. Choose today or a later day.")
        return found | (self._wrong_with_file(reviewed) if reviewed.publishes else {})

    def _wrong_with_file(self, reviewed: DraftReview) -> dict[str, str]:
        found: dict[str, str] = {}
        if reviewed.asks_status and self.status not in STATUSES:
            found["status"] = _("Choose whether the set is a pilot or stable.")
        standing = reviewed.standing
        if standing is not None and self.replaces != standing.fingerprint:
            found["replaces"] = _("Say that its place may be taken, or look after that text first.")
        return found


@dataclass(frozen=True)
class ReviewPage:
    """All that the review of a draft shows."""

    draft: Draft  # the draft, by its number and the state it is in
    found: DraftReview  # what stands in its way, and what the reader may do with it
    title: str  # of its rule set; the set's name while the text cannot be tried
    form: ReviewForm  # as typed
    wrong: Mapping[str, str]  # what is wrong with each of its fields
    said: str  # why what was asked was not done, "" for nothing
    problems: Sequence[RuleProblem]  # of the text
    examples: int  # how many the text has
    lines: Sequence[ChangedLine]  # what changes in the text
    came: int  # how many lines are new
    went: int  # and how many are gone
    compared: StudentChanges | None  # whom it moves; None where there is nothing to compare
    table: FairnessTable | None  # whom its list selects; None where there is nothing to compare
    why_no_table: str  # why there is none; "" while the text cannot be tried
    quadrants: Mapping[str, str]  # as the draft names them
    labels: Mapping[str, str]  # its indicators, and those it began from
    statuses: tuple[tuple[str, str], ...]  # what a set may become when it is published
    outcome: DraftOutcome | None  # what became of it once it is published
    today: str  # the first day that it can be in force


@bp.get("/drafts/<int:draft>/review")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show what a draft changes, in the text and for the students, and what to do with it."""
    found = review.of(state(), viewer(), draft)
    return _page(found, ReviewForm.kept(found))


@bp.post("/drafts/<int:draft>/review")
@needs(Action.WRITE_RULES)
def ask(draft: int) -> AnyResponse:
    """Ask for the review of a draft; where one lead is enough, publish it."""
    found, asked = _looked_at(draft)
    if found.draft.row.state != "open" or asked.revision != found.draft.revision:
        return _stale(found, asked)
    if found.blocked:
        return _page(found, asked, 409)
    if wrong := asked.wrong(found):
        return _page(found, asked, 422, wrong)
    if found.one_lead:
        return _publish(found, asked)
    try:
        with state().database.write() as session:
            _ask_review(session, found, asked)
    except Stale:
        return _stale(review.of(state(), viewer(), draft), asked)
    return _back(draft)


@bp.post("/drafts/<int:draft>/publish")
@needs(Action.WRITE_RULES)
def publish(draft: int) -> AnyResponse:
    """Say yes to a draft that is in review, by which it is published."""
    found, asked = _looked_at(draft)
    row = found.draft.row
    asked = replace(
        asked,
        reason=row.reason,
        fairness_reason=asked.fairness_reason or row.fairness_reason,
        day=ReviewForm.kept(found).day,
    )
    if row.state != "in review" or asked.revision != found.draft.revision:
        return _stale(found, asked)
    if found.why_not_approve:
        return _page(found, asked, 403)
    if found.blocked:
        return _page(found, asked, 409)
    if wrong := asked.wrong(found):
        return _page(found, asked, 422, wrong)
    return _publish(found, asked)


@bp.post("/drafts/<int:draft>/send-back")
@needs(Action.WRITE_RULES)
def send_back(draft: int) -> AnyResponse:
    """Open a draft that is in review again, with an answer; who asked may take it back without."""
    found, asked = _looked_at(draft)
    answer = request.form.get("answer", "").replace("\0", "").strip()
    if found.draft.row.state == "in review" and not answer and not found.asked_himself:
        return _page(found, asked, 422, {"answer": _("Say what should be otherwise.")})
    try:
        with state().database.write() as session:
            rule_drafts.send_back(session, viewer(), draft, answer)
    except Stale:
        return _stale(found, asked)
    except ValueError:
        return _page(found, asked, 422, {"answer": _("The answer is too long.")})
    return redirect(url_for("drafts.show", draft=draft), 303)


def _looked_at(draft: int) -> tuple[DraftReview, ReviewForm]:
    """Return the draft as it stands now, with what lies in its file now, and the form."""
    with state().database.read() as session:
        rule_drafts.get(session, viewer(), draft)
    state().shelf.look_again()
    return review.of(state(), viewer(), draft), ReviewForm.from_form(request.form)


def _ask_review(session: Session, found: DraftReview, asked: ReviewForm) -> None:
    day = asked.in_force_from
    rule_drafts.ask_review(
        session,
        found.who,
        found.draft.id,
        asked.revision,
        reason=asked.reason,
        fairness_reason=asked.fairness_reason if found.must_explain else "",
        in_force_from=day if day != publishing.today() else None,
    )


def _publish(found: DraftReview, asked: ReviewForm) -> AnyResponse:
    draft, who = found.draft, found.who
    at_once = draft.row.state == "open"

    def close(session: Session) -> None:
        if at_once:
            _ask_review(session, found, asked)
        rule_drafts.publish(session, who, draft.id, asked.revision)

    try:
        rule_set = publishing.ready(
            state().shelf,
            draft.text,
            asked.in_force_from or publishing.today(),
            asked.status if found.asks_status else None,
            who.school,
        )
        figures = found.compared.figures if found.compared else {}
        publishing.publish(
            state().shelf,
            who,
            PendingPublication(
                name=draft.name,
                rule_set=rule_set,
                base=draft.row.base,
                author=who.name if at_once else draft.row.asked_by,
                reason=asked.reason,
                reviewed_by="" if at_once else who.name,
                fairness_reason=asked.fairness_reason if found.must_explain else "",
                comparison={**figures, "draft": draft.id},
                fairness=found.fairness.figures if found.fairness else {},
                replaces=asked.replaces,
            ),
            close,
        )
    except RuleFileError as error:
        return _page(found, asked, 422, problems=error.problems)
    except FolderError:
        return _page(found, asked, 503, said=_(publishing.NO_FOLDER))
    except (Stale, NotOursError):
        return _stale(review.of(state(), who, draft.id), asked)
    return _back(draft.id)


def _back(draft: int) -> AnyResponse:
    return redirect(url_for("review.show", draft=draft), 303)


def _stale(found: DraftReview, asked: ReviewForm) -> Response:
    said = _(
        "Something changed while you were reading: the draft, its state or its file. This is how "
        "it stands now. Look at it again, then decide."
    )
    seen = replace(asked, revision=found.draft.revision)
    return _page(found, seen, 409, said=said)


def _page(
    found: DraftReview,
    asked: ReviewForm,
    status: int = 200,
    wrong: dict[str, str] | None = None,
    said: str = "",
    problems: Sequence[RuleProblem] | None = None,
) -> Response:
    attempt, said_of_groups = found.written.attempt, found.fairness
    rule_set, names = attempt.rule_set, statuses()
    came, went = found.came_and_went
    content = ReviewPage(
        draft=found.draft,
        found=found,
        title=words(rule_set.title) if rule_set else found.draft.name,
        form=asked,
        wrong=wrong or {},
        said=said,
        problems=attempt.problems if problems is None else problems,
        examples=len(rule_set.examples) if rule_set else 0,
        lines=found.lines,
        came=came,
        went=went,
        compared=found.compared,
        table=fairness.tell(said_of_groups, rule_set),
        why_no_table=said_of_groups.why_not if said_of_groups else "",
        quadrants=quadrant_words(rule_set),
        labels=label_words(found.base, rule_set),
        statuses=tuple((status, names[status]) for status in STATUSES),
        outcome=outcome_of(state(), found) if found.draft.row.state == "published" else None,
        today=publishing.today().isoformat(),
    )
    return show_page("drafts/review/review.html", content, status)
