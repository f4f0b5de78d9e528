"""A course's log and grades on their way to a roster: read, brought together, shown, taken in.

The page and the command go the same way; the page's steps run in child processes (`jobs`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from data.course_log import (
    CourseRoster,
    CourseScale,
    Grade,
    Log,
    course_roster,
    grade_header,
    read_grades,
    read_log,
    told_apart,
)
from data.course_log.grade_scale import USUAL, on_usual_scale, recognised
from data.course_log.roster import DICTIONARY
from data.course_log.timestamps import DAY_SECONDS
from data.reading import CheckedRoster, Unreadable, check, open_table
from data.store import IMPORT_WAIT, rosters
from data.store.rosters import Changes, RosterInfo, course_activity
from data.store.rosters.known_students import known_students
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from webapp.services.course_logs.course_log_source import LogSource, has_log, log_source
from webapp.services.course_logs.cut_off import CUT_OFF
from webapp.services.course_logs.log_identity import (
    APART,
    SharedNumbers,
    kept_apart,
    shared_numbers,
)
from webapp.services.course_logs.log_notes import notes
from webapp.services.course_logs.roster_grades import RosterGrades, grades_of_roster
from webapp.services.process.progress import Progress
from webapp.services.rosters import sources
from webapp.services.rosters.described_file import keep_dictionary
from webapp.services.rosters.import_choice import NotImportable
from webapp.services.runtime.resources import Resources

FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class CourseLogChoice:
    """What its reader chose about a log.

    cut_off: minutes after which somebody is taken to have paused. left_out: places in the log's
    people of those without a grade who are no students; None: those who run the course. scale: of
    which the grades are; None: as they say themselves. month_first: of days that can be read both
    ways. same_students: whether numbers that the school knows are the same students'; None: nobody
    said so yet. own_roster: it takes the place of the roster that counts, though it is of the same
    students.
    """

    cut_off: int = CUT_OFF
    left_out: tuple[int, ...] | None = None
    scale: CourseScale | None = None
    month_first: bool = False
    same_students: bool | None = None
    own_roster: bool = False


@dataclass(frozen=True)
class LogMapping:
    """Which column of a log and of its grades is which, as somebody says: header -> key, "" for
    one that is left out. in_order: the log is the first of the two files, whatever its headers."""

    log: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    in_order: bool = False


@dataclass(frozen=True, eq=False)
class Files:
    """A log and the grades that belong to it, as read, and what their files are called.

    grades_name: "" where there is no file of grades. grade_header: what heads their column.
    """

    log: Log
    grades: tuple[Grade, ...]
    log_name: str
    grades_name: str
    grade_header: str = ""

    @property
    def scale(self) -> CourseScale | None:
        """The scale of the grades where they say it themselves; None: it must be asked."""
        return recognised(self.grades, self.grade_header)


@dataclass(frozen=True, eq=False)
class Course:
    """A log and its grades as a roster, checked, and what taking it in would change.

    scale: of the grades; None where it must be asked before anything is taken in. shared: numbers
    that may be other students', where that must be asked. from_roster: the roster whose grades
    these are, where no file has them. kept_apart: its numbers are told from the school's. beside:
    what it brings to the roster that counts, where it is of the same students.
    """

    files: Files
    choice: CourseLogChoice
    roster: CourseRoster
    checked: CheckedRoster
    changes: Changes
    current: RosterInfo | None
    scale: CourseScale | None = USUAL
    shared: SharedNumbers | None = None
    from_roster: str = ""
    kept_apart: bool = False
    beside: LogSource | None = None

    @property
    def source(self) -> LogSource | None:
        """What it brings to the roster; None where it becomes a roster of its own."""
        return None if self.choice.own_roster else self.beside

    @property
    def asks(self) -> bool:
        """Whether something has to be answered before it is taken in."""
        return self.scale is None or self.shared is not None


def read_files(
    named: Mapping[Path, str],
    progress: Progress = lambda done, words: None,
    mapping: LogMapping | None = None,
) -> Files:
    """Read a log and its grades, in whichever order they come, or a log alone.

    mapping: what is said of their columns, before what is recognised. Raises reading.Unreadable.
    """
    chosen = mapping or LogMapping()
    paths = list(named)
    if len(paths) > 1 and not chosen.in_order:
        paths = list(told_apart(paths[0], paths[1], {**chosen.grades, **chosen.log}))
    words = N_("Reading the log")
    progress(0.0, words)
    share = 0.8
    log = read_log(
        paths[0], named[paths[0]], lambda done: progress(share * done, words), chosen.log
    )
    if len(paths) == 1:
        return Files(log, (), named[paths[0]], "")
    progress(share, N_("Reading the grades"))
    table = open_table(paths[1], named[paths[1]])
    grades = read_grades(table, chosen.grades)
    names = named[paths[0]], named[paths[1]]
    return Files(log, grades, *names, grade_header(table, chosen.grades))


def bring_together(
    state: Resources,
    viewer: Viewer,
    files: Files,
    choice: CourseLogChoice,
    progress: Progress = lambda done, words: None,
) -> Course:
    """Add the log up by student and compare with the school's roster; writes nothing.

    Without a file of grades they are those of the school's roster. Raises reading.Unreadable where
    there is none either.
    """
    progress(0.85, N_("Adding up each student’s actions"))
    with state.database.read() as session:
        current = rosters.current(session, viewer)
    given = None if files.grades_name else _of_current(state, viewer, current)
    scale = given.scale if given else choice.scale or files.scale
    plain_grades = given.grades if given else files.grades
    grades, beyond = on_usual_scale(plain_grades, scale or USUAL)
    log = files.log.month_first() if choice.month_first else files.log
    files = replace(files, log=log)
    described = state.dictionaries[DICTIONARY]

    def counted(apart: str) -> CourseRoster:
        return course_roster(
            log,
            grades,
            described,
            files.log_name,
            left_out=choice.left_out,
            cut_off=60 * choice.cut_off,
            apart=apart,
        )

    roster = counted("")
    checked = check(roster.table, described)
    keys = [record.key for record in checked.records]
    with state.database.read() as session:
        known = known_students(session, viewer, [*keys, *(f"{APART}{key}" for key in keys)])
    same = choice.same_students
    if same is None and not given and kept_apart(keys, known):
        same = False
    if same is None and has_log(current):
        same = True  # it was answered for the log before
    shared = None
    if given:
        shared = given.doubtful(log) if same is None else None
    elif same is None:
        shared = shared_numbers(checked.records, known)
    elif not same:
        roster = counted(APART)
        checked = check(roster.table, described)
    if beyond:
        checked = replace(
            checked,
            problems=(*beyond, *checked.problems),
            problem_count=checked.problem_count + len(beyond),
        )
    beside = None
    if same is not False:
        name = files.log_name
        beside = log_source(state, viewer, current, roster, checked, name, given is not None)
    if beside is not None and not choice.own_roster:
        changes = beside.update.changes
    else:
        with state.database.read() as session:
            changes = rosters.compare(session, viewer, checked.records, keyed=True)
    return Course(
        files,
        choice,
        roster,
        checked,
        changes,
        current,
        scale,
        shared,
        from_roster=given.title if given else "",
        kept_apart=same is False,
        beside=beside,
    )


def _of_current(state: Resources, viewer: Viewer, current: RosterInfo | None) -> RosterGrades:
    if current is None or current.sample or not current.keyed:
        raise Unreadable(
            say(
                "A log alone needs students who are known already, by numbers. Choose the list of "
                "the course’s grades as well."
            )
        )
    return grades_of_roster(state, viewer, current)


def take_in(
    state: Resources,
    viewer: Viewer,
    course: Course,
    title: str,
    expected_current: int | None,
    progress: Progress = lambda done, words: None,
) -> RosterInfo:
    """Write a course as the school's roster, with the weeks of its students, or nothing.

    Raises NotImportable when the grades have problems or a question is not answered, and
    store.Stale when another import came in since this one was shown.
    """
    if course.checked.problems:
        raise NotImportable(course.checked.problems[0])
    if course.asks:
        raise NotImportable(question(course))
    progress(0.9, N_("Writing the roster"))
    dictionary, activity = state.dictionaries[DICTIONARY], course.roster.activity
    if course.source is not None:
        return _take_in_beside(state, viewer, course, course.source, title, expected_current)
    with state.database.write(wait=IMPORT_WAIT) as session:
        info = rosters.add(
            session,
            viewer,
            course.checked.records,
            title=title,
            dictionary=DICTIONARY,
            filename=course.files.log_name,
            fingerprint=course.checked.fingerprint,
            columns={name: dictionary.columns[name].type for name in course.checked.columns},
            expected_current=expected_current,
            notes={"notes": [asdict(note) for note in notes(course)]},
        )
        monday = day_of(activity.first_monday * DAY_SECONDS)
        course_activity.keep(session, viewer, info.id, monday, activity.weeks.tolist())
    return info


def _take_in_beside(
    state: Resources,
    viewer: Viewer,
    course: Course,
    source: LogSource,
    title: str,
    expected_current: int | None,
) -> RosterInfo:
    """Write the roster with the log's columns renewed, and the weeks of the log's students."""
    activity = course.roster.activity
    weeks = [activity.weeks[place].tolist() for place in source.places]
    monday = day_of(activity.first_monday * DAY_SECONDS)
    with state.database.write(wait=IMPORT_WAIT) as session:
        number = keep_dictionary(session, viewer, state, source.dictionary)
        info = sources.write(
            session,
            viewer,
            replace(source.update, notes=tuple(notes(course))),
            title=title,
            expected_current=expected_current,
            dictionary=source.dictionary.name,
            dictionary_number=number,
            weeks_stay=False,
        )
        course_activity.keep(session, viewer, info.id, monday, weeks, source.students)
    return info


def question(course: Course) -> Message:
    """What has to be answered first; of a course that `asks`."""
    if course.shared is None:
        return say("Say of which scale the grades are: the worst, the best, and the pass mark.")
    return say(
        "%(count)s students of this log have the number of a student of “%(roster)s”. Say "
        "whether they are the same.",
        count=course.shared.count,
        roster=course.shared.roster,
    )


def day_of(seconds: int) -> date:
    """The day of a time of the log."""
    return FIRST_DAY + timedelta(days=seconds // DAY_SECONDS)
