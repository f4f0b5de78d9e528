"""`models`: train one, make one active, take one along, list them."""

from pathlib import Path

import click

from data.store import NotFound, Stale, migrate, rosters
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model.model_config import RIDGE, Recipe
from scoring.model.refusal import ModelRefusal
from webapp.commands.comparisons import compare_candidates
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import State, state
from webapp.services.models import training
from webapp.services.models.model_config import CHOICES, columns_of, pass_mark
from webapp.services.models.names import names
from webapp.services.models.opening import Unusable, wrong_with
from webapp.services.models.taking import taken

group = Noun("models", help="Compare and train models, make one active, take one along.")
group.add_command(compare_candidates)


@group.command("train")
@click.option("--target", type=click.Choice(["grade", "pass"]), default="grade")
@click.option("--candidate", type=click.Choice([*names()]), default=RIDGE)
@click.option("--columns", type=click.Choice(CHOICES), default="record")
@click.option("--earlier", is_flag=True, help="Learn from earlier grades too.")
@click.option("--passing", type=float, help="The pass mark; by default that of the rule set.")
@click.option("--activate", is_flag=True, help="Make it active at once.")
def train(
    target: str, candidate: str, columns: str, earlier: bool, passing: float | None, activate: bool
) -> None:
    """Train a model on the current roster.

    It is not active by that, unless --activate says so. Exit codes: 0 trained, 1 nothing was kept,
    2 wrong usage.
    """
    here, who = _ready()
    with here.database.read() as session:
        roster = rosters.current(session, who)
    if roster is None:
        raise click.ClickException("There is no roster yet. Import one: rosters import FILE")
    dictionary = here.dictionaries.for_roster(roster)
    mark = pass_mark(here, who, dictionary) if passing is None else passing
    recipe = Recipe(
        columns=columns_of(
            dictionary, roster.columns, "record" if columns == "record" else "score", earlier
        ),
        target="pass" if target == "pass" else "grade",
        candidate=candidate,
        passing=mark if target == "pass" else None,
        best=dictionary.grade.best,
    )
    try:
        found = training.train(here, who, roster.id, recipe)
    except Stale:
        raise click.ClickException("Somebody objected meanwhile. Train it again.") from None
    if isinstance(found, ModelRefusal):
        raise click.ClickException(found.message)
    click.echo(f"Model {found.number}, trained on roster {roster.number}: {_error(found)}.")
    if activate:
        _activate(here, who, found, "")
    else:
        click.echo(f"It is not active. To make it so: models activate {found.number}")


@group.command("activate")
@click.argument("number", type=int)
@click.option("--reason", default="", help="Why; kept with it.")
def activate(number: int, reason: str) -> None:
    """Make model NUMBER the active one, an older one too.

    Exit codes: 0 it is active, 1 nothing was changed, 2 wrong usage.
    """
    here, who = _ready()
    _activate(here, who, _model(here, who, number), reason)


@group.command("export")
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(number: int, out: Path) -> None:
    """Write the file of model NUMBER to a new file, and put that on record.

    Exit codes: 0 written, 1 not, 2 wrong usage.
    """
    here, who = _ready()
    model = _model(here, who, number)
    with here.database.read() as session:
        wrong = wrong_with(session, who, model)
    if wrong:
        raise click.ClickException(wrong.message)
    if out.exists():
        raise click.ClickException(f"{out} is there already. Name a new file.")
    out.write_bytes(taken(here, who, model))
    click.echo(f"{out}: model {number}, {model.size} bytes, scikit-learn {model.scikit_learn}.")


@group.command("list")
def listing() -> None:
    """List the models, newest first."""
    here, who = _ready()
    with here.database.read() as session:
        active = {one.id for one in model_registry.all_active(session, who)}
        for one in model_registry.listing(session, who):
            marks = " active" * (one.id in active) + " unusable" * bool(
                wrong_with(session, who, one)
            )
            recipe = Recipe.from_json(one.recipe)
            click.echo(
                f"{one.number:>4}  {one.created_at:%Y-%m-%d %H:%M}  {one.target:<5}  "
                f"{recipe.candidate:<18}  {len(recipe.columns):>3} columns  {_error(one)}{marks}"
            )


def _ready() -> tuple[State, Viewer]:
    migrate.upgrade(state().settings.database)
    return state(), viewer()


def _model(here: State, who: Viewer, number: int) -> ModelVersion:
    with here.database.read() as session:
        for one in model_registry.listing(session, who):
            if one.number == number:
                return one
    raise click.ClickException(f"There is no model {number}. See: models list")


def _activate(here: State, who: Viewer, model: ModelVersion, reason: str) -> None:
    try:
        training.activate(here, who, model.id, reason)
    except Unusable as unusable:
        raise click.ClickException(unusable.problem.message) from None
    except (Stale, NotFound):
        raise click.ClickException("Somebody changed this meanwhile. Nothing was done.") from None
    click.echo(f"Model {model.number} is active.")


def _error(model: ModelVersion) -> str:
    report = model.report
    if "rmse" in report:
        return f"typical error {report['rmse']:.2f}, the mean alone {report['rmse_of_mean']:.2f}"
    return f"typical error of a chance {report['brier']:.3f}" if "brier" in report else "no figures"
