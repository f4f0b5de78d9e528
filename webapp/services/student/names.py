"""What a student is called on a page."""

from data.store.rosters.students import StudentRecord
from webapp.services.wording.reader import gettext as _


def name_in(record: StudentRecord) -> str:
    """Name a student as his record does; by his number where it has no name."""
    name = f"{record.first_name} {record.family_name}".strip()
    return name or _("Student %(key)s", key=record.key)
