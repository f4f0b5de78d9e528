"""Enough invented students for a model, in a file that a school could import."""

import csv
import io
from pathlib import Path

from one_school import School

from data import store
from data.sample import sample_school
from data.tables import ModelVersion
from scoring.model.model_config import Recipe
from webapp.services.models import training
from webapp.services.models.model_config import Columns, columns_of
from webapp.services.rosters.expected_grades import keep_gaps


def as_csv(
    count: int, *, seed: int = sample_school.SEED, without: str = "", keyed: bool = True
) -> str:
    """A roster of so many students. without: a column that it does not have."""
    records = sample_school.records(count, seed)
    answers = [name for name in records[0].values if name != without]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*sample_school.NAME_HEADERS[0 if keyed else 3 :], *answers])
    for one in records:
        names = [one.key, one.first_name, one.family_name][0 if keyed else 3 :]
        cells = [one.values.get(name, one.missing.get(name, "")) for name in answers]
        writer.writerow([*names, *("ABS" if cell is None else cell for cell in cells)])
    return text.getvalue()


def take_in(school: School, count: int, content: str | None = None, title: str = "Maths") -> int:
    """Import so many students, or that file, and do what follows an import; gives the roster."""
    file = Path(school.folder.parent / f"{title}.csv")
    file.write_text(content or as_csv(count), encoding="utf-8")
    roster = school.take_in(file, title=title)
    with school.app.app_context():
        keep_gaps(school.state, school.viewer, roster)
    return roster


def train(school: School, chosen: Columns = "record") -> int:
    """Train one more model on the current roster, by ridge; it is not active. Gives its id."""
    with school.app.app_context():
        with school.read() as session:
            roster = store.rosters.current(session, school.viewer)
        assert roster is not None
        dictionary = school.state.dictionaries[roster.dictionary]
        recipe = Recipe(columns_of(dictionary, roster.columns, chosen))
        made = training.train(school.state, school.viewer, roster.id, recipe)
    assert isinstance(made, ModelVersion)
    return made.id
