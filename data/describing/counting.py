"""Files whose rows are one answer each, counted up to one row a student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from data.describing.description import Count, RowCounts
from data.describing.header_words import FOLDER, HeaderFacts, entry, language_of
from data.describing.proposal import ColumnSummary
from data.describing.summary import number_in
from data.dictionary import plain_content
from data.headers import fold, plain
from data.reading.students import day_in, month_first
from data.reading.table import FileTable
from data.wording.languages import in_language

# From this share of students with several rows on, the rows are no students.
MOSTLY_SEVERAL = 0.5
MOST_SUBJECTS = 30
MOST_VALUES = 12
BY = ("id",)
NAMED_BY = ("name", "first_name", "family_name", "class", "birth_date")
KEPT = ("name", "first_name", "family_name", "class", "school", "year", "birth_date")


def proposed_counting(
    table: FileTable, headings: Sequence[HeaderFacts], summaries: Sequence[ColumnSummary]
) -> RowCounts | None:
    """How the rows are counted up, None where each is a student.

    Rows are answers where most students have several, and these differ in a date or in words: an
    id that stands twice with another grade is a mistake, and no second answer.
    """
    by = _by(headings, summaries)
    if not by:
        return None
    place = {header: index for index, header in enumerate(table.headers)}
    groups = _grouped(table, by, place)
    several = [rows for rows in groups.values() if len(rows) > 1]
    if not several or len(several) < MOSTLY_SEVERAL * len(groups):
        return None
    kept = [
        summary.header
        for summary, heading in zip(summaries, headings, strict=True)
        if heading.word is not None and heading.word.meaning in KEPT and summary.header not in by
    ]
    varying = [
        summary
        for summary in summaries
        if summary.header not in by
        and summary.header not in kept
        and (
            _meaning(headings[place[summary.header]]) == "grade"
            or _varies(table, several, place[summary.header])
        )
    ]
    telling = [each for each in varying if 2 * each.numbers < each.filled]
    if not telling:
        return None
    still = [each.header for each in summaries if each not in varying and each.header not in by]
    return RowCounts(
        by=tuple(by),
        keep=tuple(header for header in table.headers if header in kept or header in still),
        counts=tuple(_counts(table, varying, headings, summaries)),
        dates=next((each.header for each in varying if 2 * each.dates > each.filled), ""),
    )


def counted(table: FileTable, counting: RowCounts) -> FileTable:
    """The table with one row a student; the number of each is that of the student's first row.

    A figure with nothing to take it from is an empty cell; a count of none is 0. Raises KeyError
    for columns that the table does not have.
    """
    place = {header: index for index, header in enumerate(table.headers)}
    groups = _grouped(table, counting.by, place)
    days = _days(table, place[counting.dates]) if counting.dates else None
    kept = [*counting.by, *(header for header in counting.keep if header not in counting.by)]
    rows = []
    for members in groups.values():
        row = [_first(table, members, place[header]) for header in kept]
        late = [each for each in members if _since(days, each, counting.since)]
        row += [_figure(table, late, count, place, days) for count in counting.counts]
        rows.append(row)
    headers = (*kept, *(count.header for count in counting.counts))
    decimals = {header: table.decimal_of(header) for header in kept}
    return replace(
        table,
        headers=headers,
        rows=rows,
        numbers=[table.numbers[members[0]] for members in groups.values()],
        left_out=(),
        percent=frozenset(table.percent & set(kept)),
        decimals=decimals,
    )


def raw_headers(counting: RowCounts) -> set[str]:
    """The columns of a file that are counted up or kept."""
    of = {count.of for count in counting.counts if count.of}
    where = {header for count in counting.counts for header in count.where}
    return {*counting.by, *counting.keep, *of, *where, *filter(None, [counting.dates])}


def _by(headings: Sequence[HeaderFacts], summaries: Sequence[ColumnSummary]) -> list[str]:
    """The columns that tell a student: an id, else the names with class and birth date."""
    ids = [
        (heading.word.rank, summary.header)
        for summary, heading in zip(summaries, headings, strict=True)
        if heading.word is not None
        and heading.word.meaning in BY
        and summary.filled == summary.rows
    ]
    if ids:
        return [min(ids)[1]]
    names = [
        summary.header
        for summary, heading in zip(summaries, headings, strict=True)
        if heading.word is not None and heading.word.meaning in NAMED_BY
    ]
    meanings = {heading.word.meaning for heading in headings if heading.word is not None}
    return names if meanings & {"name", "first_name", "family_name"} else []


def _grouped(
    table: FileTable, by: Sequence[str], place: Mapping[str, int]
) -> dict[tuple[str, ...], list[int]]:
    places = [place[header] for header in by]
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(table.rows):
        groups.setdefault(tuple(row[each] for each in places), []).append(number)
    return groups


def _varies(table: FileTable, several: Sequence[Sequence[int]], place: int) -> bool:
    """Whether a column differs between rows of one student, for most of those with several."""
    differing = sum(len({table.rows[each][place] for each in rows}) > 1 for rows in several)
    return differing >= MOSTLY_SEVERAL * len(several)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    content = plain_content(FOLDER / "long_files.yaml")
    return {key: frozenset(fold(str(each)) for each in texts) for key, texts in content.items()}


def _counts(
    table: FileTable,
    varying: Sequence[ColumnSummary],
    headings: Sequence[HeaderFacts],
    summaries: Sequence[ColumnSummary],
) -> Iterator[Count]:
    heading_by = {each.header: each for each in headings}
    numbers = [each for each in varying if 2 * each.numbers >= each.filled and each.filled]
    words = [each for each in varying if each not in numbers]
    grades = [each for each in numbers if _meaning(heading_by[each.header]) == "grade"]
    subject = next(
        (each for each in words if fold(each.header) in _lists()["subject_headers"]), None
    )
    dated = any(2 * each.dates > each.filled for each in varying)
    for grade in grades:
        yield Count(header=grade.header, how="mean", of=grade.header)
        if subject is not None and not subject.more_texts and len(subject.texts) <= MOST_SUBJECTS:
            how = "last" if dated else "mean"
            for text in subject.texts:
                yield Count(
                    header=f"{grade.header} · {text}",
                    how=how,
                    of=grade.header,
                    where={subject.header: (text,)},
                )
    others = [each for each in numbers if each not in grades]
    if not grades:
        yield from _events(table, others, words, headings)
        return
    for other in others:
        how = "sum" if _meaning(heading_by[other.header]) == "answer" else "mean"
        yield Count(header=other.header, how=how, of=other.header)


def _events(
    table: FileTable,
    numbers: Sequence[ColumnSummary],
    words: Sequence[ColumnSummary],
    headings: Sequence[HeaderFacts],
) -> Iterator[Count]:
    """Absences and the like, a row each or with their number, justified and unjustified apart."""
    lists = _lists()
    amount = next((each for each in numbers if fold(each.header) in lists["amount_headers"]), None)
    how = "count" if amount is None else "sum"
    of = "" if amount is None else amount.header
    language = language_of(headings)
    key = _counted_thing(table)
    name = in_language(entry(key).label, language) if key else "Rows"
    justified = next((each for each in words if _says_justified(each)), None)
    yield Count(header=name, how=how, of=of)
    if key == "absences" and justified is not None:
        for apart in ("justified", "unjustified"):
            texts = tuple(text for text in justified.texts if fold(text) in lists[apart])
            label = in_language(entry(f"absences_{apart}").label, language)
            if texts:
                yield Count(header=label, how=how, of=of, where={justified.header: texts})
    for other in numbers:
        if other.header != of:
            yield Count(header=other.header, how="sum", of=other.header)
    for each in words:
        subject = fold(each.header) in lists["subject_headers"]
        few = not each.more_texts and len(each.texts) <= MOST_VALUES and not subject
        if few and 2 * each.dates < each.filled and each is not justified and not key:
            for text in each.texts:
                yield Count(
                    header=f"{each.header} · {text}", how="count", where={each.header: (text,)}
                )


def _says_justified(summary: ColumnSummary) -> bool:
    """Whether a column says of each row whether it is justified."""
    lists = _lists()
    texts = {fold(text) for text in summary.texts}
    apart = [bool(texts & lists[key]) for key in ("justified", "unjustified")]
    words = all(apart) and texts <= lists["justified"] | lists["unjustified"]
    return words or (any(apart) and fold(summary.header) in lists["justified_headers"])


def _counted_thing(table: FileTable) -> str | None:
    """What a file's rows are, by the words of its headers, titles and name; None where unknown."""
    texts = [*table.headers, *table.titles, table.filename.rsplit(".", 1)[0], *table.sheets]
    words = {
        fold(word)
        for text in texts
        for word in plain(text).replace("_", " ").replace("-", " ").replace("'", " ").split()
    }
    lists = _lists()
    for key, name in (
        ("absences", "absence_words"),
        ("lateness", "late_words"),
        ("sanctions", "sanction_words"),
    ):
        if words & lists[name]:
            return key
    return "absences" if any(fold(each) in lists["justified_headers"] for each in words) else None


def _meaning(heading: HeaderFacts) -> str:
    return heading.word.meaning if heading.word is not None else ""


def _first(table: FileTable, members: Sequence[int], place: int) -> str:
    return next((table.rows[each][place] for each in members if table.rows[each][place]), "")


def _days(table: FileTable, place: int) -> list[str | None]:
    written = [row[place] for row in table.rows]
    distinct = {text for text in written if text}
    american = month_first(sorted(distinct))
    read = {text: day_in(text, american) for text in distinct}
    return [read.get(text) for text in written]


def _since(days: Sequence[str | None] | None, row: int, since: str) -> bool:
    if days is None or not since:
        return True
    day = days[row]
    return day is not None and day >= since


def _figure(
    table: FileTable,
    members: Sequence[int],
    count: Count,
    place: Mapping[str, int],
    days: Sequence[str | None] | None,
) -> str:
    rows = [
        each
        for each in members
        if all(table.rows[each][place[header]] in texts for header, texts in count.where.items())
    ]
    if count.how in ("count", "days"):
        told = {days[each] for each in rows if days[each]} if days is not None else set()
        return str(len(rows) if count.how == "count" else len(told))
    if count.how == "share":
        return _written(100 * len(rows) / len(members), table) if members else ""
    cells = [table.rows[each][place[count.of]] for each in rows]
    decimal = table.decimal_of(count.of)
    read = [(number_in(cell, decimal), each) for cell, each in zip(cells, rows, strict=True)]
    numbers = [(number, each) for number, each in read if number is not None]
    if not numbers:
        return next((cell for cell in cells if cell), "0" if count.how == "sum" else "")
    total = sum(number for number, _ in numbers)
    if count.how == "last":
        last = max(numbers, key=lambda pair: ((days[pair[1]] or "") if days else "", pair[1]))
        return _written(last[0], table)
    return _written(total if count.how == "sum" else total / len(numbers), table)


def _written(number: float, table: FileTable) -> str:
    text = f"{round(number, 2):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", table.decimal)
