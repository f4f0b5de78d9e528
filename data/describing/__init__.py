"""What a school's file is: every column of a table of text proposed, changed, made a dictionary.

Pure: a table goes in, a proposal comes out; no database, no clock.
"""

from data.describing.described_table import described_table
from data.describing.description import (
    NO_ANSWER,
    ColumnDescription,
    Count,
    FileDescription,
    MeanGrade,
    RowCounts,
)
from data.describing.file_proposal import describe_with, propose
from data.describing.grade_scales import SCALES, scale_key
from data.describing.own_dictionary import dictionary_of, mapping_of
from data.describing.proposal import Choice, ColumnSummary, ColumnWarning, Proposal, Question
from data.describing.questions import answered, reviewed

__all__ = [
    "NO_ANSWER",
    "SCALES",
    "Choice",
    "ColumnDescription",
    "ColumnSummary",
    "ColumnWarning",
    "Count",
    "FileDescription",
    "MeanGrade",
    "Proposal",
    "Question",
    "RowCounts",
    "answered",
    "describe_with",
    "described_table",
    "dictionary_of",
    "mapping_of",
    "propose",
    "reviewed",
    "scale_key",
]
