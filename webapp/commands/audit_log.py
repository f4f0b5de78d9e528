"""`trace`: look at every line of the trace, list the newest."""

import click

from data.store import audit, migrate
from data.store.audit import AuditFilters, Chain
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.audit_log.details_in_words import details
from webapp.services.audit_log.entries_in_words import in_words
from webapp.services.board.filters import log_words
from webapp.services.process.logs import one_line

LEAST_OF_A_HEAD = 12  # characters
WRONG = {
    "edited": "it was changed after it was written.",
    "link broken": "it does not follow the line that it was written after: lines changed places.",
    "missing before it": "a line before it is missing.",
}

group = Noun("trace", help="Look whether the trace is as it was written; list its lines.")


@group.command("verify")
@click.option("--head", default="", help="A head that was noted earlier, or how it begins.")
def verify(head: str) -> None:
    """Look at every line of every school; end with 1 where something is wrong."""
    migrate.upgrade(state().settings.database)
    if head and len(head) < LEAST_OF_A_HEAD:
        raise click.BadParameter(f"Give {LEAST_OF_A_HEAD} characters of it at least.")
    with state().database.read() as session:
        report = audit.verify(session, noted=head)
    for chain in report.chains:
        click.echo(_told(chain))
    if not report.chains:
        click.echo("The trace has no lines yet.")
    if report.noted is False:
        click.echo("The head that you noted is not in the trace: its newest lines were cut off.")
    if not report.good:
        raise click.exceptions.Exit(1)


def _told(chain: Chain) -> str:
    if chain.wrong is None:
        return f"School {chain.school}: {chain.lines} lines, none edited. Head: {chain.head}"
    return f"School {chain.school}: line {chain.wrong.id}: {WRONG[chain.wrong.why]}"


@group.command("list")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 100_000))
def list_lines(last: int) -> None:
    """List the newest lines of the school, oldest first."""
    migrate.upgrade(state().settings.database)
    with state().database.read() as session:
        page = audit.listing(session, viewer(), AuditFilters(), rows=last)
    filters = log_words(state().dictionaries.of_school(viewer().school).values())
    for line in reversed(page.lines):
        who = f"{line.by or 'the server'}{f' ({line.role})' if line.role else ''}"
        about = {line.thing: line.thing_id, "student": line.student_id}
        whom = "".join(f"  {thing} {number}" for thing, number in about.items() if number)
        more = "".join(f"  {key}: {value}" for key, value in details(line.detail, filters))
        what = in_words(line.action, line.thing)
        told = f"{line.at:%Y-%m-%d %H:%M}  {who}  {what}{whom}{more}"
        click.echo(f"{line.id:>6}  {one_line(told)}")
