"""Things that take longer than an answer: how far they are, and how they ended."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlmodel import Session, col, func, select

from data.store.errors import CancelledWork, NotFound
from data.tables import Job, now
from data.viewer import Viewer

DETAIL = TypeAdapter(dict[str, JsonValue])


def start(session: Session, viewer: Viewer, kind: str, detail: Mapping[str, Any]) -> Job:
    """Begin a job of that kind for the viewer's school. detail: JSON values.

    As what he starts it is noted under "as" in the detail: the process that does it is he.
    """
    groups = None if viewer.groups is None else sorted(viewer.groups)
    known_as = {"as": {"role": viewer.role, "groups": groups}}
    job = Job(
        school_id=viewer.school,
        kind=kind,
        detail=DETAIL.validate_python({**detail, **known_as}),
        account=viewer.account,
        started_by=viewer.name,
    )
    session.add(job)
    session.flush()
    return job


def progress(session: Session, job_id: int, done: float, words: str) -> Job:
    """Say how far a job is. done: 0 to 1, brought into that range. Raises NotFound, and Cancelled
    where somebody asked for its end.

    Each call is a write of its own: say it a few times a second at most. An import's rows are
    written in one transaction, during which no progress can be said.
    """
    job = _get(session, job_id)
    if job.cancel_asked:
        raise CancelledWork(f"Job {job_id} is not wanted any more.")
    job.done, job.words, job.seen_at = min(max(done, 0.0), 1.0), words, now()
    return job


def begin(session: Session, job_id: int, process: int, host: str) -> Job:
    """Note which process does a job, and on which machine. Raises NotFound."""
    job = _get(session, job_id)
    job.process, job.host, job.seen_at = process, host, now()
    return job


def ask_to_cancel(session: Session, viewer: Viewer, job_id: int) -> Job:
    """Ask for the end of a job of the viewer's school: its next sign of life is its last.

    A job that has ended stays as it is. Raises NotFound.
    """
    job = get(session, viewer, job_id)
    job.cancel_asked = job.cancel_asked or job.state == "running"
    return job


def cancel(session: Session, job_id: int) -> Job:
    """End a job that somebody cancelled. Raises NotFound."""
    job = _get(session, job_id)
    job.state = "cancelled"
    job.seen_at = job.finished_at = now()
    return job


def running(session: Session, viewer: Viewer, kind: str) -> list[Job]:
    """The jobs of that kind that have not ended, of the viewer's school, newest first."""
    found = select(Job).where(
        col(Job.school_id) == viewer.school, col(Job.kind) == kind, col(Job.state) == "running"
    )
    return list(session.exec(found.order_by(col(Job.id).desc())))


def newest(session: Session, viewer: Viewer, kinds: Sequence[str]) -> int | None:
    """The number of the last job of these kinds that was begun in the viewer's school, if any."""
    found = select(func.max(Job.id)).where(
        col(Job.school_id) == viewer.school, col(Job.kind).in_(kinds)
    )
    return session.exec(found).one()


def finish(session: Session, job_id: int, result: Mapping[str, Any]) -> Job:
    """End a job well. result: JSON values. Raises NotFound."""
    job = _get(session, job_id)
    job.state, job.done = "done", 1.0
    job.result = DETAIL.validate_python(dict(result))
    job.seen_at = job.finished_at = now()
    return job


def fail(session: Session, job_id: int, template: str, values: Mapping[str, Any]) -> Job:
    """End a job badly. template: an English sentence with %(name)s holes for `values`.

    The page translates the template before it fills the holes. Raises NotFound.
    """
    job = _get(session, job_id)
    job.state = "failed"
    job.problem = DETAIL.validate_python({"template": template, "values": dict(values)})
    job.seen_at = job.finished_at = now()
    return job


def get(session: Session, viewer: Viewer, job_id: int) -> Job:
    """That job of the viewer's school. Raises NotFound."""
    found = session.exec(
        select(Job).where(col(Job.id) == job_id, col(Job.school_id) == viewer.school)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no job {job_id}.")
    return found


def with_starter(session: Session, job_id: int) -> tuple[Job, Viewer]:
    """That job, and who started it, as he was then; for the process that does it.

    Raises NotFound.
    """
    job = _get(session, job_id)
    known_as = job.detail.get("as", {"role": "administrator", "groups": None})
    groups = None if known_as["groups"] is None else frozenset(known_as["groups"])
    return job, Viewer(job.account, job.started_by, known_as["role"], job.school_id, groups)


def _get(session: Session, job_id: int) -> Job:
    found = session.get(Job, job_id)
    if found is None:
        raise NotFound(f"There is no job {job_id}.")
    return found
