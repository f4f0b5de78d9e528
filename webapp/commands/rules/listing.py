"""`rules list`: the rule sets of this server."""

import click

from data.store import migrate
from data.wording.languages import SOURCE
from webapp.commands.rules.group import command
from webapp.state import state


@command("list")
def list_rules() -> None:
    """List the rule sets in force."""
    migrate.upgrade(state().settings.database)
    for kept in state().shelf.sets().values():
        title = kept.rule_set.title[SOURCE] if kept.rule_set else "no good version"
        broken = f", {len(kept.problems)} problems in the file" if kept.problems else ""
        click.echo(f"{kept.name}  version {kept.version}  {title}{broken}")
