"""Which column of a course's log is which, asked where the headers do not say it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.course_log import FileStart, start_of
from data.course_log.columns import GRADES, LOG, places

FEWEST_OF_LOG, FEWEST_OF_GRADES = 3, 2  # columns without which it is not worth asking


@dataclass
class ColumnQuestion:
    """Two files of which somebody says which column is which: what the page shows of them.

    log, grades: headers, a few rows without addresses, and what each header is taken for ("" left
    out); grades is None where there is no second file. swapped: the log came second.
    """

    log_name: str
    grades_name: str
    log: dict[str, Any]
    grades: dict[str, Any] | None
    swapped: bool

    def write(self, path: Path) -> None:
        """Keep it for the page."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "ColumnQuestion | None":
        """What was kept there, None when it is gone."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None


def columns_asked(named: Mapping[Path, str], *, asked: bool) -> ColumnQuestion | None:
    """What to ask of the files' columns: where the headers of one are not known, or somebody wants
    to say it himself. None where they are known, or it is no such pair of files."""
    starts = [(start_of(path), name) for path, name in named.items()]
    kinds = [start.kind for start, _ in starts]
    swapped = kinds in (["grades", "log"], ["grades", ""], ["", "log"])
    if swapped:
        starts.reverse()
    (log, log_name), *rest = starts
    known = {"log"} if not rest else {"log", "grades"}
    if not asked and (set(kinds) == known or "" not in kinds):
        return None
    hopeless = len(log.headers) < FEWEST_OF_LOG or not log.rows
    if rest and (len(rest[0][0].headers) < FEWEST_OF_GRADES or not rest[0][0].rows):
        hopeless = True
    if hopeless or set(kinds) == {"grades"}:
        return None
    return ColumnQuestion(
        log_name,
        rest[0][1] if rest else "",
        _start_shown(log, LOG),
        _start_shown(rest[0][0], GRADES) if rest else None,
        swapped,
    )


def _start_shown(start: FileStart, names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    at = {place: key for key, place in places(start.headers, names).items()}
    keys = [at.get(place, "") for place in range(len(start.headers))]
    return {"headers": start.headers, "rows": start.rows, "keys": keys}
