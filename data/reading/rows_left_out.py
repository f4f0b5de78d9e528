"""Rows of a table that are no students: totals and means, points possible, headers once more.

A name alone condemns nobody: what tells a mean from a student called Media is what else is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.headers import plain
from data.reading.decimals import WHOLE, WITH_COMMA, WITH_POINT
from data.reading.opened_file import MergedCells
from data.wording.message import N_, FileProblem

BLANK = N_("Blank.")
REPEATED_HEADER = N_("Repeats the header.")
REPEATED_TITLE = N_("Repeats a title of the file.")
SUMMARY = N_("A mean, a total or another figure of many students.")
POSSIBLE = N_("Says how many points can be had, or the dates of the columns.")
ACROSS = N_("A text across the columns.")
UNDER = N_("Stands under the table.")
BY_HAND = N_("Left out by hand.")
HAS_LEFT = N_("Has left the school on %(date)s.")
TO_BE_DELETED = N_("Is marked to be deleted.")
DISABLED = N_("Is no longer an enabled user.")
GONE = frozenset({HAS_LEFT, TO_BE_DELETED, DISABLED})
"""Why a row is of somebody who was a student."""

# What a program writes into the first rows under its header. Plain texts.
POSSIBLE_WORDS = {
    "points possible", "points possibles", "pontos possiveis", "puntos posibles", "punti possibili",
    "mogliche punkte", "possible points", "max points", "maximum points", "manual posting",
}  # fmt: skip
UNDER_HEADER = {
    "date",
    "due date",
    "points",
    "data",
    "pontos",
    "fecha",
    "puntos",
    "punkte",
    "datum",
}
FIRST_ROWS = 3
FIGURES = {
    "media", "medias", "mediana", "total", "totais", "totales", "totaux", "soma", "suma", "somme",
    "moyenne", "moyennes", "mean", "average", "averages", "avg", "median", "mediane", "sum",
    "count",
    "durchschnitt", "klassendurchschnitt", "mittelwert", "klassenmittel", "notenschnitt", "schnitt",
    "summe", "gesamt", "insgesamt", "promedio", "promedios", "minimo", "maximo", "minimum",
    "maximum", "desvio", "desviacion", "ecart", "deviation", "effectif", "effectifs",
    "subtotal", "positivas", "negativas", "aprobados", "reprobados",
}  # fmt: skip
# Words that are nobody's name: whatever follows them.
NO_NAMES = {
    "promedio", "promedios", "moyenne", "average", "averages", "durchschnitt", "mittelwert", "mean",
}  # fmt: skip
GERMAN_ENDINGS = ("durchschnitt", "mittelwert", "summe")
# What may stand beside one of them.
BESIDE = {
    "da", "do", "de", "das", "dos", "du", "des", "del", "la", "le", "les", "l", "of", "the", "der",
    "und", "e", "et", "and", "y", "par", "per", "por", "for", "turma", "turmas", "classe", "class",
    "klasse", "grupo", "groupe", "group", "curso", "course", "disciplina", "geral", "general",
    "generale", "global", "globale", "overall", "final", "escola", "school", "ecole", "schule",
    "ano", "year", "alunos", "alunas", "eleves", "alumnos", "students", "estudiantes", "schuler",
    "nota", "notas", "note", "notes", "grade", "grades", "score", "scores", "padrao", "estandar",
    "tipica", "type", "standard", "aritmetica", "plus", "haute", "basse", "%", "division", "aula",
    "salon", "seccion", "section", "total", "periodo", "trimestre", "semestre", "bimestre",
}  # fmt: skip
WORDS = re.compile(r"[^\W\d_]+|%")
SOME = 1000


@dataclass(frozen=True)
class TableBody:
    """What stands under a header.

    rows: as wide as the header or not. numbers: of the sheet. headers: one name a column. lines:
    the header's lines as they are written. titles: rows above the header. merged: with rows counted
    from the first of `rows`. left_out: row number -> why the format itself leaves it out.
    """

    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    headers: Sequence[str]
    lines: Sequence[Sequence[str]]
    titles: Sequence[Sequence[str]]
    merged: Sequence[MergedCells]
    left_out: Mapping[int, FileProblem]


def no_students(body: TableBody) -> dict[int, FileProblem]:
    """Why a row is no student, by its place in the body from 0; the others are students."""
    reasons: dict[int, FileProblem] = {}
    lines = [_texts(line) for line in body.lines]
    known = {tuple(line): REPEATED_TITLE for line in map(_texts, body.titles)}
    known |= {tuple(line): REPEATED_HEADER for line in lines if len(line) > 1}
    starts = {line[0] for line in known if line}
    across = {
        each.top for each in body.merged if each.top == each.bottom and each.right > each.left + 1
    }
    summaries: list[int] = []
    labels: dict[str, str | None] = {"": None}
    for place, row in enumerate(body.rows):
        first = next(filter(None, row), None)
        if first is None:
            reasons[place] = FileProblem(BLANK)
            continue
        if body.left_out and body.numbers[place] in body.left_out:
            reasons[place] = body.left_out[body.numbers[place]]
            continue
        if first in starts and (again := known.get(tuple(_texts(row)))):
            reasons[place] = FileProblem(again)
            continue
        if place in across and _count(row) == 1:
            reasons[place] = FileProblem(ACROSS)
            continue
        if first not in labels:
            labels[first] = _label(first)
        if labels[first] or WHOLE.fullmatch(first):
            summaries.append(place)
    _leave_out_foot(body, reasons)
    _leave_out_figures(body, [at for at in summaries if at not in reasons], reasons)
    return reasons


def _leave_out_figures(
    body: TableBody, places: Sequence[int], reasons: dict[int, FileProblem]
) -> None:
    """Of rows that may be figures of many, those that are: what every student has is empty."""
    candidates = [(place, found) for place in places if (found := _first_label(body.rows[place]))]
    if not candidates or len(candidates) > max(len(body.rows) // 2, 3):
        return
    apart = {place for place, _ in candidates} | reasons.keys()
    words_of_all, ids_of_all = _always_filled(body, apart)
    filled = [place for place in range(len(body.rows)) if place not in reasons]
    first_rows, last = set(filled[:FIRST_ROWS]), filled[-1]
    for place, (column, template, words) in candidates:
        row = body.rows[place]
        others = words_of_all - {column}
        lacks = any(each >= len(row) or not row[each] for each in others | ids_of_all)
        if template == POSSIBLE and words in UNDER_HEADER and place not in first_rows:
            continue
        at_end = place == last or all(
            later in apart or later not in filled for later in range(place + 1, len(body.rows))
        )
        plain_figure = not others and not any(row[:column]) and (at_end or " " in words)
        if lacks or plain_figure:
            reasons[place] = FileProblem(template)


def _always_filled(body: TableBody, apart: set[int]) -> tuple[set[int], set[int]]:
    """Columns of words, and of ids, that nearly all students fill: a mean has none of them."""
    rows = [row for place, row in enumerate(body.rows) if place not in apart]
    words, ids = set(), set()
    for column in range(len(body.headers)):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        if not cells or len(cells) < 0.9 * len(rows):
            continue
        some = cells[:SOME]
        if 2 * sum(map(_is_number, some)) < len(some):
            words.add(column)
        elif len(some) > 2 and len(set(some)) == len(some) and all(map(WHOLE.fullmatch, some)):
            ids.add(column)
    return words, ids


def _first_label(row: Sequence[str]) -> tuple[int, str, str] | None:
    """Column, reason and plain text of a row's first words, where these are of a figure."""
    for column, cell in enumerate(row):
        if cell and not _is_number(cell):
            template = _label(cell)
            return (column, template, plain(cell)) if template else None
    return None


def _label(cell: str) -> str | None:
    """The reason that a text speaks for: a figure of many, points to be had; None for others."""
    if len(cell) > 60:
        return None
    text = plain(cell).strip(" :.*=()")
    if text in POSSIBLE_WORDS or text in UNDER_HEADER:
        return POSSIBLE
    words = WORDS.findall(text)
    if words and (words[0] in NO_NAMES or words[0].endswith(GERMAN_ENDINGS)):
        return SUMMARY
    if not any(word in FIGURES for word in words):
        return None
    # A short word is half the name of a class, or what is left of an abbreviation.
    strange = [word for word in words if word not in FIGURES | BESIDE and len(word) > 2]
    return None if strange else SUMMARY


def _leave_out_foot(body: TableBody, reasons: dict[int, FileProblem]) -> None:
    """Lines under the table: behind a blank row at the end, with a single text in many columns."""
    named = sum(bool(header) for header in body.headers)
    place = len(body.rows) - 1
    foot: list[int] = []
    while place > 0:
        row = body.rows[place]
        if place in reasons:
            if reasons[place].template == BLANK and foot:
                for each in foot:
                    reasons[each] = FileProblem(UNDER)
                foot = []
        elif _count(row) == 1 and named > 2 and not any(map(_is_number, row)):
            foot.append(place)
        else:
            return
        place -= 1


def _texts(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _count(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _is_number(cell: str) -> bool:
    return bool(WHOLE.fullmatch(cell) or WITH_COMMA.fullmatch(cell) or WITH_POINT.fullmatch(cell))
