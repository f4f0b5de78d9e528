"""The page of a record that is tried out, or its part: the shortest address says it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from webapp.http.language import words
from webapp.http.pages import show_page_or_part, wants_part
from webapp.what_if.form import WhatIfForm
from webapp.what_if.results import Result, ShownRecord, pair_of

ACROSS, DOWN = "map.x", "map.y"


@dataclass(frozen=True)
class WhatIfSubject:
    """Whose record is tried out, and by which model."""

    roster: RosterInfo  # his, or the one that the model learned from
    student: int | None = None  # None for a student who is nobody
    name: str = ""  # the student's
    model: ModelVersion | None = None  # None where none can be asked


@dataclass(frozen=True)
class TriedRecord:
    """A record that is tried out, and what is said of it."""

    address: str  # of the page, without its query
    form: WhatIfForm
    shown: ShownRecord
    result: Result | None  # None where no answer is known
    others: Mapping[str, str]  # parameters of the address that no field of the form shows
    likes: list[str]  # what grades students like this one have, a sentence each
    passing: str = ""  # how many with such a record pass, "" where that is not asked
    offers_typed_in: bool = False  # whether the reader may ask about a student who is nobody
    columns: str = ""  # address of what the columns are, "" where the reader may not see it

    @property
    def explorable(self) -> list[tuple[str, str]]:
        """The columns that curves and maps are drawn of: name and label."""
        columns = self.shown.columns
        return [(name, words(columns[name].label)) for name in self.shown.explorable]

    @property
    def changeable(self) -> bool:
        """Whether there is an answer that may be tried out."""
        return any(not field.fixed for field in self.form.fields)

    @property
    def pair(self) -> tuple[str, str]:
        """The columns of the map, across and down; "" where there is none."""
        return (self.result.pair if self.result else None) or ("", "")

    @property
    def as_it_was(self) -> str:
        """The address with nothing tried."""
        return self.address + (f"?{urlencode(self.others)}" if self.others else "")


@dataclass(frozen=True)
class WhatIfPage:
    """All that is shown of a record that is tried out, or why none can be."""

    subject: WhatIfSubject  # whose record, and by which model
    tried: TriedRecord | None = None  # None where no model can be asked
    obstacle: str = ""  # why not, and what goes on


def pair_asked() -> tuple[str, str] | None:
    """The two columns that the address asks a map of."""
    across, down = request.args.get(ACROSS, ""), request.args.get(DOWN, "")
    return (across, down) if across and down else None


def show_what_if(page: WhatIfPage) -> Response:
    """Answer with the page or part. A form sent without script is led to the shortest address."""
    tried = page.tried
    if tried is None:
        return show_page_or_part("what_if/what_if", page)
    pairs = {**tried.others, **tried.form.query, **_pair(tried.shown)}
    short = tried.address + (f"?{urlencode(pairs)}" if pairs else "")
    if tried.form.problems:
        return show_page_or_part("what_if/what_if", page, 422)
    if not wants_part() and dict(request.args) != pairs:
        return redirect(short)
    response = show_page_or_part("what_if/what_if", page)
    response.headers["HX-Replace-Url"] = short
    return response


def _pair(shown: ShownRecord) -> dict[str, str]:
    """The map's columns, where they are not those that are shown first."""
    unasked = pair_of(ShownRecord(shown.asked, shown.dictionary, shown.record, shown.own))
    pair = pair_of(shown)
    return {ACROSS: pair[0], DOWN: pair[1]} if pair and pair != unasked else {}
