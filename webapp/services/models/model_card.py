"""The card of a model: what it is, what it learned from, how far it can be trusted, as Markdown.

For people outside the product, so without the roster's title, the school or whoever trained it.
"""

import re
from collections.abc import Iterator
from typing import Any

from data.dictionary import Dictionary
from data.tables import ModelVersion
from scoring.model.model_config import Recipe
from webapp.services.models.names import meanings, names
from webapp.services.wording.reader import day, ngettext, number, words
from webapp.services.wording.reader import gettext as _

MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")  # what Markdown would take for its own


def card(model: ModelVersion, dictionary: Dictionary | None) -> str:
    """Write a model's card in the language that is spoken. dictionary: None where it is gone."""
    recipe = Recipe.from_json(model.recipe)
    parts = [
        "# " + _("Model %(number)s", number=model.number),
        _list(_about(model, recipe, dictionary)),
        "## " + _("How far it can be trusted"),
        _list(_figures(model.report)) or _("Nothing was measured."),
        "## " + _("What it is for, and what not"),
        _list(_limits(model.report)),
        "## " + _("How it was made"),
        _list(_made(model)),
    ]
    return "\n\n".join(parts) + "\n"


def _list(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _about(model: ModelVersion, recipe: Recipe, dictionary: Dictionary | None) -> Iterator[str]:
    if recipe.target == "pass" and not recipe.upwards:
        yield _("Expects the chance of a grade of %(mark)s or better.", mark=number(recipe.passing))
    elif recipe.target == "pass":
        yield _("Expects the chance of a grade of %(mark)s or more.", mark=number(recipe.passing))
    else:
        yield _("Expects the grade, in grade points of the roster’s own scale.")
    kind = names().get(recipe.candidate, recipe.candidate)
    yield _("Kind of model: %(kind)s.", kind=kind) + " " + meanings().get(recipe.candidate, "")
    yield _(
        "Learned from %(count)s students of the roster kind “%(kind)s”, on %(day)s.",
        count=model.report.get("trained", "–"),
        kind=_plain(words(dictionary.title) if dictionary else model.dictionary),
        day=day(model.created_at),
    )
    yield _("Columns: %(columns)s.", columns=", ".join(_labels(recipe.columns, dictionary)))
    left_out = model.report.get("left_out") or {}
    if left_out:
        named = ", ".join(_labels(tuple(left_out), dictionary))
        yield _("Left out, since nothing could be learned from them: %(columns)s.", columns=named)
    yield _(
        "What groups are compared by (sex, age, family and the like) never enters a model of the "
        "school record."
    )


def _figures(report: dict[str, Any]) -> Iterator[str]:
    said = {
        "rmse": _("typical error, in grade points"),
        "rmse_of_mean": _("error of the mean alone, in grade points"),
        "mae": _("mean distance, in grade points"),
        "brier": _("typical error of a chance (mean square)"),
        "brier_of_mean": _("the same of one chance for everybody"),
        "r2": _("share of the variation that is explained (R2)"),
        "half_width80": _("half the width of an 80 %% interval") % {},
        "coverage80": _("share of grades within 80 %% intervals") % {},
        "coverage90": _("share of grades within 90 %% intervals") % {},
        "spearman_gap_grade": _("rank correlation of gap and grade"),
    }
    for key, words_of in said.items():
        if isinstance(report.get(key), int | float):
            yield f"{words_of}: {number(report[key], 3)}"


def _limits(report: dict[str, Any]) -> Iterator[str]:
    yield _("It says what students with a similar record usually get, and promises no grade.")
    yield _("All figures are of students whose grade the model had not seen.")
    without = report.get("without_grade") or 0
    if without:
        yield ngettext(
            "%(num)s student without a grade taught it nothing.",
            "%(num)s students without a grade taught it nothing.",
            without,
        )
    yield _(
        "It holds for students like those it learned from: compare each new roster with them, and "
        "train it anew when they differ."
    )
    yield _("No decision about a student may rest on it alone.")


def _made(model: ModelVersion) -> Iterator[str]:
    settings = model.recipe.get("settings") or {}
    for name, value in sorted(settings.items()):
        yield f"`{name}`: `{value}`"
    folds, repeats = model.report.get("folds"), model.report.get("repeats")
    if folds and repeats:
        yield _(
            "%(folds)s parts, drawn %(repeats)s times: each is judged by a model that was trained "
            "without it.",
            folds=folds,
            repeats=repeats,
        )
    yield f"scikit-learn {model.scikit_learn}"
    yield f"sha256 `{model.sha256}`"
    yield _("fingerprint of data, recipe and libraries") + f" `{model.fingerprint}`"


def _labels(columns: tuple[str, ...], dictionary: Dictionary | None) -> list[str]:
    known = dictionary.columns if dictionary else {}
    return [_plain(words(known[name].label) if name in known else name) for name in columns]


def _plain(text: str) -> str:
    """Write a text of somebody's own so that Markdown takes none of it for its own."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))
