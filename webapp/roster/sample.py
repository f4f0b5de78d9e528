"""The sample school as a roster: for a first look, without a file."""

from data import sample
from data.store import IMPORT_WAIT, rosters
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from webapp.state import State

SEED = 2024
SAMPLE_STUDENTS = 360
DICTIONARY = "pilot-2008"


def load_sample(state: State, viewer: Viewer, students: int) -> RosterInfo:
    """Invent the sample school and take it in; the same number gives the same school."""
    records = sample.records(students, SEED)
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
