"""How the columns of one source come into a roster that is there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from data.reading.roster import StudentOnFile


@dataclass(frozen=True, slots=True)
class RosterStudent:
    """A student in a roster. number: by which he is told apart. record: what the roster says."""

    number: int
    record: StudentOnFile


@dataclass(frozen=True, slots=True)
class SourceColumns:
    """What a source brings in.

    columns: all that it fills; what it said of them before is replaced. gone: those that it filled
    before, and does not any more. in_class, in_school: whether the groups that students are in are
    among its columns. decides: whether it says who is in the roster, as a class list does.
    """

    columns: Collection[str]
    gone: Collection[str] = ()
    in_class: bool = False
    in_school: bool = False
    decides: bool = False


@dataclass(frozen=True)
class MergedRoster:
    """A roster with the columns of one source renewed.

    records: of all students. identity: the students whom they are, by the record's key, None for
    somebody new. orphans: keys of the source's records that are of nobody in the roster, in the
    file's order. lacking: students whom the source lacks, in the roster's order; where it says who
    is in the roster, they are not in it any more.
    """

    records: tuple[StudentOnFile, ...]
    identity: Mapping[str, int | None]
    orphans: tuple[str, ...]
    lacking: tuple[int, ...]


def merge(
    roster: Sequence[RosterStudent],
    source: Sequence[StudentOnFile],
    join: Mapping[str, int | None],
    brought: SourceColumns,
) -> MergedRoster:
    """Renew a roster's columns by a source; all its other columns stay as they are.

    join: record key of the source -> the student that it is; of who is not in it, or None, the
    roster knows nothing. A student whom the source lacks has no answer in its columns: what it said
    before was of another day. Names and birth dates are taken where the roster has none.
    """
    there = {one.number: one.record for one in roster}
    numbers = {each.key: join.get(each.key) for each in source}
    found = {number: each for each in source if (number := numbers[each.key]) in there}
    lacking = tuple(number for number in there if number not in found)
    if brought.decides:
        records = tuple(
            _renewed(there[number], each, brought) if number in there else each
            for each in source
            for number in [numbers[each.key]]
        )
        return MergedRoster(records, numbers, (), lacking)
    return MergedRoster(
        records=tuple(
            replace(_renewed(record, found.get(number), brought), key=_key(number))
            for number, record in there.items()
        ),
        identity={_key(number): number for number in there},
        orphans=tuple(each.key for each in source if numbers[each.key] not in there),
        lacking=lacking,
    )


def _key(number: int) -> str:
    return f"student {number}"


def _renewed(
    old: StudentOnFile, new: StudentOnFile | None, brought: SourceColumns
) -> StudentOnFile:
    columns = set(brought.columns)
    out = columns | set(brought.gone)
    values = {name: each for name, each in old.values.items() if name not in out}
    missing = {name: each for name, each in old.missing.items() if name not in out}
    if new is None:
        return replace(old, values=values, missing=missing | dict.fromkeys(sorted(columns), ""))
    new_values = {name: each for name, each in new.values.items() if name in columns}
    new_missing = {name: each for name, each in new.missing.items() if name in columns}
    named = old.first_name or old.family_name
    return StudentOnFile(
        key=new.key,
        first_name=old.first_name if named else new.first_name,
        family_name=old.family_name if named else new.family_name,
        values=values | new_values,
        missing=missing | new_missing,
        in_class=new.in_class if brought.in_class else old.in_class,
        in_school=new.in_school if brought.in_school else old.in_school,
        birth_date=old.birth_date or new.birth_date,
        own_id=old.own_id or new.own_id,
    )
