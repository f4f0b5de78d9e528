"""A roster for research in which nobody stands alone: k-anonymous, varied, shuffled.

Pure: columns in, columns out. Which columns others could know somebody by is the data dictionary's
word; ids, names and dates must not be handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from scoring.groups.k_anonymity import MOST_WORK, Codes, Sensitive, alike, column, search, varied

MOST_LEFT_OUT = 0.05
"""The largest share of students that is left out so that the others can be told more precisely."""

Answer = float | str | None


class Chance(Protocol):
    """Where the order of the rows comes from: `random.Random` or one that nobody can seed."""

    def shuffle(self, x: list[Any], /) -> None: ...


@dataclass(frozen=True, eq=False)
class Quasi:
    """A column by which others could know a student.

    codes: (n,) the place of each student's answer among the v distinct ones. steps: for each step,
    the finest first, what is published of the v answers; None is no answer. worth: how much the
    column is missed when it is left out, beside the others.
    """

    codes: Codes
    steps: Sequence[Sequence[Answer]]
    worth: float = 1.0


@dataclass(frozen=True, eq=False)
class Release:
    """What may be published, and what was lost on the way.

    columns: name -> answers of the published students, in one shuffled order. steps: each quasi-
    identifier -> its step, None where it is left out. rows, left_out: students; the latter is 0
    or at least k. groups, smallest: classes of students told alike, and the size of the smallest.
    alike: sensitive column -> classes in which everybody answers the same. required: those
    in which that was ruled out. exact: no other generalisation loses less.
    """

    columns: dict[str, list[Answer]]
    steps: dict[str, int | None]
    rows: int
    left_out: int
    groups: int
    smallest: int
    alike: dict[str, int]
    required: frozenset[str]
    exact: bool


def release(
    quasi: Mapping[str, Quasi],
    others: Mapping[str, Sequence[Answer]],
    sensitive: Mapping[str, Sensitive],
    k: int,
    chance: Chance,
    work: int = MOST_WORK,
) -> Release | None:
    """Generalise until every class has k students and, where that is possible, two answers.

    others: columns that are published as they are. sensitive: those of them that nobody may learn.
    The published columns are in the order quasi, others. None for fewer than k students.
    """
    n = max(
        [len(one.codes) for one in quasi.values()] + [len(one) for one in others.values()] or [0]
    )
    if n < k:
        return None
    demanded = {name: one for name, one in sensitive.items() if varied(one)}
    columns = [
        column([_codes(one, step) for step in one.steps], one.worth) for one in quasi.values()
    ]
    found = search(columns, demanded.values(), n, k, int(MOST_LEFT_OUT * n), work)
    names = list(quasi)
    steps = {name: found.steps.get(at) for at, name in enumerate(names)}
    kept = found.kept[found.classes.of]
    order = np.flatnonzero(kept).tolist()
    chance.shuffle(order)
    published: dict[str, list[Answer]] = {}
    for name, one in quasi.items():
        step = steps[name]
        if step is not None:
            published[name] = [one.steps[step][code] for code in one.codes[order].tolist()]
    published |= {name: [answers[row] for row in order] for name, answers in others.items()}
    return Release(
        columns=published,
        steps=steps,
        rows=len(order),
        left_out=n - len(order),
        groups=int(found.kept.sum()),
        smallest=int(found.classes.sizes[found.kept].min()),
        alike={
            name: int((alike(found.classes, one) & found.kept).sum())
            for name, one in sensitive.items()
        },
        required=frozenset(demanded),
        exact=found.exact,
    )


def _codes(one: Quasi, step: Sequence[Answer]) -> Codes:
    """The codes (n,) of what this step publishes; likewise told answers have the same."""
    place = {told: at for at, told in enumerate(dict.fromkeys(step))}
    return np.array([place[told] for told in step], dtype=np.int64)[one.codes]
