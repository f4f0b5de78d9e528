"""What one rule file of the watched folder holds, whatever it is: a set, or what is wrong."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import rules
from data.wording.message import N_
from rules import Problem, RuleFileError, RuleSet
from rules.reading.expressions import Columns
from webapp.rules import folder

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
class Opened:
    """A rule file as it was found: its rule set, or else its problems, by line."""

    content: bytes
    rule_set: RuleSet | None
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """Return what the file holds, for a person to look at."""
        return self.content.decode(errors="replace")

    @property
    def fingerprint(self) -> str:
        """Return what this content is known by."""
        return hashlib.sha256(self.content).hexdigest()


def opened(path: Path, columns: Mapping[str, Columns]) -> Opened | None:
    """Open and read a rule file; None where it has gone. Raises nothing, whatever the file is."""
    try:
        content = folder.read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        said = error.strerror or type(error).__name__
        return Opened(b"", None, (Problem(UNOPENED, {"said": said}, line=1, column=1),))
    try:
        return Opened(content, rules.read(content, columns))
    except RuleFileError as error:
        return Opened(content, None, error.problems)
    except Exception:
        log.exception("reading the rule file %r failed", path.name)
        return Opened(content, None, (Problem(UNFORESEEN, line=1, column=1),))
