"""A school's file of many rows, from the upload to what its page shows, beside pandas reading it.

    .venv/bin/python -m benchmarks.importing                 # 10,000 and 100,000 rows, some minutes
    .venv/bin/python -m benchmarks.importing --rows 10000 --changes 200

A seeded file of 60 columns: ids, names, classes, birth dates, grades with decimal commas and marks,
counts and words. Each step is done in a process of its own, which tells its CPU seconds and the
peak of its memory; the two largest in turns with pandas, in rounds. Then columns are changed on
the page “What is this file?” of the smaller file. Ends with 1 for a limit missed.
"""

import argparse
import csv
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

SEED = 11
ROWS = (10_000, 100_000)
COLUMNS = 60
MOST_SECONDS = {10_000: 10.0, 100_000: 60.0}  # of one core: read, proposed and previewed
MOST_MB = {100_000: 500.0}
MOST_CHANGE_MS = 300.0
FILENAME = "escola.csv"
STUDENTS_A_CLASS = 25
GIVEN = ("Ana", "Rui", "Inês", "João", "Marta", "Tomás", "Zoé", "Luís", "Eva", "Hugo", "Lia", "Gil")
FAMILY = ("Silva", "Santos", "Costa", "Pereira", "Ramos", "Nunes", "Lopes", "Pinto", "Dias", "Melo")
SUBJECTS = ("Matemática", "Português", "Inglês", "História", "Geografia", "Física", "Biologia")
MARKS = ("Abs", "N.Not", "")  # in the place of a grade
MARKED = 0.04
WORDS = ("sim", "não", "às vezes", "nunca", "autocarro", "a pé", "carro")


def write_file(path: Path, rows: int) -> None:
    """Write the file of that many students: the same number gives the same file."""
    rng = np.random.default_rng(SEED)
    columns: dict[str, Any] = {"Nº processo": [str(20_000 + place) for place in range(rows)]}
    for header, names in (("Nome próprio", GIVEN), ("Apelido", FAMILY)):
        first, second = rng.integers(0, len(names), (2, rows))
        told = zip(first, second, rng.integers(0, rows, rows), strict=True)
        columns[header] = [f"{names[one]} {names[two]}{_letters(more)}" for one, two, more in told]
    columns["Turma"] = [f"T{place // STUDENTS_A_CLASS + 1}" for place in range(rows)]
    days = np.datetime64("2007-01-01") + rng.integers(0, 1500, rows)
    columns["Data de nascimento"] = [
        f"{day.day:02}/{day.month:02}/{day.year}" for day in days.tolist()
    ]
    columns["Nota final"] = _grades(rng, rows)
    for subject in SUBJECTS:
        for period in (1, 2, 3):
            columns[f"{subject} {period}P"] = _grades(rng, rows)
    for place in range(15):
        columns[f"Faltas {place + 1}"] = rng.poisson(3 + place, rows).astype(str).tolist()
    for place in range(COLUMNS - len(columns)):
        columns[f"Pergunta {place + 1}"] = rng.choice(WORDS, rows).tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def _grades(rng: np.random.Generator, rows: int) -> list[str]:
    grades = [f"{grade:.1f}".replace(".", ",") for grade in rng.normal(12, 3, rows).clip(0, 20)]
    for place in np.flatnonzero(rng.random(rows) < MARKED):
        grades[place] = MARKS[int(place) % len(MARKS)]
    return grades


# --- the steps, each in a process of its own --------------------------------------------------


@dataclass(frozen=True)
class Took:
    """What a step took: CPU seconds of its own, and the peak of its process in MB."""

    seconds: float
    megabytes: float


def pandas_alone(path: Path, folder: Path) -> Iterator[None]:
    """The same file, read by pandas as text."""
    import pandas as pd

    yield
    pd.read_csv(path, sep=";", dtype=str)


def table(path: Path, folder: Path) -> Iterator[None]:
    """The file opened, its table found."""
    from data import reading

    yield
    reading.open_table(path, FILENAME)


def proposal(path: Path, folder: Path) -> Iterator[None]:
    """What each column is, of a table that was read."""
    from data import describing, dictionary, reading
    from webapp.services.process.settings import SHIPPED_DICTIONARIES

    found = reading.open_table(path, FILENAME)
    known = dictionary.load_all([SHIPPED_DICTIONARIES])
    yield
    describing.propose(found, known)


def checked(path: Path, folder: Path) -> Iterator[None]:
    """Every cell judged, of a table that was described."""
    from data import describing, dictionary, reading
    from webapp.services.process.settings import SHIPPED_DICTIONARIES

    found = reading.open_table(path, FILENAME)
    description = describing.propose(found, dictionary.load_all([SHIPPED_DICTIONARIES])).description
    judged_by = describing.dictionary_of(description, "school", "School")
    yield
    reading.check(found, judged_by, describing.mapping_of(description))


def previewed(path: Path, folder: Path) -> Iterator[None]:
    """All that the job of an upload does: read, proposed, checked, compared, kept for its page."""
    from webapp.services.jobs import work

    app, job, _ = _uploaded(path, folder)
    yield
    work.run(app.extensions["alavanca"], job)


STEPS: dict[str, Callable[[Path, Path], Iterator[None]]] = {
    "pandas": pandas_alone,
    "table": table,
    "proposed": proposal,
    "checked": checked,
    "whole": previewed,
}


def measured(name: str, path: Path) -> Took:
    """Do one step in this process."""
    with tempfile.TemporaryDirectory() as folder:
        step = STEPS[name](path, Path(folder))
        next(step)
        begun = time.process_time()
        for _ in step:
            pass
        seconds = time.process_time() - begun
    return Took(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _uploaded(path: Path, folder: Path) -> tuple[Any, int, str]:
    """An application with the file uploaded to it; the number of the job that is to read it, and
    its reader's cookie."""
    from data.store import jobs, migrate
    from data.store.people import accounts, schools, sign_ins
    from data.store.people.memberships import NewMembership
    from data.viewer import Viewer
    from webapp import create_app
    from webapp.http.cookies import COOKIE
    from webapp.services.process.settings import Settings
    from webapp.services.rosters.uploads import Uploads

    settings = Settings(data_folder=folder)
    app = create_app(settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False  # its forms come from no page
    migrate.upgrade(settings.database)
    state = app.extensions["alavanca"]
    upload, kept = Uploads(settings.uploads).new()
    kept.write_bytes(path.read_bytes())
    with state.database.write() as session:
        school = schools.first_or_create(session, "School").id
        nobody = Viewer(account=None, name="", role="administrator", school=school)
        hired = [NewMembership(role="administrator")]
        abel = accounts.create(session, nobody, "abel", "Abel", hired).id
        who = Viewer(account=abel, name="Abel", role="administrator", school=school)
        detail = {"token": upload, "filename": FILENAME}
        job = jobs.start(session, who, "read roster", detail).id
        token = sign_ins.begin(session, abel, datetime.now(UTC))
    return app, job, f"{COOKIE}={token}"


def changes(path: Path, count: int) -> list[float]:
    """Milliseconds of CPU of each change on the file's page, columns and fields in turn."""
    from webapp.services.jobs import work

    with tempfile.TemporaryDirectory() as folder:
        app, job, cookie = _uploaded(path, Path(folder))
        work.run(app.extensions["alavanca"], job)
        client = app.test_client(use_cookies=False)
        headers = {"HX-Request": "true", "Cookie": cookie}
        took = []
        for turn in range(count + 1):
            place = 5 + turn % (COLUMNS - 5)
            form = _form(place, turn)
            begun = time.process_time()
            answer = client.post(f"/rosters/imports/{job}/description", data=form, headers=headers)
            took.append((time.process_time() - begun) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"The change of column {place} answers {answer.status_code}.")
    return took[1:]  # the first imports what it needs


def _form(place: int, turn: int) -> dict[str, str]:
    """What a reader sends: another range with faults in it, left out, and back."""
    start = f"c.{place}."
    if turn % 3 == 0:
        return {f"{start}meaning": "out"}
    if turn % 3 == 1:
        return {f"{start}meaning": "answer", f"{start}form": "1", f"{start}kind": "decimal"}
    ends = {f"{start}low": "0", f"{start}high": str(12 + turn % 5)}
    return {f"{start}form": "1", f"{start}kind": "whole", **ends}


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--changes", type=int, default=120)
    asked = parser.parse_args()
    all_kept = True
    with tempfile.TemporaryDirectory() as folder:
        for rows in asked.rows:
            path = Path(folder) / f"{rows}.csv"
            write_file(path, rows)
            all_kept &= _steps(path, rows, asked.rounds)
        if asked.changes:
            path = Path(folder) / f"{min(asked.rows)}.csv"
            took = _alone(changes, path, asked.changes)
            middle, most = statistics.median(took), float(np.percentile(took, 95))
            kept = most <= MOST_CHANGE_MS
            print(
                f"a change on the page, {min(asked.rows):,} rows: median {middle:.0f} ms,"
                f" p95 {most:.0f} ms (at most {MOST_CHANGE_MS:.0f}){_told(kept)}"
            )
            all_kept &= kept
    return 0 if all_kept else 1


def _steps(path: Path, rows: int, rounds: int) -> bool:
    print(f"{rows:,} rows of {COLUMNS} columns, {path.stat().st_size / 1e6:.1f} MB")
    runs: dict[str, list[Took]] = {name: [] for name in STEPS}
    for turn in range(rounds):
        for name in STEPS:
            if turn == 0 or name in ("pandas", "whole"):
                runs[name].append(_alone(measured, name, path))
    pandas = statistics.median(one.seconds for one in runs["pandas"])
    for name, each in runs.items():
        seconds = statistics.median(one.seconds for one in each)
        print(
            f"  {name:9} {seconds:6.2f} s of CPU, {seconds / pandas:5.1f} times pandas,"
            f" peak {max(one.megabytes for one in each):4.0f} MB"
        )
    seconds = statistics.median(one.seconds for one in runs["whole"])
    peak = max(one.megabytes for one in runs["whole"])
    kept = seconds <= MOST_SECONDS.get(rows, np.inf) and peak <= MOST_MB.get(rows, np.inf)
    limits = f"at most {MOST_SECONDS[rows]:.0f} s" if rows in MOST_SECONDS else "no limit"
    limits += f", {MOST_MB[rows]:.0f} MB" if rows in MOST_MB else ""
    print(f"  whole: {limits}{_told(kept)}", flush=True)
    return bool(kept)


def _told(kept: bool) -> str:
    return "" if kept else " MISSED"


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """What a function gives in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


if __name__ == "__main__":
    sys.exit(main())
