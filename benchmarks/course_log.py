"""A learning platform's log of millions of events: its features beside a hand-written numpy pass.

    .venv/bin/python -m benchmarks.course_log               # 20 million events, some minutes
    .venv/bin/python -m benchmarks.course_log --events 2000000 --students 8000

Both count the same features from the same three arrays, each in a process of its own, in turns;
they must come to the same numbers. Then the CSV text of such a log is read. Ends with 1 for a limit
missed.
"""

import argparse
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.course_log import Log, Person, activity, read_log
from data.course_log.event_kinds import PLACES, kind_of

SEED = 20
EVENTS, STUDENTS = 20_000_000, 80_000
LINES = 500_000  # of the CSV that is read
DAYS = 120
START = 1_693_785_600  # Monday 4 September 2023
DAY, WEEK, CUT_OFF = 86_400, 604_800, 300
MOST_TIMES, MOST_GB = 2.0, 2.0
MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
KINDS = (
    *(("Système", "Cours consulté"), ("Fichier", "Module de cours consulté")),
    *(("Devoir", "Module de cours consulté"), ("Devoir", "Travail de devoir remis")),
    *(("Test", "Tentative commencée"), ("Forum", "Discussion consultée")),
    *(("Forum", "Message créé"), ("Présence", "Rapport de session consulté")),
)
Arrays = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]


def events(count: int, students: int) -> Arrays:
    """Who, when (seconds from 1970) and of which kind, newest first; visits of a dozen actions."""
    rng = np.random.default_rng(SEED)
    visits = max(count // 12, 1)
    who = np.minimum(rng.gamma(1.5, students / 3, visits), students - 1).astype(np.int32)
    begins = rng.integers(0, DAYS, visits) * DAY + rng.normal(14, 4, visits).clip(0, 23) * 3600
    of = rng.integers(0, visits, count)
    users = who[of]
    seconds = (START + begins[of] + rng.integers(0, 2400, count)).astype(np.int64)
    del of
    order = np.argsort(-seconds, kind="stable")
    users, seconds = users[order], seconds[order]
    return users, seconds, rng.integers(0, len(KINDS), count, dtype=np.int32)


def ours(arrays: Arrays, students: int) -> dict[str, NDArray[Any]]:
    """The product's features."""
    people = tuple(Person(str(number)) for number in range(students))
    kinds = tuple(kind_of(*names) for names in KINDS)
    log = Log(*arrays, people, kinds, len(arrays[0]), {}, (), 0)
    found = activity(log, np.arange(students, dtype=np.int32), students, CUT_OFF)
    return dict(vars(found))


def by_hand(arrays: Arrays, students: int) -> dict[str, NDArray[Any]]:
    """The same on whole arrays, as one writes it down."""
    users, seconds, kinds = arrays
    order = np.lexsort((seconds, users))
    users, seconds, kinds = users[order], seconds[order], kinds[order]
    del order
    known = [kind_of(*names) for names in KINDS]
    active = np.array([kind.sort == "active" for kind in known])[kinds]
    place = np.array([PLACES.index(kind.place) for kind in known])[kinds]
    new = np.empty(len(users), bool)
    new[0], new[1:] = True, users[1:] != users[:-1]
    gap = np.diff(seconds, prepend=seconds[0])
    gap[new] = 0
    pause = gap > CUT_OFF
    day = seconds // DAY
    other_day = new | (np.diff(day, prepend=-1) != 0)
    monday = START // DAY
    weeks = int((day.max() - monday) // 7 + 1)
    angle = 2 * np.pi * (seconds % DAY) / DAY
    last = np.zeros(students, np.int64)
    np.maximum.at(last, users, day)
    actions = np.bincount(users, minlength=students)
    visits = np.bincount(users, pause | new, students)
    up, across = (
        np.bincount(users, np.sin(angle), students),
        np.bincount(users, np.cos(angle), students),
    )
    by_week = np.bincount(users * np.int64(weeks) + (day - monday) // 7, minlength=students * weeks)
    with np.errstate(invalid="ignore", divide="ignore"):
        paused = np.bincount(users, gap * pause, students) / (visits - 1)
    return {
        "actions": actions,
        "active": np.bincount(users, active, students),
        "by_place": np.bincount(
            users * np.int64(len(PLACES)) + place, minlength=students * len(PLACES)
        ).reshape(students, -1),
        "days": np.bincount(users, other_day, students),
        "visits": visits,
        "seconds": np.bincount(users, np.where(pause, 0, gap), students),
        "pause": np.where(visits > 1, paused, np.nan),
        "hour": np.where(actions > 0, np.arctan2(up, across) / (2 * np.pi) * 24 % 24, np.nan),
        "since_last": np.where(actions > 0, last.max() - last, np.nan),
        "regularity": (by_week.reshape(students, weeks) > 0).mean(axis=1),
        "weeks": by_week.reshape(students, weeks),
    }


CONTENDERS: dict[str, Callable[[Arrays, int], dict[str, NDArray[Any]]]] = {
    "product": ours,
    "by hand": by_hand,
}


def measured(name: str, count: int, students: int) -> dict[str, Any]:
    """Time one contender in a process of its own: CPU seconds, and the process's peak in GB."""
    arrays = events(count, students)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # What made the events is gone; what is above it from here on is the contender's.
    begun = time.process_time()
    found = CONTENDERS[name](arrays, students)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    held = sum(array.nbytes for array in arrays)
    return {
        "seconds": seconds,
        "peak": peak / 2**20,
        "before": before / 2**20,
        "held": held / 2**30,
        "sums": {key: float(np.nansum(value)) for key, value in found.items() if key in SHARED},
    }


SHARED = ("actions", "active", "by_place", "days", "visits", "seconds", "pause", "weeks")


def reading(lines: int) -> float:
    """How many events of CSV text are read in a second."""
    users, seconds, kinds = events(lines, max(lines // 250, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        with path.open("w", encoding="utf-8-sig") as file:
            file.write("Heure,Nom complet de l'utilisateur,Utilisateur touché,")
            file.write("Contexte de l'événement,Composant,Nom de l'événement,Description,")
            file.write("Origine,Adresse IP\n")
            for user, second, kind in zip(users, seconds.tolist(), kinds, strict=True):
                at = time.gmtime(second)
                day = f"{at.tm_mday} {MONTHS[at.tm_mon - 1]} {at.tm_year % 100}"
                clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
                component, event = KINDS[kind]
                file.write(
                    f'"{day}, {clock}",Student {user},-,Cours: Algo,{component},{event},'
                    f"The user with id '{user}' viewed the course.,web,203.0.113.7\n"
                )
        begun = time.process_time()
        log = read_log(path, path.name)
        took = time.process_time() - begun
    if len(log) != lines or log.broken_count:
        raise SystemExit("The log was not read whole.")
    return lines / took


def main() -> int:
    """Measure, print, and say whether the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for _ in range(asked.rounds):
        for name in CONTENDERS:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                runs[name].append(pool.apply(measured, (name, asked.events, asked.students)))
    product, hand = (runs[name][0]["sums"] for name in CONTENDERS)
    for key in SHARED:
        if not np.isclose(product[key], hand[key], rtol=1e-9):
            raise SystemExit(f"{key}: {product[key]} here, {hand[key]} by hand.")
    for name, each in runs.items():
        print(
            f"{name}: {statistics.median(run['seconds'] for run in each):.2f} s of CPU, "
            f"peak {max(run['peak'] for run in each):.2f} GB "
            f"(before it began {max(run['before'] for run in each):.2f}, "
            f"of which the log itself {each[0]['held']:.2f})"
        )
    times = statistics.median(
        one["seconds"] / other["seconds"]
        for one, other in zip(runs["product"], runs["by hand"], strict=True)
    )
    peak = max(run["peak"] for run in runs["product"])
    print(f"features, {asked.events:,} events: {times:.2f} times by hand (at most {MOST_TIMES})")
    print(f"memory: {peak:.2f} GB (at most {MOST_GB})")
    print(f"reading CSV: {reading(asked.lines):,.0f} events a CPU second")
    return 0 if times <= MOST_TIMES and peak <= MOST_GB else 1


if __name__ == "__main__":
    sys.exit(main())
