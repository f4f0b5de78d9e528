"""All that a second lead needs to judge a draft: what it changes, for whom, and who may say yes."""

from dataclasses import dataclass
from functools import cached_property

from data.store import Session
from data.store.people import accounts
from data.store.rules import rule_drafts, rule_sets
from data.store.rules.rule_drafts import Draft
from data.tables import DraftRevision
from data.viewer import Viewer
from rules import RuleSet
from webapp.services.drafts import fairness as drafts_fairness
from webapp.services.drafts import line_changes, student_changes
from webapp.services.drafts.fairness import Fairness
from webapp.services.drafts.student_changes import StudentChanges
from webapp.services.drafts.written_draft import WrittenDraft
from webapp.services.rule_sets import publishing
from webapp.services.rule_sets.publishing import WaitingText
from webapp.services.runtime.resources import Resources, settings_of
from webapp.services.wording.reader import gettext as _

ONE_LEAD = "one lead"


@dataclass(frozen=True)
class DraftReview:
    """A draft before its publication, as `who` sees it; what changes is worked out when asked for.

    stale: another version came since it began. standing: what else lies in the file. ours: the
    school may write the set. leads: the accounts of the school's leads. writers: those who changed
    the text.
    """

    here: Resources
    who: Viewer
    written: WrittenDraft
    stale: bool
    standing: WaitingText | None
    ours: bool
    leads: frozenset[int]
    writers: frozenset[int]

    @property
    def draft(self) -> Draft:
        """The draft itself."""
        return self.written.draft

    @property
    def one_lead(self) -> bool:
        """Whether one lead publishes alone, by the setting."""
        return settings_of(self.here, self.who.school).rule_review == ONE_LEAD

    @cached_property
    def base(self) -> RuleSet | None:
        """The rules it began from, where they can be read."""
        return self.here.shelf.attempt(self.draft.row.base_text).rule_set

    @cached_property
    def lines(self) -> list[line_changes.ChangedLine]:
        """What changes in the text."""
        return line_changes.changed(self.draft.row.base_text, self.draft.text)

    @property
    def came_and_went(self) -> tuple[int, int]:
        """How many lines that makes, new ones and gone ones."""
        return line_changes.counts(self.lines)

    @cached_property
    def compared(self) -> StudentChanges | None:
        """What changes for the students."""
        rule_set = self.written.attempt.rule_set
        if rule_set is None:
            return None
        return student_changes.on_roster(self.here, self.who, self.draft.name, self.base, rule_set)

    @cached_property
    def fairness(self) -> Fairness | None:
        """What the list does to each group; None for a text that cannot be tried."""
        rule_set = self.written.attempt.rule_set
        return (
            None
            if rule_set is None
            else drafts_fairness.of(self.here, self.who, self.draft.name, rule_set)
        )

    @property
    def must_explain(self) -> bool:
        """Whether a group is over the limit, so that a reason is asked for."""
        return self.fairness is not None and self.fairness.over

    @property
    def publishes(self) -> bool:
        """Whether a yes now publishes it, and does not only ask for somebody else's."""
        return self.one_lead or self.draft.row.state == "in review"

    @property
    def asks_status(self) -> bool:
        """Whether the text is still a draft, which no board uses: it becomes pilot or stable."""
        rule_set = self.written.attempt.rule_set
        return rule_set is not None and rule_set.status == "draft"

    @property
    def unchanged(self) -> bool:
        """Whether it says what is in force already."""
        return self.draft.row.base > 0 and self.draft.text == self.draft.row.base_text

    @property
    def blocked(self) -> bool:
        """Whether nothing can be published as it stands, whoever says yes."""
        problems = bool(self.written.attempt.problems)
        return problems or self.stale or not self.ours or self.unchanged

    @property
    def alone(self) -> bool:
        """Whether there is no second lead to ask."""
        return not self.leads - {self.who.account}

    @property
    def asked_himself(self) -> bool:
        """Whether it was the viewer who asked for the review."""
        return self.draft.row.asked_account == self.who.account

    @property
    def why_not_approve(self) -> str:
        """Say why the viewer may not publish what is in review, "" where he may."""
        if self.one_lead:
            return ""
        if self.asked_himself:
            return _("You asked for this review: another lead says yes or sends it back.")
        if self.writers == {self.who.account}:
            return _(
                "You alone wrote this draft: another lead says yes. Send it back, ask for the "
                "review yourself, and let the other one publish it."
            )
        return ""


def of(here: Resources, who: Viewer, number: int) -> DraftReview:
    """Return a draft of the viewer's school as it is to be judged. Raises NotFound."""
    here.shelf.sets()  # a file that was saved by hand counts
    with here.database.read() as session:
        draft = rule_drafts.get(session, who, number)
        newest = rule_sets.latest(session, draft.name)
        return DraftReview(
            here=here,
            who=who,
            written=WrittenDraft(draft, here.shelf),
            stale=(newest.number if newest else 0) != draft.row.base,
            standing=publishing.standing(here.shelf, session, draft.name),
            ours=rule_sets.may_write(session, who, draft.name),
            leads=_leads(session, who),
            writers=_writers(rule_drafts.revisions(session, who, number), draft),
        )


def _leads(session: Session, who: Viewer) -> frozenset[int]:
    return frozenset(
        account.id
        for account in accounts.listing(session, who)
        if account.active and any(one.role == "lead" for one in account.memberships)
    )


def _writers(revisions: list[DraftRevision], draft: Draft) -> frozenset[int]:
    """Who changed the text; to begin a draft from what is in force is not writing."""
    return frozenset(
        one.account
        for one in revisions
        if one.account is not None and not (one.number == 1 and one.text == draft.row.base_text)
    )
