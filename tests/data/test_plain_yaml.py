"""What is read quickly is what the YAML library reads, and nothing else is."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.events import CollectionEndEvent, NodeEvent, ScalarEvent

from data import plain_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = [*(ROOT / "data/dictionaries").glob("*.yaml"), *(ROOT / "rules/sets").glob("*.yaml")]
EVERYTHING = """a: 1
b:
  - x: {en: Foo, fr: "b: c", 'pt': d}
    y: [1, two words, "q", {k: v}, []]
  - plain # c
  - z: -1

c:
- d
- >-
  one two
  three

# comment
f:
  g: >-
    some text
    more
  h: 'it''s'
"i": [a]
"""
SIGNS = [
    *" \n:,-[]{}#&*!|>'\"%@`?.0~=<\\\t\r\u00a0\u2028\ufeff",
    "\n  ",
    "\n    ",
    ": ",
    "- ",
    " #",
]
SIGNS += ["? ", "---\n", "...\n", ">-\n", "|-\n", "a: b", "<<: ", "!!str ", "\n# c\n", "\n- ", "::"]


def told(events: Any) -> list[tuple[Any, ...]]:
    """All that is ever asked of the events of nodes."""
    found: list[tuple[Any, ...]] = []
    for event in events:
        start = event.start_mark
        if isinstance(event, CollectionEndEvent):
            found.append((type(event),))
        elif isinstance(event, NodeEvent):
            found.append((type(event), start.line, start.column, event.anchor))
        if isinstance(event, ScalarEvent):
            source = start.buffer[start.pointer : event.end_mark.pointer].rstrip("\0")
            found.append((event.value, event.style, event.implicit, event.tag, source))
    return found


def by_library(text: str) -> list[tuple[Any, ...]]:
    """The same as the library says it."""
    return told(YAML(typ="safe", pure=True).parse(text))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_file_is_read_quickly(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    events = plain_yaml.events(text)
    assert events is not None
    assert told(events) == by_library(text)


def test_what_is_read_quickly_is_tried_with_all_of_it() -> None:
    events = plain_yaml.events(EVERYTHING)
    assert events is not None
    assert told(events) == by_library(EVERYTHING)


@settings(max_examples=400, deadline=None)
@example([(140, "\n  ")])
@example([(141, "\n  ")])
@given(
    st.lists(st.tuples(st.integers(0, len(EVERYTHING)), st.sampled_from(["", *SIGNS])), max_size=3)
)
def test_a_changed_text_is_read_as_the_library_reads_it_or_left_to_it(
    changes: list[tuple[int, str]],
) -> None:
    text = EVERYTHING
    for at, put in changes:
        text = text[:at] + put + text[at + (not put) :]
    events = plain_yaml.events(text)
    if events is not None:
        assert told(events) == by_library(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "- a", "a:", "a: &x 1", "a: *x", "a: !t 1", "a: b: c", "a: 1\n b: 2", "a: |\n b",
        "a: b\n  c", "a: [1,\n 2]", "a: {b}", "a: [b: c]", "a: [1, ]", "---\na: 1", "a: 1\n...",
        'a: "\\n"', "\ta: 1", "a: 1\n---\nb: 2", "? a", "a: 'b", "a: {" + "b: {" * 20 + "}" * 21,
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_library(text: str) -> None:
    assert plain_yaml.events(text) is None
