"""`rules publish`: a rule file put in force for a school, with its reason on record."""

import getpass
import time
from datetime import UTC, datetime
from pathlib import Path

import click

import rules
from data.store import Session, migrate, publications, rule_sets
from data.viewer import Viewer
from rules import RuleFileError, RuleSet
from webapp.access import viewer
from webapp.commands.operator import operator
from webapp.commands.rules import checking, given
from webapp.commands.rules.group import UnreadableError, command
from webapp.language import speaking
from webapp.rules import folder
from webapp.rules.shelf import Kept
from webapp.state import state

PATIENCE = 10.0  # seconds until the folder must have been looked at


@command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="The set's name; by default the file's, without its ending.")
@click.option("--reason", required=True, help="Why it is published; kept with the version.")
@click.option("--by", default=None, help="Who answers for it; by default who runs the command.")
@click.option(
    "--school", default=None, help="The school it is for; by default the one that commands are for."
)
@given.language_option
def publish(
    file: Path,
    name: str | None,
    reason: str,
    by: str | None,
    school: str | None,
    language: str | None,
) -> None:
    """Put a rule FILE in force.

    It is checked, written into the watched folder, and taken from there. A file with a problem is
    refused and changes nothing; nor does the text that is in force.
    """
    if not reason.strip():
        raise click.BadParameter("Say in a few words why it is published.", param_hint="--reason")
    migrate.upgrade(state().settings.database)
    rule_set = _checked(file, given.language(language))
    called = _name(name or file.stem)
    with state().database.read() as session:
        who = operator(session, school) if school else viewer()
    now = state().shelf.of_school(who.school).get(called)
    if now and not now.problems and _says(now, rule_set):
        click.echo(f"Nothing changed: {called}, version {now.version}, is this text already.")
        return
    _put(called, rule_set, who, reason, _whose(by))
    click.echo(_taken(called, rule_set))


def _checked(file: Path, language: str) -> RuleSet:
    """The rules of a file. Raises UnreadableError, and Exit with its problems printed."""
    if file.is_dir():
        raise UnreadableError(f"{file} is a folder. Publish one file of it at a time.")
    try:
        return rules.read(given.read(file), state().shelf.columns)
    except RuleFileError as error:
        with speaking(language):
            for problem in error.problems:
                click.echo(checking.line(file, problem))
        click.echo("Nothing was published.", err=True)
        raise click.exceptions.Exit(1) from None


def _name(name: str) -> str:
    if not folder.is_name(name):
        raise UnreadableError(
            f"{name} cannot be a set's name. Give it another with --name: letters, digits, - and _ "
            f"only, at most {folder.LONGEST_NAME}."
        )
    return name


def _says(now: Kept, rule_set: RuleSet) -> bool:
    return now.rule_set is not None and now.rule_set.fingerprint == rule_set.fingerprint


def _whose(by: str | None) -> str:
    try:
        return by if by is not None else getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return ""


def _put(name: str, rule_set: RuleSet, who: Viewer, reason: str, author: str) -> None:
    """Note why, then put the text in its place. Raises ClickException for a set that is others'."""
    here = state().settings.rules
    try:
        with folder.written(here, name, rule_set.text) as put:
            with state().database.write() as session:
                _claim(session, who, name)
                publications.add(
                    session, who, name, rule_set.fingerprint, author=author, reason=reason
                )
            put()
    except OSError as error:
        raise UnreadableError(f"{here} cannot be written: {error.strerror or error}.") from None
    state().shelf.look_again()


def _claim(session: Session, who: Viewer, name: str) -> None:
    """Make a new set the school's own. Raises ClickException for one that is not the school's."""
    if rule_sets.is_free(session, name):
        rule_sets.settle(session, who, name)
    elif not rule_sets.may_write(session, who, name):
        raise click.ClickException(
            f"{name} is not this school's alone. Publish the file under another --name, or, for "
            "every school of this server: rules import"
        )


def _taken(name: str, rule_set: RuleSet) -> str:
    """Wait until the folder's new text is in force, and say so. Raises ClickException."""
    if rule_set.in_force_from and rule_set.in_force_from > datetime.now(UTC).date():
        return f"Published: {name} comes into force on {rule_set.in_force_from}."
    patient_until = time.monotonic() + PATIENCE
    while time.monotonic() < patient_until:
        now = state().shelf.sets().get(name)
        if now and not now.problems and _says(now, rule_set):
            return f"Published: {name}, version {now.version}, is in force."
        time.sleep(0.1)
    raise click.ClickException(
        f"{name} is in the folder and not in force yet. See what the server says: rules list"
    )
