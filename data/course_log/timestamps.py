"""When something happened, as learning platforms write it in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from data.headers import plain

DAY_SECONDS = 86_400
UNREADABLE = -1
MONTHS = (
    ("janvier", "janeiro", "january", "januar", "janner", "enero", "gennaio"),
    ("fevrier", "fevereiro", "february", "februar", "febrero", "febbraio"),
    ("mars", "marco", "march", "marz", "mrz", "marzo"),
    ("avril", "abril", "april", "aprile"),
    ("mai", "maio", "may", "mayo", "maggio"),
    ("juin", "junho", "june", "juni", "junio", "giugno"),
    ("juillet", "julho", "july", "juli", "julio", "luglio"),
    ("aout", "agosto", "august"),
    ("septembre", "setembro", "september", "septiembre", "setiembre", "settembre"),
    ("octobre", "outubro", "october", "oktober", "octubre", "ottobre"),
    ("novembre", "novembro", "november", "noviembre"),
    ("decembre", "dezembro", "december", "dezember", "diciembre", "dicembre"),
)
SHORTEST_MONTH = 3
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|o|\.)? (?:de )?([a-z]+)\.? (?:de )?(\d{4}|\d{2})")
MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2}),? (\d{4})")
CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:[.,]\d+)? ?(am|pm|a\. ?m\.|p\. ?m\.)?")
ZONE = re.compile(r"(?:z|[+-]\d{2}:?\d{2})$")
EPOCH = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?")
DAY_NUMBER = re.compile(r"-?\d{1,5}")
DAY_ZERO = date(2001, 1, 1)  # a Monday: from here days are counted that a log only numbers
CUT = re.compile(r"(.*\S)[,T\s]\s*(\d{1,2}[:h]\d{2}.*)", re.DOTALL)


class MonthFirst(Exception):  # noqa: N818 - a finding, after which the file is read once more
    """A day that can only be read with the month first: 12/28/23."""


class Moments:
    """Reads times, each spelling of a day and of a clock once.

    month_first: how 03/04/23 is read. Until a day shows which it is, the day comes first; one that
    can only have the month first raises MonthFirst unless one before could only have the day first.
    whole_days: a day without a clock is a time as well, and so is the number of a day, 0 being
    DAY_ZERO. either_way: some day could be read both ways, and none said which it is. epochs: some
    times were written as seconds from 1970 (or thousandths, or millionths), in UTC.
    """

    def __init__(self, month_first: bool = False, whole_days: bool = False) -> None:
        self.month_first = month_first
        self.whole_days = whole_days
        self.day_first_seen = False
        self.epochs = False
        self._either_way = False
        self._days = _KnownTimes(self._day)
        self._clocks = _KnownTimes(_clock)

    @property
    def either_way(self) -> bool:
        """Whether nothing in the file says which of the two numbers is the day."""
        return self._either_way and not self.day_first_seen and not self.month_first

    def read(self, cells: Iterable[str]) -> list[int]:
        """The seconds from 1970 to each time, in the clock of the log; UNREADABLE for what is none.

        A time zone behind the time is not added to it: the hour is the one on the wall.
        """
        if self.whole_days:
            return [self._whole_day(cell) for cell in cells]
        days, clocks = self._days, self._clocks
        found = []
        for cell in cells:
            day, comma, clock = cell.rpartition(", ")
            if not comma:
                if cell[4:5] == "-" and len(cell) > len("2023-12-28 "):
                    day, clock = cell[:10], cell[11:]
                elif EPOCH.fullmatch(cell):
                    found.append(self._epoch(cell))
                    continue
                else:
                    day, clock = _cut(cell)
            first, second = days[day], clocks[clock]
            found.append(first + second if first >= 0 <= second else UNREADABLE)
        return found

    def _epoch(self, cell: str) -> int:
        self.epochs = True
        whole = cell.partition(".")[0]
        return int(whole[:10]) if len(whole) > len("1700000000") else int(whole)

    def _whole_day(self, cell: str) -> int:
        text = cell.strip()
        if DAY_NUMBER.fullmatch(text):
            return _since_1970(*DAY_ZERO.timetuple()[:3]) + int(text) * DAY_SECONDS
        return self._days[text]

    def _day(self, text: str) -> int:
        spaced = plain(text)
        iso = ISO.fullmatch(spaced)
        if iso:
            return _since_1970(int(iso[1]), int(iso[2]), int(iso[3]))
        numbers = NUMBERS.fullmatch(spaced)
        if numbers and "." in spaced:  # with dots the day always comes first
            day, month, year = map(int, numbers.groups())
            return _since_1970(_year(year), month, day)
        if numbers:
            return self._of_numbers(*map(int, numbers.groups()))
        words = WORDS.search(spaced)
        if words:
            return _since_1970(_year(int(words[3])), _month(words[2]), int(words[1]))
        english = MONTH_FIRST.search(spaced)
        if english:
            return _since_1970(int(english[3]), _month(english[1]), int(english[2]))
        return UNREADABLE

    def _of_numbers(self, first: int, second: int, year: int) -> int:
        day_first = _since_1970(_year(year), second, first)
        month_first = _since_1970(_year(year), first, second)
        if self.month_first:
            return month_first
        self._either_way |= day_first >= 0 <= month_first and day_first != month_first
        self.day_first_seen |= month_first < 0 <= day_first
        if day_first < 0 <= month_first and not self.day_first_seen:
            raise MonthFirst
        return day_first


class _KnownTimes(dict[str, int]):
    """What each spelling means, found out once; never more than MOST of them are kept."""

    MOST = 200_000

    def __init__(self, reading) -> None:  # type: ignore[no-untyped-def]
        self.reading = reading

    def __missing__(self, text: str) -> int:
        meaning: int = self.reading(text)
        if len(self) < self.MOST:
            self[text] = meaning
        return meaning


def _cut(cell: str) -> tuple[str, str]:
    found = CUT.fullmatch(cell.strip())
    return (found[1].rstrip(","), found[2]) if found else ("", "")


def turned(days: Iterable[int]) -> list[int]:
    """Days from 1970 whose day and month are read the other way round; UNREADABLE for none."""
    found = []
    for day in days:
        read = date.fromordinal(day + date(1970, 1, 1).toordinal())
        seconds = _since_1970(read.year, read.day, read.month)
        found.append(seconds // DAY_SECONDS if seconds >= 0 else UNREADABLE)
    return found


def _clock(text: str) -> int:
    if len(text) == len("19:31:55") and text.replace(":", "").isdecimal() and text.isascii():
        # Nearly all are written like this, and a log has each second of a day.
        parts = text.split(":")
        if [len(part) for part in parts] == [2, 2, 2]:
            return _seconds(*map(int, parts))
    found = CLOCK.fullmatch(ZONE.sub("", plain(text)).strip())
    if not found:
        return UNREADABLE
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return UNREADABLE
        hour = hour % 12 + (12 if found[4].startswith("p") else 0)
    return _seconds(hour, minute, second)


def _seconds(hour: int, minute: int, second: int) -> int:
    if hour > 23 or minute > 59 or second > 59:
        return UNREADABLE
    return hour * 3600 + minute * 60 + second


def _since_1970(year: int, month: int, day: int) -> int:
    try:
        days = date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return UNREADABLE
    return days * DAY_SECONDS if days >= 0 else UNREADABLE


def _month(word: str) -> int:
    """1 to 12, 0 for no month or more than one ("jui")."""
    months = {
        number
        for number, names in enumerate(MONTHS, 1)
        if len(word) >= SHORTEST_MONTH and any(name.startswith(word) for name in names)
    }
    return months.pop() if len(months) == 1 else 0


def _year(year: int) -> int:
    return year + 2000 if year < 100 else year
