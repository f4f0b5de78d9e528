"""Work that takes longer than an answer, done by a child process: a large or hostile file can
neither hold up the server nor bring it down."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from data.store import jobs
from data.viewer import Viewer
from webapp.services.process.settings import HERE, Settings
from webapp.services.runtime.resources import Resources

SECRETS = {"secret_key", "metrics_token"}  # no child process needs them


def start(state: Resources, viewer: Viewer, kind: str, detail: Mapping[str, Any]) -> int:
    """Note a job and start the process that does it; returns the job's id."""
    with state.database.write() as session:
        job = jobs.start(session, viewer, kind, detail).id
    if job is None:
        raise RuntimeError("The database gave the job no number.")
    subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", str(HERE / "wsgi.py"), "jobs", "run", str(job)],
        env=os.environ | environment(state.settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    return job


def environment(settings: Settings) -> dict[str, str]:
    """Write the settings as the environment variables that another process reads."""
    values = settings.model_dump(mode="json", exclude_none=True, exclude=SECRETS)
    return {
        f"ALAVANCA_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }
