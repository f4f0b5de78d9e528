"""A comparison of two rosters in words: what each column does, and what is to be done."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.column import Column
from data.dictionary import Dictionary
from scoring.model_evaluation.drift import ColumnDrift, ColumnShare, Drift, Verdict
from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number, words
from webapp.pictures.drift import ThenAndNow, pairs, width
from webapp.services.drafts.fairness_table import group_name, percent

LEAST_SAID = 0.005  # less than one in two hundred is shown as 0 %
MOST_WORDS = 5


@dataclass(frozen=True)
class DriftRow:
    """One column of the table; figures as they are read, pairs as they are drawn, so wide."""

    label: str
    verdict: Verdict
    said: str
    remarks: Sequence[str]
    psi: str
    by_luck: str
    ks: str
    pairs: Sequence[ThenAndNow]
    wide: float


@dataclass(frozen=True)
class DriftTable:
    """A whole comparison: what it comes to, what to do, and its columns, the most changed first.

    anew: the columns that a new model can learn from, those that are still there.
    """

    verdict: Verdict
    sentence: str
    remedy: str
    lines: Sequence[DriftRow]
    anew: Sequence[str]


def told(drift: Drift, dictionary: Dictionary | None) -> DriftTable:
    """Put a comparison into words; a column that no dictionary knows keeps its name."""
    columns = dictionary.columns if dictionary else {}
    ordered = sorted(drift.columns, key=lambda one: -_weight(one))
    changed = [_label(columns, one.name) for one in ordered if one.verdict == drift.verdict]
    return DriftTable(
        verdict=drift.verdict,
        sentence=_sentence(drift, changed),
        remedy=_remedy(drift.verdict),
        lines=[_line(one, columns.get(one.name)) for one in ordered],
        anew=[one.name for one in drift.columns if one.verdict != "gone"],
    )


def verdict_words(verdict: Verdict) -> str:
    """Say a column's verdict."""
    return {
        "as before": _("as before"),
        "cannot say": _("cannot say"),
        "somewhat": _("somewhat different"),
        "very": _("very different"),
        "gone": _("not there"),
    }[verdict]


def _line(found: ColumnDrift, column: Column | None) -> DriftRow:
    drawn = pairs([(_part(part, column), part.before, part.now) for part in found.parts])
    return DriftRow(
        label=words(column.label) if column else found.name,
        verdict=found.verdict,
        said=verdict_words(found.verdict),
        remarks=_remarks(found),
        psi=number(found.psi, 2),
        by_luck=number(found.by_luck, 2),
        ks=number(found.ks, 2),
        pairs=drawn,
        wide=width(drawn),
    )


def _remarks(found: ColumnDrift) -> list[str]:
    said = []
    if found.outside >= LEAST_SAID:
        said.append(
            _(
                "%(share)s of the answers are outside all that the model has seen.",
                share=percent(found.outside),
            )
        )
    if found.words:
        said.append(
            _(
                "%(share)s of the answers are words that the model has never seen: %(words)s.",
                share=percent(found.unseen),
                words=", ".join(found.words[:MOST_WORDS]),
            )
        )
    if abs(found.more_missing) >= LEAST_SAID:
        before, now = (percent(share) for share in found.missing)
        said.append(_("Without an answer: %(before)s then, %(now)s now.", before=before, now=now))
    if found.verdict == "cannot say":
        said.append(_("With so few students, luck alone can make such a difference."))
    return said


def _part(part: ColumnShare, column: Column | None) -> str:
    """Name a part of a column by its answers, whole numbers by the numbers that are in it."""
    if part.kind == "unseen":
        return _("words never seen")
    if part.kind != "number":
        return group_name([part.word or None], column)
    low, high = part.low, part.high
    if column is None or not column.whole:
        return group_name([(low, high)], column)
    first = column.low if low is None else math.floor(low) + 1
    last = column.high if high is None else math.floor(high)
    return group_name([first if first == last else (first, last)], column)


def _label(columns: Mapping[str, Column], name: str) -> str:
    return words(columns[name].label) if name in columns else name


def _weight(found: ColumnDrift) -> float:
    return math.inf if math.isnan(found.psi) else found.psi


def _sentence(drift: Drift, changed: Sequence[str]) -> str:
    if drift.verdict == "as before":
        return _(
            "The %(now)s students of today answer as the %(before)s did from whom the model "
            "learned.",
            now=drift.now,
            before=drift.before,
        )
    if drift.verdict == "cannot say":
        return _(
            "With %(now)s students of today and %(before)s then, luck alone can make the "
            "differences that there are.",
            now=drift.now,
            before=drift.before,
        )
    return {
        "somewhat": ngettext(
            "In %(num)s column the students of today answer somewhat differently: %(columns)s.",
            "In %(num)s columns the students of today answer somewhat differently: %(columns)s.",
            len(changed),
            columns=", ".join(changed),
        ),
        "very": ngettext(
            "In %(num)s column the students of today answer very differently: %(columns)s.",
            "In %(num)s columns the students of today answer very differently: %(columns)s.",
            len(changed),
            columns=", ".join(changed),
        ),
        "gone": ngettext(
            "%(num)s column that the model learned from is not there any more, or nobody answered "
            "it: %(columns)s.",
            "%(num)s columns that the model learned from are not there any more, or nobody "
            "answered them: %(columns)s.",
            len(changed),
            columns=", ".join(changed),
        ),
    }[drift.verdict]


def _remedy(verdict: Verdict) -> str:
    return {
        "as before": _("Nothing needs to be done."),
        "cannot say": _("Nothing needs to be done; look again with the next roster."),
        "somewhat": _(
            "The model can go on; look at these columns, and train it anew when most students of "
            "today have a grade."
        ),
        "very": _(
            "What it expects holds for other students than these. Train it anew when most students "
            "of today have a grade, and read its intervals with care until then."
        ),
        "gone": _(
            "It cannot say anything about the students of today. Correct the roster, or train a "
            "model on the columns that are there; the rules are shown meanwhile."
        ),
    }[verdict]
