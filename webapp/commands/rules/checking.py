"""`rules check`: every problem of rule files, for a person, a program or a CI."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from rules import Problem
from webapp.commands.rules import given
from webapp.commands.rules.given import Given
from webapp.commands.rules.group import command, stop
from webapp.language import sentence, speaking

ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
ESCAPED_IN_A_NAME = {**ESCAPED, ":": "%3A", ",": "%2C"}


@command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text: file:line:column: sentence. json: for programs. github: lines that GitHub's CI "
    "shows beside the line they are about.",
)
@given.dictionaries_option
@given.language_option
def check(
    files: tuple[Path, ...], form: str, dictionaries: Path | None, language: str | None
) -> None:
    """Check rule FILES: every problem with its line.

    FILES are files or folders of them; by default the server's own folder.
    """
    read = given.attempts(files, dictionaries)
    with speaking(given.language(language)):
        click.echo(FORMS[form](read))
    stop(sum(len(one.attempt.problems) for one in read))


def line(path: Path, problem: Problem) -> str:
    """One problem as compilers print it, which editors and terminals make into a link."""
    return f"{path}:{problem.line}:{problem.column}: {sentence(problem)}"


def lines(read: Sequence[Given]) -> str:
    """The problems, and a line for each file that has none."""
    return "\n".join(text for one in read for text in _lines(one))


def _lines(one: Given) -> list[str]:
    if one.attempt.problems:
        return [line(one.path, problem) for problem in one.attempt.problems]
    found = one.attempt.rule_set
    assert found is not None  # noqa: S101 - where there is no problem there is a set
    counted = f"{len(found.indicators)} indicators, {len(found.examples)} examples hold."
    return [f"{one.path}: {counted}"]


def as_json(read: Sequence[Given]) -> str:
    """The same for programs: a list of files, each with its problems."""
    found = [
        {
            "file": str(one.path),
            "problems": [
                {"line": problem.line, "column": problem.column, "message": sentence(problem)}
                for problem in one.attempt.problems
            ],
        }
        for one in read
    ]
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_annotations(read: Sequence[Given]) -> str:
    """GitHub's workflow commands, which show a problem in the file's changed lines."""
    return "\n".join(
        f"::error file={_escaped(str(one.path), ESCAPED_IN_A_NAME)},line={problem.line},"
        f"col={problem.column}::{_escaped(sentence(problem), ESCAPED)}"
        for one in read
        for problem in one.attempt.problems
    )


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(character, character) for character in text)


FORMS: dict[str, Callable[[Sequence[Given]], str]] = {
    "text": lines,
    "json": as_json,
    "github": as_annotations,
}
