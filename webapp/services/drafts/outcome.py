"""What became of a published draft."""

from dataclasses import dataclass
from datetime import date

from data.store.rules import publications, rule_sets
from data.tables import Publication
from webapp.services.drafts.review import DraftReview
from webapp.services.runtime.resources import Resources


@dataclass(frozen=True)
class DraftOutcome:
    """What became of a published draft: as which version it came into force (0: not yet), whether
    it still is, and from which day it will be; neither: its file waits for the folder."""

    publication: Publication
    version: int
    in_force: bool
    from_day: date | None


def outcome_of(here: Resources, found: DraftReview) -> DraftOutcome | None:
    """What became of a published draft; None where its publication is not known."""
    name = found.draft.name
    with here.database.read() as session:
        every = publications.of_set(session, found.who, name)
        versions = rule_sets.versions(session, name)
    mine = next((one for one in every if one.comparison.get("draft") == found.draft.id), None)
    if mine is None:
        return None
    taken = [one.number for one in versions if one.fingerprint == mine.fingerprint]
    kept = here.shelf.of_school(found.who.school).get(name)
    standing = found.standing
    return DraftOutcome(
        publication=mine,
        version=max(taken, default=0),
        in_force=bool(kept and taken and kept.version == max(taken)),
        from_day=standing.in_force_from
        if standing is not None and standing.fingerprint == mine.fingerprint
        else None,
    )
