"""`rules test`: the examples of rule files, one line each."""

from pathlib import Path

import click

from rules.examples import Tried, run
from webapp.commands.rules import checking, given
from webapp.commands.rules.given import Given
from webapp.commands.rules.group import command, stop
from webapp.language import number, sentence, speaking, words


@command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@given.dictionaries_option
@given.language_option
def test(files: tuple[Path, ...], dictionaries: Path | None, language: str | None) -> None:
    """Try the examples of rule FILES: one line each.

    FILES are files or folders of them; by default the server's own folder. A line says whether an
    example holds, and which complexity and levers came out. A file that cannot be read at all is
    told as by `check`.
    """
    read = given.attempts(files, dictionaries)
    with speaking(given.language(language)):
        failing = sum(_test(one) for one in read)
    stop(failing)


def _test(one: Given) -> int:
    """Print what became of a file's examples; gives how many do not hold."""
    if one.attempt.rule_set is None:
        for problem in one.attempt.problems:
            click.echo(checking.line(one.path, problem))
        return len(one.attempt.problems)
    tried = run(one.attempt.rule_set)
    for outcome in tried:
        click.echo(f"{one.path}:{outcome.example.line}: {_said(outcome)}")
    failing = sum(bool(outcome.problems) for outcome in tried)
    holding = len(tried) - failing
    click.echo(f"{one.path}: {holding} of {len(tried)} examples hold.")
    return failing


def _said(outcome: Tried) -> str:
    if outcome.problems:
        reasons = " ".join(sentence(problem) for problem in outcome.problems)
        return f"FAILS  {reasons}{_got(outcome)}"
    return f"holds  {words(outcome.example.name)}:{_got(outcome)}"


def _got(outcome: Tried) -> str:
    if outcome.found is None:
        return ""
    levers = ", ".join(line.key for line in outcome.found.levers) or "none"
    return f" Complexity {number(outcome.found.complexity)}, levers: {levers}."
