"""A cohort with what its rules ask of earlier rosters."""

from dataclasses import replace

from data.cohort import Cohort
from data.store import Session, rosters
from data.viewer import Viewer
from rules import RuleSet


def with_earlier(session: Session, viewer: Viewer, cohort: Cohort, rule_set: RuleSet) -> Cohort:
    """Return the cohort with the earlier columns that the rules read, under their names there."""
    found = rosters.earlier(session, viewer, cohort, rule_set.earlier)
    past = {one.name: found[one] for one in rule_set.earlier}
    return replace(cohort, columns={**cohort.columns, **past}) if past else cohort
