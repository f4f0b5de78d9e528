"""Who of a new file is whom of the known students: joined, asked about, new, missing.

A wrong join gives one student's coaching, notes and history to another, and nobody notices; a
question costs a click. So nobody is joined on a likelihood, only on a proof:

1. the school's own id;
2. the same name (whatever its accents and the order of its words) with the same birth date, in
   whatever class: two students of one name, born on one day, are rarer than slips in ids;
3. the same name, written the same way, in the same class, where one of the two has no birth date.
   Namesakes in several classes are joined only if each class has its own on both sides: had one
   moved and one left, the class would join the wrong two;
4. the same birth date and nearly the same name (`names.kinship`), with nobody else near.

Each only where it is mutual and unique. Namesakes of one class without a birth date are never told
apart by a file, so they are always asked, as is a changed class without a birth date. What was
answered is remembered by itself: a student is known by every way in which an import that counts has
written him, so that the same way joins the next time; an undone import says nothing.

With a birth date on both sides fewer than 2 % of the rows are asked about. Without one, each
student who changed class, whose name is misspelt or who has a namesake is asked, mostly with an
obvious answer: see `IdentityCandidate.obvious`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from data.identity import names
from data.identity.identification import (
    Identification,
    IdentityCandidate,
    IdentityQuestion,
    Kinship,
)
from data.identity.ids import same_ids
from data.identity.people import KnownStudent, PersonOnFile, WrittenPerson
from data.identity.questions import (
    NEAR,
    ORDER,
    agree,
    could_be,
    may_be,
    with_obvious,
)

MOST_CANDIDATES = 5
LOOKED_AT = 15  # proposals of rapidfuzz that are looked at closely
LOOK_FROM = 60  # of 100: how like the shared and the other words must be
FEWEST_IDLE = 10  # students of one birth date, from which it may say nothing
IDLE_SHARE = 0.05


def identify(known: Sequence[KnownStudent], people: Sequence[PersonOnFile]) -> Identification:
    """Recognise the people of a file; neither list is changed.

    The order of `people` is kept in what comes out. Raises ValueError for a record key twice.
    """
    if not known and len({one.key for one in people}) == len(people):
        return Identification(new=tuple(one.key for one in people))
    meeting = _Meeting(known, people)
    meeting.by_id()
    meeting.by_birth_date()
    meeting.by_class()
    meeting.by_likeness()
    questions = meeting.questions()
    asked = {one.key for one in questions}
    doubtful = {each.number for one in questions for each in one.candidates}
    return Identification(
        joined={one.key: meeting.joined[one.key] for one in people if one.key in meeting.joined},
        questions=questions,
        new=tuple(one.key for one in meeting.people.values() if one.key not in asked),
        missing=tuple(
            one.number
            for one in meeting.known.values()
            if one.in_roster and one.number not in doubtful
        ),
        renamed=tuple(meeting.renamed),
    )


class _Meeting:
    """The two sides while they are brought together: `known` and `people` are those still free."""

    def __init__(self, known: Sequence[KnownStudent], people: Sequence[PersonOnFile]) -> None:
        idle = _idle_dates([one.birth_date for one in known])
        idle |= _idle_dates([one.writing.birth_date for one in people])
        self.known = {one.number: _without_dates(one, idle) for one in known}
        self.people = {one.key: _person_without_date(one, idle) for one in people}
        if len(self.people) < len(people):
            raise ValueError("Two records have one key. Give each its own.")
        self.joined: dict[str, int] = {}
        self.renamed: list[str] = []
        ours = names.count_words([one.writings[0].name for one in known])
        self.given: Counter[str] = ours | names.count_words([one.writing.name for one in people])

    def by_id(self) -> None:
        holders: dict[str, set[int]] = defaultdict(set)
        for one in self.known.values():
            for each in one.ids:
                holders[each].add(one.number)
        written = [one.writing.id for one in self.people.values() if one.writing.id]
        ids = same_ids({own_id: frozenset(some) for own_id, some in holders.items()}, written)
        for person in list(self.people.values()):
            found = holders[ids[person.writing.id]] if person.writing.id in ids else set()
            if len(found) == 1 and (number := next(iter(found))) in self.known:
                if self._another_name(person, self.known[number]):
                    self.renamed.append(person.key)
                self._join(person.key, number)

    def by_birth_date(self) -> None:
        sides = _grouped(
            ((one, _by_name(one.birth_date, one.names)) for one in self.known.values()),
            ((one, _by_name(one.writing.birth_date, [one.writing.name])) for one in self._all()),
        )
        for students, persons in sides:
            if len(students) == len(persons) == 1 and may_be(persons[0], students[0]):
                self._join(persons[0].key, students[0].number)

    def by_class(self) -> None:
        sides = _grouped(
            ((one, {names.words(name) for name in one.names}) for one in self.known.values()),
            ((one, {names.words(one.writing.name)}) for one in self._all()),
        )
        for students, persons in sides:
            # Who was born on another day is another: he keeps nobody from being the only one.
            here = [one for one in persons if any(may_be(one, each) for each in students)]
            there = [one for one in students if any(may_be(each, one) for each in persons)]
            if here and here[0].writing.name and len(here) == len(there):
                self._join_in_place(there, here)

    def by_likeness(self) -> None:
        """The same birth date and nearly the same name, with nobody else near on either side."""
        students = defaultdict(list)
        for one in self.known.values():
            students[one.birth_date].append(one)
        persons = defaultdict(list)
        for person in self.people.values():
            persons[person.writing.birth_date].append(person)
        for day in set(students) & set(persons) - {""}:
            near = [
                (person, one)
                for person in persons[day]
                for one in students[day]
                if may_be(person, one) and self._near(person, one)
            ]
            of_person = Counter(person.key for person, _ in near)
            of_student = Counter(one.number for _, one in near)
            for person, one in near:
                alone = of_person[person.key] == of_student[one.number] == 1
                if alone and self._kinship(person, one) != "other":
                    self._join(person.key, one.number)

    def questions(self) -> tuple[IdentityQuestion, ...]:
        found = {
            person.key: sorted(
                self._candidates(person, proposed), key=lambda one: (-one.likeness, one.number)
            )[:MOST_CANDIDATES]
            for person, proposed in self._proposals()
        }
        times = Counter(each.number for some in found.values() for each in some)
        return tuple(
            IdentityQuestion(key, tuple(with_obvious(some, times)))
            for key, some in found.items()
            if some
        )

    def _all(self) -> Iterable[PersonOnFile]:
        return self.people.values()

    def _join(self, key: str, number: int) -> None:
        self.joined[key] = number
        del self.people[key], self.known[number]

    def _join_in_place(
        self, students: Sequence[KnownStudent], persons: Sequence[PersonOnFile]
    ) -> None:
        """Join people of one name, as many on both sides, if each is where his namesake was."""
        several = len(persons) > 1
        pairs = [
            (person, one)
            for person in persons
            for one in students
            if may_be(person, one) and _written_alike(person, one, several)
        ]
        sides = len({person.key for person, _ in pairs}), len({one.number for _, one in pairs})
        if sides == (len(pairs), len(pairs)) and len(pairs) == len(persons):
            for person, one in pairs:
                self._join(person.key, one.number)

    def _another_name(self, person: PersonOnFile, one: KnownStudent) -> bool:
        name = person.writing.name
        theirs = [each for each in one.names if each]
        return bool(name and theirs) and not any(names.share_a_word(name, each) for each in theirs)

    def _near(self, person: PersonOnFile, one: KnownStudent) -> bool:
        name = person.writing.name
        if not name or not any(one.names):
            return False
        return self._kinship(person, one) != "other" or any(
            names.likeness(name, each) >= NEAR for each in one.names
        )

    def _kinship(self, person: PersonOnFile, one: KnownStudent) -> Kinship:
        """The nearest kinship of his name with one that the student has had."""
        kinds = {names.kinship(person.writing.name, each, self.given) for each in one.names}
        return next(kind for kind in ORDER if kind in kinds)

    def _proposals(self) -> Iterator[tuple[PersonOnFile, set[int]]]:
        """Each free person, with the free students who are worth a closer look.

        They are of his class or birth date, or share a word of his name; where somebody has his
        very name, a word is not enough.
        """
        shared = self._by_what_is_shared()
        texts = {one.number: " ".join(names.words(one.names[0])) for one in self.known.values()}
        everybody_has_ids = all(one.ids for one in self.known.values())
        for person in self.people.values():
            at = person.writing
            if not at.name or (at.id and everybody_has_ids):
                continue
            words = names.words(at.name)
            same = shared["name", words]
            about = set(shared["class", at.in_class.casefold()])
            if not same:
                about.update(*(shared["word", word] for word in words))
            numbers = list(about)
            likest = process.extract(
                " ".join(words),
                [texts[number] for number in numbers],
                scorer=fuzz.token_set_ratio,
                score_cutoff=LOOK_FROM,
                limit=LOOKED_AT,
            )
            near = {numbers[place] for _, _, place in likest}
            yield person, near | same | shared["birth date", at.birth_date]

    def _by_what_is_shared(self) -> defaultdict[Hashable, set[int]]:
        """The free students by each name, word of a name, birth date and class that they have."""
        shared: defaultdict[Hashable, set[int]] = defaultdict(set)
        for one in self.known.values():
            for name in one.names:
                shared["name", names.words(name)].add(one.number)
                for word in names.words(name):
                    shared["word", word].add(one.number)
            if one.birth_date:
                shared["birth date", one.birth_date].add(one.number)
            if one.in_class:
                shared["class", one.in_class.casefold()].add(one.number)
        return shared

    def _candidates(
        self, person: PersonOnFile, proposed: Collection[int]
    ) -> Iterator[IdentityCandidate]:
        for number in proposed:
            one = self.known[number]
            if person.writing.id and one.ids:
                continue
            found = IdentityCandidate(
                number=number,
                name=self._kinship(person, one),
                in_class=agree(person.writing.in_class, one.in_class),
                birth_date=agree(person.writing.birth_date, one.birth_date),
                likeness=max(names.likeness(person.writing.name, each) for each in one.names),
            )
            if could_be(found, person, one):
                yield found


def _idle_dates(dates: Sequence[str]) -> set[str]:
    """Dates that so many have that they stand for "not known", as 1900-01-01 does."""
    most = max(FEWEST_IDLE, IDLE_SHARE * len(dates))
    return {date for date, times in Counter(dates).items() if times > most}


def _without_date(writing: WrittenPerson, dates: set[str]) -> WrittenPerson:
    return replace(writing, birth_date="") if writing.birth_date in dates else writing


def _person_without_date(one: PersonOnFile, dates: set[str]) -> PersonOnFile:
    if one.writing.birth_date not in dates:
        return one
    return PersonOnFile(one.key, _without_date(one.writing, dates))


def _without_dates(one: KnownStudent, dates: set[str]) -> KnownStudent:
    if not any(each.birth_date in dates for each in one.writings):
        return one
    return replace(one, writings=tuple(_without_date(each, dates) for each in one.writings))


def _by_name(birth_date: str, all_names: Iterable[str]) -> set[Hashable]:
    """What stands for a name and a birth date, nothing where one of them is missing."""
    return {(names.words(name), birth_date) for name in all_names if name and birth_date}


def _written_alike(person: PersonOnFile, one: KnownStudent, several: bool) -> bool:
    """Whether the student was written just so, in that class.

    several: there are namesakes; then only the class in which he was last tells him.
    """
    at = person.writing
    ways = [
        each for each in one.writings if names.as_written(each.name) == names.as_written(at.name)
    ]
    if several:
        return bool(ways) and bool(at.in_class) and at.in_class == one.in_class
    return any(agree(at.in_class, each.in_class) is not False for each in ways)


def _grouped(
    students: Iterable[tuple[KnownStudent, Collection[Hashable]]],
    persons: Iterable[tuple[PersonOnFile, Collection[Hashable]]],
) -> list[tuple[list[KnownStudent], list[PersonOnFile]]]:
    """Those of both sides who have something in common, once for each that they have.

    A student who was written in several ways may meet several people: such groups are left out.
    """
    by_mark: dict[Hashable, tuple[list[KnownStudent], list[PersonOnFile]]] = {}
    for one, marks in students:
        for mark in marks:
            by_mark.setdefault(mark, ([], []))[0].append(one)
    for person, marks in persons:
        for mark in marks:
            if mark in by_mark:
                by_mark[mark][1].append(person)
    both = [(some, others) for some, others in by_mark.values() if others]
    times = Counter(one.number for some, _ in both for one in some)
    return [pair for pair in both if all(times[one.number] == 1 for one in pair[0])]
