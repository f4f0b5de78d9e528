"""Which part of a rule file stands at a line and column."""

from rules.writing.placed import Node, Pairs, Path, Rows


def path_at(root: Node, text: str, line: int, column: int) -> Path:
    """The way to the innermost key or item that holds a place; both count from 1."""
    at = sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1
    path: Path = ()
    node: Node | None = root
    while node is not None:
        node, path = _into(node, path, at)
    return path


def _into(node: Node, path: Path, at: int) -> tuple[Node | None, Path]:
    if isinstance(node, Pairs):
        for key, value in node.entries:
            if key.start <= at <= max(key.end, value.end):
                return (value if at >= value.start else None), (*path, key.text)
    elif isinstance(node, Rows):
        for place, item in enumerate(node.items):
            if item.start <= at <= item.end:
                return item, (*path, place)
    return None, path
