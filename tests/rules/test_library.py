"""The library: every file of it reads, in three languages; a broken one is told with its line."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from libraries import FILES, LIBRARY, READ

from data.wording.languages import LANGUAGES
from rules.indicator_library import NUMBER, TEXTS, folded
from rules.reading.library_file import attempt
from rules.reading.library_schema import schema
from rules.text import yaml_nodes
from rules.text.problems import ProblemReport
from rules.text.yaml_nodes import ListNode, Scalar, TableNode

BROKEN = sorted((Path(__file__).parent / "broken_library").glob("*.yaml"))


def told(text: str, key: str) -> str:
    start = f"# {key}: "
    return next(line for line in text.splitlines() if line.startswith(start)).removeprefix(start)


def test_the_shipped_library_has_no_problem() -> None:
    assert {name: [one.message for one in found] for name, found in READ.problems.items()} == {}
    assert len(LIBRARY.indicators) >= 20


def test_all_that_a_person_reads_of_it_is_written_in_every_language() -> None:
    said = [*LIBRARY.texts.values(), *LIBRARY.actions.values()]
    for one in LIBRARY.indicators:
        said += [one.label, *(band.says for band in one.bands), *(e.claim for e in one.evidence)]
        said += [words for words in (one.who_can_act, one.wrong_when) if words is not None]
    assert all(set(words) == set(LANGUAGES) and all(words.values()) for words in said)
    assert set(LIBRARY.texts) == set(TEXTS)
    assert not any("risk" in text.lower() for text in FILES.values())


def test_every_indicator_has_evidence_or_says_that_it_is_a_local_judgement() -> None:
    assert all(one.evidence or one.judgement for one in LIBRARY.indicators)


def test_every_action_of_it_is_named_by_an_indicator() -> None:
    named = [action for one in LIBRARY.indicators for action in one.actions]
    assert all(action in named for action in LIBRARY.actions.values())


def test_no_two_indicators_of_one_need_answer_to_one_column() -> None:
    names = [
        (one.needs, name) for one in LIBRARY.indicators for name in set(map(folded, one.columns))
    ]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice


def test_fixed_edges_stand_only_where_they_mean_something_in_any_school() -> None:
    fixed = {one.key for one in LIBRARY.indicators if one.needs == NUMBER and one.edges}
    scaled = {one.key for one in LIBRARY.indicators if one.scale}
    assert fixed - scaled == {"failed_subjects", "past_failures"}  # counts of subjects and years


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_file_is_told_at_its_line_in_its_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    problems = attempt({path.name: text}).problems[path.name]
    assert problems[0].line == int(told(text, "line")), [(p.line, p.message) for p in problems]
    assert told(text, "says") in problems[0].message


def test_a_broken_file_leaves_what_the_others_say() -> None:
    found = attempt({**FILES, "results.yaml": "format: 1\n  title: {"})
    assert list(found.problems) == ["results.yaml"]
    keys = {one.key for one in found.library.indicators}
    assert "absences" in keys
    assert "failed_subjects" not in keys


def plain(node: object) -> object:
    """A file as an editor's schema sees it."""
    match node:
        case TableNode(entries=entries):
            return {name.text: plain(value) for name, value in entries}
        case ListNode(items=items):
            return [plain(one) for one in items]
        case Scalar(value=value):
            return int(value) if isinstance(value, float) and value.is_integer() else value
    raise AssertionError(node)


def test_editors_are_told_the_same_as_the_reader() -> None:
    check = Draft202012Validator(schema())
    Draft202012Validator.check_schema(schema())
    for text in FILES.values():
        assert not list(check.iter_errors(plain(yaml_nodes.read(text, ProblemReport()))))
    unseen = ("action", "twice", "downwards", "band-too-few", "never-offered", "columns", "without",
              "movable", "percent", "tab", "periods", "scale")  # fmt: skip
    for path in BROKEN:
        if not any(word in path.stem for word in unseen):
            node = yaml_nodes.read(path.read_text(encoding="utf-8"), ProblemReport())
            assert list(check.iter_errors(plain(node))), path.stem
