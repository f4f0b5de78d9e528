"""The folder of rule files: what lies in it, and how one is read without trusting it.

What a file is called is what its set is called.

What one rule file of the watched folder holds, whatever it is: a set, or what is wrong.
"""

import hashlib
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rules
from data.wording.message import N_
from rules import RuleFileError, RuleProblem, RuleSet
from rules.reading.expressions import Columns
from rules.text.yaml_nodes import LARGEST

LONGEST_NAME = 80  # characters, of a set that is put here by page or command
LONGEST_FOUND = 200  # of one that a person saved here
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
# Addresses below /rules that are pages of their own.
TAKEN = frozenset({"begin", "limit", "unjudged", "schema.json", "library-schema.json"})
SETTLING = 0.1  # seconds; a file that is not the same after them is being written
FRESH = 2.0  # seconds since the last change, after which nobody is writing any more

Stamp = tuple[int, int, int]


def is_name(name: str) -> bool:
    """Say whether a set can be called so: its name stands in addresses and is a file's."""
    return bool(NAME.fullmatch(name)) and len(name) <= LONGEST_NAME and name not in TAKEN


def is_usable(name: str) -> bool:
    """Say whether a set that was found can go by its file's name, which may hold more signs."""
    return name.isprintable() and len(name) <= LONGEST_FOUND and name not in TAKEN


def listing(folder: Path) -> dict[str, Path]:
    """Return the rule files of a folder by what they are called; none where there is no folder."""
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.is_file()}


def stamp(path: Path) -> Stamp | None:
    """Return what is different once a file was written again; None where it is gone or hidden."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def is_fresh(found: Stamp | None) -> bool:
    """Say whether somebody may still be writing that file. A clock that is far off says no."""
    return found is None or abs(time.time_ns() - found[0]) < FRESH * 1e9


def read_rule_file(path: Path) -> bytes:
    """Return what a rule file holds, of one that is too large no more than shows it. Raises OSError
    for what cannot be opened or is no file."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


log = logging.getLogger(__name__)

UNFORESEEN = N_(
    "The file could not be read, for a reason nobody foresaw. Undo the last change to it, and tell "
    "whoever looks after the server: the log says more."
)
UNOPENED = N_("The file cannot be opened (%(said)s). Let the server read it, or save it anew.")
MISNAMED = N_(
    "A rule file cannot be called so. Rename it: letters, digits, - and _ only, as in "
    "mathematics-10.yaml."
)


@dataclass(frozen=True)
class OpenedRuleFile:
    """A rule file as it was found: its rule set, or else its problems, by line."""

    content: bytes
    rule_set: RuleSet | None
    problems: tuple[RuleProblem, ...] = ()

    @property
    def text(self) -> str:
        """Return what the file holds, for a person to look at."""
        return self.content.decode(errors="replace")

    @property
    def fingerprint(self) -> str:
        """Return what this content is known by."""
        return hashlib.sha256(self.content).hexdigest()


def opened(path: Path, columns: Mapping[str, Columns]) -> OpenedRuleFile | None:
    """Open and read a rule file; None where it has gone. Raises nothing, whatever the file is."""
    try:
        content = read_rule_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        said = error.strerror or type(error).__name__
        return OpenedRuleFile(b"", None, (RuleProblem(UNOPENED, {"said": said}, line=1, column=1),))
    try:
        return OpenedRuleFile(content, rules.read(content, columns))
    except RuleFileError as error:
        return OpenedRuleFile(content, None, error.problems)
    except Exception:
        log.exception("reading the rule file %r failed", path.name)
        return OpenedRuleFile(content, None, (RuleProblem(UNFORESEEN, line=1, column=1),))
