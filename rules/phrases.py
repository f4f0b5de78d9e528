"""The sentences in which a rule set is told, with %(holes)s for its values."""

from collections.abc import Mapping

from data.wording.languages import Wording, Words, typeset
from data.wording.message import N_
from data.wording.translate import translate, translate_plural

_ALL = {
    "roster": N_("This rule set is for rosters of the kind “%(roster)s”."),
    "judges everybody": N_("It judges every student of the roster."),
    "judges some": N_(
        "It judges only the students who meet this condition: %(condition)s. The others are "
        "listed as not judged."
    ),
    "complexity": N_(
        "Complexity goes from 0 to 100: it is 100 times the sum of weight × points, divided by "
        "the sum of the weights, over the indicators that the student answered. Ease is 100 "
        "minus complexity. Without a single answer there is no complexity."
    ),
    "levers": N_(
        "A lever is offered where it gives %(most)s points or fewer; the strongest, by weight ×"
        " (1 − points), comes first. A barrier counts as one above %(most)s points."
    ),
    "need from grade": N_(
        "Need comes from the current grade: 50 at the pass mark (%(passing)s), 100 at the "
        "worst grade, 0 at the best."
    ),
    "need from gap": N_(
        "Need comes from the gap between the expected and the current grade: 50 where there is "
        "none, 100 half a scale worse. The pass mark is %(passing)s."
    ),
    "priority": N_("Students are ranked by priority: need × ease ÷ 100."),
    "quadrants": N_("On the chart the lines stand at need %(need)s and ease %(ease)s."),
    "top_right": N_("Top right: “%(name)s”."),
    "bottom_right": N_("Bottom right: “%(name)s”."),
    "top_left": N_("Top left: “%(name)s”."),
    "bottom_left": N_("Bottom left: “%(name)s”."),
    "lever weighs": N_(
        "“%(label)s” is a lever and weighs %(weight)s of %(total)s (%(percent)s %%)."
    ),
    "barrier weighs": N_(
        "“%(label)s” is a barrier and weighs %(weight)s of %(total)s (%(percent)s %%)."
    ),
    "lever off": N_("“%(label)s” is a lever that is switched off: its weight is 0."),
    "barrier off": N_("“%(label)s” is a barrier that is switched off: its weight is 0."),
    "condition": N_("The condition is: %(condition)s."),
    "then": N_("Where it holds"),
    "otherwise": N_("Where it does not"),
    "band says": N_("%(step)s: “%(says)s”, %(points)s"),
    "band": N_("%(step)s: %(points)s"),
    "lever offered": N_("%(told)s; the lever is offered."),
    "barrier counts": N_("%(told)s; a barrier."),
    "nothing more": N_("%(told)s."),
    "movable": N_("Counsellors may move the edge at %(edge)s, from %(low)s to %(high)s."),
    "example": N_("A check: “%(name)s” (%(answers)s). Expected: %(result)s."),
    "answer": N_("%(label)s: %(value)s"),
    "complexity exactly": N_("a complexity of %(low)s"),
    "complexity between": N_("a complexity from %(low)s to %(high)s"),
    "complexity at least": N_("a complexity of %(low)s or more"),
    "complexity at most": N_("a complexity of %(high)s or less"),
    "levers are": N_("these levers: %(levers)s"),
    "example of no lever": N_("A check: “%(name)s” (%(answers)s). Expected: no lever."),
    "and no lever": N_("%(result)s; no lever"),
    "one more": N_("%(one)s; %(other)s"),
}


def said(phrase: str, **holes: str | Words) -> Words:
    """A phrase in each language; a hole is filled by the same text everywhere or by words."""
    return Wording(lambda language: _filled(translate(_ALL[phrase], language), holes, language))


def plural(one: str, many: str, count: float, /, **holes: str | Words) -> Words:
    """A phrase for so many things; `one` and `many` must be literals: babel finds them here.

    Parts of one count as French counts them: 0,3 is less than two.
    """
    return Wording(
        lambda language: _filled(translate_plural(one, many, int(count), language), holes, language)
    )


def _filled(text: str, holes: Mapping[str, str | Words], language: str) -> str:
    told = {name: held if isinstance(held, str) else held[language] for name, held in holes.items()}
    return typeset(text % told, language)
