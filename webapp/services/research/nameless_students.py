"""A school's students as its figures count them: by group, without a name."""

import re

import numpy as np
from numpy.typing import NDArray

import rules
from data.cohort import AnswerColumn, Cohort, as_text
from data.dictionary import Dictionary
from data.store.statistics.school_statistics import SchoolRecord
from rules import RuleSet
from scoring.groups.school_figures import GRADED, LOW, NamelessStudents
from webapp.services.grades.scale import pass_mark, scale_of

YEAR = re.compile(r"\d+")


def nameless(
    record: SchoolRecord, dictionary: Dictionary, rule_set: RuleSet | None
) -> NamelessStudents:
    """Say of each student what is counted; a rule set as it is offered for such rosters."""
    cohort = record.cohort
    grade = cohort.numbers(dictionary.grade.name)
    mark = pass_mark(dictionary) if rule_set is None else rule_set.need.passing
    levers = levers_of(cohort, rule_set)
    coached = np.isin(cohort.students, list(record.coached))
    here = set(cohort.students.tolist())
    return NamelessStudents(
        group=groups_of(cohort, dictionary),
        marks={
            GRADED: ~np.isnan(grade),
            LOW: scale_of(dictionary.grade).misses(grade, mark),
            "lever": np.asarray(levers.any(axis=0)),
            "coached": coached,
        },
        grade=grade,
        levers=levers,
        reasons=[reason for student, reason in record.set_aside.items() if student in here],
    )


def levers_of(cohort: Cohort, rule_set: RuleSet | None) -> NDArray[np.bool_]:
    """Who has which lever (k, n), of those that weigh anything; k is 0 without a rule set."""
    if rule_set is None:
        return np.zeros((0, len(cohort)), dtype=bool)
    judged = rules.judge(rule_set, cohort.columns)
    bits = np.arange(len(rule_set.indicators), dtype=np.uint64)[:, None]
    offered = ((judged.fired[None, :] >> bits) & np.uint64(1)).astype(bool)
    return offered & (rule_set.weights() > 0)[:, None]


def groups_of(cohort: Cohort, dictionary: Dictionary) -> list[str]:
    """Name the one group of each student: the year of his class (10 of 10A), where no class has a
    number the column of schools, else nothing.

    One breakdown only: two of the same students could be subtracted from each other. Who sees every
    student anyway may see his classes beside it, see `classes_of`.
    """
    classes, sites = (_answers(cohort, dictionary, role) for role in ("class", "school"))
    if classes is not None:
        years = [YEAR.search(as_text(value)) for value in classes.values.tolist()]
        if any(years):
            named = [year[0] if year else "–" for year in years]
            return [named[code] for code in classes.codes.tolist()]
    if sites is None:
        return [""] * len(cohort)
    return [as_text(value) or "–" for value in sites.each().tolist()]


def classes_of(cohort: Cohort, dictionary: Dictionary) -> list[str]:
    """Name the class of each student, with its school where several have a class of that name; ""
    for whoever has none."""
    names, sites = named(cohort, dictionary, "class"), named(cohort, dictionary, "school")
    pairs = set(zip(names, sites, strict=True))
    if len({name for name, _ in pairs}) == len(pairs):
        return names
    return [
        f"{name} ({site})" if name and site else name
        for name, site in zip(names, sites, strict=True)
    ]


def named(cohort: Cohort, dictionary: Dictionary, role: str) -> list[str]:
    """Name what each student has in the column of a role, "" where nothing is known."""
    column = _answers(cohort, dictionary, role)
    if column is None:
        return [""] * len(cohort)
    return [as_text(value) for value in column.each().tolist()]


def _answers(cohort: Cohort, dictionary: Dictionary, role: str) -> AnswerColumn | None:
    column = dictionary.with_role(role)
    return cohort.columns.get(column.name) if column else None
