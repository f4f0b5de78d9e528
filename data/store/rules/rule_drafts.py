"""Rule files that are being written. A draft belongs to a school; each saving is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound, Stale
from data.store.rules import rule_sets
from data.tables import DraftRevision, RuleDraft, now
from data.viewer import Viewer

LONGEST = 65_536  # characters, as of a version
TEXT = TypeAdapter(Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*$")])
WORDS = TypeAdapter(
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]
)
STANDING = ("open", "in review")


@dataclass(frozen=True)
class Draft:
    """A draft as it stands. `text` is revision number `revision`'s, `saved_by` whose that was."""

    row: RuleDraft
    text: str
    revision: int
    saved_by: str
    saved_at: datetime

    @property
    def id(self) -> int:
        """The draft's number."""
        return self.row.id

    @property
    def name(self) -> str:
        """The rule set it is for."""
        return self.row.name


def begin(
    session: Session,
    viewer: Viewer,
    name: str,
    text: str,
    base: int,
    *,
    proposed: bool = False,
    base_text: str | None = None,
    words: str = "",
) -> Draft:
    """Begin a draft of the set `name` (in a `write` session).

    base: the version it starts from, 0 for a new set, which is the viewer's school's from now on;
    base_text: that version's text, where it is not `text`. proposed: a counsellor's, with his
    words. Raises ValueError for a text that cannot be kept.
    """
    if base == 0 and rule_sets.is_free(session, name):
        rule_sets.settle(session, viewer, name)
    kept = TEXT.validate_python(text)
    row = RuleDraft(
        school_id=viewer.school,
        name=name,
        base=base,
        base_text=kept if base_text is None else TEXT.validate_python(base_text),
        proposed=proposed,
        words=WORDS.validate_python(words),
        account=viewer.account,
        created_by=viewer.name,
    )
    session.add(row)
    session.flush()
    _add(session, viewer, row, 1, kept)
    action = "propose" if proposed else "begin draft"
    audit.add(session, viewer, action, "rule set", row.id, {"set": name})
    return get(session, viewer, row.id)


def get(session: Session, viewer: Viewer, draft_id: int) -> Draft:
    """A draft of the viewer's school with its newest text. Raises NotFound."""
    row = session.exec(
        select(RuleDraft)
        .where(col(RuleDraft.id) == draft_id)
        .where(col(RuleDraft.school_id) == viewer.school)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no draft {draft_id}.")
    return _with_text(session, row)


def listing(session: Session, viewer: Viewer, name: str | None = None) -> list[Draft]:
    """The school's drafts that are open or in review, of one set or of all, newest first."""
    wanted = select(RuleDraft).where(
        col(RuleDraft.school_id) == viewer.school, col(RuleDraft.state).in_(STANDING)
    )
    if name is not None:
        wanted = wanted.where(col(RuleDraft.name) == name)
    rows = session.exec(wanted.order_by(col(RuleDraft.id).desc())).all()
    return [_with_text(session, row) for row in rows]


def text_of(session: Session, viewer: Viewer, draft_id: int, revision: int) -> str:
    """A draft's text as it was at a revision. Raises NotFound."""
    get(session, viewer, draft_id)
    found = session.exec(
        select(DraftRevision.text)
        .where(col(DraftRevision.draft_id) == draft_id)
        .where(col(DraftRevision.number) == revision)
    ).one_or_none()
    if found is None:
        raise NotFound(f"Draft {draft_id} has no revision {revision}.")
    return found


def revisions(
    session: Session,
    viewer: Viewer,
    draft_id: int,
    *,
    upto: int | None = None,
    most: int | None = None,
) -> list[DraftRevision]:
    """The savings of a draft, newest first: all, or `most` of them, from number `upto` down.

    Raises NotFound.
    """
    get(session, viewer, draft_id)
    wanted = select(DraftRevision).where(col(DraftRevision.draft_id) == draft_id)
    if upto is not None:
        wanted = wanted.where(col(DraftRevision.number) <= upto)
    return list(session.exec(wanted.order_by(col(DraftRevision.number).desc()).limit(most)))


def save(session: Session, viewer: Viewer, draft_id: int, text: str, revision: int) -> Draft:
    """Keep a text as the draft's next revision (in a `write` session).

    revision: the one that the text was made from. The same text as the newest writes nothing.
    Raises NotFound, ValueError for a text that cannot be kept, and Stale where somebody has saved
    since, or the draft is not open any more: nothing of his is overwritten.
    """
    draft = get(session, viewer, draft_id)
    kept = TEXT.validate_python(text)
    if kept == draft.text:
        return draft
    if draft.row.state != "open" or revision != draft.revision:
        raise Stale("The draft was changed meanwhile.")
    _add(session, viewer, draft.row, revision + 1, kept)
    return get(session, viewer, draft_id)


def rebase(session: Session, viewer: Viewer, draft_id: int, base: int, base_text: str) -> Draft:
    """Note that a draft now starts from a later version (in a `write` session)."""
    draft = get(session, viewer, draft_id)
    draft.row.base, draft.row.base_text = base, TEXT.validate_python(base_text)
    session.flush()
    return draft


def ask_review(
    session: Session,
    viewer: Viewer,
    draft_id: int,
    revision: int,
    *,
    reason: str,
    fairness_reason: str,
    in_force_from: date | None,
) -> Draft:
    """Ask for the review of a draft as it stands at `revision` (in a `write` session).

    From then on nobody changes it until it is sent back. Raises NotFound and Stale.
    """
    draft = _at(session, viewer, draft_id, revision, "open")
    row = draft.row
    row.state, row.asked_at, row.answer = "in review", now(), ""
    row.asked_account, row.asked_by = viewer.account, viewer.name
    row.reason = WORDS.validate_python(reason)
    row.fairness_reason = WORDS.validate_python(fairness_reason)
    row.in_force_from = in_force_from
    session.flush()
    audit.add(session, viewer, "ask review", "rule set", row.id, {"set": row.name})
    return draft


def send_back(session: Session, viewer: Viewer, draft_id: int, answer: str) -> Draft:
    """Open a draft that is in review again, with an answer (in a `write` session).

    Raises NotFound and Stale.
    """
    draft = get(session, viewer, draft_id)
    if draft.row.state != "in review":
        raise Stale("The draft is not in review any more.")
    draft.row.state, draft.row.answer = "open", WORDS.validate_python(answer)
    session.flush()
    audit.add(session, viewer, "send back", "rule set", draft.id, {"set": draft.name})
    return draft


def drop(session: Session, viewer: Viewer, draft_id: int, answer: str = "") -> Draft:
    """Close a draft unpublished; its text is kept (in a `write` session).

    answer: why, for whoever proposed it. Raises NotFound and Stale.
    """
    draft = get(session, viewer, draft_id)
    if draft.row.state not in STANDING:
        raise Stale("The draft is closed.")
    draft.row.state, draft.row.closed_at = "dropped", now()
    draft.row.answer = WORDS.validate_python(answer)
    session.flush()
    audit.add(session, viewer, "drop draft", "rule set", draft.id, {"set": draft.name})
    return draft


def reopen(session: Session, viewer: Viewer, draft_id: int) -> Draft:
    """Open a dropped draft again: the undo of `drop`. Raises NotFound and Stale."""
    draft = get(session, viewer, draft_id)
    if draft.row.state != "dropped":
        raise Stale("The draft was not dropped.")
    draft.row.state, draft.row.closed_at, draft.row.answer = "open", None, ""
    session.flush()
    audit.add(session, viewer, "begin draft", "rule set", draft.id, {"set": draft.name})
    return draft


def publish(session: Session, viewer: Viewer, draft_id: int, revision: int) -> Draft:
    """Close a draft that is in review as published (in a `write` session).

    Raises NotFound, and Stale for one that was sent back meanwhile.
    """
    draft = _at(session, viewer, draft_id, revision, "in review")
    draft.row.state, draft.row.closed_at = "published", now()
    session.flush()
    return draft


def _at(session: Session, viewer: Viewer, draft_id: int, revision: int, state: str) -> Draft:
    draft = get(session, viewer, draft_id)
    if draft.row.state != state or draft.revision != revision:
        raise Stale("The draft was changed meanwhile.")
    return draft


def _add(session: Session, viewer: Viewer, row: RuleDraft, number: int, text: str) -> None:
    session.add(
        DraftRevision(
            draft_id=row.id, number=number, text=text, account=viewer.account, saved_by=viewer.name
        )
    )
    session.flush()


def _with_text(session: Session, row: RuleDraft) -> Draft:
    newest = session.exec(
        select(DraftRevision)
        .where(col(DraftRevision.draft_id) == row.id)
        .order_by(col(DraftRevision.number).desc())
        .limit(1)
    ).one()
    return Draft(row, newest.text, newest.number, newest.saved_by, newest.saved_at)
