"""The rooms and the arrows between them, which library lives where, and what is nowhere.

Each check is a function from a module's name and text to what is wrong with it, so that
`test_architecture.py` can show that it finds something.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
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
# Where a library may be imported, whole or in part.
WEB = {"webapp"}
TABLES = {"data.tables", "data.store", "migrations"}
MODELS = {"scoring"}
LIBRARIES = {
    **dict.fromkeys(["flask", "babel", "flask_wtf", "werkzeug", "jinja2", "altair"], WEB),
    **dict.fromkeys(["markupsafe", "wtforms", "babel", "waitress", "xlsxwriter"], WEB),
    **dict.fromkeys(["argon2", "pyotp", "segno", "authlib"], WEB),
    **dict.fromkeys(["prometheus_client", "mlflow"], WEB),
    **dict.fromkeys(["sqlmodel", "sqlalchemy", "alembic", "psycopg"], TABLES),
    **dict.fromkeys(["sklearn", "scipy", "skops"], MODELS),
    "ruamel": {"rules", "data.dictionary", "data.plain_yaml"},
    "python_calamine": {"data.reading"},
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
PAGES = {"flask", "webapp.http.state"}
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
    library_out_of_place,
    runs_what_it_reads,
    impure,
    names_a_student,
    lists_languages,
    named_after_nothing,
    asks_a_page,
    names_a_column,
]
