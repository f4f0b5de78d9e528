"""A roster given out for research: made ready, compared with earlier exports, packed."""

import hashlib
import io
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from data.store import rosters
from data.store.rosters import RosterInfo
from data.store.statistics import school_statistics
from data.store.statistics.school_statistics import Export
from data.viewer import Viewer
from webapp.services.research import datasheet, open_data
from webapp.services.research.datasheet import Provenance
from webapp.services.research.open_data import OpenData
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import names, speaking


class NotPublishable(Exception):  # noqa: N818 - said to the reader as a sentence
    """A roster that cannot be given to researchers; the message says why, in his language."""


def prepare(here: Resources, who: Viewer, roster: int | None = None) -> tuple[RosterInfo, OpenData]:
    """Make a roster (None: the current one) ready for research.

    Raises NotFound, and NotPublishable when there is no roster or it was undone, its data
    dictionary does not say by which columns students are known, or there are too few students.
    """
    k = here.settings.research_k
    with here.database.read() as session:
        info = (
            rosters.current(session, who) if roster is None else rosters.get(session, who, roster)
        )
        if info is None:
            raise NotPublishable(_("There is no roster yet."))
        if info.withdrawn_at is not None:
            raise NotPublishable(_("This import was undone. Bring it back first."))
        dictionary = here.dictionaries.of_roster(info)
        if dictionary is None or not open_data.describes_people(dictionary):
            raise NotPublishable(
                _(
                    "The data dictionary %(name)s does not say by which columns others could know "
                    "a student. Mark them with quasi_identifier, then come back.",
                    name=info.dictionary,
                )
            )
        cohort = rosters.whole(session, who, info.id)
    data = open_data.made(cohort, dictionary, k, secrets.SystemRandom())
    if data is None:
        raise NotPublishable(
            _("There are fewer than %(k)s students: nothing of them can be published.", k=k)
        )
    return info, data


def compared(before: list[Export], info: RosterInfo, data: OpenData) -> bool:
    """Say whether an earlier export tells of other students, so that comparing both could tell of
    one of them."""
    students = data.release.rows + data.release.left_out
    return any((one.roster, one.students, one.k) != (info.id, students, data.k) for one in before)


def given_out(here: Resources, who: Viewer, info: RosterInfo, data: OpenData) -> bytes:
    """Make the file, and write down that it was given out."""
    found = data.release
    with here.database.write() as session:
        school_statistics.note(
            session,
            who,
            info.id,
            students=found.rows + found.left_out,
            published=found.rows,
            k=data.k,
        )
        school = school_statistics.school_name(session, who)
    today = datetime.now(UTC).date()
    return archive(data, Provenance(school, info.number, today, info.sample))


def archive(data: OpenData, provenance: Provenance) -> bytes:
    """Pack the rows, the report and the data sheet in each language; no time is in the file."""
    rows = open_data.as_csv(data)
    facts: dict[str, Any] = {
        "format": 1,
        "school": provenance.school,
        "roster": provenance.roster,
        "made_on": provenance.made_on.isoformat(),
        "invented": provenance.invented,
        "dictionary": data.dictionary.name,
        "sha256": {"data.csv": hashlib.sha256(rows).hexdigest()},
    }
    report = json.dumps(open_data.report(data, facts), indent=1, ensure_ascii=False) + "\n"
    files = {"data.csv": rows, "report.json": report.encode()}
    for language in names():
        with speaking(language):
            sheet = datasheet.markdown(data, provenance)
        files[f"datasheet.{language}.md"] = sheet.encode()
    content = io.BytesIO()
    with ZipFile(content, "w") as packed:
        for name, text in files.items():
            packed.writestr(ZipInfo(name), text, ZIP_DEFLATED)
    return content.getvalue()
