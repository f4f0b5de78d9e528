"""A school's settings as typed: read, and each problem beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from data.store.people.school_settings import CALLED, VALUES
from data.wording.languages import LANGUAGES
from data.wording.message import N_
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.services.process.school_settings import SchoolSettings

# What is said of a setting that cannot be so, beside its field.
PROBLEMS = {
    "inbox": N_("Write a folder inside the server’s, such as inovar or exports/pronote."),
    "time_zone": N_("Choose a time zone of the list."),
    "scale": N_(
        "Write the lowest and the highest grade as numbers, the lower one first, and a pass mark "
        "between them or none."
    ),
    "smallest_group": N_("Write a whole number from %(least)s to 1000."),
    "retention_months": N_("Write a whole number of months from 0 to 1200; 0 keeps everybody."),
    "role_names": N_("A role’s name has at most 60 characters."),
}
WRONG_CHOICE = N_("Choose one of the list.")
SCALE = ("low", "high", "best", "passing")


@dataclass(frozen=True)
class SchoolSettingsForm:
    """What the fields hold, "" for the server's default, and what is wrong by setting."""

    texts: Mapping[str, str]  # field -> text
    values: Mapping[str, Any] = field(default_factory=dict)  # setting -> value, None: the default
    problems: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What a field holds."""
        return self.texts.get(name, "")


def of_settings(own: Mapping[str, Any]) -> SchoolSettingsForm:
    """Fill the form with what a school has set."""
    texts = {
        key: _written(value) for key, value in own.items() if key not in ("scale", "role_names")
    }
    if scale := own.get("scale"):
        texts |= {f"scale.{name}": _written(getattr(scale, name)) for name in SCALE}
    for role, words in own.get("role_names", {}).items():
        texts |= {f"role_names.{role}.{language}": text for language, text in words.items()}
    return SchoolSettingsForm(texts)


def of_request(form: "MultiDict[str, str]", server: SchoolSettings) -> SchoolSettingsForm:
    """Read what was typed. server: what holds where nothing is set."""
    texts = {name: " ".join(text.split()) for name, text in form.items() if name != "csrf_token"}
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for key, adapter in VALUES.items():
        try:
            wanted = _value(key, texts)
            values[key] = None if wanted is None else adapter.validate_python(wanted)
            if key == "smallest_group" and wanted and wanted < server.smallest_group:
                raise ValueError
        except (ValueError, ValidationError):
            said = PROBLEMS.get(key, WRONG_CHOICE)
            problems[key] = _(said, least=server.smallest_group) if "%" in said else _(said)
    return SchoolSettingsForm(texts, values, problems)


def with_problem(typed: SchoolSettingsForm, key: str, said: str) -> SchoolSettingsForm:
    """Say of a form what is wrong with one setting."""
    return replace(typed, problems={**typed.problems, key: said})


def _value(key: str, texts: Mapping[str, str]) -> Any:
    if key == "scale":
        ends = {name: texts.get(f"scale.{name}", "") for name in SCALE}
        if not (ends["low"] or ends["high"] or ends["passing"]):
            return None
        numbers = {name: _number(ends[name]) for name in ("low", "high", "passing") if ends[name]}
        return {**numbers, "best": ends["best"] or "high"}
    if key == "role_names":
        names = {
            role: {
                language: text
                for language in LANGUAGES
                if (text := texts.get(f"role_names.{role}.{language}", ""))
            }
            for role in CALLED
        }
        return {role: words for role, words in names.items() if words} or None
    text = texts.get(key, "")
    if not text:
        return None
    if key == "lead_imports":
        return {"yes": True, "no": False}[text] if text in ("yes", "no") else text
    return int(text) if key in ("smallest_group", "retention_months") else text


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value, 4) if isinstance(value, float) else str(value)
