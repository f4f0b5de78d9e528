"""A new rule set: blank, or from any that this school may see. It begins as a draft."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data.store.rules import rule_drafts, rule_sets
from data.viewer import Viewer
from rules.editing.new_file import blank, under_a_new_title
from webapp.http.access import viewer
from webapp.http.language import gettext as _
from webapp.http.state import state

LONGEST_TITLE = 120
LONGEST_NAME = 48


@dataclass(frozen=True)
class NewSet:
    """The form of a new set as it was filled in."""

    title: str = ""
    start: str = ""  # the set to begin from, "" for a blank one
    dictionary: str = ""  # whose rosters a blank one is for
    wrong: Mapping[str, str] = field(default_factory=dict)  # what is wrong, by field
    text: str = ""  # what the draft begins with


def asked(form: Mapping[str, str]) -> NewSet:
    """Read the form, with the text that it asks for, or what is wrong with it."""
    title = " ".join(form.get("title", "").split())
    start, dictionary = form.get("from", ""), form.get("dictionary", "")
    new = NewSet(title, start, dictionary)
    wrong = {"title": said} if (said := wrong_title(title)) else {}
    text = _from_set(title, start) if start else _blank(title, dictionary)
    if text is None and start:
        wrong["from"] = _("Choose one of the sets in the list.")
    elif text is None:
        wrong["dictionary"] = _("Choose a kind of roster that has columns for rules to judge.")
    return replace(new, text=text or "", wrong=wrong)


def wrong_title(title: str) -> str:
    """Say why a set cannot have this title; "" where it can."""
    if not title or not title.isprintable():
        return _("Give the rule set a title.")
    if len(title) > LONGEST_TITLE:
        return _("Use at most %(most)s characters.", most=LONGEST_TITLE)
    return ""


def begin(who: Viewer, new: NewSet, *, proposed: bool = False) -> int:
    """Begin the draft under a name that no set has; gives the draft's number.

    proposed: as a counsellor's, for a lead to take up."""
    with state().database.write() as session:
        name = rule_sets.free_name(session, _slug(new.title), state().shelf.taken())
        return rule_drafts.begin(session, who, name, new.text, 0, proposed=proposed).id


def _from_set(title: str, start: str) -> str | None:
    kept = state().shelf.of_school(viewer().school).get(start)
    if kept is None or kept.rule_set is None:
        return None
    return under_a_new_title(kept.rule_set.text, title)


def _blank(title: str, name: str) -> str | None:
    dictionary = state().dictionaries.of_school(viewer().school).get(name)
    if dictionary is None:
        return None
    try:
        return blank(title, dictionary.name, dictionary.columns)
    except ValueError:
        return None


def _slug(title: str) -> str:
    """What the file could be called: the title's letters and digits, joined by dashes."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "-".join(words)[:LONGEST_NAME].strip("-") or "rules"
