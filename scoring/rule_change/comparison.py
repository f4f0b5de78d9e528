"""A rule set beside its draft, on the same students: who moves, why, and how many."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from rules import Judgement, Quadrant
from rules.diff import RuleDifference, differences
from scoring.places import Movers, movers
from scoring.ranking import NOWHERE, StudentRanking, Students, rank
from scoring.rule_change.causes import Cause, Causes, first_line, mixture, quadrant_lines


@dataclass(frozen=True)
class QuadrantCount:
    """How many students stand in a quadrant, and how many came or went; "" is nowhere."""

    quadrant: str
    before: int
    after: int
    enter: int
    leave: int


@dataclass(frozen=True)
class RuleCount:
    """One indicator in figures: how many students it concerns, None where it is not in a version.

    `moved` is of how many who enter or leave the first it is named as a cause; `changed` is what
    is different about it ("new", "weight", ...; () where nothing is).
    """

    key: str
    before: int | None
    after: int | None
    moved: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class RuleChangeFigures:
    """What a draft changes, in figures only: no student is in it.

    `places` that were asked for; `quadrants` in the order of `Quadrant`, then nowhere; `rules` the
    indicators of the later version, then those it dropped; `whole` what else differs of the sets.
    """

    students: int
    places: int
    enter: int
    leave: int
    stay: int
    quadrants: tuple[QuadrantCount, ...]
    rules: tuple[RuleCount, ...]
    whole: tuple[str, ...]


@dataclass(frozen=True)
class QuadrantCrossing:
    """A student (an index) who goes from one quadrant to another (codes), and why."""

    student: int
    before: int
    after: int
    cause: Cause


@dataclass(frozen=True, eq=False)
class Moves:
    """What a draft does to each student. `first` compares the first ones, `causes` says of each
    who enters or leaves them why; `crossings` in the order of the later queue, others after it."""

    before: StudentRanking
    after: StudentRanking
    differences: tuple[RuleDifference, ...]
    first: Movers
    causes: dict[int, Cause]
    crossings: tuple[QuadrantCrossing, ...]


def compare(
    before: Judgement | None, after: Judgement, students: Students, places: int
) -> RuleChangeFigures:
    """Count what changes for the same n students, judged by a rule set and by its draft.

    `before` None: there is no rule set yet, and everybody who is first enters.
    """
    if before is None:
        return _begun(after, rank(after, students), places)
    return counted(before, after, moves(before, after, students, places), places)


def moves(before: Judgement, after: Judgement, students: Students, places: int) -> Moves:
    """Find who enters and leaves the first and each quadrant, and why."""
    differ = differences(before.rule_set, after.rule_set)
    was = rank(before, students)
    now = rank(after, students) if differ else was
    first = movers(was.first(places).tolist(), now.first(places).tolist())
    moved = np.array([*first.enter, *first.leave], dtype=np.intp)
    crossed = np.flatnonzero(was.quadrant != now.quadrant)
    if not len(moved) and not len(crossed):
        return Moves(was, now, differ, first, {}, ())
    found = Causes(mixture(before, after, students), differ, was, now)
    causes = found.of(first_line(places), moved)
    why = found.of(quadrant_lines(), crossed)
    inside = np.zeros(len(now.quadrant), dtype=bool)
    inside[crossed] = True
    crossings = tuple(
        QuadrantCrossing(
            student, int(was.quadrant[student]), int(now.quadrant[student]), why[student]
        )
        for student in now.order[inside[now.order]].tolist()
    )
    return Moves(was, now, differ, first, causes, crossings)


def counted(before: Judgement, after: Judgement, found: Moves, places: int) -> RuleChangeFigures:
    """Count moves that were found, so that no student is in them any more."""
    named = Counter(
        shift.difference.key
        for cause in found.causes.values()
        for shift in cause.shifts
        if not shift.difference.whole
    )
    changed = {one.key: one.what for one in found.differences if not one.whole}
    was, now = _concerned(before), _concerned(after)
    keys = [*now, *(key for key in was if key not in now)]
    return RuleChangeFigures(
        students=len(found.after.need),
        places=places,
        enter=len(found.first.enter),
        leave=len(found.first.leave),
        stay=found.first.stay,
        quadrants=_quadrants(found.before, found.after),
        rules=tuple(
            RuleCount(key, was.get(key), now.get(key), named[key], changed.get(key, ()))
            for key in keys
        ),
        whole=tuple(one.key for one in found.differences if one.whole),
    )


def _begun(after: Judgement, now: StudentRanking, places: int) -> RuleChangeFigures:
    counts = [(name, int((now.quadrant == code).sum())) for code, name in _codes()]
    return RuleChangeFigures(
        students=len(now.need),
        places=places,
        enter=len(now.first(places)),
        leave=0,
        stay=0,
        quadrants=tuple(QuadrantCount(name, 0, count, count, 0) for name, count in counts),
        rules=tuple(
            RuleCount(key, None, count, 0, ("new",)) for key, count in _concerned(after).items()
        ),
        whole=(),
    )


def _codes() -> list[tuple[int, str]]:
    return [*((one.value, one.key) for one in Quadrant), (NOWHERE, "")]


def _concerned(judged: Judgement) -> dict[str, int]:
    keys = (found.key for found in judged.rule_set.indicators)
    return dict(zip(keys, judged.count.tolist(), strict=True))


def _quadrants(before: StudentRanking, after: StudentRanking) -> tuple[QuadrantCount, ...]:
    counts = []
    for code, name in _codes():
        was, now = before.quadrant == code, after.quadrant == code
        counts.append(
            QuadrantCount(
                name,
                int(was.sum()),
                int(now.sum()),
                int((now & ~was).sum()),
                int((was & ~now).sum()),
            )
        )
    return tuple(counts)
