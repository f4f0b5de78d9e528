"""The sample school: invented students who answer as the pilot's did, and are none of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.cohort import AnswerColumn, smallest_codes
from data.reading.roster import StudentOnFile
from data.sample.sample_shape import latent_correlations, stored, thresholds

DICTIONARY = "pilot-2008"
SEED = 2024
MOST_STUDENTS = 1_000_000
CLASS_SIZE = 25
# Students are drawn by blocks of their own seed: the first hundred are the same in any number.
BLOCK = 4096
WITHOUT_GRADE = 0.02
UNANSWERED = 0.01
QUESTIONS = ("studytime", "famrel", "freetime", "goout", "Dalc", "Walc", "health", "romantic")
GRADE, GRADE_MARK, QUESTION_MARK = "FinalGrade", "ABS", ""
NAME_HEADERS = ("StudentID", "FirstName", "FamilyName")
NAMES = Path(__file__).parent / "sample_names.json"
PORTUGUESE_SHARE = 0.75
# The first and the last year of the school by age; in the years between, a year is an age.
FIRST_YEAR, LAST_YEAR, FIRST_YEAR_AGE = 10, 12, 15


def columns(n: int, seed: int = SEED) -> dict[str, AnswerColumn]:
    """The answers of n students (up to a million) as columns, without records being made.

    About 2 % have no grade and 1 % of the answers to personal questions are missing. The same n and
    seed always give the same, and the first students of a larger sample are those of a smaller.
    Raises ValueError for other n.
    """
    if not 1 <= n <= MOST_STUDENTS:
        raise ValueError(f"A sample has 1 to {MOST_STUDENTS} students, not {n}.")
    figures = stored()
    codes = _codes(n, seed)
    answers: dict[str, AnswerColumn] = {}
    for row, (name, values) in enumerate(figures.values.items()):
        words = isinstance(values[0], str)
        missing: list[Any] = [None if words else np.nan]
        distinct = np.array([*values, *missing], dtype=object if words else np.float64)
        answers[name] = _sorted(codes[row], distinct)
    classes = _classes(answers["school"], answers["age"])
    return {"school": answers.pop("school"), "class": classes, **answers}


def records(n: int, seed: int = SEED) -> list[StudentOnFile]:
    """The same n students as an import reads them: with an id, invented names and marks."""
    answers = columns(n, seed)
    marks = {name: GRADE_MARK if name == GRADE else QUESTION_MARK for name in answers}
    listed = {name: _listed(column) for name, column in answers.items()}
    people = _people(answers["sex"], seed)
    return [
        StudentOnFile(
            key=f"S-{place + 1:06}",
            first_name=first,
            family_name=family,
            values={name: each[place] for name, each in listed.items() if each[place] is not None},
            missing={name: marks[name] for name, each in listed.items() if each[place] is None},
            in_class=listed["class"][place],
            in_school=listed["school"][place],
        )
        for place, (first, family) in enumerate(people)
    ]


def write_csv(path: Path, n: int, seed: int = SEED) -> None:
    """Writes the same n students as a roster file: UTF-8, comma, header, whole numbers."""
    answers = columns(n, seed)
    texts = []
    for name, column in answers.items():
        mark = GRADE_MARK if name == GRADE else QUESTION_MARK
        distinct = [mark if value is None else _written(value) for value in _plain(column.values)]
        texts.append([distinct[code] for code in column.codes.tolist()])
    people = _people(answers["sex"], seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*NAME_HEADERS, *answers])
        for place, ((first, family), *cells) in enumerate(zip(people, *texts, strict=True), 1):
            writer.writerow([f"S-{place:06}", first, family, *cells])


def _codes(n: int, seed: int) -> NDArray[np.uint8]:
    """(columns, n): for each student the place of his value in the figures, the last: missing.

    A Gaussian copula: correlated normal variables, each cut where the shares of its values say.
    """
    figures = stored()
    mixing = np.linalg.cholesky(latent_correlations(figures)).astype(np.float32)
    cuts = [thresholds(shares).astype(np.float32) for shares in figures.shares.values()]
    lost = {GRADE: WITHOUT_GRADE, **dict.fromkeys(QUESTIONS, UNANSWERED)}
    codes = np.zeros((len(cuts), n), dtype=np.uint8)
    for block, start in enumerate(range(0, n, BLOCK)):
        draw = np.random.default_rng([seed, block])
        normal = mixing @ draw.standard_normal((len(cuts), BLOCK), dtype=np.float32)
        drawn = codes[:, start : start + BLOCK]
        for row, name in enumerate(figures.values):
            # A dozen comparisons of a whole block are faster than one search for each student.
            for cut in cuts[row]:
                drawn[row] += normal[row, : drawn.shape[1]] > cut
            if name in lost:
                unanswered = draw.random(BLOCK, dtype=np.float32) < lost[name]
                drawn[row, unanswered[: drawn.shape[1]]] = len(cuts[row]) + 1
    return codes


def _sorted(codes: NDArray[np.uint8], values: NDArray[Any]) -> AnswerColumn:
    """The column with its values sorted, and the last, the missing one, only where it occurs."""
    present, used = values[:-1], int(codes.max()) == len(values) - 1
    order = np.argsort(present)
    place = np.empty(len(values), dtype=codes.dtype)
    place[order] = np.arange(len(order))
    place[-1] = len(order)
    return AnswerColumn(
        place[codes], np.append(present[order], values[-1:] if used else values[:0])
    )


def _classes(school: AnswerColumn, age: AnswerColumn) -> AnswerColumn:
    """Classes of CLASS_SIZE named 10A, 10B, ... by year of age, within each school."""
    ages = age.values[age.codes]
    years = np.clip(ages - FIRST_YEAR_AGE + FIRST_YEAR, FIRST_YEAR, LAST_YEAR).astype(np.int64)
    places = np.zeros(len(years), dtype=np.int64)
    for one_school in range(len(school.values)):
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            members = np.flatnonzero((school.codes == one_school) & (years == year))
            places[members] = np.arange(len(members)) // CLASS_SIZE
    numbers = places * (LAST_YEAR + 1) + years
    distinct, codes = np.unique(numbers, return_inverse=True)
    names = [f"{n % (LAST_YEAR + 1)}{_letters(n // (LAST_YEAR + 1))}" for n in distinct.tolist()]
    order = np.argsort(names)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    kind = smallest_codes(len(names))
    return AnswerColumn(place[codes].astype(kind), np.array(names, dtype=object)[order])


def _letters(number: int) -> str:
    """A to Z, then AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _people(sex: AnswerColumn, seed: int) -> Iterator[tuple[str, str]]:
    """An invented first and family name for each student; the Portuguese have two family names."""
    names = json.loads(NAMES.read_text("utf-8"))
    sexes = sex.each().tolist()
    for start in range(0, len(sexes), BLOCK):
        draw = np.random.default_rng([seed, start // BLOCK, 1]).random((BLOCK, 4)).tolist()
        for place, each in enumerate(sexes[start : start + BLOCK]):
            country, first, mother, father = draw[place]
            portuguese = country < PORTUGUESE_SHARE
            known = names["portuguese" if portuguese else "french"]
            family = known["family"][int(father * len(known["family"]))]
            if portuguese:
                family = f"{known['family'][int(mother * len(known['family']))]} {family}"
            yield known[each][int(first * len(known[each]))], family


def _listed(column: AnswerColumn) -> list[Any]:
    values = _plain(column.values)
    return [values[code] for code in column.codes.tolist()]


def _plain(values: NDArray[Any]) -> list[Any]:
    return [None if value is None or value != value else value for value in values.tolist()]


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
