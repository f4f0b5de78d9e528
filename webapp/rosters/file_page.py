"""What the page “What is this file?” shows: each column in a line, what is asked, what it gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.describing.description import ColumnDescription
from data.describing.grade_scales import SCALES, scale_key
from data.describing.proposal import ColumnSummary, Proposal, Question
from data.describing.questions import UNGRADED
from data.reading.cells import MARKS
from data.tables import Job
from data.wording.message import N_, FileProblem, Message
from webapp.http.access import viewer
from webapp.http.language import current as language
from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number, sentence, words
from webapp.http.state import state
from webapp.rosters.upload_folder import one_line
from webapp.services.rosters.column_faults import ColumnFault
from webapp.services.rosters.uploads import MOST_SHOWN, UploadPreview

FORMATS = {
    "csv": N_("CSV"),
    "xlsx": N_("Excel workbook"),
    "xls": N_("Excel workbook of before 2007"),
    "ods": N_("OpenDocument spreadsheet"),
    "siecle": N_("SIECLE, students without addresses"),
    "oneroster": N_("OneRoster bundle"),
}
SEPARATORS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
BARS_WIDE, BARS_HIGH = 120.0, 24.0  # of the small drawing
LEAST_BAR = 2.0
MOST_FAULTS = 5  # beside a column
MOST_SAMPLES = 4

MEANINGS = {
    "id": N_("student’s id"),
    "name": N_("whole name"),
    "first_name": N_("first name"),
    "family_name": N_("family name"),
    "class": N_("class"),
    "school": N_("school"),
    "year": N_("school year"),
    "birth_date": N_("date of birth"),
    "grade": N_("grade"),
    "answer": N_("answer that rules may judge"),
    "shown": N_("shown on the student’s page"),
    "group": N_("group, for comparing only"),
    "out": N_("left out"),
}
KINDS = {
    "whole": N_("whole number"),
    "decimal": N_("number"),
    "percent": N_("percent"),
    "yes_no": N_("yes or no"),
    "word": N_("words"),
    "steps": N_("steps in order"),
}
PERIODS = {
    "": N_("not said"),
    "first": N_("first period"),
    "second": N_("second period"),
    "third": N_("third period"),
    "year": N_("the whole year"),
}
DESCRIBED = ("grade", "answer", "shown", "group")


@dataclass(frozen=True)
class SmallBar:
    """One bar of a column's small histogram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class MarkLine:
    """A text that stands among a column's answers, and what it is taken for."""

    text: str
    count: int
    means: str | None  # "" no answer, else the value it stands for; None: it is an answer


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file."""

    place: int  # from 0, in the file's order
    column: ColumnDescription  # what it is taken for
    label: str  # what it is called, in the reader's language
    unit: str
    low: str  # of its range, as typed; "" where it has none
    high: str
    passing: str
    told: str  # kind and range in words
    samples: str  # its first cells
    spread: str  # the smallest and largest number, "" without numbers
    bars: tuple[SmallBar, ...]
    marks: tuple[MarkLine, ...]
    warnings: tuple[str, ...]
    faults: tuple[ColumnFault, ...]  # the first MOST_FAULTS
    more_faults: int
    scale: str  # the key of a grade's scale
    counts: bool  # it is the grade that counts
    is_open: bool = False  # its form is open
    wrong: str = ""  # what was typed and cannot be


@dataclass(frozen=True)
class QuestionLine:
    """What only a person can say."""

    key: str
    words: str
    choices: tuple[tuple[str, str], ...]  # key, words
    answer: str | None


@dataclass(frozen=True)
class SheetLine:
    """A sheet of a workbook. read: its rows are among those that are read."""

    name: str
    rows: int
    read: bool


@dataclass(frozen=True)
class LeftOutLine:
    """A row that is no student. place: among those left out, from 0."""

    place: int
    row: str  # sheet and number, as a spreadsheet calls it
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class FilePage:
    """What an uploaded file is, what it would change, and what keeps it out."""

    job: Job
    file: UploadPreview  # what was read of it
    read_as: str  # how it is written and where the table stands, in words
    title: str  # proposed for the roster
    sheets: tuple[SheetLine, ...]
    left_out: tuple[LeftOutLine, ...]
    dictionary: str  # of the columns, in words
    problems: tuple[FileProblem, ...]  # of rows and ids; at most MOST_SHOWN
    more_problems: int
    notes: tuple[FileProblem, ...]
    missing: tuple[str, ...]  # keys of known students who are not in it; at most MOST_SHOWN
    columns: tuple[ColumnLine, ...]
    questions: tuple[QuestionLine, ...]
    warnings: tuple[str, ...]  # about the file as a whole
    meanings: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    scales: tuple[tuple[str, str], ...]

    @property
    def open_questions(self) -> int:
        """How many nobody has answered."""
        return sum(question.answer is None for question in self.questions)

    @property
    def can_be_imported(self) -> bool:
        """Whether nothing is asked, and no cell or row is in the way."""
        return not (self.open_questions or self.file.problems or self.file.faulty_cells)


def file_page(
    shown: UploadPreview,
    job: Job,
    opened: Collection[int] = (),
    wrong: tuple[int, Message] | None = None,
) -> FilePage:
    """Lay out an uploaded file. job: that read it; opened: the places of columns whose
    forms stay open; wrong: the
    place of one with what cannot be."""
    proposal = shown.proposal()
    summaries = {summary.header: summary for summary in proposal.summaries}
    columns = tuple(
        _line(place, column, summaries.get(column.header), proposal, shown, opened, wrong)
        for place, column in enumerate(proposal.description.columns)
    )
    read = set(shown.layout["sheets"])
    known = state().dictionaries.of_school(viewer().school)
    return FilePage(
        job=job,
        file=shown,
        read_as=_read_as(shown),
        title=job.detail.get("title") or title_of(shown),
        sheets=tuple(SheetLine(name, rows, name in read) for name, rows in shown.sheets),
        left_out=tuple(_left_out(place, row) for place, row in enumerate(shown.left_out)),
        dictionary="" if shown.own else words(known[shown.dictionary].title),
        problems=tuple(FileProblem(**one) for one in shown.problems[:MOST_SHOWN]),
        more_problems=max(len(shown.problems) - MOST_SHOWN, 0),
        notes=tuple(FileProblem(**one) for one in shown.notes),
        missing=tuple(shown.missing[:MOST_SHOWN]),
        columns=columns,
        questions=tuple(_question(each) for each in proposal.questions),
        warnings=tuple(
            sentence(each.text)
            for each in proposal.warnings
            if each.header is None and not (shown.is_part and each.text.template == UNGRADED)
        ),
        meanings=_choices(MEANINGS),
        kinds=_choices(KINDS),
        periods=_choices(PERIODS),
        scales=(
            *((key, sentence(scale.words)) for key, scale in SCALES.items()),
            ("own", _("another")),
        ),
    )


def title_of(shown: UploadPreview) -> str:
    """Propose a title: the roster's where the file is a part of it, else the file's name without
    its ending."""
    if shown.is_part:
        return shown.current_title
    return one_line(shown.filename.rsplit(".", 1)[0].replace("_", " "))


def _line(
    place: int,
    column: ColumnDescription,
    summary: ColumnSummary | None,
    proposal: Proposal,
    shown: UploadPreview,
    opened: Collection[int],
    wrong: tuple[int, Message] | None,
) -> ColumnLine:
    faults = shown.faults.get(str(place), [])
    return ColumnLine(
        place=place,
        column=column,
        label=column.label.get(language(), column.header),
        unit=column.unit.get(language(), ""),
        low=_typed(column.low),
        high=_typed(column.high),
        passing=_typed(column.passing),
        told=column_in_words(column),
        samples=_samples(summary),
        spread=_spread(summary),
        bars=_bars(summary) if column.meaning in DESCRIBED else (),
        marks=_marks(column, summary),
        warnings=tuple(
            sentence(each.text) for each in proposal.warnings if each.header == column.header
        ),
        faults=tuple(ColumnFault(**each) for each in faults[:MOST_FAULTS]),
        more_faults=max(len(faults) - MOST_FAULTS, 0),
        scale=scale_key(column) if column.meaning == "grade" else "",
        counts=column.header == proposal.description.grade,
        is_open=place in opened,
        wrong=sentence(wrong[1]) if wrong and wrong[0] == place else "",
    )


def _typed(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def column_in_words(column: ColumnDescription) -> str:
    """Say kind and range of a column: “0 to 20, 20 best, pass 10”."""
    if column.meaning not in DESCRIBED:
        return ""
    told_kind = _(KINDS[column.kind]) if column.kind in KINDS else _("text")
    if column.kind == "steps":
        return _("%(kind)s: %(steps)s", kind=told_kind, steps=", ".join(column.steps))
    if not column.numeric or column.low is None or column.high is None:
        return told_kind
    low, high = number(column.low, 2), number(column.high, 2)
    if column.meaning != "grade":
        return _("%(kind)s, %(low)s to %(high)s", kind=told_kind, low=low, high=high)
    best = high if column.best == "high" else low
    words = _("%(low)s to %(high)s, %(best)s is best", low=low, high=high, best=best)
    if column.passing is not None:
        words = _("%(scale)s, pass mark %(mark)s", scale=words, mark=number(column.passing))
    period = _(PERIODS[column.period]) if column.period else ""
    return f"{words} · {period}" if period else words


def _samples(summary: ColumnSummary | None) -> str:
    if summary is None:
        return ""
    shown = ", ".join(summary.samples[:MOST_SAMPLES])
    if summary.distinct <= min(len(summary.samples), MOST_SAMPLES):
        return shown
    return _("%(samples)s … (%(count)s different)", samples=shown, count=number(summary.distinct))


def _spread(summary: ColumnSummary | None) -> str:
    if summary is None or summary.low is None or summary.high is None:
        return ""
    if summary.low == summary.high:
        return number(summary.low)
    return _("%(low)s … %(high)s", low=number(summary.low), high=number(summary.high))


def _bars(summary: ColumnSummary | None) -> tuple[SmallBar, ...]:
    if summary is None or not summary.counts:
        return ()
    most, width = max(summary.counts), BARS_WIDE / len(summary.counts)
    heights = [
        max(BARS_HIGH * count / most, LEAST_BAR) if count else 0.0 for count in summary.counts
    ]
    return tuple(
        SmallBar(
            round(at * width, 1), round(BARS_HIGH - high, 1), round(width * 0.9, 1), round(high, 1)
        )
        for at, high in enumerate(heights)
        if high
    )


def _marks(column: ColumnDescription, summary: ColumnSummary | None) -> tuple[MarkLine, ...]:
    if column.meaning not in DESCRIBED or summary is None:
        return ()
    found = [
        MarkLine(text, summary.texts.get(text, 0), means) for text, means in column.marks.items()
    ]
    if column.numeric:
        others = (text for text in summary.texts if text not in column.marks)
        found += [
            MarkLine(text, summary.texts[text], "" if text.casefold() in MARKS else None)
            for text in others
        ]
    return tuple(one for one in found if one.count)


def _question(question: Question) -> QuestionLine:
    choices = tuple((choice.key, sentence(choice.words)) for choice in question.choices)
    return QuestionLine(question.key, sentence(question.text), choices, question.answer)


def _scales() -> Iterator[tuple[str, str]]:
    yield from ((key, sentence(scale.words)) for key, scale in SCALES.items())


def _choices(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, _(text)) for key, text in words.items())


def _left_out(place: int, row: Mapping[str, Any]) -> LeftOutLine:
    called = f"{row['sheet']}!{row['number']}" if row["sheet"] else str(row["number"])
    return LeftOutLine(place, called, tuple(row["cells"]), sentence(FileProblem(**row["reason"])))


def _read_as(shown: UploadPreview) -> str:
    """Say how a file is written, and where the table in it stands."""
    parts = [_(FORMATS[shown.kind])]
    if shown.kind == "csv":
        separator = SEPARATORS.get(shown.separator or "")
        parts = [
            _(
                "CSV, %(encoding)s, separated by “%(separator)s”",
                encoding=shown.encoding,
                separator=_(separator) if separator else shown.separator,
            )
        ]
    sheets = [name for name in shown.layout["sheets"] if name]
    if sheets:
        parts.append(
            ngettext("sheet %(sheets)s", "sheets %(sheets)s", len(sheets), sheets=", ".join(sheets))
        )
    if shown.layout["header_row"] > 1 or shown.layout["header_lines"] > 1:
        parts.append(_("header in row %(row)s", row=shown.layout["header_row"]))
    parts.append(_("decimals written with “%(mark)s”", mark=shown.decimal))
    return " · ".join(parts)
