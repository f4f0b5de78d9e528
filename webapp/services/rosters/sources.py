"""A roster that is put together from several files: each source at its own rhythm, with its day.

Every import of a source makes a new roster: the one before with this source's columns renewed. So
undoing it is undoing that roster, and nothing that reads rosters has to know of sources. Who is in
the roster is said by the source that came first, or by one that is taken in as the class list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from data.dictionary import Dictionary
from data.headers import plain
from data.identity.ids import same_ids
from data.identity.merge import MergedRoster, RosterStudent, SourceColumns, merge
from data.reading import CheckedRoster, FileTable
from data.reading.roster import fingerprint
from data.reading.rows import rows_named
from data.store import Session, rosters
from data.store.rosters import Changes, RosterInfo, RosterSource, course_activity
from data.tables import now
from data.viewer import Viewer
from data.wording.message import N_, FileProblem, Message, say
from webapp.services.rosters import identity
from webapp.services.rosters.identity import Recognition
from webapp.services.rosters.import_choice import NotImportable

NO_ROSTER = N_(
    "There is no roster yet that “%(source)s” could add columns to. "
    "Import the class list or the grades first."
)
GROUP_ROLES = ("class", "school", "year")
MOST_NAMED = 20


@dataclass(frozen=True)
class SourceFile:
    """A file that is taken in as a source.

    name: as the school calls it ("absences"). rows: of the records in the file. decides: it says
    who is in the roster, as a class list does; None: if it did so before.
    """

    name: str
    checked: CheckedRoster
    rows: Sequence[int]
    dictionary: Dictionary
    filename: str
    decides: bool | None = None


@dataclass(frozen=True)
class SourceUpdate:
    """What taking a source in would make of the roster.

    columns: name -> type of the whole roster's columns. sources: those that they are from, this
    one first. changes: beside the roster as it is. notes: orphans and students it lacks.
    """

    file: SourceFile
    merged: MergedRoster
    who: Recognition
    columns: Mapping[str, str]
    sources: tuple[RosterSource, ...]
    changes: Changes
    current: RosterInfo
    notes: tuple[FileProblem, ...]

    @property
    def decides(self) -> bool:
        """Whether the source says who is in the roster."""
        return self.sources[0].decides

    @property
    def keyed(self) -> bool:
        """Whether the records' keys are the school's own ids."""
        return self.file.checked.keyed and self.decides


def known_sources(session: Session, viewer: Viewer) -> tuple[RosterSource, ...]:
    """The sources of the roster that counts, newest import first; of a whole file, itself."""
    current = rosters.current(session, viewer)
    return () if current is None or current.sample else _sources_of(current)


def questions(
    session: Session, viewer: Viewer, file: SourceFile, answers: Mapping[str, int | None]
) -> Recognition:
    """Who the rows of a source are, and about whom somebody must be asked."""
    return identity.recognise(session, viewer, file.checked, answers)


def update(session: Session, viewer: Viewer, file: SourceFile, who: Recognition) -> SourceUpdate:
    """Say what taking a source in would make of the roster that counts; writes nothing.

    Raises NotImportable when there is no roster.
    """
    current = rosters.current(session, viewer)
    if current is None or current.sample:
        raise NotImportable(Message(NO_ROSTER, {"source": file.name}))
    before = _sources_of(current)
    brought = _brought(file, current, before)
    students = rosters.records(session, viewer, current.id)
    merged = merge(students, file.checked.records, who.proposed, brought)
    keyed = file.checked.keyed and brought.decides
    changes = rosters.compare(
        session, viewer, merged.records, keyed=keyed, identity=merged.identity
    )
    return SourceUpdate(
        file=file,
        merged=merged,
        who=who,
        columns={name: kind for name, kind in current.columns.items() if name not in brought.gone}
        | {name: file.dictionary.columns[name].type for name in brought.columns},
        sources=_sources_after(file, brought, before, viewer),
        changes=_by_own_ids(changes, merged, students),
        current=current,
        notes=tuple(_notes(file, merged, students)),
    )


def write(
    session: Session,
    viewer: Viewer,
    found: SourceUpdate,
    *,
    title: str = "",
    expected_current: int | None = None,
    dictionary: str = "",
    dictionary_number: int | None = None,
    claim: str = "",
    weeks_stay: bool = True,
) -> RosterInfo:
    """Write the roster with this source's columns renewed (in a `write` session).

    title, dictionary and its version: of the roster, by default as before. expected_current: the
    roster that counted when this was shown, by default when it was made. Raises store.Stale when
    another import came since. claim: see
    `importing.take_in`. weeks_stay: the students keep their weeks of a course.
    """
    current = found.current
    roster = rosters.add(
        session,
        viewer,
        found.merged.records,
        title=title or current.title,
        dictionary=dictionary or current.dictionary,
        dictionary_number=dictionary_number if dictionary else current.dictionary_number,
        filename=found.file.filename,
        fingerprint=fingerprint(found.merged.records),
        keyed=found.keyed,
        identity=found.merged.identity,
        columns=found.columns,
        expected_current=expected_current or current.id,
        notes={"notes": [asdict(note) for note in found.notes], "claim": claim},
        source=found.file.name,
        sources=found.sources,
    )
    if weeks_stay:
        course_activity.carry(session, viewer, current.id, roster.id)
    return roster


def are_known(
    students: Sequence[RosterStudent], table: FileTable, headers: Mapping[str, str]
) -> bool:
    """Whether at least half of a file's rows are of a roster's students, by their ids, or by their
    names where the two have no id in common. headers: meaning of a column -> its header."""
    places = {each: place for place, each in enumerate(table.headers)}

    def cells(meaning: str) -> list[str]:
        place = places.get(headers.get(meaning, ""))
        return ["" if place is None else row[place].strip() for row in table.rows]

    known = {one.record.key: one.number for one in students if one.record.key}
    found = len(same_ids(known, [each for each in cells("id") if each]))
    if not found:
        there = {_words(one.record.first_name, one.record.family_name) for one in students}
        names = zip(cells("name"), cells("first_name"), cells("family_name"), strict=True)
        found = sum(bool(each) and each in there for each in (_words(*name) for name in names))
    return 0 < len(table.rows) <= 2 * found


def _words(*names: str) -> frozenset[str]:
    """A name's words, however they are written and in whatever order."""
    return frozenset(plain(" ".join(names)).replace("-", " ").replace(",", " ").split())


def _by_own_ids(
    changes: Changes, merged: MergedRoster, students: Sequence[RosterStudent]
) -> Changes:
    """The same changes, where each student is called as the roster before called him."""
    keys = {one.number: one.record.key or f"#{one.number}" for one in students}
    shown = {key: keys[number] for key, number in merged.identity.items() if number in keys}
    updated = [one._replace(key=shown.get(one.key, one.key)) for one in changes.updated]
    return replace(changes, updated=tuple(updated))


def _sources_of(roster: RosterInfo) -> tuple[RosterSource, ...]:
    """A whole file is the one source of its roster, and says who is in it."""
    if roster.sources:
        return roster.sources
    whole = RosterSource(
        name="",
        dictionary=roster.dictionary,
        filename=roster.filename,
        fingerprint=roster.fingerprint,
        columns=tuple(roster.columns),
        roster=roster.number,
        imported_by=roster.imported_by,
        imported_at=roster.imported_at,
        decides=True,
    )
    return (whole,)


def _brought(
    file: SourceFile, current: RosterInfo, before: tuple[RosterSource, ...]
) -> SourceColumns:
    """What the file fills: not what another named source fills, nor groups that are known."""
    own = next((one for one in before if one.name == file.name), None)
    decides = file.decides if file.decides is not None else bool(own and own.decides)
    others = {name for one in before if one.name and one is not own for name in one.columns}
    roles = {name: file.dictionary.columns[name].role for name in file.checked.columns}
    mine = set(own.columns) if own else set()
    columns = [
        name
        for name, role in roles.items()
        if name not in others
        and (decides or name in mine or role not in GROUP_ROLES or name not in current.columns)
    ]
    taken = {roles[name] for name in columns}
    # What it filled before and does not any more would stay there with an old date.
    gone = [name for name in current.columns if name in mine and name not in columns]
    return SourceColumns(columns, gone, "class" in taken, "school" in taken, decides)


def _sources_after(
    file: SourceFile, brought: SourceColumns, before: tuple[RosterSource, ...], viewer: Viewer
) -> tuple[RosterSource, ...]:
    columns = set(brought.columns)
    new = RosterSource(
        name=file.name,
        dictionary=file.dictionary.name,
        filename=file.filename,
        fingerprint=file.checked.fingerprint,
        columns=tuple(brought.columns),
        roster=0,
        imported_by=viewer.name,
        imported_at=now(),
        decides=brought.decides,
    )
    kept = [
        replace(
            one,
            columns=tuple(name for name in one.columns if name not in columns),
            decides=one.decides and not brought.decides,
        )
        for one in before
        if one.name != file.name
    ]
    return (new, *(one for one in kept if one.columns or one.decides))


def _notes(
    file: SourceFile, merged: MergedRoster, students: Sequence[RosterStudent]
) -> Iterator[FileProblem]:
    """Without a name, since they are kept with the roster."""
    if merged.orphans:
        orphans = set(merged.orphans)
        rows = zip(file.rows, file.checked.records, strict=True)
        yield say(
            "%(file)s: rows of nobody in the roster, left out: %(count)s (rows %(rows)s).",
            file=file.filename,
            count=len(orphans),
            rows=rows_named([row for row, record in rows if record.key in orphans]),
        )
    if merged.lacking:
        keys = {one.number: one.record.key or f"#{one.number}" for one in students}
        lacking = [keys[number] for number in merged.lacking]
        yield say(
            "%(file)s: students of the roster who are not in it: %(count)s (%(students)s).",
            file=file.filename,
            count=len(lacking),
            students=", ".join(lacking[:MOST_NAMED]) + ", …" * (len(lacking) > MOST_NAMED),
        )
