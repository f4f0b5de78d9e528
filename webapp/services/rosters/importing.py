"""A file on its way to a roster: read, shown, then taken in whole or not at all.

The page and the command go the same way; the page's steps run in child processes (`jobs`).

The sample school as a roster: for a first look, without a file.
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data import reading
from data.describing import Proposal, described_table, mapping_of
from data.dictionary import Dictionary
from data.identity.identification import Answers
from data.reading import CheckedRoster, FileLayout, FileTable, OpenedFile
from data.reading.roster import NO_GRADE
from data.sample import sample_school
from data.store import IMPORT_WAIT, rosters
from data.store.rosters import Changes, RosterInfo
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from webapp.services.process.progress import Progress
from webapp.services.rosters import identity, sources
from webapp.services.rosters.described_file import (
    RememberedFile,
    described,
    keep,
    kind_of,
    own_dictionary,
    source_of,
    widened,
    without_musts,
)
from webapp.services.rosters.identity import Recognition
from webapp.services.rosters.import_choice import (
    WHO_IS_WHO,
    ImportChoice,
    NotImportable,
)
from webapp.services.rosters.sources import SourceFile, SourceUpdate
from webapp.services.rosters.table_in_upload import table_in_upload
from webapp.services.runtime.resources import Resources

PROPOSED = ImportChoice()
# A file needs one of these to be about students at all.
OF_A_STUDENT = ("id", "name", "first_name", "family_name", "grade")


@dataclass(frozen=True)
class ReadFile:
    """A file that was read and checked, and what taking it in would change.

    headers: as they stood where the table was first thought to be, by which it is remembered.
    set_aside, source, decides: see ImportChoice; source_proposed: nobody said that it is one. who:
    its students among those whom the school knows; where somebody must still recognise one, changes
    are as if the obvious answers had been given. is_own: whether the school's own dictionary is
    made, or changed, by taking it in. update: what it makes of the roster, where it is one source
    of it.
    """

    opened: OpenedFile
    layout: FileLayout
    table: FileTable
    headers: tuple[str, ...]
    proposal: Proposal
    dictionary: Dictionary
    mapping: dict[str, str]
    kind: str
    set_aside: tuple[tuple[str, str], ...]
    checked: CheckedRoster
    changes: Changes
    current: RosterInfo | None
    who: Recognition
    is_own: bool
    source: str
    source_proposed: bool
    decides: bool | None
    update: SourceUpdate | None


def read(
    state: Resources,
    viewer: Viewer,
    path: Path,
    filename: str,
    choice: ImportChoice = PROPOSED,
    progress: Progress = lambda done, words: None,
    answers: Answers | None = None,
) -> ReadFile:
    """Read and check a file and compare it with the school's roster; writes nothing.

    Raises reading.Unreadable, or NotImportable for a course's log, for what was chosen and is not
    there, and for a column that was said to be something that it cannot be.
    """
    progress(0.05, N_("Reading the file"))
    found = table_in_upload(state, viewer, path, filename, choice)
    progress(0.35, N_("Looking at the columns"))
    proposal = described(state, viewer, found.table, choice, found.kept)
    table = described_table(found.table, proposal.description)
    kind = choice.kind or kind_of(filename, found.kept)
    dictionary = own_dictionary(state, viewer, proposal.description, kind)
    mapping = mapping_of(proposal.description)
    with state.database.read() as session:
        current = rosters.current(session, viewer)
    part = _part(state, viewer, choice, found.kept, current, proposal, table, kind)
    if part.is_part and current is not None and not current.sample:
        roster_kind = state.dictionaries.for_roster(current)
        dictionary, mapping = widened(
            state, viewer, roster_kind, dictionary, mapping, current.title
        )
    progress(0.5, N_("Checking every cell"))
    judged_by = without_musts(dictionary) if part.is_part else dictionary
    checked = reading.check(table, judged_by, mapping, ignoring=choice.set_aside)
    checked = _about_students(checked, proposal)
    progress(0.8, N_("Comparing with the roster before"))
    update = None
    with state.database.read() as session:
        who = identity.recognise(session, viewer, checked, answers)
        if part.is_part and not checked.problems:
            file = SourceFile(
                part.source, checked, table.numbers, dictionary, filename, part.decides
            )
            update = sources.update(session, viewer, file, who)
            changes = update.changes
        else:
            changes = rosters.compare(
                session, viewer, checked.records, keyed=checked.keyed, identity=who.proposed
            )
    changes = changes.with_gone(_gone(table, proposal))
    return ReadFile(
        opened=found.opened,
        layout=found.layout,
        table=table,
        headers=found.headers,
        proposal=proposal,
        dictionary=dictionary,
        mapping=mapping,
        kind=kind,
        set_aside=choice.set_aside,
        checked=_with_notes(checked, part, who, changes, update),
        changes=changes,
        current=current,
        who=who,
        is_own=state.dictionaries.get(dictionary.name) != dictionary,
        source=part.source,
        source_proposed=part.proposed,
        decides=update.decides if update else part.decides if part.is_part else None,
        update=update,
    )


@dataclass(frozen=True)
class RosterPart:
    """What of the school's roster a file is. proposed: nobody has said it. is_part: some of its
    columns, and the others stay. For source and decides see ImportChoice."""

    source: str
    proposed: bool
    decides: bool | None
    is_part: bool


def _part(
    state: Resources,
    viewer: Viewer,
    choice: ImportChoice,
    kept: RememberedFile | None,
    current: RosterInfo | None,
    proposal: Proposal,
    table: FileTable,
    kind: str,
) -> RosterPart:
    """What of the roster a file is: as was said, as the last with these headers, or as it seems."""
    source = source_of(choice, kept)
    nobody_said = choice.source is None and kept is None
    proposed = nobody_said and _is_one_more(state, viewer, current, proposal, table)
    if proposed:
        source = kind
    decides = choice.decides
    if decides is None and choice.source is None and not source:
        decides = kept is not None and _is_first(current)
    is_part = bool(source) or (bool(decides) and _is_first(current))
    return RosterPart(source, proposed, decides, is_part)


def _about_students(checked: CheckedRoster, proposal: Proposal) -> CheckedRoster:
    """The same with a problem, where no column says anything of a student."""
    if set(OF_A_STUDENT) & {column.meaning for column in proposal.description.columns}:
        return checked
    nobody = say(
        "No column is the student’s id, name or grade. Say which is which, or choose another file."
    )
    return replace(checked, problems=(nobody, *checked.problems))


def _with_notes(
    checked: CheckedRoster,
    part: RosterPart,
    who: Recognition,
    changes: Changes,
    update: SourceUpdate | None,
) -> CheckedRoster:
    """The same with what is to be known of its students beside those whom the school knows."""
    said = [one for one in checked.notes if not part.is_part or one.template != NO_GRADE]
    said += identity.notes(who.found)
    said += update.notes if update else ()
    if changes.gone:
        left = N_("Students who have left the school, as the file says: %(count)s.")
        said.append(say(left, count=len(changes.gone)))
    return replace(checked, notes=tuple(said))


def take_in(
    state: Resources,
    viewer: Viewer,
    found: ReadFile,
    title: str,
    expected_current: int | None,
    progress: Progress = lambda done, words: None,
    claim: str = "",
) -> RosterInfo:
    """Write what was read as the school's roster: one transaction, or nothing.

    claim: by which the inbox knows again what it has taken in, "" for other files.

    Raises NotImportable when the file has problems, or something is asked that nobody has
    answered, and store.Stale when another import came in since this one was shown.
    """
    if found.checked.problems:
        raise NotImportable(found.checked.problems[0])
    if found.proposal.open_questions:
        raise NotImportable(found.proposal.open_questions[0].text)
    if found.who.unanswered:
        raise NotImportable(Message(WHO_IS_WHO, {"count": found.who.unanswered}))
    progress(0.6, N_("Writing the roster"))
    # A file without a grade is a roster in which nobody has one yet.
    there = dict.fromkeys((*found.checked.columns, found.dictionary.grade.name))
    with state.database.write(wait=IMPORT_WAIT) as session:
        number = keep(session, viewer, state, found)
        if found.update is not None:
            return sources.write(
                session,
                viewer,
                found.update,
                title=title,
                expected_current=expected_current,
                dictionary=found.dictionary.name,
                dictionary_number=number,
                claim=claim,
            )
        return rosters.add(
            session,
            viewer,
            found.checked.records,
            title=title,
            dictionary=found.dictionary.name,
            dictionary_number=number,
            filename=found.table.filename,
            fingerprint=found.checked.fingerprint,
            keyed=found.checked.keyed,
            identity=found.who.identity,
            columns={name: found.dictionary.columns[name].type for name in there},
            expected_current=expected_current,
            notes={"notes": [asdict(note) for note in found.checked.notes], "claim": claim},
        )


def title_of(found: ReadFile) -> str:
    """What the roster is called where nobody says: as it was, where the file is one source of it,
    else as the file."""
    if found.update is not None:
        return found.update.current.title
    return Path(found.table.filename).stem


def _is_first(current: RosterInfo | None) -> bool:
    """Whether the roster has other sources beside a list that was a whole file, and came first."""
    return current is not None and any(one.name == "" for one in current.sources)


def _is_one_more(
    state: Resources,
    viewer: Viewer,
    current: RosterInfo | None,
    proposal: Proposal,
    table: FileTable,
) -> bool:
    """Whether a file seems to be one more of the roster's students: it has no grade, the roster
    has, and at least half of the file's students are in that."""
    description = proposal.description
    if current is None or current.sample or description.grade is not None:
        return False
    grade = state.dictionaries.for_roster(current).grade.name
    with state.database.read() as session:
        students = rosters.records(session, viewer, current.id)
    meanings: dict[str, str] = {one.meaning: one.header for one in description.columns}
    graded = any(grade in one.record.values for one in students)
    return graded and sources.are_known(students, table, meanings)


def _gone(table: FileTable, proposal: Proposal) -> set[str]:
    """The ids of those who have left, as a file says that has their rows still."""
    columns = proposal.description.columns
    header = next((one.header for one in columns if one.meaning == "id"), None)
    if header not in table.headers:
        return set()
    place = table.headers.index(header)
    return {row.cells[place] for row in table.left_out if row.reason.template in reading.GONE}


SEED = 2024
DICTIONARY = "pilot-2008"


def load_sample(state: Resources, viewer: Viewer, students: int) -> RosterInfo:
    """Invent the sample school and take it in; the same number gives the same school."""
    records = sample_school.records(students, SEED)
    with state.database.write(wait=IMPORT_WAIT) as session:
        current = rosters.current(session, viewer)
        return rosters.add(
            session,
            viewer,
            records,
            title="Sample school",
            dictionary=DICTIONARY,
            filename="sample.csv",
            fingerprint=f"sample-{SEED}-{students}",
            sample=True,
            expected_current=current.id if current else None,
        )
