"""The rooms and the arrows between them, which library lives where, and what is nowhere.

Each check is a function from a module's name and text to what is wrong with it, so that
`test_architecture.py` can show that it finds something.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Check = Callable[[str, str], list[str]]

# What a room may import of ours; and the door and the command, which are not in a room.
ARROWS = {
    "rules": {"data.wording", "data.plain_yaml"},
    "data": set(),
    "scoring": {"rules", "data.wording"},
    "webapp": {"scoring", "rules", "data"},
    "migrations": {"data.tables"},
    "wsgi": {"webapp"},
    "manage": set(),
}
# What a folder may import of ours beside itself, where that is less than its room may.
BELOW_PAGES = {"webapp.services", "webapp.http", "webapp.pictures", "scoring", "rules", "data"}
STOREYS = {
    "data.wording": set(),
    "data.tables": set(),
    "data.reading": {"data"},
    "rules.text": {"data.wording", "data.plain_yaml"},
    "rules.conditions": {"rules.text", "data.wording"},
    "scoring.model": {"scoring.groups", "scoring.grade_scale", "rules", "data.wording"},
    "webapp.http": {"webapp.services", "scoring", "rules", "data"},
    "webapp.pictures": {"webapp.services", "webapp.http", "scoring", "rules", "data"},
    "webapp.services": {"scoring", "rules", "data"},
    "webapp.services.process": {"scoring", "data"},
    "webapp.services.wording": {"data.wording"},
    "webapp.services.access": {"webapp.services.process", "webapp.services.wording", "data"},
}
# A room of pages, the API and the commands may import what lies below, and never each other. A list
# of what does so today, which may only shrink: module, and what it imports.
NOT_ROOMS = {"http", "pictures", "services", "templates", "static"}
EXCEPTIONS: set[tuple[str, str]] = set()
# Where a library may be imported, whole or in part.
WEB = {"webapp"}
TABLES = {"data.tables", "data.store", "migrations"}
MODELS = {"scoring"}
READING = {"data.reading"}
LIBRARIES = {
    **dict.fromkeys(["flask", "flask_wtf", "werkzeug", "jinja2", "altair"], WEB),
    **dict.fromkeys(["markupsafe", "wtforms", "waitress", "xlsxwriter"], WEB),
    **dict.fromkeys(["argon2", "pyotp", "segno", "authlib"], WEB),
    **dict.fromkeys(["prometheus_client", "mlflow"], WEB),
    **dict.fromkeys(["sqlmodel", "sqlalchemy", "alembic", "psycopg"], TABLES),
    **dict.fromkeys(["sklearn", "scipy", "skops"], MODELS),
    "ruamel": {"rules", "data.dictionary", "data.plain_yaml"},
    **dict.fromkeys(["python_calamine", "openpyxl", "defusedxml"], READING),
    "rapidfuzz": {"data.identity"},
}
NOWHERE = {"pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal", "asteval"}
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
PURE = {"rules", "scoring"}
# Clock, disk, network, other processes, chance without a seed.
WORLD = {"os", "time", "pathlib", "io", "tempfile", "shutil", "glob", "random", "secrets"}
WORLD |= {"socket", "urllib", "http", "subprocess", "multiprocessing", "sqlite3", "logging"}
IN_MEMORY = {"io.BytesIO"}
ASKS_THE_WORLD = {"open", "input", "print"}
ASKS_THE_CLOCK = {"now", "today", "utcnow"}
NAMES = ("first_name", "family_name")
NO_NOUNS = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
SERVICES = "webapp.services"  # the one storey of that name, which knows no page
PAGES = {"flask", "webapp.http"}
# Which columns are for comparing groups, and which can be filtered by, dictionaries say.
COLUMNS = {"sex", "age"}
HEAVY = ("pandas", "sklearn", "scipy", "altair")


def modules() -> Iterator[tuple[str, str]]:
    """Every module of ours by its name, with its text."""
    for room in ARROWS:
        single = ROOT / f"{room}.py"
        for path in [single] if single.exists() else sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield name, path.read_text(encoding="utf-8")


def room(module: str) -> str:
    """The first word of a module's name."""
    return module.split(".", 1)[0]


def within(module: str, places: set[str]) -> bool:
    """Whether a module is one of these places or lies in one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)


def imported(module: str, text: str) -> set[str]:
    """What a module imports anywhere in it, lazily or not; `from a import b` gives a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Relative: from the module's own room.
            start = f"{room(module)}." if node.level else ""
            found.update(f"{start}{node.module or ''}.{alias.name}" for alias in node.names)
    return found


def against_the_arrows(module: str, text: str) -> list[str]:
    """Imports of ours that run against the arrows."""
    mine = room(module)
    return [
        f"{module} imports {name}"
        for name in imported(module, text)
        if room(name) in ARROWS and room(name) != mine and not within(name, ARROWS[mine])
    ]


def folder(module: str) -> str:
    """The folder that a module lies in; a package lies in itself."""
    path = ROOT.joinpath(*module.split("."))
    return module if path.is_dir() else module.rpartition(".")[0]


def module_of(name: str) -> str:
    """The module that `from a import b`, read as a.b, imports: a.b itself, or a."""
    while "." in name:
        path = ROOT.joinpath(*name.split("."))
        if path.is_dir() or path.with_suffix(".py").exists():
            return name
        name = name.rpartition(".")[0]
    return name


def room_of_pages(module: str) -> str:
    """The room of pages that a module lies in, "" where it lies in none."""
    parts = module.split(".")
    inside = len(parts) > 2 or (len(parts) == 2 and ROOT.joinpath(*parts).is_dir())
    return parts[1] if inside and parts[0] == "webapp" and parts[1] not in NOT_ROOMS else ""


def against_the_storeys(module: str, text: str) -> list[str]:
    """Imports that lead up from a folder, or from one room of pages into another."""
    allowed = next(
        (STOREYS[found] for found in _upwards(module) if found in STOREYS),
        BELOW_PAGES if room_of_pages(module) else None,
    )
    if allowed is None:
        return []
    mine = next((found for found in _upwards(module) if found in STOREYS), None)
    mine = mine or f"webapp.{room_of_pages(module)}"
    return [
        f"{module} imports {found}"
        for found in sorted({module_of(name) for name in imported(module, text)})
        if room(found) in ARROWS
        and not within(found, {mine, *allowed})
        and (module, found) not in EXCEPTIONS
    ]


def _upwards(module: str) -> Iterator[str]:
    """The module's own name and those of the packages it lies in, the innermost first."""
    while module:
        yield module
        module = module.rpartition(".")[0]


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    """Folders that import each other in a ring, the first one again at the end; [] for none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def folder_arrows() -> dict[str, set[str]]:
    """Which folder imports which. A package's `__init__` is the folder's front door: that it hands
    out what lies in folders inside it is no arrow."""
    arrows: dict[str, set[str]] = {}
    for module, text in modules():
        start = folder(module)
        ends = arrows.setdefault(start, set())
        door = start == module
        for name in imported(module, text):
            found = module_of(name)
            if room(found) not in ARROWS or folder(found) == start:
                continue
            if not (door and folder(found).startswith(f"{start}.")):
                ends.add(folder(found))
    return arrows


def library_out_of_place(module: str, text: str) -> list[str]:
    """Libraries imported where they do not live; manage.py has the standard library only."""
    found = []
    for name in imported(module, text):
        library = room(name)
        if library in LIBRARIES and not within(module, LIBRARIES[library]):
            found.append(f"{module} imports {library}")
        if module == "manage" and library not in sys.stdlib_module_names:
            found.append(f"{module} imports {library}")
    return found


def runs_what_it_reads(module: str, text: str) -> list[str]:
    """Anything by which a file or a text could become a running program."""
    found = [
        f"{module} imports {name}"
        for name in imported(module, text)
        if room(name) in NOWHERE or name.startswith("sklearn.externals")
    ]
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in RUNS_TEXT:
            found.append(f"{module}:{node.lineno} calls {node.func.id}")
    return found


def impure(module: str, text: str) -> list[str]:
    """In the pure rooms: a clock, a file, the network, another process."""
    if room(module) not in PURE:
        return []
    worldly = [name for name in imported(module, text) if room(name) in WORLD]
    found = [f"{module} imports {name}" for name in worldly if name not in IN_MEMORY]
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in ASKS_THE_WORLD:
            found.append(f"{module}:{node.lineno} calls {node.func.id}")
        if isinstance(node.func, ast.Attribute) and node.func.attr in ASKS_THE_CLOCK:
            found.append(f"{module}:{node.lineno} calls {node.func.attr}")
    return found


def names_a_student(module: str, text: str) -> list[str]:
    """In the pure rooms: the words for a student's name, anywhere in the text."""
    if room(module) not in PURE:
        return []
    return [f"{module} says {name}" for name in NAMES if name in text]


def lists_languages(module: str, text: str) -> list[str]:
    """A second list of the languages, a second `Message` or a second mark for translators."""
    if module.startswith("data.wording."):
        return []
    tree = ast.parse(text)
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    spelt = any(re.search(r"\b(pt\W+fr|fr\W+pt)\b", word) for word in said if isinstance(word, str))
    found = [f"{module} lists languages"] if spelt or {"pt", "fr"} <= said else []
    made = {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    return found + [f"{module} defines {name}" for name in ("N_", "Message") if name in made]


def named_after_nothing(module: str, text: str) -> list[str]:
    """A module whose name says that it holds this and that."""
    within_it = module.removeprefix(SERVICES) if within(module, {SERVICES}) else module
    return [f"{module} holds nothing in particular"] if NO_NOUNS & {*within_it.split(".")} else []


def asks_a_page(module: str, text: str) -> list[str]:
    """In the services: a request, or what the application keeps; they are handed what they need."""
    if not within(module, {SERVICES}):
        return []
    return [f"{module} imports {name}" for name in imported(module, text) if within(name, PAGES)]


def names_a_column(module: str, text: str) -> list[str]:
    """In code: a column that only a data dictionary may name, as a text, a field or an argument."""
    if room(module) not in {"webapp", "scoring", "rules"}:
        return []
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Constant | ast.Attribute | ast.keyword):
            continue  # how old a file is may be its age
        named = {getattr(node, name, None) for name in ("value", "attr", "arg")}
        if said := COLUMNS & {name for name in named if isinstance(name, str)}:
            found.append(f"{module} says {', '.join(said)}")
    return found


def loads_heavy(module: str) -> list[str]:
    """What importing a module brings in, in a process of its own, that it should not."""
    program = f"import sys, {module}; print(*[n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [f"{module} loads {name}" for name in done.stdout.split()]


CHECKS: list[Check] = [
    against_the_arrows,
    against_the_storeys,
    library_out_of_place,
    runs_what_it_reads,
    impure,
    names_a_student,
    lists_languages,
    named_after_nothing,
    asks_a_page,
    names_a_column,
]
