"""How a checkout is built, in figures: `python -m benchmarks.house [FOLDER ...]`.

A column a folder: modules; folders of more than 20; class names used more than once; folders that
import each other in a ring (a package's own front door is no arrow); services that ask for the
state of a request.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("rules", "scoring", "data", "webapp")
CROWDED = 20  # modules of a folder


def main(checkouts: list[str]) -> None:
    """Print the figures of each checkout, one a line."""
    found = [figures(Path(one)) for one in checkouts or ["."]]
    for name in found[0]:
        print(f"{name:48}", *(f"{one[name]:>8}" for one in found))


def figures(checkout: Path) -> dict[str, int]:
    """Count what the script prints, by its name."""
    trees = dict(modules(checkout))
    folders = Counter(folder(name, trees) for name in trees)
    homes = defaultdict(set)
    for name, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].add(name)
    asking = sum(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "state"
        for name, tree in trees.items()
        if name.startswith("webapp.services")
        for node in ast.walk(tree)
    )
    return {
        "modules": len(trees),
        f"folders of more than {CROWDED} modules": sum(n > CROWDED for n in folders.values()),
        "class names used more than once": sum(len(where) > 1 for where in homes.values()),
        "folders that import each other in a ring": len(ring(arrows(trees))),
        "state() in services": asking,
    }


def modules(checkout: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module by its name; a package by its `__init__`, with that word at the end."""
    for room in ROOMS:
        for path in sorted((checkout / room).rglob("*.py")):
            name = ".".join(path.relative_to(checkout).with_suffix("").parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def folder(module: str, known: dict[str, ast.Module]) -> str:
    """The folder that a module, a package or what is in one lies in."""
    while module and module not in known and f"{module}.__init__" not in known:
        module = module.rpartition(".")[0]
    return module if f"{module}.__init__" in known else module.rpartition(".")[0]


def arrows(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Which folder imports which."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, tree in trees.items():
        start = folder(name, trees)
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
                continue
            for alias in node.names:
                end = folder(f"{node.module}.{alias.name}", trees)
                inside = name.endswith(".__init__") and end.startswith(f"{start}.")
                if end and end != start and not inside:
                    found[start].add(end)
    return found


def ring(found: dict[str, set[str]]) -> set[str]:
    """The folders from which imports lead back to themselves."""
    return {one for one in found if one in reached(found, one)}


def reached(found: dict[str, set[str]], start: str) -> set[str]:
    """All folders to which imports lead from one."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        new = found.get(ahead.pop(), set()) - seen
        seen |= new
        ahead += new
    return seen


if __name__ == "__main__":
    main(sys.argv[1:])
