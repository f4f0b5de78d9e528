"""What the form of a review says, and what is wrong with it, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.language import gettext as _
from webapp.publishing.publishing import today
from webapp.publishing.reviewed import Reviewed

STATUSES = ("pilot", "stable")
LONGEST = 2000  # characters of a reason


@dataclass(frozen=True)
class Asked:
    """The form as typed. revision: of the text that its sender saw."""

    revision: int
    reason: str
    fairness_reason: str
    day: str
    status: str
    replaces: str

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Asked":
        """Read what was sent; a field that is not there is empty."""

        def text(name: str) -> str:
            return form.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]

        number = text("revision")
        return cls(
            revision=int(number) if number.isdecimal() and len(number) < 10 else 0,
            reason=text("reason"),
            fairness_reason=text("fairness_reason"),
            day=text("day") or today().isoformat(),
            status=text("status"),
            replaces=text("replaces"),
        )

    @classmethod
    def kept(cls, reviewed: Reviewed) -> "Asked":
        """Return what a form shows first: what the draft's review was asked for with."""
        row = reviewed.draft.row
        return cls(
            revision=reviewed.draft.revision,
            reason=row.reason,
            fairness_reason=row.fairness_reason,
            day=max(row.in_force_from or today(), today()).isoformat(),
            status=STATUSES[0],
            replaces="",
        )

    @property
    def in_force_from(self) -> date | None:
        """The day, None for a text that is none."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    def wrong(self, reviewed: Reviewed) -> dict[str, str]:
        """Say what is wrong with each field; {} where all is well."""
        found: dict[str, str] = {}
        if not self.reason:
            found["reason"] = _("Say why the rules change: who reads this later will want to know.")
        if reviewed.must_explain and not self.fairness_reason:
            found["fairness_reason"] = _(
                "A group is over the limit. Say why the list is right all the same, or change the "
                "rules."
            )
        if self.in_force_from is None:
            found["day"] = _("This is not a date. Write it as year-month-day: 2026-11-30.")
        elif self.in_force_from < today():
            found["day"] = _("This day is over. Choose today or a later day.")
        return found | (self._wrong_with_file(reviewed) if reviewed.publishes else {})

    def _wrong_with_file(self, reviewed: Reviewed) -> dict[str, str]:
        found: dict[str, str] = {}
        if reviewed.asks_status and self.status not in STATUSES:
            found["status"] = _("Choose whether the set is a pilot or stable.")
        standing = reviewed.standing
        if standing is not None and self.replaces != standing.fingerprint:
            found["replaces"] = _("Say that its place may be taken, or look after that text first.")
        return found
