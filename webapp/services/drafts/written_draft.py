"""A draft with what can be made of its text."""

from dataclasses import dataclass
from functools import cached_property

import rules
from data.store.rules.rule_drafts import Draft
from webapp.services.rule_sets.registry import RegisteredSet, Shelf


@dataclass(frozen=True)
class WrittenDraft:
    """A draft of the school `draft.row.school_id`, read by the registry of rule sets.

    What is made of it is worked out when it is asked for: it may look at the folder of rules, which
    may write, so never while one writes oneself.
    """

    draft: Draft
    shelf: Shelf

    @cached_property
    def attempt(self) -> rules.Attempt:
        """The rule set that the text says, where it can be tried, and what is wrong with it."""
        return self.shelf.attempt(self.draft.text, self.draft.row.school_id)

    @property
    def is_open(self) -> bool:
        """Whether it can be written: not while it is reviewed, nor once it is closed."""
        return self.draft.row.state == "open"

    @cached_property
    def in_force(self) -> RegisteredSet | None:
        """The set of this name as it stands, None where there is none yet."""
        return self.shelf.of_school(self.draft.row.school_id).get(self.draft.name)

    @property
    def overtaken_by(self) -> RegisteredSet | None:
        """The set in force, where it is a later version than the draft starts from."""
        kept = self.in_force
        later = kept is not None and kept.rule_set and kept.version > self.draft.row.base
        return kept if later else None
