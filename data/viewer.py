"""Who is looking: the one value that every query takes."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["counsellor", "lead", "administrator", "observer", "auditor"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person on whose behalf the store is asked.

    account: the account's number, None where nobody signs in (a command, one local user).
    name: the adult's name, as written beside what he did; never a student's.
    role: counsellor, lead, administrator, observer or auditor.
    school: the `School.id` he works for; every query is limited to it.
    groups: the only students he sees, as "class:10A" or "school:GP"; None is the whole school.
    """

    account: int | None
    name: str
    role: str
    school: int
    groups: frozenset[str] | None = None
