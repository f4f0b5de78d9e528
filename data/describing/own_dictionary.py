"""The data dictionary that a description makes: a school's own, or the one it follows unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.column import Column, Dictionary, Role
from data.describing.columns import slug
from data.describing.description import (
    NO_ANSWER,
    ONE_ONLY,
    ColumnDescription,
    FileDescription,
    Meaning,
)
from data.describing.grade_scales import SCALES
from data.describing.header_words import entry, known_mark
from data.headers import fold
from data.reading.cells import MARKS
from data.wording.languages import LANGUAGES, in_all
from data.wording.message import N_
from data.wording.translate import translate

ROLES: dict[Meaning, Role] = {
    **{"id": "id", "name": "first_name", "first_name": "first_name", "class": "class"},
    **{"family_name": "family_name", "school": "school", "year": "year"},
    **{"birth_date": "birth_date"},
}
LAST_OF_FOUR_DIGITS = 0xFFFF
NOT_OF_THE_MODEL = {"name", "aliases", "role", "required", "marks", "reads"}
MEANT = N_("As the column %(column)s of the file says it.")
ABOUT = N_("Made from a file of the school.")


def dictionary_of(
    description: FileDescription,
    name: str,
    title: str,
    *,
    dictionaries: Mapping[str, Dictionary] | None = None,
    grade_scale: Mapping[str, Any] | None = None,
) -> Dictionary:
    """The dictionary of a description: the one that it follows, else one of this name and title.

    dictionaries: those that it follows or is like; without them a column that is like another loses
    that one's words. grade_scale: the scale of the grade that a file without one will have, as the
    `fields` of one of SCALES; None for 0 to 20. Raises pydantic's ValidationError for ranges that
    cannot be.
    """
    known = dictionaries or {}
    if description.dictionary is not None and description.dictionary in known:
        return known[description.dictionary]
    like = known.get(description.like or "")
    names = column_names(description)
    claimed = {fold(key): key for key in [*names.values(), description.grade_name]}
    for header, key in names.items():
        claimed.setdefault(fold(header), key)
    columns: dict[str, dict[str, Any]] = {}
    for column in description.columns:
        if column.header not in names:
            continue
        model = like.columns.get(column.like) if like is not None and column.like else None
        counts = column.header == description.grade
        built = _column(column, names[column.header], model, counts, claimed)
        columns[built["name"]] = built
    if description.grade is None:
        key = description.grade_name
        columns[key] = _grade_to_come(key, grade_scale or SCALES["0-20"].fields, claimed)
    about = {one: translate(ABOUT, one) for one in LANGUAGES}
    return Dictionary.model_validate(
        {
            "format": 1,
            "name": name,
            **({"like": description.like} if description.like else {}),
            **{"title": in_all(title), "about": about, "columns": columns},
        }
    )


def mapping_of(description: FileDescription) -> dict[str, str]:
    """Header -> column of the dictionary, as `check` takes it; what is left out is not in it."""
    return column_names(description)


def column_names(description: FileDescription) -> dict[str, str]:
    """Header -> key of its column, all different.

    The grade that counts has `grade_name`, unless a dictionary is followed. Of two columns of one
    meaning only the first has a key.
    """
    names: dict[str, str] = {}
    met: set[str] = set()
    for column in description.columns:
        role = str(ROLES.get(column.meaning, ""))
        if column.meaning == "out" or (column.meaning in ONE_ONLY and role in met):
            continue
        met.add(role)
        if column.header == description.grade and description.dictionary is None:
            names[column.header] = description.grade_name
        else:
            names[column.header] = column.name or slug(column.header)
    if description.dictionary is not None:
        return names
    taken: set[str] = {fold(description.grade_name)}
    for header, key in names.items():
        if header == description.grade:
            continue
        free = key if _is_key(key) else slug(header)
        number = 2
        while fold(free) in taken:
            free = f"{slug(header)}_{number}" if fold(slug(header)) in taken else slug(header)
            number += 1
        taken.add(fold(free))
        names[header] = free
    return names


def _is_key(text: str) -> bool:
    return text.isascii() and text.isidentifier()


def _column(
    column: ColumnDescription,
    name: str,
    model: Column | None,
    counts: bool,
    claimed: dict[str, str],
) -> dict[str, Any]:
    """The fields of a column of the dictionary."""
    label = column.label or in_all(column.header.strip() or name)
    built: dict[str, Any] = {
        "name": name,
        "label": label,
        "meaning": {one: _meant(column.header, one) for one in LANGUAGES},
        "aliases": _aliases(column.header, name, model, claimed),
        "type": "text",
        **_type_of(column),
        **_use_of(column, counts),
    }
    if model is not None:
        built = _modelled(built, model, column)
    if counts:
        built |= {"role": "grade", "best": column.best, "passing": column.passing}
        built["quasi_identifier"] = None
    elif "role" not in built:
        built["role"] = ROLES.get(column.meaning)
    if column.period and built["type"] == "number":
        built["period"] = column.period
    if built["type"] != "text":
        built["marks"] = {
            mark: known_mark(mark) or in_all(mark)
            for mark, value in column.marks.items()
            if value == NO_ANSWER and mark.casefold() not in MARKS
        }
        reads = {mark: value for mark, value in column.marks.items() if value != NO_ANSWER}
        numbers = built["type"] == "number"
        built["reads"] = {mark: float(value) if numbers else value for mark, value in reads.items()}
    return built


def _meant(header: str, language: str) -> str:
    return translate(MEANT, language) % {"column": " ".join(header.split())}


def _aliases(
    header: str, name: str, model: Column | None, claimed: dict[str, str]
) -> tuple[str, ...]:
    """The header, and what the model answers to where no other column does."""
    others = () if model is None else (model.name, *model.aliases)
    aliases = []
    for alias in (header, *others):
        folded = fold(alias)
        if folded and folded != fold(name) and claimed.setdefault(folded, name) == name:
            aliases.append(alias)
    return tuple(dict.fromkeys(aliases))


def _type_of(column: ColumnDescription) -> dict[str, Any]:
    if column.meaning in ("id", "name", "first_name", "family_name", "birth_date"):
        return {"type": "text"}
    if column.kind == "steps" and len(column.steps) > 1:
        values = {place: in_all(step) for place, step in enumerate(column.steps, 1)}
        ends: dict[str, Any] = {"low": 1, "high": len(column.steps), "whole": True}
        return {"type": "number", "values": values, **ends}
    if column.meaning in ("class", "school", "year"):
        return {"type": "word"}
    if column.numeric or column.meaning == "grade":
        low, high = column.low or 0.0, column.high if column.high is not None else 100.0
        unit = column.unit or None
        if column.kind == "percent":
            unit = in_all("%")
        ends = {"low": low, "high": high, "whole": column.kind == "whole", "unit": unit}
        return {"type": "number", **ends}
    if column.kind == "yes_no":
        return {"type": "flag"}
    return {"type": "word"}


def _use_of(column: ColumnDescription, counts: bool) -> dict[str, Any]:
    if column.meaning in ("id", "name", "first_name", "family_name", "birth_date"):
        return {"use": "never" if column.meaning == "id" else "show"}
    if column.meaning in ("class", "school", "year"):
        return {"use": "show", "quasi_identifier": True}
    if counts:
        return {"use": "show", "sensitive": True, "required": False}
    if column.meaning in ("group", "shown"):
        use = "audit" if column.meaning == "group" else "show"
        return {"use": use, "sensitive": True, "quasi_identifier": True}
    marks = {"record": column.record, "explorable": column.explorable}
    grade = column.meaning == "grade"
    return {
        "use": "score",
        "sensitive": grade,
        "quasi_identifier": None if grade else True,
        **marks,
    }


def _modelled(built: dict[str, Any], model: Column, column: ColumnDescription) -> dict[str, Any]:
    """The fields with the words, values and caution of the column that it is like."""
    said = model.model_dump(exclude=NOT_OF_THE_MODEL, warnings=False)
    said["label"], said["meaning"] = dict(model.label), dict(model.meaning)
    same_kind = model.type == built["type"]
    if not same_kind or (column.kind == "steps" and not _same_steps(column.steps, model)):
        return built
    taken = {"meaning", "values", "sensitive", "quasi_identifier", "filter", "unit"}
    if not column.label:
        taken.add("label")
    if said["quasi_identifier"] and (model.low, model.high) != (
        built.get("low"),
        built.get("high"),
    ):
        taken.remove("quasi_identifier")  # its steps are cut for other ends
    if column.meaning == "shown" or (column.meaning == "answer" and model.use == "score"):
        taken.add("use")
    merged = built | {key: said[key] for key in taken}
    values = {value: dict(words) for value, words in model.values.items()}
    return merged | {"values": values}


def _same_steps(steps: Sequence[str], model: Column) -> bool:
    """Whether a column has these steps, in whichever of its languages."""
    places = range(1, len(steps) + 1)
    return sorted(model.values) == list(places) and all(
        step in model.values[place].values() for place, step in zip(places, steps, strict=True)
    )


def _grade_to_come(key: str, scale: Mapping[str, Any], claimed: dict[str, str]) -> dict[str, Any]:
    """The grade that every dictionary has, where the file has none yet."""
    word = entry("grade_general")
    headers = ("Nota", "Note", "Grade")
    return {
        "name": key,
        "type": "number",
        "role": "grade",
        "use": "show",
        "sensitive": True,
        "label": dict(word.label),
        "meaning": dict(word.label),
        "low": scale["low"],
        "high": scale["high"],
        "whole": scale["kind"] == "whole",
        "best": scale["best"],
        "passing": scale["passing"],
        "unit": in_all("%") if scale["kind"] == "percent" else None,
        "aliases": tuple(header for header in headers if fold(header) not in claimed),
    }
