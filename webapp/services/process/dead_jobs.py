"""Jobs that nobody does any more: told from those that take long."""

import os
import platform
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.tables import Job

SILENT_FOR = timedelta(
    minutes=2
)  # after which a job whose process cannot be asked is taken as dead
SLOW_FOR = timedelta(hours=1)  # a process that lives may be another one under the same number


def interrupted(job: Job) -> bool:
    """Say whether nobody is doing a job any more: its process is gone or, where that cannot be
    known, it has been silent for too long."""
    if job.state != "running":
        return False
    silent = datetime.now(UTC) - job.seen_at
    if job.process is None or job.host != platform.node():
        return silent > SILENT_FOR
    return silent > SLOW_FOR or not _alive(job.process)


def _alive(process: int) -> bool:
    """Say whether a process of this machine is at work; one that ended and that its parent has not
    asked after still has a number."""
    try:
        return os.waitpid(process, os.WNOHANG) == (0, 0)  # ours: asked after with that
    except ChildProcessError:
        pass
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _ended(process)


def _ended(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"
