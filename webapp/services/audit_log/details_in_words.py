"""What a line of the trace says more, in words: its keys, and the values that are keys as well."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from data.store.people.memberships import NewMembership
from data.wording.message import N_
from webapp.services.access import roles
from webapp.services.audit_log.entries_in_words import role_in_words
from webapp.services.board.filters import log_words
from webapp.services.families.family_file import table_names
from webapp.services.student.reasons import why_opened, why_set_aside
from webapp.services.wording.reader import day, moment, said
from webapp.services.wording.reader import gettext as _

# A key as it is kept -> its words. What has none here (a later version wrote it) stands as it is.
KEYS = {
    "after": N_("found afterwards"),
    "as": N_("as"),
    "backups": N_("backups that still hold it"),
    "before": N_("found before"),
    "comparison": N_("comparison"),
    "days": N_("days"),
    "dictionary": N_("data dictionary"),
    "erased_again": N_("erased again"),
    "files": N_("files searched"),
    "filters": N_("filters"),
    "fingerprint": N_("fingerprint"),
    "keep_figures": N_("answers kept without name"),
    "kind": N_("database"),
    "limit": N_("limit"),
    "lines": N_("lines"),
    "made_at": N_("made on"),
    "memberships": N_("roles"),
    "namesakes": N_("others of that name"),
    "new": N_("new"),
    "number": N_("number"),
    "own knobs": N_("own knobs"),
    "problems": N_("problems"),
    "published": N_("published"),
    "reason": N_("reason"),
    "replaced": N_("replaced"),
    "rights": N_("rights"),
    "restored": N_("taken back from version"),
    "rewritten": N_("database rewritten"),
    "role": N_("role"),
    "roster": N_("roster"),
    "rosters": N_("rosters"),
    "rows": N_("rows"),
    "rule set": N_("rule set"),
    "sample": N_("sample"),
    "seal": N_("seal"),
    "set": N_("set"),
    "setting": N_("setting"),
    "size": N_("bytes searched"),
    "students": N_("students"),
    "target": N_("what is expected"),
    "texts": N_("texts about others"),
    "token": N_("token"),
    "until": N_("until"),
    "uploads": N_("waiting files thrown away"),
    "value": N_("now"),
    "version": N_("version"),
    "was": N_("before that"),
    "where": N_("still found in"),
    "why": N_("because"),
}
# The kinds of filters of the trace (a board's have theirs), and why a student was erased.
VALUES = {
    "by": N_("by"),
    "restored": N_("a backup was restored"),
    "retention": N_("the time to keep it is over"),
    "sheet": N_("sheet"),
    "since": N_("first day"),
    "student": N_("student"),
    "until": N_("last day"),
    "what": N_("what"),
}

# What a school can set.
SETTINGS = {
    "inbox": N_("Inbox folder"),
    "lead_imports": N_("The pedagogical lead may import"),
    "rule_review": N_("Who publishes a change of rules"),
    "retention_months": N_("Months to keep"),
    "retrain": N_("Learning from a new roster"),
    "role_names": N_("What roles are called"),
    "scale": N_("Scale of grades"),
    "smallest_group": N_("Smallest group"),
    "time_zone": N_("Time zone"),
}


def details(
    detail: Mapping[str, Any], filters: Mapping[str, Any] | None = None
) -> list[tuple[str, str]]:
    """Write what a line says more: (words of the key, words of the value).

    filters: what is kept of a board's filters, in words; without it, those of no data dictionary.
    """
    known = log_words() if filters is None else filters
    return [
        (_(KEYS[key]) if key in KEYS else key, _said(key, detail[key], known)) for key in detail
    ]


def _said(key: str, value: Any, filters: Mapping[str, Any]) -> str:
    if not value or isinstance(value, bool) or key not in {*SAYS, "filters"}:
        return _plain(value)
    try:
        if key == "filters":
            return ", ".join(_word(one) if one in VALUES else said(filters[one]) for one in value)
        return SAYS[key](value)
    except (KeyError, ValueError, TypeError):  # a later version's, told as it is kept
        return _plain(value)


def _reason(value: str) -> str:
    return {**why_set_aside(), **why_opened()}[value]


def _rights(value: list[Any]) -> str:
    return "; ".join(roles.in_words(map(NewMembership.model_validate, value)))


def _rows(value: Any) -> str:
    if not isinstance(value, dict):
        return _plain(value)
    names = table_names()
    said = (_("%(name)s: %(value)s", name=names.get(one, one), value=value[one]) for one in value)
    return "; ".join(said)


def _word(value: str) -> str:
    return _(VALUES[value])


def _plain(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " ".join(f"{key} {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)


# How the value of a key is said. What it cannot say raises KeyError, ValueError or TypeError.
SAYS: Mapping[str, Callable[[Any], str]] = {
    "as": _word,
    "made_at": lambda text: moment(datetime.fromisoformat(text)),
    "memberships": _rights,
    "reason": _reason,
    "role": role_in_words,
    "rows": _rows,
    "until": lambda text: day(datetime.fromisoformat(text)),
    "setting": lambda key: _(SETTINGS[key]),
    "why": _word,
}
