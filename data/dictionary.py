"""Data dictionaries: what the columns of a roster are called, mean and may hold, read from YAML."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from data import plain_yaml
from data.column import Column, Dictionary
from data.headers import Match
from data.wording.message import Message, say

__all__ = ["SHIPPED", "Column", "Dictionary", "DictionaryError", "Match"]
__all__ += ["clashes", "closest", "fit", "load_all", "read", "read_text"]

SHIPPED = Path(__file__).parent / "dictionaries"
LARGEST_FILE = 256 * 1024
DEEPEST = 20

Place: TypeAlias = tuple[str | int, ...]


def load_all(folders: Sequence[Path] = (SHIPPED,)) -> dict[str, Dictionary]:
    """Every dictionary (`*.yaml`) of these folders by name; a folder that is not there holds none.

    Raises DictionaryError with all problems of all files: what cannot be read, two columns that
    claim one header, two dictionaries of one name or of exactly the same columns.
    """
    problems: list[Message] = []
    found: list[tuple[Path, Dictionary]] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        try:
            dictionary = read(path)
        except DictionaryError as error:
            problems += error.problems
            continue
        for other, known in found:
            problems += clashes(path.name, dictionary, other.name, known)
        found.append((path, dictionary))
    if problems:
        raise DictionaryError(problems)
    return {dictionary.name: dictionary for _, dictionary in found}


def closest(
    dictionaries: Mapping[str, Dictionary], headers: Sequence[str], own: Collection[str] = ()
) -> tuple[Dictionary, Match] | None:
    """The dictionary that these headers fit best and how, or None when no header is known to any.

    own: the names of the school's own, which go before others that fit as well. Raises
    DictionaryError when two fit equally well: a person must then say which it is.
    """
    matches = [(each, each.recognise(headers)) for each in dictionaries.values()]
    fits = {each.name: (*fit(each, found), each.name in own) for each, found in matches}
    ranked = sorted(matches, key=lambda pair: fits[pair[0].name], reverse=True)
    if not ranked or ranked[0][1].score == 0:
        return None
    if len(ranked) > 1 and fits[ranked[0][0].name] == fits[ranked[1][0].name]:
        problem = say(
            "The columns fit %(first)s and %(second)s equally well. Say which it is.",
            first=ranked[0][0].name,
            second=ranked[1][0].name,
        )
        raise DictionaryError([problem])
    return ranked[0]


def fit(dictionary: Dictionary, found: Match) -> tuple[float, int]:
    """How well headers fit: their score, far less where required columns are missing; between
    equals, the dictionary that asks for more and has it.

    A short dictionary would else take every file that has its id and names, whatever it is about.
    """
    required = sum(column.required for column in dictionary.columns.values())
    there = required - len(found.missing)
    return found.score * ((1 + there) / (1 + required)) ** 2, there


def read(path: Path) -> Dictionary:
    """The dictionary in one YAML file. Raises DictionaryError with every problem and its line."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    return read_text(content, path.name)


def read_text(text: str | bytes, file: str = "dictionary.yaml") -> Dictionary:
    """The dictionary that a YAML text is; bytes are UTF-8. file: what problems call it.

    Raises DictionaryError with every problem and its line.
    """
    lines: dict[Place, int] = {}
    try:
        content = text if isinstance(text, bytes) else text.encode()
        if len(content) > LARGEST_FILE:
            raise DictionaryError([say("%(file)s is larger than 256 kB. Split it.", file=file)])
        read_ = _plain(_nodes(content.decode("utf-8-sig")), (), lines)
        return Dictionary.model_validate(_with_names(read_))
    except ValidationError as error:
        raise DictionaryError(_problems(file, error, lines)) from None
    except UnicodeError:
        problem = say("%(file)s is not UTF-8. Save it as UTF-8.", file=file)
        raise DictionaryError([problem]) from None
    except (YAMLError, ValueError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        words = getattr(error, "problem", None) or "this is not YAML"
        raise DictionaryError([_at(file, mark.line + 1 if mark else 1, words)]) from None


def plain_content(path: Path) -> Any:
    """What a YAML file of ours holds, as plain Python. Raises YAMLError and ValueError."""
    return _plain(_nodes(path.read_text("utf-8-sig")), (), {})


class DictionaryError(Exception):
    """Dictionaries that cannot be used; `problems` says all that is wrong, file and line first."""

    def __init__(self, problems: Iterable[Message]) -> None:
        """problems: at least one, in the order in which they are shown."""
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


def clashes(file: str, dictionary: Dictionary, other: str, known: Dictionary) -> Iterator[Message]:
    """Why a dictionary cannot stand beside another one. file, other: their files' names."""
    files: dict[str, Any] = {"file": file, "other": other}
    if dictionary.name == known.name:
        yield say(
            "%(file)s and %(other)s are both named %(name)s. Rename one of them.",
            **files,
            name=dictionary.name,
        )
    elif set(dictionary.columns) == set(known.columns):
        yield say(
            "%(file)s and %(other)s have the same columns, %(column)s and all others: no roster "
            "can be told to be one or the other. Remove one of them.",
            column=next(iter(dictionary.columns)),
            **files,
        )


def _nodes(text: str) -> Node | None:
    """The text as nodes, None where it is empty. Raises YAMLError and ValueError."""
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEEPEST
    events = plain_yaml.events(text)
    return yaml.compose(text) if events is None else _node(iter(events), yaml.resolver)


def _node(events: Iterator[Any], resolver: Any) -> Node | None:
    """The node that begins with the next event; None where a list or table ends."""
    event = next(events)
    start, end = event.start_mark, event.end_mark
    if isinstance(event, ScalarEvent):
        tag = resolver.resolve(ScalarNode, event.value, event.implicit)
        return ScalarNode(tag, event.value, start, end)
    if isinstance(event, CollectionEndEvent):
        return None
    inside = list(iter(lambda: _node(events, resolver), None))
    if isinstance(event, SequenceStartEvent):
        return SequenceNode(None, inside, start, end)
    return MappingNode(None, list(zip(inside[::2], inside[1::2], strict=True)), start, end)


def _with_names(content: Any) -> Any:
    columns = content.get("columns") if isinstance(content, dict) else None
    if not isinstance(columns, dict):
        return content
    named = {
        name: {**column, "name": name} if isinstance(column, dict) else column
        for name, column in columns.items()
    }
    return {**content, "columns": named}


def _plain(node: Node | None, place: Place, lines: dict[Place, int]) -> Any:
    """The node as plain Python; `lines` takes the line of every place. Dates stay texts."""
    if node is None:
        lines[place] = 1
        return None
    lines[place] = node.start_mark.line + 1
    if node.anchor is not None:
        raise _refused(node, "write the text again instead of an anchor (&) or an alias (*)")
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if not isinstance(node, MappingNode):
        return [_plain(item, (*place, index), lines) for index, item in enumerate(node.value)]
    content: dict[Any, Any] = {}
    for key_node, value in node.value:
        key = _scalar(key_node)
        if key in content:
            raise _refused(key_node, f"the key {key} is there twice")
        content[key] = _plain(value, (*place, key), lines)
        lines[(*place, key)] = key_node.start_mark.line + 1
    return content


def _scalar(node: Node) -> Any:
    if not isinstance(node, ScalarNode):
        raise _refused(node, "a key is one word")
    kind = str(node.tag).rpartition(":")[2]
    if kind == "int":
        return int(node.value)
    if kind == "float":
        return float(node.value)
    if kind == "bool":
        return node.value.lower() == "true"
    return None if kind == "null" else node.value


def _refused(node: Node, words: str) -> YAMLError:
    return MarkedYAMLError(problem=words, problem_mark=node.start_mark)


def _problems(file: str, error: ValidationError, lines: Mapping[Place, int]) -> list[Message]:
    found = []
    for detail in error.errors(include_url=False):
        clash = detail.get("ctx", {}).get("column")
        place: Place = ("columns", clash) if clash else detail["loc"]
        path = ".".join(str(step) for step in place) or "this file"
        while place and place not in lines:
            place = place[:-1]
        words = detail["msg"].removeprefix("Value error, ")
        found.append(_at(file, lines[place], f"{path}: {words}"))
    return sorted(found, key=lambda problem: int(str(problem.values["line"])))


def _at(file: str, line: int, words: str) -> Message:
    return say("%(file)s, line %(line)s: %(words)s.", file=file, line=line, words=words)
