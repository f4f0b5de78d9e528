"""Students like one: how many, what grades they have, and who they are."""

from collections.abc import Iterable

import numpy as np

from data.cohort import Cohort
from data.column import Dictionary
from scoring.similar import FEWEST, similar
from webapp.language import gettext as _
from webapp.language import ngettext, number
from webapp.models.training_frame import grades_of, table_of
from webapp.what_if.fields import Record


def told(
    cohort: Cohort,
    dictionary: Dictionary,
    columns: Iterable[str],
    record: Record,
    without: int | None = None,
) -> list[str]:
    """Say in sentences what grades students like a record have; `without` is not counted: the
    student himself."""
    table, grades = table_of(cohort, dictionary, columns), grades_of(cohort, dictionary)
    if without is not None:
        grades = np.where(cohort.students == without, np.nan, grades)
    found = similar(table, grades, record)
    if found is None:
        return [
            _("There are too few students to say it of: at least %(fewest)s with a grade are "
              "needed, and an answer to compare.", fewest=FEWEST)
        ]  # fmt: skip
    figures = _(
        "%(students)s students: half of them have between %(lower)s and %(upper)s, the middle one "
        "%(median)s.",
        students=found.students,
        lower=number(found.lower),
        upper=number(found.upper),
        median=number(found.median),
    )
    if found.how == "same":
        who = ngettext(
            "They gave the very same answer to the %(num)s question that the model reads.",
            "They gave the very same answers to all %(num)s questions that the model reads.",
            found.asked,
        )
    else:
        who = _(
            "They are the nearest in the roster, each of the %(asked)s questions that the model "
            "reads counting the same; on average they share %(alike)s of the answers.",
            asked=found.asked,
            alike=number(found.alike),
        )
    return [figures, who]
