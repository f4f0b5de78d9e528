"""`rules diff`: two rule texts side by side, and whom the difference moves on a roster."""

import difflib
from dataclasses import replace
from pathlib import Path

import click

import rules
from data.store import NotFound, migrate
from rules import RuleSet
from rules.reading.expressions import Columns
from scoring.rule_change.comparison import RuleChangeFigures, compare
from webapp.commands.rules import arguments, check, transfer
from webapp.commands.rules.group import UnreadableError, command
from webapp.http.access import viewer
from webapp.http.language import speaking
from webapp.http.state import state
from webapp.services.board.boards import NoRosterError, NoRuleSetError

NEWEST = "current"


@command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--roster", help=f"Whom it moves as well: {NEWEST}, or a roster's number.")
@click.option("--places", type=click.IntRange(1, 10_000), default=12, show_default=True)
@click.option("--exit-code", is_flag=True, help="End with 1 where the texts differ.")
@arguments.dictionaries_option
@arguments.language_option
def diff(
    before: str,
    after: str,
    roster: str | None,
    places: int,
    exit_code: bool,
    dictionaries: Path | None,
    language: str | None,
) -> None:
    """Compare two rule texts.

    A and B are files, or NAME for the newest version of a set, or NAME@VERSION.

    With --roster it is said in numbers how the first places change: how many students enter, leave
    and stay. No student is named.
    """
    old, new = transfer.find(before), transfer.find(after)
    lines = list(difflib.unified_diff(_lines(old), _lines(new), old.called, new.called, "", ""))
    click.echo("".join(lines) if lines else "The two texts are the same.", nl=not lines)
    if roster is not None:
        known = arguments.columns(dictionaries)
        with speaking(arguments.language(language)):
            sets = [_read(text, known) for text in (old, new)]
        click.echo(_moved(sets[0], sets[1], roster, places))
    if exit_code and lines:
        raise click.exceptions.Exit(1)


def _lines(text: transfer.Text) -> list[str]:
    decoded = text.content.decode("utf-8-sig", errors="replace").splitlines()
    return [f"{line}\n" for line in decoded]


def _read(text: transfer.Text, known: dict[str, Columns]) -> RuleSet:
    """The rules of a text, failing examples or not. Raises Exit where there are none."""
    found = rules.attempt(text.content, known)
    if found.rule_set is None:
        for problem in found.problems:
            click.echo(check.line(Path(text.called), problem), err=True)
        raise click.exceptions.Exit(1)
    return found.rule_set


def _moved(old: RuleSet, new: RuleSet, roster: str, places: int) -> str:
    migrate.upgrade(state().settings.database)
    if roster != NEWEST and not roster.isdecimal():
        raise UnreadableError(f"--roster is {NEWEST} or a number; see: rosters list")
    number = None if roster == NEWEST else int(roster)
    try:
        found = _compared(old, new, number, places)
    except NoRosterError:
        raise UnreadableError("There is no roster yet. See: rosters import") from None
    except NotFound:
        raise UnreadableError(f"There is no roster {roster}. See: rosters list") from None
    except NoRuleSetError as error:
        kind = error.roster.dictionary
        raise UnreadableError(f"Both sets must be for rosters of the kind {kind}.") from None
    return "\n".join(_told(found))


def _told(found: RuleChangeFigures) -> list[str]:
    """Say in figures who moves, and by which rules."""
    lines = [
        f"The first {found.places} of {found.students} students: {found.enter} enter, "
        f"{found.leave} leave, {found.stay} stay."
    ]
    moved = [f"{rule.key} {rule.moved}" for rule in found.rules if rule.moved]
    moved += [*found.whole] if found.enter or found.leave else []
    lines += [f"Moved by: {', '.join(moved)}."] if moved else []
    return lines + [
        f"{one.quadrant or 'in no quadrant'}: {one.before} before, {one.after} after "
        f"({one.enter} come, {one.leave} go)."
        for one in found.quadrants
        if one.enter or one.leave
    ]


def _compared(old: RuleSet, new: RuleSet, roster: int | None, places: int) -> RuleChangeFigures:
    who = replace(viewer(), role="lead")  # who sees the whole school, of which only counts are told
    boards = state().boards
    before, flags = boards.on_trial(who, roster, "before", old)
    after, _same = boards.on_trial(who, roster, "after", new)
    return compare(before.judged({}), after.judged({}), after.students(flags), places)
