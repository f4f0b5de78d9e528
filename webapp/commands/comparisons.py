"""`models compare`: let candidates show how near they come, without the page."""

from typing import Any

import click
from flask.cli import with_appcontext

from data.store import NotFound, migrate, rosters
from data.tables import ModelComparison
from data.wording.languages import SOURCE, in_language
from scoring.model.model_config import COST
from scoring.model_selection.plan import QUICK, Plan, seconds
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.models.comparison_words import said
from webapp.services.models.model_config import CHOICES, columns_of, earlier_grades, pass_mark
from webapp.services.models.selection import NotTrained, compare


@click.command("compare")
@click.option("--target", type=click.Choice(["grade", "pass"]), default="grade")
@click.option("--columns", type=click.Choice(CHOICES), default="record")
@click.option("--earlier", is_flag=True, help="Learn from earlier grades too.")
@click.option("--passing", type=float, help="The pass mark; by default that of the rule set.")
@click.option("--runs", type=click.IntRange(1, 100), default=QUICK, show_default=True)
@click.option(
    "--candidate",
    "candidates",
    type=click.Choice([*COST]),
    multiple=True,
    help="One of those compared; may be given several times. By default all.",
)
@with_appcontext
def compare_candidates(
    target: str,
    columns: str,
    earlier: bool,
    passing: float | None,
    runs: int,
    candidates: tuple[str, ...],
) -> None:
    """Compare kinds of models on the current roster, and keep what was found for the page.

    Exit codes: 0 compared, 1 nothing was kept, 2 wrong usage.
    """
    here = state()
    migrate.upgrade(here.settings.database)
    who = viewer()
    with here.database.read() as session:
        roster = rosters.current(session, who)
    if roster is None:
        raise click.ClickException("There is no roster yet. Import one: rosters import FILE")
    dictionary = here.dictionaries.for_roster(roster)
    chosen = columns_of(
        dictionary, roster.columns, "record" if columns == "record" else "score", earlier
    )
    grades = earlier_grades(dictionary, chosen)
    mark = pass_mark(here, who, dictionary) if passing is None else passing
    plan = Plan(
        columns=chosen,
        target="pass" if target == "pass" else "grade",
        passing=mark if target == "pass" else None,
        best=dictionary.grade.best,
        earlier=grades,
        candidates=candidates or tuple(COST),
        runs=runs,
    )
    minutes = max(1, round(seconds(plan, roster.students) / 60))
    click.echo(f"{len(plan.candidates)} candidates, {runs} runs: {minutes} minutes or so.")
    try:
        found = compare(here, who, roster.id, plan, _ProgressLine().tell)
    except NotTrained as nothing:
        raise click.ClickException(nothing.problem.message) from None
    except NotFound:
        raise click.ClickException("The roster was taken away meanwhile.") from None
    labels = {name: in_language(dictionary.columns[name].label, SOURCE) for name in chosen}
    click.echo("\n".join(_table(found)))
    click.echo("\n".join(["", *said(found, labels), f"Kept as comparison {found.id}."]))


def _table(found: ModelComparison) -> list[str]:
    def line(one: dict[str, Any]) -> str:
        low, high = one["over_students"]
        mark = "  proposed" if one["key"] == found.result["proposed"] else ""
        return f"{one['key']:<20}{one['error']:>8.3f}   {low:.3f} to {high:.3f}{mark}"

    return [line(one) for one in found.result["candidates"]]


class _ProgressLine:
    """Says a tenth of the work after the other."""

    def __init__(self) -> None:
        self._tenth = 0

    def tell(self, done: float) -> None:
        """Take what share is done."""
        if int(10 * done) > self._tenth:
            self._tenth = int(10 * done)
            click.echo(f"{10 * self._tenth} %")
