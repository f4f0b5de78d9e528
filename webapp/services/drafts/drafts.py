"""The school's own draft of a set: the one that is open, or one that begins now."""

from data.store import Session
from data.store.rules import rule_drafts, rule_sets
from data.store.rules.rule_drafts import Draft
from data.viewer import Viewer
from rules import RuleSet


class InReviewError(Exception):
    """The school's draft of this set is being reviewed: nobody writes in it until it is back."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft


def standing(session: Session, viewer: Viewer, name: str, now: RuleSet) -> Draft | None:
    """Return the school's own draft of a set that is open or in review, None where there is none.

    now: the set as it is in force. Where other schools use it as well, a draft of the school's own
    set counts that starts from this text. A counsellor's proposal is nobody's own draft.
    """
    if rule_sets.may_write(session, viewer, name):
        found = rule_drafts.listing(session, viewer, name)
    else:
        every = rule_drafts.listing(session, viewer)
        found = [one for one in every if one.row.base == 0 and one.row.base_text == now.text]
    own = [one for one in found if not one.row.proposed]
    opened = [one for one in own if one.row.state == "open"]
    return next(iter([*opened, *own]), None)


def to_write(
    session: Session,
    viewer: Viewer,
    name: str,
    now: RuleSet,
    version: int,
    taken: frozenset[str],
) -> Draft:
    """Return the draft to write in, begun now where there is none (in a `write` session).

    taken: the names of sets that there are. Raises InReviewError.
    """
    there = standing(session, viewer, name, now)
    if there is not None and there.row.state != "open":
        raise InReviewError(there)
    if there is not None:
        return there
    if not rule_sets.may_write(session, viewer, name):
        name, version = rule_sets.free_name(session, name, taken), 0
    return rule_drafts.begin(session, viewer, name, now.text, version)
