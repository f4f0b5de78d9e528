"""Reads an indicator's scale: bands that cover the whole column, or points for a condition."""

from collections import Counter
from collections.abc import Mapping

from rules.conditions import hints
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.reading import fields
from rules.rule_set import Band, Points, Threshold
from rules.text.problems import Place, ProblemReport, listed, nearest
from rules.text.yaml_nodes import ListNode, Node

MOST = 50
KEYS = ("up_to", "is", "points", "says", "adjust")
REQUIRED = ("points",)
ADJUST = ("from", "to")
OUTCOMES = ("then", "otherwise")


def bands(
    node: Node, known: DictionaryColumn | None, report: ProblemReport
) -> tuple[tuple[Band, ...], Threshold | None]:
    """The bands and the adjustable edge; ((), None) where one cannot be read.

    `known` None: the column is unknown, which was said elsewhere, so limits are not checked.
    """
    places = fields.items("bands", node, report)
    if isinstance(node, ListNode) and not 1 <= len(places) <= MOST:
        report.say('"bands" needs 1 to %(most)s bands.', node, most=MOST)
        return (), None
    numbers = is_number(known) if known else None
    read = [_band(place, numbers, report) for place in places]
    whole = tuple(found[0] for found in read if found)
    if not places or len(whole) < len(read):
        return (), None
    adjusts = [found[1] if found else None for found in read]
    if known and numbers:
        _check_edges(whole, places, known, report)
        return whole, _threshold(whole, adjusts, known, report)
    if known:
        _check_words(whole, places, known, report)
    return whole, None


def _band(
    node: Node, numbers: bool | None, report: ProblemReport
) -> tuple[Band, Mapping[str, Node] | None] | None:
    found = fields.table("bands", node, KEYS, report)
    points = fields.number("points", found.get("points"), 0, 1, report)
    says = fields.words("says", found.get("says"), report)
    if not found or not fields.require(found, REQUIRED, node, report):
        return None
    if ("up_to" in found) == ("is" in found):
        report.say('A band needs either "up_to" (numbers) or "is" (words). Write one of them.',
                   node)  # fmt: skip
        return None
    if numbers is not None and numbers != ("up_to" in found):
        if numbers:
            report.say('This column holds numbers. Write "up_to" instead of "is".', found["is"])
        else:
            report.say('This column holds words. Write "is" instead of "up_to".', found["up_to"])
        return None
    edge = fields.number("up_to", found.get("up_to"), float("-inf"), float("inf"), report)
    is_ = _words(found.get("is"), report)
    if points is None or (edge is None and not is_):
        return None
    if "adjust" in found and edge is None:
        report.say('"adjust" moves an edge of numbers; words have none. Remove it.',
                   found["adjust"])  # fmt: skip
    return Band(edge, is_, points, says), {"adjust": found["adjust"]} if "adjust" in found else None


def _words(node: Node | None, report: ProblemReport) -> tuple[str, ...]:
    places = node.items if isinstance(node, ListNode) else ([node] if node else [])
    read = tuple(fields.text("is", place, report) for place in places)
    if isinstance(node, ListNode) and not read:
        report.say('"is" is empty. Name a word, or several as [one, two].', node)
    return tuple(word for word in read if word is not None) if all(read) else ()


def _check_edges(
    read: tuple[Band, ...], places: tuple[Node, ...], known: DictionaryColumn, report: ProblemReport
) -> None:
    low, high = limits(known)
    before = None
    for band, place in zip(read, places, strict=True):
        edge = band.up_to if band.up_to is not None else high
        if before is not None and edge == before:
            report.say("Two bands end at %(edge)s. Give each its own edge.", place, edge=edge)
        elif before is not None and edge < before:
            report.say("Bands go upwards: up_to %(edge)s comes after %(before)s. Sort them.",
                       place, edge=edge, before=before)  # fmt: skip
        elif not low <= edge <= high and not (edge == float("inf") and band is read[-1]):
            report.say("%(column)s goes from %(low)s to %(high)s; up_to %(edge)s is outside.",
                       place, column=known.name, low=low, high=high, edge=edge)  # fmt: skip
        before = edge
    if before is not None and before < high:
        report.say("%(column)s goes up to %(high)s, the last band only to %(edge)s. "
                   "Add a band up_to %(high)s.", places[-1],
                   column=known.name, high=high if high < float("inf") else ".inf",
                   edge=before)  # fmt: skip


def _check_words(
    read: tuple[Band, ...], places: tuple[Node, ...], known: DictionaryColumn, report: ProblemReport
) -> None:
    options = allowed(known)
    counted: Counter[str] = Counter()
    for band, place in zip(read, places, strict=True):
        for word in band.is_:
            counted[word] += 1
            if counted[word] == 2:
                report.say('"%(word)s" is in two bands. Leave it in one.', place, word=word)
            if options and word not in options:
                _never(word, known, options, place, report)
    left = [word for word in options if word not in counted]
    if left and set(counted) <= set(options):  # else a word was meant for one of them
        report.say("No band says what %(words)s means. Add one for it.", places[-1],
                   words=listed(left))  # fmt: skip


def _never(
    word: str, known: DictionaryColumn, options: tuple[str, ...], at: Place, report: ProblemReport
) -> None:
    lower = word.lower()
    meant = "yes" if lower in hints.YES else "no" if lower in hints.NO else ""
    meant = meant if meant in options else nearest(word, options)
    if meant in options:
        report.say("%(column)s is never %(word)s. Did you mean %(meant)s?", at,
                   column=known.name, word=word, meant=meant)  # fmt: skip
    else:
        report.say("%(column)s is never %(word)s. It can be: %(options)s.", at,
                   column=known.name, word=word, options=listed(options))  # fmt: skip


def _threshold(
    read: tuple[Band, ...],
    adjusts: list[Mapping[str, Node] | None],
    known: DictionaryColumn,
    report: ProblemReport,
) -> Threshold | None:
    """The one edge that may be moved; it must stay between its neighbours."""
    marked = [(at, adjust["adjust"]) for at, adjust in enumerate(adjusts) if adjust]
    for _, node in marked[1:]:
        report.say('Only one band of an indicator can have "adjust". Remove this one.', node)
    if not marked:
        return None
    at, node = marked[0]
    found = fields.table("adjust", node, ADJUST, report)
    if not found or not fields.require(found, ADJUST, node, report):
        return None
    low, high = limits(known)
    start = fields.number("from", found["from"], low, high, report, whole=known.whole)
    stop = fields.number("to", found["to"], low, high, report, whole=known.whole)
    default = read[at].up_to
    if start is None or stop is None or default is None:
        return None
    below = read[at - 1].up_to if at else None
    above = read[at + 1].up_to if at + 1 < len(read) else None
    if (
        not start <= default <= stop
        or (below is not None and start <= below)
        or (above is not None and stop >= above)
    ):
        report.say(
            "adjust goes from %(start)s to %(stop)s; it must hold its own up_to (%(default)s) and "
            "stay between its neighbours (%(below)s and %(above)s).",
            node, start=start, stop=stop, default=default,
            below="-" if below is None else below, above="-" if above is None else above,
        )  # fmt: skip
        return None
    return Threshold(at, start, stop, default)


def points(
    points: Node | None, says: Node | None, at: Place, report: ProblemReport
) -> Points | None:
    """What a condition gives: `points: {then: , otherwise: }` and the words for both."""
    found = fields.table("points", points, OUTCOMES, report)
    told = fields.table("says", says, OUTCOMES, report)
    if points is None:
        report.say('"when" needs "points", as {then: 0.1, otherwise: 1.0}.', at)
    elif found:
        fields.require(found, OUTCOMES, points, report)
    then = fields.number("then", found.get("then"), 0, 1, report)
    otherwise = fields.number("otherwise", found.get("otherwise"), 0, 1, report)
    says_then = fields.words("then", told.get("then"), report)
    says_otherwise = fields.words("otherwise", told.get("otherwise"), report)
    if then is None or otherwise is None:
        return None
    return Points(then, otherwise, says_then, says_otherwise)
