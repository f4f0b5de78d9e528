"""Conditions in a draft's form: menus where they can say it, and always the text and its words."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from data.dictionary import Dictionary
from rules import Condition, ConditionError, Words
from rules import conditions as language
from rules.conditions.columns import DictionaryColumn, allowed, value_words
from rules.editing import Path
from rules.editing.suggestions import ConditionPart, Menus, menus, spelled
from webapp.drafts.form.fields import VALUE, RuleField, Sheet, id_of, name_of, path_of
from webapp.http.language import words

MENU = "m."
"""What the names of menus begin with."""


@dataclass(frozen=True)
class ComparisonForm:
    """One comparison of a condition's menus."""

    part: ConditionPart  # as it stands
    name: str  # what the names of its menus begin with
    id: str  # and their ids
    values: Mapping[str, str]  # answers to choose from, in the reader's words; {} for a number


@dataclass(frozen=True)
class ConditionForm:
    """A condition of the text, with menus if they can say it."""

    place: str  # in the text: indicators.goout.when
    field: RuleField  # it as text
    words: Words | None  # it in words, None where it cannot be read
    menus: Menus | None  # what its menus say, None where they cannot
    comparisons: tuple[ComparisonForm, ...]  # these one by one
    columns: Mapping[str, DictionaryColumn]  # those that may be chosen
    groups: tuple[str, ...]  # by whose average one may compare

    @property
    def name(self) -> str:
        """What the names of its menus begin with."""
        return MENU + self.field.name

    @property
    def id(self) -> str:
        """What their ids begin with."""
        return id_of(self.name)


def when(sheet: Sheet, path: Path, dictionary: Dictionary | None, uses: Set[str]) -> ConditionForm:
    """The condition at a place of the text."""
    shown = sheet.field(*path)
    known = dictionary.columns if dictionary else {}
    columns = {name: one for name, one in known.items() if one.use in uses and _comparable(one)}
    roles = {one.role for one in known.values()}
    groups = tuple(role for role in ("class", "school") if role in roles)
    found = _read(shown.value, known, uses)
    said = menus(found) if found else None
    if said and any(part.column not in columns for part in said.parts):
        said = None
    return ConditionForm(
        place=shown.name.removeprefix(VALUE),
        field=shown,
        words=found.words() if found else None,
        menus=said,
        comparisons=tuple(
            _comparison(f"{MENU}{shown.name}.{at}", part, columns[part.column])
            for at, part in enumerate(said.parts if said else ())
        ),
        columns=columns,
        groups=groups,
    )


def _comparison(name: str, part: ConditionPart, column: DictionaryColumn) -> ComparisonForm:
    values = {value: words(value_words(value, column)) for value in allowed(column)}
    return ComparisonForm(part, name, id_of(name), values)


def _comparable(column: DictionaryColumn) -> bool:
    return column.type != "text"


def _read(text: str, columns: Mapping[str, DictionaryColumn], uses: Set[str]) -> Condition | None:
    try:
        return language.read(text, columns, uses) if text else None
    except ConditionError:
        return None


def changed(form: MultiDict[str, str]) -> list[Path]:
    """The conditions whose menus a form has sent: m.f.applies_to.0.sign is one of applies_to's."""
    paths = []
    for name in form:
        if name.startswith(MENU):
            path, _language = path_of(name.removeprefix(MENU))
            ends = [at for at, step in enumerate(path) if step in ("when", "applies_to")]
            paths += [path[: ends[-1] + 1]] if ends else []
    return list(dict.fromkeys(paths))


def chosen(
    form: MultiDict[str, str], sheet: Sheet, path: Path, dictionary: Dictionary | None
) -> str | None:
    """The text that the menus of a condition say now; None where nobody has changed them."""
    before = when(sheet, path, dictionary, language.SHOWN)
    name = MENU + name_of(path)
    if before.menus is None:
        return None
    parts = [
        _part(form, f"{name}.{at}", part, before.columns)
        for at, part in enumerate(before.menus.parts)
    ]
    joined = "or" if form.get(f"{name}.joined", before.menus.joined) == "or" else "and"
    now = Menus(joined, tuple(parts))
    return spelled(now, before.columns) if now != before.menus else None


def _part(
    form: MultiDict[str, str],
    name: str,
    part: ConditionPart,
    columns: Mapping[str, DictionaryColumn],
) -> ConditionPart:
    column = form.get(f"{name}.column", part.column)
    against, _, by = form.get(f"{name}.against", part.against).partition(".")
    value = form.get(f"{name}.value", part.value).replace(",", ".")
    by = by if against != "value" else ""
    value = value if against == "value" else ""
    sign = form.get(f"{name}.sign", part.sign)
    if column not in columns:
        column = part.column
    if part.sign in ("missing", "given") and sign == part.sign:
        against, value, by = part.against, part.value, part.by
    return ConditionPart(column, sign, against, value, by)


def longer(sheet: Sheet, path: Path, dictionary: Dictionary | None, uses: Set[str]) -> str:
    """The condition with one more comparison, or the first; it says something that can be."""
    found = when(sheet, path, dictionary, uses)
    if not found.columns:
        return found.field.value
    usual = ConditionPart(next(iter(found.columns)), ">=")
    if found.menus is None:
        return found.field.value or spelled(Menus("and", (usual,)), found.columns)
    last = found.menus.parts[-1]
    more = replace(found.menus, parts=(*found.menus.parts, replace(usual, column=last.column)))
    return spelled(more, found.columns)


def shorter(
    sheet: Sheet, path: Path, dictionary: Dictionary | None, uses: Set[str], at: int
) -> str:
    """The condition without one of its comparisons; "" without the last."""
    found = when(sheet, path, dictionary, uses)
    if found.menus is None:
        return found.field.value
    parts = tuple(part for place, part in enumerate(found.menus.parts) if place != at)
    return spelled(replace(found.menus, parts=parts), found.columns) if parts else ""
