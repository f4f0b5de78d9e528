"""What a comparison says, in sentences."""

from collections.abc import Mapping
from typing import Any

from data.tables import ModelComparison
from webapp.services.models.names import names
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import ngettext, number

MEAN = "mean"


def said(found: ModelComparison, labels: Mapping[str, str]) -> list[str]:
    """Say what was proposed and why, what is shown and what is not."""
    result = found.result
    told = {one["key"]: one for one in result["candidates"]}
    return [
        *_proposed(found, told),
        *_shown(result, told),
        *_earlier(found, labels),
        *_drawn(result),
    ]


def _proposed(found: ModelComparison, told: Mapping[str, Any]) -> list[str]:
    result, digits = found.result, digits_of(found)
    best, key = told[result["best"]], result["proposed"]
    sentence = _(
        "Proposed: %(name)s. It is the simplest candidate whose error is at most %(line)s: the "
        "smallest, %(best)s (%(best_name)s), and one standard error, %(spread)s.",
        name=names()[key],
        line=number(result["line"], digits),
        best=number(best["error"], digits),
        best_name=names()[result["best"]],
        spread=number(best["spread"], digits),
    )
    if key != MEAN:
        return [sentence]
    return [
        sentence,
        _(
            "So no candidate is clearly better than expecting the same of everybody: what these "
            "columns say of a student would mislead, and no model of them is proposed."
        ),
    ]


def _shown(result: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    proposed = result["proposed"]
    better = [key for key, one in told.items() if one["beside_proposed"]["high"] < 0]
    sentences = []
    if better:
        sentences.append(
            _(
                "Nearer than it, surely: %(names)s; the 95 %% interval of the difference leaves "
                "out 0. Whether that is worth a model that is harder to follow is for you to say.",
                names=", ".join(names()[key] for key in better),
            )
        )
    else:
        sentences.append(
            ngettext(
                "With %(num)s student, no candidate is shown to be better than %(name)s.",
                "With %(num)s students, no candidate is shown to be better than %(name)s.",
                result["students"],
                name=names()[proposed],
            )
        )
    beside = told[proposed].get("beside_mean")
    if proposed != MEAN and beside is not None and beside["high"] >= 0:
        sentences.append(
            _("Nor is it shown to be better than the mean: the difference may be chance.")
        )
    return sentences


def _earlier(found: ModelComparison, labels: Mapping[str, str]) -> list[str]:
    alone = found.result["earlier"]
    if alone is None:
        return []
    return [
        _(
            "The earlier grades alone (%(columns)s) have an error of %(error)s.",
            columns=", ".join(labels.get(name, name) for name in alone["columns"]),
            error=number(alone["error"], digits_of(found)),
        )
    ]


def _drawn(result: Mapping[str, Any]) -> list[str]:
    if result["students"] >= result["graded"]:
        return []
    return [
        _(
            "Compared on %(students)s of the %(graded)s students with a grade: those who answered "
            "anything, and of many some drawn by lot.",
            students=number(result["students"]),
            graded=number(result["graded"]),
        )
    ]


def settings_of(candidate: Mapping[str, Any]) -> str:
    """Write the settings that most folds chose."""
    return ", ".join(f"{name} {number(value, 3)}" for name, value in candidate["settings"].items())


def digits_of(found: ModelComparison) -> int:
    """How many decimals an error is shown with."""
    return 2 if found.target == "grade" else 3
