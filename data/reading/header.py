"""Which row of a sheet is the header, under whatever titles, and the names of the columns.

A header of two lines, subjects over what is known of each, joined to one name a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from data.headers import fold
from data.reading.decimals import WHOLE, WITH_COMMA, WITH_POINT
from data.reading.opened_file import FileSheet

# How many rows with anything in them are looked at.
ROWS_TRIED = 60
CELLS_TRIED = 1000
# A row of titles is followed by the header within so many rows.
LOOKED_AHEAD = 12
USUAL = 0.75
JOINED = " · "
DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
# What stands at the head of a column in a school's files, and in no title: folded.
HEADER_WORDS = {
    "n", "no", "num", "numero", "nr", "id", "studentid", "numeroprocesso", "nprocesso", "processo",
    "nproc", "matricula", "codigo", "identifiant", "identificador", "orgdefinedid", "sourcedid",
    "nome", "nomes", "nomecompleto", "nomedoaluno", "nomedoaaluno", "aluno", "alunos", "apelido",
    "name", "fullname", "firstname", "lastname", "familyname", "givenname", "surname", "student",
    "studentname", "username", "email", "nom", "prenom", "eleve", "eleves", "nomdefamille",
    "alumno", "alumnos", "alumna", "estudiante", "nombre", "nombres", "apellido", "apellidos",
    "apellidosynombres", "nachname", "vorname", "schuler", "schulerin", "cognome", "cognomenome",
    "turma", "anoturma", "classe", "class", "klasse", "grupo", "curso", "seccion", "section",
    "division", "homeroom", "nota", "notas", "notafinal", "note", "moyenne", "grade", "finalgrade",
    "faltas", "absences", "ausencias", "inasistencias", "fehltage", "retards", "classif",
    "classfinal", "classificacao", "promedio", "media", "datadenascimento", "datedenaissance",
}  # fmt: skip


@dataclass(frozen=True)
class HeaderPlace:
    """index: of the header's first line among the sheet's rows, from 0. lines: 1 or 2."""

    index: int
    lines: Literal[1, 2] = 1


def find_header(sheet: FileSheet) -> HeaderPlace | None:
    """The header of the table in a sheet; None where no row holds two cells.

    It is the first row with anything in it that is not a title: titles fill few cells, and a row
    that fills more of them with words follows soon.
    """
    filled_rows = ((index, row) for index, row in enumerate(sheet.rows) if any(row))
    tried = [(index, row[:CELLS_TRIED]) for index, row in islice(filled_rows, ROWS_TRIED)]
    filled = [_count(row) for _, row in tried]
    if not tried or max(filled) < 2:
        return None
    usual = sorted(filled)[3 * len(filled) // 4]
    for place, (index, row) in enumerate(tried):
        lines = _lines_from(sheet, index, usual)
        if lines == 2 or not _is_title(tried, place, usual):
            above = tried[place - 1] if place else None
            if lines == 1 and above and _is_line_above(sheet, above, (index, row)):
                return HeaderPlace(above[0], 2)
            return HeaderPlace(index, lines)
    return HeaderPlace(tried[0][0])


def header_names(sheet: FileSheet, place: HeaderPlace) -> list[str]:
    """The name of each column, on one line; "" where it has none. Two lines are joined by a dot."""
    first = [_on_one_line(cell) for cell in sheet.rows[place.index]]
    if place.lines == 1 or place.index + 1 >= len(sheet.rows):
        return first
    second = [_on_one_line(cell) for cell in sheet.rows[place.index + 1]]
    width = max(len(first), len(second))
    first += [""] * (width - len(first))
    second += [""] * (width - len(second))
    upper = _spread(sheet, place.index, first, second)
    return [
        JOINED.join(part for part in parts if part) for parts in zip(upper, second, strict=True)
    ]


def known_words(row: Sequence[str]) -> int:
    """How many cells of a row say what columns of schools' files are headed."""
    return sum(fold(cell) in HEADER_WORDS for cell in row if cell and len(cell) < 40)


def _spread(sheet: FileSheet, index: int, first: list[str], second: list[str]) -> list[str]:
    """The upper line with each text repeated to the right, as far as it is merged or stands over
    the lower line's cells alone."""
    spread = list(first)
    merged = [each for each in sheet.merged if each.top <= index <= each.bottom]
    for each in merged:
        for column in range(each.left, min(each.right + 1, len(spread))):
            spread[column] = first[each.left]
    if any(each.right > each.left for each in merged):
        return spread
    for column in range(1, len(spread)):
        if not spread[column] and second[column] and second[column - 1]:
            spread[column] = spread[column - 1]
    return spread


def _lines_from(sheet: FileSheet, index: int, usual: int) -> Literal[1, 2]:
    """Whether the header that begins here has a second line, which names what the first leaves."""
    if index + 1 >= len(sheet.rows):
        return 1
    first, second = sheet.rows[index], sheet.rows[index + 1]
    merged = any(
        each.top == index and each.left < each.right and each.bottom == index
        for each in sheet.merged
    )
    if _count(first) < 2 or not any(second) or _numbers(first) or (_numbers(second) and not merged):
        return 1
    start = next(place for place, cell in enumerate(first) if cell)
    if start < len(second) and second[start]:
        return 1
    gaps = [
        place
        for place, cell in enumerate(second)
        if cell and (place >= len(first) or not first[place])
    ]
    both = sum(any(pair) for pair in zip(first, second, strict=False)) + max(
        _count(second[len(first) :]), 0
    )
    under = _count(second)
    over = 2 * known_words(second) >= under or under > len(gaps) or merged
    return 2 if gaps and over and both >= USUAL * usual else 1


def _is_line_above(
    sheet: FileSheet, above: tuple[int, Sequence[str]], header: tuple[int, Sequence[str]]
) -> bool:
    """Whether the row right above a full header names groups of its columns: periods, subjects."""
    (upper, groups), (index, names) = above, header
    filled = [place for place, cell in enumerate(groups) if cell]
    if upper + 1 != index or not filled or filled[0] == 0 or _numbers(groups):
        return False
    spans = any(
        each.top == upper and each.left < each.right and each.left > 0 for each in sheet.merged
    )
    words = [cell for cell in names if cell]
    return spans or (len(filled) > 1 and len(set(words)) < len(words))


def _is_title(tried: Sequence[tuple[int, Sequence[str]]], place: int, usual: int) -> bool:
    index, row = tried[place]
    count = _count(row)
    later = tried[place + 1 : place + 1 + LOOKED_AHEAD]
    if count < 2:
        return any(_count(other) > 1 for _, other in later)
    if known_words(row) > 1:
        return False
    better = any(
        _count(other) > count
        and _count(other) >= USUAL * usual
        and 3 * _numbers(other) <= _count(other)
        for _, other in later
    )
    if not better:
        return False
    labels = sum(cell.endswith(":") or ": " in cell for cell in row)
    blank_below = bool(later) and later[0][0] > index + 1
    return count < USUAL * usual or 2 * labels >= count or blank_below


def _count(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _numbers(row: Sequence[str]) -> int:
    kinds = (WHOLE, WITH_POINT, WITH_COMMA, DATE)
    return sum(any(kind.fullmatch(cell) for kind in kinds) for cell in row if cell)


def _on_one_line(cell: str) -> str:
    return " ".join(cell.split())
