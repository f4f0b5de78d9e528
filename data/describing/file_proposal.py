"""What a whole file is proposed as: the dictionary it follows, or a description of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.column import Column
from data.describing.columns import (
    MOSTLY,
    as_described,
    fitting,
    has_slips,
    percents_fit,
    proposed_column,
    proposed_marks,
    same_header,
    slug,
    within,
)
from data.describing.counting import counted, proposed_counting, raw_headers
from data.describing.description import (
    GRADE,
    NAMES,
    ONE_ONLY,
    ColumnDescription,
    FileDescription,
    MeanGrade,
    Meaning,
    RowCounts,
)
from data.describing.grade_scales import SCALES, likely_scale, scale_key
from data.describing.header_words import HeaderFacts, heading_of, language_of, period_in
from data.describing.proposal import ColumnSummary, Proposal
from data.describing.questions import (
    answered,
    looks_like_a_year,
    mean_column,
    reviewed,
    scale_question,
)
from data.describing.summary import summaries_of
from data.dictionary import Dictionary, fit
from data.headers import Match, fold
from data.reading.cells import read_cells
from data.reading.table import FileTable

LATEST = {"first": 1, "second": 2, "third": 3, "year": 4, None: 5}
# How much of a remembered file must be in this one for it to be the same kind of file.
SAME_KIND = 0.6


def propose(
    table: FileTable,
    dictionaries: Mapping[str, Dictionary],
    usual: Sequence[FileDescription] = (),
    own: Collection[str] = (),
    counting: RowCounts | bool = True,
) -> Proposal:
    """What every column of a table is proposed as, and what must be asked.

    dictionaries: by name, those that the file may follow. usual: descriptions that the school
    confirmed before, the latest first; a file of the same kind takes over what was said there. own:
    names of the dictionaries that are the school's own, whose scale is not asked again. counting:
    how rows are counted up, True to propose that where they are one answer each, False where each
    row is a student. The columns described are those of the table counted up.
    """
    facts = _facts(table)
    remembered = _remembered(table.headers, usual)
    count = _counting(table, facts, counting, remembered)
    if count is not None:
        table = counted(table, count)
        facts = _facts(table)
    followed = _closest(facts, dictionaries, own)
    description = _described(table, facts, followed, remembered, own)
    description = description.model_copy(update={"counting": count})
    if remembered is not None:
        description = _answered_as(description, remembered, facts.summaries)
    proposal = reviewed(description, facts.summaries)
    whole = followed is not None and _follows(followed, description, proposal, facts, own)
    if followed is None or not whole or description.mean or count:
        return proposal
    return reviewed(_unchanged(description, followed), facts.summaries)


def _counting(
    table: FileTable,
    facts: FileFacts,
    asked: RowCounts | bool,
    remembered: FileDescription | None,
) -> RowCounts | None:
    if isinstance(asked, RowCounts):
        return asked
    if not asked:
        return None
    before = remembered.counting if remembered is not None else None
    if before is not None and raw_headers(before) <= set(table.headers):
        return before
    return proposed_counting(table, facts.headings, facts.summaries)


def describe_with(dictionary: Dictionary, table: FileTable) -> Proposal:
    """What a table is, where the dictionary that it follows was chosen: nothing is asked."""
    summaries = summaries_of(table)
    mapping = dictionary.recognise(table.headers).mapping
    columns = tuple(
        as_described(header, dictionary.columns[mapping[header]])
        if header in mapping
        else ColumnDescription(header=header, meaning="out", name=slug(header))
        for header in table.headers
    )
    columns = _with_whole_names(columns)
    grade = next((each.header for each in columns if each.meaning == "grade"), None)
    language = language_of([heading_of(header) for header in table.headers])
    described = FileDescription(
        columns=columns, dictionary=dictionary.name, grade=grade, language=language
    )
    return reviewed(described, summaries)


@dataclass(frozen=True)
class FileFacts:
    """What is known of a table before anything is proposed, a summary and heading a column."""

    summaries: tuple[ColumnSummary, ...]
    headings: tuple[HeaderFacts, ...]
    language: str

    def __iter__(self) -> Any:
        return iter(zip(self.summaries, self.headings, strict=True))


@dataclass(frozen=True)
class DictionaryFit:
    """A dictionary that a file is like. mapping: header -> column, where the cells fit too."""

    dictionary: Dictionary
    mapping: Mapping[str, str]


def _facts(table: FileTable) -> FileFacts:
    headings = [heading_of(header) for header in table.headers]
    told = next((period for title in table.titles if (period := period_in(title))), None)
    headings = [
        replace(each, period=told, part="")
        if told and _is_grade(each) and not each.period
        else each
        for each in headings
    ]
    summaries = _with_points(summaries_of(table), headings)
    return FileFacts(summaries, tuple(headings), language_of(headings))


def _is_grade(heading: HeaderFacts) -> bool:
    return heading.word is not None and heading.word.meaning == "grade"


def _with_points(
    summaries: Sequence[ColumnSummary], headings: Sequence[HeaderFacts]
) -> tuple[ColumnSummary, ...]:
    """The summaries with full points that stand in a column of their own beside the grades."""
    found = list(summaries)
    for place, (summary, heading) in enumerate(zip(summaries, headings, strict=True)):
        constant = summary.low is not None and summary.low == summary.high
        if heading.word is None or heading.word.key != "full_points" or not constant:
            continue
        grades = [other for other in range(len(headings)) if _is_grade(headings[other])]
        before = [other for other in grades if other < place] or grades
        if before and summary.high and (found[before[-1]].high or 0.0) <= summary.high:
            found[before[-1]] = found[before[-1]].model_copy(update={"points": summary.high})
    return tuple(found)


def _closest(
    facts: FileFacts, dictionaries: Mapping[str, Dictionary], own: Collection[str]
) -> DictionaryFit | None:
    """The dictionary with most of the file's columns, where it says more than who the student is.

    Between equals one of the school's own, then the one that lacks less, then the first.
    """
    headers = [summary.header for summary in facts.summaries]
    ranked = []
    for place, dictionary in enumerate(dictionaries.values()):
        kept = _known_to(dictionary, headers, facts)
        told = [name for name in kept.values() if dictionary.columns[name].role in (None, "grade")]
        if not told and dictionary.name not in own:
            continue
        required = [
            each.name
            for each in dictionary.columns.values()
            if each.required and each.role != "grade"
        ]
        found = Match(
            mapping=kept,
            unknown=tuple(header for header in headers if header not in kept),
            missing=tuple(name for name in required if name not in kept.values()),
            score=2 * len(kept) / max(len(headers) + len(dictionary.columns), 1),
        )
        if kept:
            there = (1 + len(required) - len(found.missing)) / (1 + len(required))
            whole = not found.missing and dictionary.grade.name in kept.values()
            close = fit(dictionary, found) if whole else (0.0, 0)
            rank = (len(kept), dictionary.name in own, there, close, -place)
            ranked.append((rank, DictionaryFit(dictionary, kept)))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _known_to(dictionary: Dictionary, headers: Sequence[str], facts: FileFacts) -> dict[str, str]:
    """Which header is which column of a dictionary, where the cells can be of it: by its aliases,
    else by the lists of words."""
    by_header = {summary.header: summary for summary in facts.summaries}

    def fits(header: str, name: str) -> bool:
        column, summary = dictionary.columns[name], by_header[header]
        return fitting(summary, column) >= MOSTLY and percents_fit(summary, column)

    known = dictionary.recognise(headers).mapping
    known = {header: name for header, name in known.items() if fits(header, name)}
    words = sorted(
        (heading.word.rank, place)
        for place, heading in enumerate(facts.headings)
        if heading.word is not None and headers[place] not in known
    )
    for _, place in words:
        column = _column_for(dictionary, facts.headings[place])
        if column and column not in known.values() and fits(headers[place], column):
            known[headers[place]] = column
    return {header: known[header] for header in headers if header in known}


def _column_for(dictionary: Dictionary, heading: HeaderFacts) -> str | None:
    """The column that has the role, or is the answer, that a header's words say."""
    word = heading.word
    if word is None or heading.subject or heading.period not in (None, "year"):
        return None
    if word.meaning == "answer":
        return word.name if word.name in dictionary.columns else None
    role = dictionary.with_role("first_name" if word.meaning == "name" else word.meaning)
    return role.name if role is not None else None


def _described(
    table: FileTable,
    facts: FileFacts,
    followed: DictionaryFit | None,
    remembered: FileDescription | None,
    own: Collection[str],
) -> FileDescription:
    columns = []
    for summary, heading in facts:
        before = _before(summary, remembered)
        known = followed and followed.mapping.get(summary.header)
        column = followed.dictionary.columns[known] if followed and known else None
        if before and column and followed and followed.dictionary.name in own:
            before = _as_kept(before, column)
        columns.append(before or proposed_column(summary, heading, column))
    columns = _years_apart(columns, facts, remembered)
    columns = _grades_found(columns, facts)
    described = FileDescription(
        columns=tuple(columns),
        like=followed.dictionary.name if followed else None,
        grade_name=followed.dictionary.grade.name if followed else GRADE,
        language=facts.language,
    )
    kept = followed is not None and followed.dictionary.name in own
    described = _on_scales(described, facts, remembered, followed, kept)
    described = described.model_copy(update={"columns": _one_each(described.columns, facts)})
    return _with_grade(described, facts)


def _before(summary: ColumnSummary, remembered: FileDescription | None) -> ColumnDescription | None:
    """What the school said of the column in an earlier file, where its cells are of that kind."""
    for column in remembered.columns if remembered else ():
        if same_header(column.header, summary.header):
            numbers = column.numeric and column.meaning != "out"
            if numbers and summary.filled and 2 * summary.numbers < summary.filled:
                return None
            marks = {**proposed_marks(summary), **column.marks} if numbers else column.marks
            return column.model_copy(update={"header": summary.header, "marks": marks})
    return None


def _as_kept(before: ColumnDescription, known: Column) -> ColumnDescription:
    """What was said of a column, as the school's own dictionary has it now: somebody may have
    edited that since."""
    if before.meaning == "out":
        return before
    now = as_described(before.header, known)
    kept: dict[str, Any] = {"meaning": before.meaning, "subject": before.subject}
    if before.kind == "steps":
        kept |= before.model_dump(include={"kind", "steps", "low", "high"})
    kept |= {"period": now.period or before.period, "marks": {**before.marks, **now.marks}}
    return now.model_copy(update=kept)


def _years_apart(
    columns: list[ColumnDescription], facts: FileFacts, remembered: FileDescription | None
) -> list[ColumnDescription]:
    """What is headed Grade and could be the school year is that until somebody says otherwise."""
    return [
        ColumnDescription(header=column.header, meaning="year", name="year", kind="word")
        if column.meaning == "grade"
        and looks_like_a_year(summary, facts.language)
        and not (remembered and _before(summary, remembered))
        else column
        for column, summary in zip(columns, facts.summaries, strict=True)
    ]


def _grades_found(columns: list[ColumnDescription], facts: FileFacts) -> list[ColumnDescription]:
    """Where no column is a grade, grades of a period that a dictionary only shows are ones."""
    if any(column.meaning == "grade" for column in columns):
        return columns
    return [
        column.model_copy(update={"meaning": "grade", "period": heading.period})
        if column.meaning in ("shown", "answer") and column.numeric and _is_grade(heading)
        else column
        for column, (_, heading) in zip(columns, facts, strict=True)
    ]


def _on_scales(
    described: FileDescription,
    facts: FileFacts,
    remembered: FileDescription | None,
    followed: DictionaryFit | None,
    kept: bool,
) -> FileDescription:
    """Grades on the scale that is likely; kept: a dictionary of the school's own says it."""
    by_header = {summary.header: summary for summary in facts.summaries}
    headings = {each.header: each for each in facts.headings}
    found, together = scale_question(described, by_header)
    headers = {column.header for column in together}
    changed = []
    for column in described.columns:
        summary = by_header[column.header]
        number = column.meaning == "grade" and column.kind != "steps"
        slips = followed is not None and _has_slips(followed, column, summary)
        if not number or (column.like and kept) or slips or _before(summary, remembered):
            changed.append(column)
            continue
        if column.header in headers and found is not None:
            scale, asked = found.scale, found.asked
        elif not summary.numbers and not summary.points and not headings[column.header].out_of:
            scale, asked = SCALES["0-20"], False
        else:
            heading = headings[column.header]
            scale, asked = likely_scale([summary], [heading], facts.language).scale, False
        if column.like and not asked and scale_key(column) == scale.key:
            changed.append(column)
            continue
        unit = {"en": "%"} if scale.kind == "percent" else {}
        changed.append(column.model_copy(update={**scale.fields, "like": "", "unit": unit}))
    return described.model_copy(update={"columns": tuple(changed)})


def _has_slips(
    followed: DictionaryFit, column: ColumnDescription, summary: ColumnSummary
) -> bool:
    known = followed.dictionary.columns.get(column.like)
    return known is not None and has_slips(summary, known)


def _one_each(
    columns: Sequence[ColumnDescription], facts: FileFacts
) -> tuple[ColumnDescription, ...]:
    """One column for what a student has one of: the one with the plainest words, then the fuller.

    A name of one half is a whole one where the other half is not there, and the other way round.
    """
    best: dict[Meaning, tuple[float, str]] = {}
    for column, (summary, heading) in zip(columns, facts, strict=True):
        if column.meaning not in ONE_ONLY:
            continue
        if column.meaning == "id" and summary.filled < summary.rows / 2:
            continue
        rank = heading.word.rank if heading.word else 3
        score = (rank - summary.share, column.header)
        if column.meaning not in best or score[0] < best[column.meaning][0]:
            best[column.meaning] = score
    kept = tuple(
        column
        if column.meaning not in ONE_ONLY or best.get(column.meaning, (0, None))[1] == column.header
        else column.model_copy(update={"meaning": "out", "like": ""})
        for column in columns
    )
    return _with_whole_names(_with_numbers_as_ids(kept, facts))


def _with_numbers_as_ids(
    columns: tuple[ColumnDescription, ...], facts: FileFacts
) -> tuple[ColumnDescription, ...]:
    """Numbers of a list are ids where they are long, all different, and nothing else is one."""
    if any(column.meaning == "id" for column in columns):
        return columns
    for place, (summary, heading) in enumerate(facts):
        long = summary.low is not None and summary.low >= 1000 and summary.whole
        if heading.word and heading.word.key == "class_number" and long and not summary.repeated:
            update = {"meaning": "id", "name": "StudentID", "kind": "text", "marks": {}}
            one = columns[place].model_copy(update=update)
            return (*columns[:place], one, *columns[place + 1 :])
    return columns


def _with_whole_names(columns: tuple[ColumnDescription, ...]) -> tuple[ColumnDescription, ...]:
    meanings = {column.meaning for column in columns if column.meaning in NAMES}
    turned: dict[Meaning, Meaning] = {}
    if meanings == {"family_name"} or meanings == {"first_name"}:
        turned = {"family_name": "name", "first_name": "name"}
    elif meanings == {"name", "family_name"}:
        turned = {"name": "first_name"}
    elif meanings == {"name", "first_name"}:
        turned = {"name": "family_name"}
    elif meanings == {"name", "first_name", "family_name"}:
        turned = {"name": "out"}
    return tuple(
        column.model_copy(update={"meaning": turned[column.meaning]})
        if column.meaning in turned
        else column
        for column in columns
    )


def _with_grade(described: FileDescription, facts: FileFacts) -> FileDescription:
    """The description with the grade that counts, or the mean of the subjects' to be confirmed."""
    headings = {each.header: each for each in facts.headings}
    filled = {summary.header: summary.filled for summary in facts.summaries}
    grades = [each for each in described.columns if each.meaning == "grade" and filled[each.header]]
    if not grades:
        grades = [each for each in described.columns if each.meaning == "grade"]
    if not grades:
        return described

    def rank(column: ColumnDescription) -> tuple[Any, ...]:
        word = headings[column.header].word
        place = word.rank if word is not None and word.meaning == "grade" else 3
        return bool(column.subject), column.kind == "steps", place, -LATEST[column.period]

    first = min(grades, key=rank)
    latest = [each for each in grades if each.period == first.period and each.numeric]
    if not first.subject or len(latest) < 2:
        return described.model_copy(update={"grade": first.header})
    ends = {(each.low, each.high) for each in latest}
    if len(ends) > 1:
        return described.model_copy(update={"grade": first.header})
    taken = {fold(each.header) for each in described.columns}
    header = next(name for name in _mean_headers() if fold(name) not in taken)
    mean = MeanGrade(header=header, of=tuple(each.header for each in latest))
    columns = (*described.columns, mean_column(mean, first))
    return described.model_copy(update={"columns": columns, "mean": mean, "grade": header})


def _mean_headers() -> Any:
    yield "Mean"
    yield from (f"Mean {number}" for number in range(2, 100))


def _remembered(headers: Sequence[str], usual: Sequence[FileDescription]) -> FileDescription | None:
    """The remembered description of a file with mostly these headers, the latest of equals."""
    folded = {fold(header) or header for header in headers}

    def shared(description: FileDescription) -> float:
        before = {fold(each) or each for each in _file_headers(description)}
        return len(before & folded) / max(len(before | folded), 1)

    best = max(usual, key=shared, default=None)
    return best if best is not None and shared(best) >= SAME_KIND else None


def _file_headers(description: FileDescription) -> set[str]:
    """The headers of the file that a description is of, before anything was counted up."""
    if description.counting is not None:
        return raw_headers(description.counting)
    made = {description.mean.header} if description.mean else set()
    return {column.header for column in description.columns} - made


def _answered_as(
    description: FileDescription, remembered: FileDescription, summaries: Sequence[ColumnSummary]
) -> FileDescription:
    """The description with the answers that were given of an earlier file."""
    for question in reviewed(description, summaries).questions:
        key = remembered.answers.get(question.key)
        if question.answer is None and key in {choice.key for choice in question.choices}:
            description = answered(description, question, str(key))
    headers = {column.header for column in description.columns if column.meaning == "grade"}
    if remembered.grade in headers:
        description = description.model_copy(update={"grade": remembered.grade})
    return description


def _follows(
    followed: DictionaryFit,
    description: FileDescription,
    proposal: Proposal,
    facts: FileFacts,
    own: Collection[str],
) -> bool:
    """Whether a file is wholly what a dictionary says: no column more, no cell outside it."""
    dictionary = followed.dictionary
    if proposal.open_questions:
        return False
    names = set(followed.mapping.values())
    if any(each.required and each.name not in names for each in dictionary.columns.values()):
        return False
    by_header = {summary.header: summary for summary in facts.summaries}
    for column in description.columns:
        known = followed.mapping.get(column.header)
        if known is None:
            if column.meaning != "out":
                return False
            continue
        held = dictionary.columns[known]
        said = as_described(column.header, held)
        same = (column.like or column.name) == known
        ends = (column.low, column.high, column.best) == (said.low, said.high, said.best)
        if not same or not ends or column.kind != said.kind:
            return False
        marks = [text for text in column.marks if text not in said.marks]
        if read_cells(marks, held, ".").faults or not within(by_header[column.header], held):
            return False
    return dictionary.name in own or description.grade is not None


def _unchanged(description: FileDescription, followed: DictionaryFit) -> FileDescription:
    columns = tuple(
        as_described(
            column.header, followed.dictionary.columns[followed.mapping[column.header]]
        ).model_copy(update={"meaning": column.meaning})
        if column.header in followed.mapping
        else column
        for column in description.columns
    )
    update = {"columns": columns, "dictionary": followed.dictionary.name, "like": None}
    return description.model_copy(update=update)
