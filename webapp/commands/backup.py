"""The commands for backups: `backup create | list | verify | restore`."""

from pathlib import Path

import click

from data.dictionary import DictionaryError
from data.store import Busy, NewerDatabase, NotFound, migrate
from data.store.backups import BackupRefused
from data.viewer import Viewer
from webapp.commands.noun import Noun
from webapp.http.state import state
from webapp.services.backups import backing_up
from webapp.services.backups.backing_up import BackupCheck
from webapp.services.backups.folder import BackupFolder

# Whoever works at the server, for all of its schools.
OPERATOR = Viewer(account=None, name="", role="administrator", school=0)

group = Noun("backup", help="Make backups, list, verify and restore them.")


@group.command("create")
@click.option("--quiet", is_flag=True, help="Say only what somebody should look at; for cron.")
def create(quiet: bool) -> None:
    """Make a backup while people work, restored on trial before it counts.

    It holds names, answers, the hashes of passwords and the secrets of second factors, and is not
    encrypted: keep it where only you can read it. Exit codes: 0 made, 1 not made, 2 wrong usage.
    """
    migrate.upgrade(state().settings.database)
    try:
        made = backing_up.make(state(), OPERATOR)
    except (BackupRefused, Busy, DictionaryError, OSError) as refused:
        raise click.ClickException(f"No backup was made. {refused}") from None
    if not quiet:
        click.echo(f"{made.path}: {made.manifest.rows} rows, restored on trial.")
        for name in made.removed:
            click.echo(f"Removed {name}: {state().settings.backups_kept} are kept.")
    _notes(made)


def _notes(checked: BackupCheck) -> None:
    for name in checked.manifest.left_out:
        click.echo(
            f"Left out {name}: the file has problems or an unusual name, and a restore would "
            "refuse it.",
            err=True,
        )
    if checked.broken_trace:
        click.echo("Somebody changed the trace in the database after it was written.", err=True)


@group.command("list")
def listing() -> None:
    """List the backups, newest first."""
    for one in BackupFolder(state().settings.backups).listing():
        rows = f"{one.manifest.rows:>9} rows" if one.manifest else "cannot be read"
        verified = f"verified {one.verified_at:%Y-%m-%d}" if one.verified_at else "not verified"
        click.echo(f"{one.name}  {one.size / 1e6:>8.1f} MB  {rows:>14}  {verified}")


@group.command("verify")
@click.argument("files", nargs=-1)
def verify(files: tuple[str, ...]) -> None:
    """Restore FILES (names of the list, or paths; by default all) on trial.

    Exit codes: 0 all are whole, 1 at least one is not.
    """
    folder = BackupFolder(state().settings.backups)
    wrong = 0
    for file in files or [one.name for one in folder.listing()]:
        try:
            checked = backing_up.verify(state(), _path(file))
        except (BackupRefused, OSError) as refused:
            wrong += 1
            click.echo(f"{file}: {refused}")
        else:
            click.echo(f"{file}: whole, {checked.manifest.rows} rows.")
            _notes(checked)
    if wrong:
        raise click.exceptions.Exit(1)


@group.command("restore")
@click.argument("file")
@click.option(
    "--replace", is_flag=True, help="Take the place of what is there, after a backup of it."
)
@click.option("--edited-trace", is_flag=True, help="Restore although the trace was changed.")
def restore(file: str, replace: bool, edited_trace: bool) -> None:
    """Restore FILE (a name of the list, or a path), wholly or not at all.

    The server may go on running. Everybody has to sign in again. Exit codes: 0 restored, 1 nothing
    was changed, 2 wrong usage.
    """
    path = _path(file)
    try:
        migrate.upgrade(state().settings.database)
        done = backing_up.restore(
            state(), OPERATOR, path, instead=replace, edited_trace=edited_trace
        )
    except (BackupRefused, Busy, NewerDatabase, DictionaryError, OSError) as refused:
        raise click.ClickException(f"{refused}") from None
    except backing_up.FilesNotBackError as error:
        raise click.ClickException(
            f"All rows are restored, but the rule files are not ({error}). Make their folder "
            "writable and restore again with --replace."
        ) from None
    manifest = done.checked.manifest
    click.echo(f"Restored {manifest.rows} rows as of {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    click.echo("Everybody has to sign in again.")
    if done.before:
        click.echo(f"What was there before is in {done.before}.")
    if done.again:
        click.echo(f"{done.again} students who were erased since then were erased again.")
    for aside in done.aside:
        click.echo(f"Set aside: {aside}")


def _path(file: str) -> Path:
    """Find a backup by its name in the folder, or anywhere by its path."""
    try:
        return BackupFolder(state().settings.backups).path(file)
    except NotFound:
        if Path(file).is_file():
            return Path(file)
    raise click.ClickException(f"There is no backup {file}. `backup list` shows what there is.")
