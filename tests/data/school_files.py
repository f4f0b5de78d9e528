"""The small files of schools, read, proposed, and checked as an import does it."""

from dataclasses import dataclass
from pathlib import Path

from shipped import DICTIONARIES

from data.describing import (
    ColumnDescription,
    Proposal,
    answered,
    described_table,
    dictionary_of,
    mapping_of,
    propose,
)
from data.dictionary import Dictionary
from data.reading import CheckedRoster, FileTable, check, open_table

FOLDER = Path(__file__).parents[1] / "files" / "schools"


@dataclass(frozen=True)
class DescribedFile:
    """A file as it was read, proposed and, with the likeliest answer to each question, checked."""

    table: FileTable
    proposal: Proposal
    dictionary: Dictionary
    roster: CheckedRoster

    @property
    def meanings(self) -> dict[str, str]:
        """Header -> what it is, those left out not said."""
        return {
            column.header: column.meaning
            for column in self.proposal.description.columns
            if column.meaning != "out"
        }

    @property
    def grade(self) -> ColumnDescription:
        """The column of the grade that counts."""
        description = self.proposal.description
        return description.column(str(description.grade))

    @property
    def words(self) -> str:
        """All that is asked and said before the import."""
        said = [question.text for question in self.proposal.questions]
        said += [warning.text for warning in self.proposal.warnings]
        return " ".join(each.message for each in said)


def school_file(name: str) -> DescribedFile:
    """One of the files in `tests/files/schools`."""
    return described(open_table(FOLDER / name, name))


def described(table: FileTable) -> DescribedFile:
    """A table, with the first choice taken where something is asked."""
    proposal = propose(table, DICTIONARIES)
    description = proposal.description
    for question in proposal.open_questions:
        description = answered(description, question, question.choices[0].key)
    own = dictionary_of(description, "own", "Own", dictionaries=DICTIONARIES)
    ready = described_table(table, description)
    return DescribedFile(table, proposal, own, check(ready, own, mapping_of(description)))
