"""`schools`: the schools that this server keeps."""

import click
from pydantic import ValidationError

from data.store import migrate
from data.store.people import schools as kept_schools
from webapp.commands.noun import Noun
from webapp.http.state import state

group = Noun("schools", help="The schools that this server keeps.")


@group.command("add")
@click.argument("name")
def add(name: str) -> None:
    """Add a school called NAME, which shares nothing with the others."""
    migrate.upgrade(state().settings.database)
    with state().database.write() as session:
        known = {school.name for school in kept_schools.listing(session)}
        if name.strip() in known:
            raise click.ClickException(f"There is a school “{name.strip()}” already.")
        try:
            school = kept_schools.first_or_create(session, name)
        except ValidationError:
            raise click.ClickException("A school's name has 1 to 200 characters.") from None
    click.echo(f"School {school.id}, “{school.name}”. Give it an administrator:")
    click.echo(f"  accounts add LOGIN --name NAME --role administrator --school “{school.name}”")


@group.command("list")
def list_schools() -> None:
    """List the schools, in the order in which they came."""
    migrate.upgrade(state().settings.database)
    with state().database.read() as session:
        for school in kept_schools.listing(session):
            click.echo(f"{school.id:>4}  {school.name}")
