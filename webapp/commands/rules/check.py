"""`rules check`: every problem of rule files, for a person, a program or a CI.

`rules test`: the examples of rule files, one line each.

`rules schema`: the JSON Schema of rule files, for a lead's own editor.

`rules list`: the rule sets of this server.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from data.store import migrate
from data.wording.languages import SOURCE
from rules import RuleProblem
from rules.examples import ExampleOutcome, run
from rules.reading.json_schema import schema
from webapp.commands.rules import arguments
from webapp.commands.rules.arguments import RuleFileArgument
from webapp.commands.rules.group import command, stop
from webapp.http.language import gettext, number, sentence, speaking, words
from webapp.http.state import state

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
@arguments.dictionaries_option
@arguments.language_option
def check(
    files: tuple[Path, ...], form: str, dictionaries: Path | None, language: str | None
) -> None:
    """Check rule FILES: every problem with its line.

    FILES are files or folders of them; by default the server's own folder.
    """
    read = arguments.attempts(files, dictionaries)
    with speaking(arguments.language(language)):
        click.echo(FORMS[form](read))
    stop(sum(len(one.attempt.problems) for one in read))


def line(path: Path, problem: RuleProblem) -> str:
    """One problem as compilers print it, which editors and terminals make into a link."""
    return f"{path}:{problem.line}:{problem.column}: {sentence(problem)}"


def lines(read: Sequence[RuleFileArgument]) -> str:
    """The problems, and a line for each file that has none."""
    return "\n".join(text for one in read for text in _lines(one))


def _lines(one: RuleFileArgument) -> list[str]:
    if one.attempt.problems:
        return [line(one.path, problem) for problem in one.attempt.problems]
    found = one.attempt.rule_set
    assert found is not None  # noqa: S101 - where there is no problem there is a set
    counted = f"{len(found.indicators)} indicators, {len(found.examples)} examples hold."
    return [f"{one.path}: {counted}"]


def as_json(read: Sequence[RuleFileArgument]) -> str:
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


def as_annotations(read: Sequence[RuleFileArgument]) -> str:
    """GitHub's workflow commands, which show a problem in the file's changed lines."""
    return "\n".join(
        f"::error file={_escaped(str(one.path), ESCAPED_IN_A_NAME)},line={problem.line},"
        f"col={problem.column}::{_escaped(sentence(problem), ESCAPED)}"
        for one in read
        for problem in one.attempt.problems
    )


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(character, character) for character in text)


FORMS: dict[str, Callable[[Sequence[RuleFileArgument]], str]] = {
    "text": lines,
    "json": as_json,
    "github": as_annotations,
}


@command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@arguments.dictionaries_option
@arguments.language_option
def test(files: tuple[Path, ...], dictionaries: Path | None, language: str | None) -> None:
    """Try the examples of rule FILES: one line each.

    FILES are files or folders of them; by default the server's own folder. A line says whether an
    example holds, and which complexity and levers came out. A file that cannot be read at all is
    told as by `check`.
    """
    read = arguments.attempts(files, dictionaries)
    with speaking(arguments.language(language)):
        failing = sum(_test(one) for one in read)
    stop(failing)


def _test(one: RuleFileArgument) -> int:
    """Print what became of a file's examples; gives how many do not hold."""
    if one.attempt.rule_set is None:
        for problem in one.attempt.problems:
            click.echo(line(one.path, problem))
        return len(one.attempt.problems)
    tried = run(one.attempt.rule_set)
    for outcome in tried:
        click.echo(f"{one.path}:{outcome.example.line}: {_said(outcome)}")
    failing = sum(bool(outcome.problems) for outcome in tried)
    holding = len(tried) - failing
    click.echo(f"{one.path}: {holding} of {len(tried)} examples hold.")
    return failing


def _said(outcome: ExampleOutcome) -> str:
    if outcome.problems:
        reasons = " ".join(sentence(problem) for problem in outcome.problems)
        return f"FAILS  {reasons}{_got(outcome)}"
    return f"holds  {words(outcome.example.name)}:{_got(outcome)}"


def _got(outcome: ExampleOutcome) -> str:
    if outcome.found is None:
        return ""
    levers = ", ".join(line.key for line in outcome.found.levers) or "none"
    return f" Complexity {number(outcome.found.complexity)}, levers: {levers}."


@command("schema")
@arguments.dictionaries_option
@arguments.language_option
def print_schema(dictionaries: Path | None, language: str | None) -> None:
    """Print the JSON Schema of rule files.

    With it an editor completes and checks. Save it beside the files, and begin
    each with: # yaml-language-server: $schema=schema.json
    """
    said_in = arguments.language(language)
    with speaking(said_in):
        made = schema(arguments.columns(dictionaries), gettext, said_in)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


@command("list")
def list_rules() -> None:
    """List the rule sets in force."""
    migrate.upgrade(state().settings.database)
    for kept in state().shelf.sets().values():
        title = kept.rule_set.title[SOURCE] if kept.rule_set else "no good version"
        broken = f", {len(kept.problems)} problems in the file" if kept.problems else ""
        click.echo(f"{kept.name}  version {kept.version}  {title}{broken}")
