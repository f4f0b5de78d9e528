"""The text of a rule set that a school begins from its own file, with the library's indicators."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.wording.languages import SOURCE, Words, in_all, in_language
from rules.band_edges import moves
from rules.conditions.columns import CohortColumn, DictionaryColumn, limits
from rules.editing.yaml_spelling import inline, number
from rules.explain import Case, work_out
from rules.indicator_fit import FittedIndicator, fit_all
from rules.indicator_library import IndicatorLibrary
from rules.reading.expressions import Columns
from rules.reading.indicators import MOST
from rules.reading.rule_file import attempt
from rules.rule_set import Indicator, RuleSet
from rules.text.yaml_nodes import LARGEST

ROOM = LARGEST - 4096
"""Bytes of indicators: what a file can hold, less what stands before and after them."""

_HEAD = """\
# {about}
#   points     0 = easy to coach, 1 = hard. A lever with 0.5 or less is offered to the counsellor.
#   weight     0 to 5; 0 switches an indicator off.
#   adjust     the one edge that counsellors may move on the board, and how far.
format: 1
title: {title}
status: {status}
about: {words}
roster: {roster}
need: {{from: grade, pass: {passing}}}
quadrants: {{need: 50, ease: 50}}
indicators:
"""


@dataclass(frozen=True)
class BegunSet:
    """What a begun set is called and for which rosters; the day of it, and the reader's language.

    roster: the name of the data dictionary.
    """

    title: str
    roster: str
    day: date
    language: str = SOURCE
    status: str = "pilot"


def begin(
    library: IndicatorLibrary,
    columns: Columns,
    cohort: Mapping[str, CohortColumn],
    begun: BegunSet,
    chosen: Sequence[FittedIndicator] | None = None,
) -> str:
    """The text of a rule file over these columns, which reads without a problem.

    columns: the dictionary's; cohort: the students' answers by column. chosen: the indicators, in
    this order; without it, all that the library knows. What a file cannot hold is left out from the
    end. Raises ValueError where there is no grade column, or no indicator.
    """
    fitted = fit_all(library, columns, cohort) if chosen is None else chosen
    grade = next((one for one in columns.values() if one.role == "grade"), None)
    if grade is None or not fitted:
        raise ValueError(f"{begun.roster} has no column that the library knows")
    about = _filled(library.texts.get("about"), begun.day)
    head = _HEAD.format(
        about=in_language(about, begun.language).replace("\n", " "),
        title=inline(begun.title), status=begun.status, words=_said(about), roster=begun.roster,
        passing=number(_passing(grade)),
    )  # fmt: skip
    blocks = _within_room(_blocks(library, fitted, begun))
    text = head + "".join(blocks)
    return text + _examples(library, text, columns, begun)


def _within_room(blocks: Iterator[str]) -> Iterator[str]:
    held = 0
    for block in blocks:
        held += len(block.encode())
        if held > ROOM:
            return
        yield block


def _passing(grade: DictionaryColumn) -> float:
    """The dictionary's pass mark, else half the scale."""
    passing: float | None = getattr(grade, "passing", None)
    if passing is not None:
        return passing
    low, high = limits(grade)
    return (low + high) / 2 if high - low < float("inf") else 10.0


def _filled(words: Words | None, day: date) -> Words:
    return {language: said % {"day": day.isoformat()} for language, said in (words or {}).items()}


def _said(words: Words) -> str:
    """Words on one line: once where all languages say the same."""
    texts = {language: words[language] for language in words if words[language].strip()}
    same = set(texts.values())
    return inline(same.pop() if len(same) == 1 else texts)


def _blocks(
    library: IndicatorLibrary,
    fitted: Sequence[FittedIndicator],
    begun: BegunSet,
) -> Iterator[str]:
    keys: set[str] = set()
    for one in fitted[:MOST]:
        first = one.indicator.key not in keys and not one.indicator.plain
        key = one.indicator.key if first else _free(one.column.name, keys)
        keys.add(key)
        yield "\n".join(_indicator(library, one, key, begun, own=not first)) + "\n\n"


def _free(name: str, taken: set[str]) -> str:
    names = [name, *(f"{name}_{count}" for count in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


def _indicator(
    library: IndicatorLibrary, one: FittedIndicator, key: str, begun: BegunSet, own: bool
) -> Iterator[str]:
    """The lines of one indicator; own: labelled by its column, where the library's words would not
    tell it from another."""
    kind = one.indicator
    label = one.column.label if own and one.column.label else kind.label
    yield f"  {key}:"
    if one.earlier is None and key != one.column.name:
        yield f"    column: {one.column.name}"
    yield f"    label: {_said(label or in_all(key))}"
    yield f"    kind: {kind.kind}"
    yield f"    weight: {number(kind.weight)}"
    yield from _fall(one) if one.earlier is not None else _bands(one)
    if kind.who_can_act:
        yield f"    who_can_act: {_said(kind.who_can_act)}"
    if kind.sessions is not None:
        yield f"    sessions: {kind.sessions}"
    if kind.actions:
        yield "    actions:"
        yield from (f"      - {_said(action)}" for action in kind.actions)
    yield "    evidence:"
    for proof in _evidence(library, one, begun.day):
        yield f"      - {inline(proof)}"
    if kind.wrong_when:
        yield f"    wrong_when: {_said(kind.wrong_when)}"


def _evidence(
    library: IndicatorLibrary, one: FittedIndicator, day: date
) -> Iterator[dict[str, Any]]:
    for proof in one.indicator.evidence:
        source = proof.source
        yield {
            "claim": dict(proof.claim),
            "source": source[SOURCE] if len(set(source.values())) == 1 else dict(source),
            "strength": proof.strength,
        }
    local: dict[str, Any] = {"source": dict(library.texts["local"]), "strength": "none"}
    if one.indicator.judgement:
        yield {"claim": dict(library.texts["judged"]), **local}
    if one.by_school:
        yield {"claim": dict(_filled(library.texts["placed"], day)), **local}


def _fall(one: FittedIndicator) -> Iterator[str]:
    assert one.earlier is not None  # noqa: S101 - whoever calls has looked
    fallen, otherwise = one.indicator.bands
    falls = getattr(one.column, "best", "high") != "low"
    sign, step = ("<=", "-") if falls else (">=", "+")
    yield f"    when: {one.column.name} {sign} {one.earlier.name} {step} {number(one.step)}"
    yield f"    points: {{then: {number(fallen.points)}, otherwise: {number(otherwise.points)}}}"
    yield f"    says: {{then: {_said(fallen.says)}, otherwise: {_said(otherwise.says)}}}"


def _bands(one: FittedIndicator) -> Iterator[str]:
    yield "    bands:"
    if one.edges is None:
        for band, held in one.indicator.words_of(one.column):
            words = held[0] if len(held) == 1 else held
            yield (f"      - {{is: {inline(words)}, points: {number(band.points)}, "
                   f"says: {_said(band.says)}}}")  # fmt: skip
        return
    high = limits(one.column)[1]
    edges = one.edges.edges
    moved = _adjust(one)
    for at, place in enumerate(one.edges.kept):
        band = one.indicator.bands[place]
        adjust = f", adjust: {inline(moved)}" if moved and at == one.edges.movable else ""
        edge = edges[at] if at < len(edges) else high
        yield (f"      - {{up_to: {number(edge)}, points: {number(band.points)}, "
               f"says: {_said(band.says)}{adjust}}}")  # fmt: skip


def _adjust(one: FittedIndicator) -> dict[str, float] | None:
    if one.edges is None or one.edges.movable is None:
        return None
    span = moves(one.edges.edges, one.edges.movable, one.seen, one.column.whole)
    return None if span is None else {"from": span[0], "to": span[1]}


def _examples(library: IndicatorLibrary, text: str, columns: Columns, begun: BegunSet) -> str:
    """Two students and what the rules above say of them, worked out by themselves."""
    found = attempt(text, {begun.roster: columns}).rule_set
    if found is None:
        return ""
    told = [
        _example(library.texts[key], found, [_answers(one, easy) for one in found.indicators])
        for key, easy in (("easiest", True), ("hardest", False))
    ]
    return "examples:\n" + "".join(told)


def _example(name: Words, rules: RuleSet, answers: list[dict[str, float | str]]) -> str:
    student: dict[str, float | str] = {}
    for one in answers:
        student = {**one, **student}  # a column that two indicators read says what it did first
    weights = {one.key: one.weight for one in rules.indicators}
    found = work_out(rules.indicators, Case(dict(student), {}, rules.columns), weights, {})
    lines = [f"  - name: {_said(name)}", f"    student: {inline(student)}"]
    if found.complexity is not None:
        lines.append(f"    complexity: {number(round(found.complexity, 2))}")
    lines.append(f"    levers: [{', '.join(line.key for line in found.levers)}]")
    return "\n".join(lines) + "\n"


def _answers(one: Indicator, easy: bool) -> dict[str, float | str]:
    """Answers that give an indicator the fewest points, or the most."""
    best = min if easy else max
    if one.condition is not None and one.points is not None:
        return _two_grades(one, best(one.points.then, one.points.otherwise) == one.points.then)
    at = best(range(len(one.bands)), key=lambda place: one.bands[place].points)
    band = one.bands[at]
    if band.up_to is None:
        return {one.column: band.is_[0]}
    edge = band.up_to
    if edge == float("inf"):
        edge = one.edges()[-2] + 1
    return {one.column: edge}


def _two_grades(one: Indicator, fallen: bool) -> dict[str, float | str]:
    """A later grade and an earlier one, from one end of their scale to the other, or alike."""
    condition = one.condition
    assert condition is not None  # noqa: S101 - whoever calls has looked
    later, earlier = condition.columns.values()
    low, high = limits(later)
    best, worst = (low, high) if getattr(later, "best", "high") == "low" else (high, low)
    return {earlier.name: best, later.name: worst if fallen else best}
