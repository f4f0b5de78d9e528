"""From another server's words about a person to what he is here: the claims file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.store.people.memberships import Group, NewMembership


class ClaimsFileError(RuntimeError):
    """The claims file cannot be used: every reason, in words."""


class Rule(BaseModel):
    """Whoever has a value among those of a claim is something in a school.

    claim: its name, inner ones by dots ("realm_access.roles"). school: by its name; "" is the
    server's own. groups: a counsellor's; None is the whole school.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    claim: str = Field(min_length=1)
    has: str = Field(min_length=1)
    role: Literal["counsellor", "lead", "observer", "auditor"]
    school: str = ""
    groups: frozenset[Group] | None = None

    @model_validator(mode="after")
    def _only_a_counsellor_has_groups(self) -> "Rule":
        if self.groups is not None and self.role != "counsellor":
            raise ValueError("only a counsellor's right to see is limited to groups")
        return self


class Claims(BaseModel):
    """Which claims are login and name, and which values give which rights."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    login: str = "preferred_username"
    name: str = "name"
    rights: tuple[Rule, ...] = Field(min_length=1)

    def memberships(
        self, said: Mapping[str, Any], schools: Mapping[str, int]
    ) -> dict[int, list[NewMembership]]:
        """What a person is, by the school's number; {} where no rule holds.

        schools: their numbers by name, "" being the server's own. A rule for one that is not there
        gives nothing. Groups of several rules are joined; the whole school is more than any group.
        """
        given: dict[tuple[int, str], list[frozenset[str] | None]] = {}
        for rule in self.rights:
            if rule.school in schools and rule.has in values(said, rule.claim):
                given.setdefault((schools[rule.school], rule.role), []).append(rule.groups)
        found: dict[int, list[NewMembership]] = {}
        for (school, role), groups in given.items():
            some = [one for one in groups if one is not None]
            limited = frozenset().union(*some) if len(some) == len(groups) else None
            new = NewMembership.model_validate({"role": role, "groups": limited})
            found.setdefault(school, []).append(new)
        return found


def load(path: Path) -> Claims:
    """Read a claims file (JSON). Raises ClaimsFileError, naming each place that is wrong."""
    try:
        return Claims.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ClaimsFileError(f"The claims file {path} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        lines = [f"The claims file {path} cannot be used."]
        lines += [_said(dict(one)) for one in error.errors()]
        raise ClaimsFileError("\n".join(lines)) from None


def values(said: Mapping[str, Any], claim: str) -> list[str]:
    """The words of a claim, which may be one or a list; [] where there are none."""
    found: Any = said
    for name in [claim] if claim in said else claim.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, str)]


def _said(error: Mapping[str, Any]) -> str:
    """Say one thing that is wrong: where, and what would be right."""
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    if error["loc"][-1:] == ("role",) and error.get("input") == "administrator":
        return (
            f"  {where}: nobody becomes an administrator by what another server says. Give that "
            "role on the page of accounts."
        )
    return f"  {where or 'file'}: {error['msg']}."
