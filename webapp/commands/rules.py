"""`rules`: check rule files, list the rule sets."""

from pathlib import Path

import click
from flask.cli import AppGroup

import rules
from data import dictionary as dictionaries
from data.store import migrate
from webapp.settings import SHIPPED_DICTIONARIES
from webapp.state import state

group = AppGroup("rules", help="Check rule files, list the rule sets.")


@group.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_rules(files: tuple[Path, ...]) -> None:
    """Check rule FILES (by default those of the server), every problem with its line."""
    known = dictionaries.load_all([SHIPPED_DICTIONARIES, *state().settings.dictionaries[1:]])
    columns = {name: described.columns for name, described in known.items()}
    wrong = 0
    for file in files or sorted(state().settings.rules.glob("*.yaml")):
        try:
            found = rules.read(file.read_text(encoding="utf-8", errors="replace"), columns)
        except rules.RuleFileError as error:
            wrong += len(error.problems)
            for problem in error.problems:
                click.echo(f"{file}:{problem.line}:{problem.column}: {problem.message}")
        else:
            click.echo(
                f"{file}: {len(found.indicators)} indicators, {len(found.examples)} examples hold."
            )
    if wrong:
        raise click.exceptions.Exit(1)


@group.command("list")
def list_rules() -> None:
    """List the rule sets in force."""
    migrate.upgrade(state().settings.database)
    for kept in state().shelf.sets().values():
        title = kept.rule_set.title.get("en", kept.name) if kept.rule_set else "no good version"
        broken = f", {len(kept.problems)} problems in the file" if kept.problems else ""
        click.echo(f"{kept.name}  version {kept.version}  {title}{broken}")
