"""All that the page of one student shows: every number opened to its arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import request
from werkzeug.datastructures import MultiDict

import rules
from data.store import audit, visible
from data.store.coaching import dismissals, interventions
from data.store.models import predictions
from data.store.models.predictions import PredictionOf
from data.store.rosters import course_activity, students
from data.store.rosters.students import StudentRecord
from data.tables import Dismissal, Intervention
from data.viewer import Viewer
from rules import Evidence, Explanation, Indicator
from webapp.http.access import Action, may, role_names, viewer
from webapp.http.opening_students import reason_standing
from webapp.http.state import state
from webapp.pictures.interval import IntervalOnScale, interval_picture
from webapp.pictures.weeks import WeekPicture, week_picture
from webapp.services.audit_log.entries_in_words import in_words
from webapp.services.board import chart_data
from webapp.services.board.answers import AnswerInWords, answer_words, answers
from webapp.services.board.arithmetic import (
    DIGITS,
    gap_in_words,
    gap_lines,
    need_in_words,
    priority_in_words,
)
from webapp.services.board.board import Board, Flags, known
from webapp.services.board.board_view import Outlook
from webapp.services.board.provenance import BoardProvenance, provenance_of
from webapp.services.board.student_list import group_of, name_of, signed
from webapp.services.grades.wording import said
from webapp.services.models.gap_report import GapReport, gap_report_of
from webapp.services.rule_sets.status_names import strengths
from webapp.services.student.reasons import why_opened, why_set_aside
from webapp.services.student.seers import SeerRow, seer_rows


@dataclass(frozen=True)
class HistoryEntry:
    """Something that was done about a student."""

    at: datetime
    words: str  # what was done
    by: str  # who did it, "" where that was nobody


@dataclass(frozen=True)
class OpenedForReason:
    """Why a reader who does not coach has the page open."""

    reason: str  # in words
    until: datetime  # when it closes


@dataclass(frozen=True)
class StudentCard:
    """What every student's page knows, scored or not."""

    record: StudentRecord  # as the newest roster has him
    coached: list[Intervention]  # the newest first
    set_aside: list[Dismissal]  # the newest first
    history: tuple[HistoryEntry, ...]  # the newest first
    seers: list[SeerRow]  # who can see him, and why
    opened: OpenedForReason | None  # None for whoever need not say why
    coaches: bool  # whether the reader may coach
    answers_families: bool  # whether the reader answers the requests of families


@dataclass(frozen=True)
class LeverAdvice:
    """A lever that is offered: what it is, and what the rule set knows of it."""

    line: rules.Line
    indicator: Indicator
    evidence: tuple[tuple[Evidence, str], ...]  # what speaks for it, and how strong that is


@dataclass(frozen=True)
class EaseRow:
    """A line of the arithmetic of the ease."""

    line: rules.Line
    is_lever: bool  # else it is a barrier
    answer: str  # in words
    adds: float  # so rounded that the lines add up as shown
    drawn: float  # of the bar, up to 100


@dataclass(frozen=True)
class ExpectedGrade:
    """What students with a similar record usually get, and how that comes about."""

    words: str  # what is usual, and whether this grade differs from it
    picture: IntervalOnScale
    lines: list[tuple[str, str]]  # what adds up to it: what, and how much
    total: float  # what they add up to


@dataclass(frozen=True)
class StudentPage:
    """All that is shown of a student who is scored."""

    id: int  # his number in addresses
    card: StudentCard  # what is known of him and noted about him
    provenance: BoardProvenance  # where the figures come from
    query: str  # of the board, with its question mark; "" for the plain one
    tweaked: bool  # whether the reader's knobs are on
    name: str  # his name, or what stands in for it
    group: str  # his class or school, "" where the roster has neither
    rank: int  # 0 where he has none
    ranked: int  # how many have one
    quadrant: str  # "" where he stands in none
    intervention: int | None  # the open one
    dismissal: int | None  # the open one
    reasons: Mapping[str, str]  # for setting him aside
    explanation: Explanation  # of the ease
    levers: tuple[LeverAdvice, ...]  # the strongest first
    ease_rows: tuple[EaseRow, ...]  # how the ease comes about, a line an indicator
    offers_example: bool  # whether the reader may make an example of him
    priority: float | None  # None where it cannot be worked out
    priority_words: str  # how it comes about
    need_words: str  # how the need comes about
    gap: str  # "" without a grade or an expected one
    expected: ExpectedGrade | None  # None where none can be told
    gap_report: GapReport | None  # how the expected grades were learned
    answers: list[AnswerInWords]  # his own, in words
    course_weeks: WeekPicture | None  # None where his roster was not made from a course's log


def student_card(who: Viewer, student: int) -> StudentCard:
    """Read what is kept of a student. Raises NotFound."""
    opened = reason_standing(who, student)
    with state().database.read() as session:
        decisions = audit.of_student(session, who, student, without=("see",))
        return StudentCard(
            record=students.get(session, who, student),
            coached=interventions.of_student(session, who, student),
            set_aside=dismissals.of_student(session, who, student),
            history=tuple(
                HistoryEntry(one.at, in_words(one.action, one.thing), one.by) for one in decisions
            ),
            seers=seer_rows(visible.who(session, who, student), role_names()),
            opened=OpenedForReason(why_opened()[opened.reason], opened.until) if opened else None,
            coaches=may(who, Action.COACH),
            answers_families=may(who, Action.ANSWER_FAMILIES),
        )


def board_with(student: int, record: StudentRecord) -> tuple[Outlook, Flags, int]:
    """Open the board that the query asks for, or the newest one that has this student; with his
    place on it."""
    outlook, flags = state().boards.look(viewer(), request.args)
    if student not in outlook.board.place_of:
        newest = MultiDict([("roster", str(record.roster.id))])
        outlook, flags = state().boards.look(viewer(), newest)
    return outlook, flags, outlook.board.place_of[student]


def explain(outlook: Outlook, place: int) -> Explanation:
    """Open a student's number to its arithmetic, as the board's knobs have it."""
    board, knobs = outlook.board, outlook.knobs
    return rules.explain(
        board.rule_set,
        board.cohort.columns,
        place,
        knobs.tried_weights,
        knobs.thresholds,
        outlook.judged.figures,
    )


def student_page(
    who: Viewer, card: StudentCard, outlook: Outlook, flags: Flags, place: int
) -> StudentPage:
    """Say all of a student who stands at a place of a board."""
    student, board, ranked = card.record.id, outlook.board, outlook.ranking
    explanation, query = explain(outlook, place), outlook.knobs.query()
    need, priority = known(ranked.need[place]), known(ranked.priority[place])
    grade = known(board.grade[place])
    with state().database.read() as session:
        record = students.get(session, who, student, board.roster.id)
        prediction = predictions.of_student(session, who, board.roster.id, student)
        weeks = course_activity.of_student(session, who, board.roster.id, student)
    return StudentPage(
        id=student,
        card=card,
        provenance=provenance_of(board, who),
        query=f"?{query}" if query else "",
        tweaked=outlook.knobs.tweaked,
        name=name_of(board, place),
        group=group_of(board, place),
        rank=int(ranked.rank[place]),
        ranked=len(ranked.ranked),
        quadrant=chart_data.quadrant_name(board, int(ranked.quadrant[place])),
        intervention=flags.coached.get(student),
        dismissal=flags.set_aside.get(student),
        reasons=why_set_aside(),
        explanation=explanation,
        levers=_levers(board, explanation),
        ease_rows=_ease_rows(board, explanation),
        offers_example=may(who, Action.WRITE_RULES) and explanation.complexity is not None,
        priority=priority,
        priority_words=priority_in_words(need, explanation.ease, priority),
        need_words=need_in_words(board, place, need),
        gap="" if prediction is None or grade is None else signed(float(board.gap[place])),
        expected=_expected(board, place, prediction, grade) if prediction else None,
        gap_report=gap_report_of(board, who),
        answers=answers(board.dictionary, record),
        course_weeks=week_picture(weeks.first_day, weeks.actions) if weeks else None,
    )


def _levers(board: Board, explanation: Explanation) -> tuple[LeverAdvice, ...]:
    names = strengths()
    found = [(line, board.rule_set[line.key]) for line in explanation.levers]
    return tuple(
        LeverAdvice(line, one, tuple((each, names[each.strength]) for each in one.evidence))
        for line, one in found
    )


def _ease_rows(board: Board, explanation: Explanation) -> tuple[EaseRow, ...]:
    adds = explanation.adds(DIGITS)
    return tuple(
        EaseRow(
            line,
            board.rule_set[line.key].is_lever,
            answer_words(board, line),
            adds[line.key],
            round(line.share, 1) if line.answered else 0,
        )
        for line in explanation.lines
    )


def _expected(
    board: Board, place: int, prediction: PredictionOf, grade: float | None
) -> ExpectedGrade:
    band = prediction.low, prediction.high
    return ExpectedGrade(
        gap_in_words(board, place, prediction),
        interval_picture(
            (board.scale.low, board.scale.high),
            band,
            prediction.expected,
            grade,
            partial(said, board.dictionary.grade),
        ),
        gap_lines(board, prediction),
        prediction.expected,
    )
