"""Names lead: a class is a noun that stands for one thing, and a folder can be read at a glance."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import pytest
from architecture import modules, room

Module = tuple[str, str]  # its name and text
Check = Callable[[Sequence[Module]], list[str]]

ROOMS = {"rules", "scoring", "data", "webapp"}
MOST_MODULES = 22  # in a folder
ONCE = ("Line", "Row")  # words that say nothing without the room they are in
# Participles that do not end in -ed or -ing.
IRREGULAR = {
    "Begun", "Bound", "Built", "Chosen", "Done", "Drawn", "Found", "Given", "Gone", "Heard", "Held",
    "Kept", "Known", "Left", "Made", "Meant", "Met", "Put", "Read", "Said", "Seen", "Sent", "Shown",
    "Split", "Spread", "Stood", "Taken", "Taught", "Told", "Tried", "Understood", "Written",
}  # fmt: skip
# Nouns that look like one.
NOUNS = {"Building", "Embedding", "Feed", "Meeting", "Need", "Ranking", "Rating", "Seed", "String",
         "Training", "Wording"}  # fmt: skip

# What still breaks a rule. It may only shrink: what is mended must be taken out.
EXCEPTIONS: dict[str, set[str]] = {
    "named_twice": set(),
    "bare_participle": set(),
    "line_or_row_again": set(),
    "crowded_folder": set(),
}


def classes(known: Sequence[Module]) -> list[tuple[str, str]]:
    """The name of each class of ours, with the module it is in."""
    return [
        (node.name, module)
        for module, text in known
        if room(module) in ROOMS
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    ]


def folder(module: str, known: Sequence[Module]) -> str:
    """The folder that a module lies in; a package's own lines lie in its folder."""
    inside = any(name.startswith(f"{module}.") for name, _text in known)
    return module if inside else module.rpartition(".")[0]


def named_twice(known: Sequence[Module]) -> list[str]:
    """Names that classes of different folders share."""
    folders = defaultdict(set)
    for name, module in classes(known):
        folders[name].add(folder(module, known))
    return [name for name, where in folders.items() if len(where) > 1]


def bare_participle(known: Sequence[Module]) -> list[str]:
    """Classes named by what was done to a thing, or what it does, and not by the thing."""
    return [
        name
        for name in {name.lstrip("_") for name, _module in classes(known)}
        if name not in NOUNS and (name in IRREGULAR or re.fullmatch(r"[A-Z][a-z]*(ed|ing)", name))
    ]


def line_or_row_again(known: Sequence[Module]) -> list[str]:
    """A `Line` or `Row` that is not the only one."""
    times = Counter(name for name, _module in classes(known))
    return [name for name in ONCE if times[name] > 1]


def crowded_folder(known: Sequence[Module]) -> list[str]:
    """Folders with more modules than a list can be read at a glance."""
    counts = Counter(folder(module, known) for module, _text in known)
    return [name for name, count in counts.items() if name and count > MOST_MODULES]


CHECKS: list[Check] = [named_twice, bare_participle, line_or_row_again, crowded_folder]
EXAMPLES: list[tuple[Check, list[Module]]] = [
    (named_twice, [("data.a.x", "class Roster: ..."), ("webapp.b.y", "class Roster: ...")]),
    (bare_participle, [("data.x", "class Kept: ...")]),
    (bare_participle, [("data.x", "class _Opened: ...")]),
    (bare_participle, [("data.x", "def f():\n    class Standing: ...")]),
    (line_or_row_again, [("data.x", "class Row: ..."), ("data.y", "class Row: ...")]),
    (crowded_folder, [(f"data.module{number}", "") for number in range(MOST_MODULES + 1)]),
]
ALLOWED: list[Module] = [
    ("data.a.x", "class Roster: ...\nclass Need: ...\nclass Line: ..."),
    ("data.a.y", "class Roster: ...\nclass KeptRoster: ...\nclass Settings: ..."),
    ("tests.b.x", "class Roster: ...\nclass Kept: ...\nclass Line: ..."),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_names_break_this_rule_only_where_it_is_said(check: Check) -> None:
    assert set(check(list(modules()))) == EXCEPTIONS[check.__name__]


@pytest.mark.parametrize(("check", "known"), EXAMPLES)
def test_a_name_that_breaks_the_rule_is_found(check: Check, known: list[Module]) -> None:
    assert check(known) != []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_good_names_are_allowed(check: Check) -> None:
    assert check(ALLOWED) == []
