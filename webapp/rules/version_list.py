"""The table of a rule set's versions, as each page about them shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.tables import Publication, RuleSetVersion


@dataclass(frozen=True)
class VersionListRow:
    """One version of the table."""

    version: RuleSetVersion
    publication: Publication | None  # what the reader's school published it with, if it did
    before: int  # the number of the version before it; 0 for the first


def version_list(
    versions: Sequence[tuple[RuleSetVersion, Publication | None]],
) -> list[VersionListRow]:
    """Put versions, newest first, into the table's rows."""
    return [VersionListRow(one, publication, one.number - 1) for one, publication in versions]
