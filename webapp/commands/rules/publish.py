"""`rules publish`: a rule file put in force for a school, with its reason on record."""

import getpass
from dataclasses import replace
from pathlib import Path

import click

import rules
from data.store import Session, Stale, migrate
from data.store.rules import rule_sets
from data.viewer import Viewer
from rules import RuleFileError, RuleSet
from webapp.commands.operator import operator
from webapp.commands.rules import arguments, check
from webapp.commands.rules.group import UnreadableError, command
from webapp.http.access import viewer
from webapp.http.language import speaking
from webapp.http.state import state
from webapp.services.drafts import fairness, student_changes
from webapp.services.rule_sets import folder, publishing
from webapp.services.rule_sets.publishing import FolderError, NotOursError, PendingPublication
from webapp.services.rule_sets.registry import RegisteredSet


@command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="The set's name; by default the file's, without its ending.")
@click.option("--reason", required=True, help="Why it is published; kept with the version.")
@click.option(
    "--fairness-reason", default="", help="Why, where a group is over the school's limit."
)
@click.option("--by", default=None, help="Who answers for it; by default who runs the command.")
@click.option("--school", default=None, help="The school it is for; by default the settings' one.")
@arguments.language_option
def publish(
    file: Path,
    name: str | None,
    reason: str,
    fairness_reason: str,
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
    rule_set = _checked(file, arguments.language(language))
    called = _name(name or file.stem)
    with state().database.read() as session:
        who = operator(session, school) if school else viewer()
    who = replace(who, role="lead")  # what it does to the whole school is kept, in figures
    now = state().shelf.of_school(who.school).get(called)
    if now and not now.problems and _says(now, rule_set):
        click.echo(f"Nothing changed: {called}, version {now.version}, is this text already.")
        return
    what = PendingPublication(
        name=called,
        rule_set=rule_set,
        base=0,
        author=_login() if by is None else by,
        reason=reason.strip(),
        fairness_reason=fairness_reason.strip(),
    )
    _put(who, what, now)
    click.echo(_taken(called, rule_set))


def _checked(file: Path, language: str) -> RuleSet:
    """The rules of a file. Raises UnreadableError, and Exit with its problems printed."""
    if file.is_dir():
        raise UnreadableError(f"{file} is a folder. Publish one file of it at a time.")
    try:
        return rules.read(arguments.read(file), state().shelf.columns)
    except RuleFileError as error:
        with speaking(language):
            for problem in error.problems:
                click.echo(check.line(file, problem))
        click.echo("Nothing was published.", err=True)
        raise click.exceptions.Exit(1) from None


def _name(name: str) -> str:
    if not folder.is_name(name):
        raise UnreadableError(
            f"{name} cannot be a set's name. Give it another with --name: letters, digits, - and _ "
            f"only, at most {folder.LONGEST_NAME}."
        )
    return name


def _says(now: RegisteredSet, rule_set: RuleSet) -> bool:
    return now.rule_set is not None and now.rule_set.fingerprint == rule_set.fingerprint


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return ""


def _measured(
    who: Viewer, what: PendingPublication, now: RegisteredSet | None
) -> PendingPublication:
    """The same with what it takes the place of, and what it does to the students, in figures.

    Raises ClickException where a group is over the school's limit and no reason is given.
    """
    with state().database.read() as session:
        newest = rule_sets.latest(session, what.name)
        standing = publishing.standing(state().shelf, session, what.name)
    found = student_changes.on_roster(
        state(), who, what.name, now.rule_set if now else None, what.rule_set
    )
    groups = fairness.of(state(), who, what.name, what.rule_set)
    if groups.over and not what.fairness_reason:
        raise click.ClickException(
            "A group's share of the list is over the school's limit. Say why that is right with "
            "--fairness-reason; the reason is kept with the version."
        )
    return replace(
        what,
        base=newest.number if newest else 0,
        fairness_reason=what.fairness_reason if groups.over else "",
        comparison=found.figures if found else {},
        fairness=groups.figures,
        replaces=standing.fingerprint if standing else "",
    )


def _put(who: Viewer, what: PendingPublication, now: RegisteredSet | None) -> None:
    """Publish it. Raises ClickException, saying why not, with nothing changed."""

    def claim(session: Session) -> None:
        if rule_sets.is_free(session, what.name):
            rule_sets.settle(session, who, what.name)

    try:
        publishing.publish(state().shelf, who, _measured(who, what, now), claim)
    except FolderError:
        here = state().settings.rules
        raise UnreadableError(f"The folder {here} cannot be written.") from None
    except NotOursError:
        raise click.ClickException(
            f"{what.name} is not this school's alone. Publish the file under another --name, or, "
            "for every school of this server: rules import"
        ) from None
    except Stale:
        raise click.ClickException(
            f"Somebody changed {what.name} just now. See what is in force: rules diff {what.name} "
            "FILE"
        ) from None


def _taken(name: str, rule_set: RuleSet) -> str:
    """Say whether the folder's new text is in force. Raises ClickException."""
    if rule_set.in_force_from and rule_set.in_force_from > publishing.today():
        return f"Published: {name} comes into force on {rule_set.in_force_from}."
    now = state().shelf.sets().get(name)
    if now and not now.problems and _says(now, rule_set):
        return f"Published: {name}, version {now.version}, is in force."
    raise click.ClickException(
        f"{name} is published and not in force yet. See what the server says: rules list"
    )
