"""The ranking for programs: the board's list by number and key, without names."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from data.wording.message import N_
from scoring.ranking import RankState
from webapp.api.bodies import unfit
from webapp.api.openapi import Operation, Parameter, in_json, told
from webapp.http.access import viewer
from webapp.http.api_problems import FieldError
from webapp.http.api_token import caller
from webapp.http.language import gettext as _
from webapp.http.language import sentence, words
from webapp.http.state import state
from webapp.services.access.api_scopes import Scope, needs_token
from webapp.services.board.board_view import Outlook
from webapp.services.board.filters import QUADRANTS
from webapp.services.board.list_table import figure, listed, note
from webapp.services.board.query import MOST_PLACES
from webapp.services.board.readers import KnobProblem
from webapp.services.board.student_list import strongest_levers
from webapp.services.grades.wording import nearest

bp = Blueprint("api_ranking", __name__, url_prefix="/api/v1")

NAMES = ("q",)  # knobs of the board that look for names
WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}}


class RankedStudent(BaseModel):
    """One student, by number and key. Figures have two decimals, as in the board's CSV."""

    student: int = Field(description=N_("Its number on this server, as in /students/<id>."))
    key: str = Field(description=N_("The school’s own id of the student."))
    rank: int | None = Field(description=N_("1 is the first to coach; null without a rank."))
    state: str = Field(description=N_("ranked, or why not: no_grade, no_ease, not_judged, "
                                      "set_aside."))  # fmt: skip
    grade: float | None
    grade_words: str | None = Field(
        description=N_("The grade’s own word, where the school’s grades are words or letters.")
    )  # fmt: skip
    need: float | None = Field(description=N_("0 to 100, from the grade or the gap."))
    ease: float | None = Field(description=N_("0 to 100: 100 minus complexity."))
    priority: float | None = Field(description=N_("need × ease / 100."))
    levers: list[str] = Field(description=N_("Keys of the rule set, the strongest lever first."))
    expected: float | None = Field(
        description=N_("What students with a similar record usually get; his own grade never "
                       "moves it.")
    )  # fmt: skip
    low: float | None = Field(description=N_("The lower end of its interval (80 in 100)."))
    high: float | None = Field(description=N_("Its upper end."))
    gap: float | None = Field(
        description=N_(
            "By how many grade points the grade is worse than expected; under 0 where it is better."
        )
    )
    coached: bool


class Ranking(BaseModel):
    """The list in its order, and from which roster and rules it comes."""

    roster: int
    rule_set: str
    version: int = Field(description=N_("Of the rule set."))
    fingerprint: str = Field(description=N_("Of the rule set’s text."))
    query: str = Field(description=N_("The shortest query that says the same, also on the board."))
    total: int
    places: list[int] = Field(description=N_("Numbers of the students who get a place."))
    next: list[int] = Field(description=N_("Numbers of those who come after them."))
    worst: float = Field(
        description=N_("The worst grade that there is: the higher number where 1 is best.")
    )
    best: float = Field(description=N_("The best grade that there is."))
    students: list[RankedStudent]


@bp.get("/ranking")
@needs_token(Scope.RANKING)
@told(
    Operation(
        N_("Read the ranking"),
        N_("The same query gives the same numbers as the board and its CSV: every filter and knob "
           "of the board’s address (w.<indicator> a weight, t.<indicator> an edge), except the "
           "search for names. Each call is a line of the "
           "school’s trace."),
        Ranking,
        parameters=(
            Parameter("roster", N_("The roster’s id; the current one without it."),
                      {"type": "integer", "minimum": 1}),
            Parameter("set", N_("The rule set’s name; the first that is offered without it."),
                      {"type": "string"}),
            Parameter("places", N_("How many places there are; 12 without it."),
                      {"type": "integer", "minimum": 0, "maximum": MOST_PLACES}),
            Parameter("class", N_("Only students of these classes."), WORDS),
            Parameter("quadrant", N_("Only students of this quadrant."),
                      {"type": "string", "enum": list(QUADRANTS)}),
            Parameter("coached", N_("Only students who are coached, or who are not."),
                      {"type": "string", "enum": ["yes", "no"]}),
        ),
        refusals=(404, 422),
    )
)  # fmt: skip
def show() -> Response:
    """Give the list that a query asks for, as its caller may see it."""
    if errors := list(_not_for_programs()):
        raise unfit(errors)
    try:
        outlook, _flags = state().boards.look(viewer(), request.args)
    except KnobProblem as problem:
        field = FieldError(path=f"?{problem.name}", message=sentence(problem.problem))
        raise unfit([field]) from None
    students = listed(outlook).tolist()
    asks = caller()
    note(state().database, viewer(), outlook, "api", len(students), asks.token if asks else None)
    return in_json(_answer(outlook, students))


def _not_for_programs() -> Iterator[FieldError]:
    """Find what the board's address may say and a program's may not."""
    for name, value in request.args.items():
        if name in NAMES:
            words = _("Programs do not look for students by name. Leave this out.")
            yield FieldError(path=f"?{name}", message=words)
        elif not value:  # as a form sends a field that nobody filled
            words = _("Leave this out instead of sending it empty.")
            yield FieldError(path=f"?{name}", message=words)


def _answer(outlook: Outlook, students: Sequence[int]) -> Ranking:
    board = outlook.board
    ids = board.cohort.students
    return Ranking(
        roster=board.roster.id,
        rule_set=board.set_name,
        version=board.version,
        fingerprint=board.rule_set.fingerprint,
        query=outlook.knobs.query(),
        total=len(students),
        worst=board.scale.worst,
        best=board.scale.best,
        places=[int(ids[student]) for student in outlook.places.given],
        next=[int(ids[missed.student]) for missed in outlook.places.next],
        students=[
            _student(outlook, student, levers)
            for student, levers in zip(students, strongest_levers(outlook, students), strict=True)
        ],
    )


def _student(outlook: Outlook, student: int, levers: Sequence[int]) -> RankedStudent:
    board, ranked, predictions = outlook.board, outlook.ranking, outlook.board.predictions
    expected = [predictions.expected, predictions.low, predictions.high] if predictions else []
    low_to_high = [figure(array[student]) for array in expected] or [None] * 3
    word = nearest(board.dictionary.grade, float(board.grade[student]))
    return RankedStudent(
        student=int(board.cohort.students[student]),
        key=board.names.keys[student],
        rank=int(ranked.rank[student]) or None,
        state=RankState(ranked.state[student]).name.lower(),
        grade=figure(board.grade[student]),
        grade_words=words(word) if word else None,
        need=figure(ranked.need[student]),
        ease=figure(ranked.ease[student]),
        priority=figure(ranked.priority[student]),
        levers=[board.rule_set.indicators[k].key for k in levers],
        expected=low_to_high[0],
        low=low_to_high[1],
        high=low_to_high[2],
        gap=figure(board.gap[student]),
        coached=bool(outlook.coached[student]),
    )
