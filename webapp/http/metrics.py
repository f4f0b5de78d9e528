"""What there is and what was done, as text for Prometheus: numbers of schools and models, no name
of anybody or of any school.

What this process has done since it began, counted for machines that watch it: no names.
"""

import hmac
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from data.store.people import schools
from data.store.statistics import school_statistics
from data.viewer import Viewer
from scoring.model_evaluation.drift import VERDICTS
from webapp.http.access import open_to_all
from webapp.http.state import State, state
from webapp.services.process.settings import LOOPBACK, VERSION, Settings

SHORTEST_TOKEN = 16  # characters; a shorter one opens nothing

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@open_to_all
def show() -> Response:
    """Answer whoever watches this server: with the token, or on this computer alone."""
    settings = state().settings
    if settings.metrics_token.get_secret_value():
        if not _has_token(settings):
            return Response("A token is needed.\n", 401, {"WWW-Authenticate": "Bearer"})
    elif not _nobody_else_asks(settings):
        abort(404)
    text = generate_latest(metrics()) + generate_latest(StoredGauges(state()))
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(settings: Settings) -> bool:
    wanted = settings.metrics_token.get_secret_value()
    sent = request.authorization
    given = (sent.token or "") if sent is not None and sent.type == "bearer" else ""
    same = hmac.compare_digest(given.encode(), wanted.encode())
    return same and len(wanted) >= SHORTEST_TOKEN


def _nobody_else_asks(settings: Settings) -> bool:
    """Say whether it is this computer that asks. A proxy on it asks for the whole world: so not
    where the site has a name beyond this computer."""
    alone = all(name in LOOPBACK for name in settings.trusted_hosts)
    return alone and request.remote_addr in LOOPBACK


class StoredGauges(Collector):
    """What the database keeps now, asked when it is collected."""

    def __init__(self, here: State) -> None:
        self.here = here

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges, school by school."""
        with self.here.database.read() as session:
            found = {
                str(school.id): school_statistics.of_school(
                    session, Viewer(account=None, name="", role="auditor", school=school.id)
                )
                for school in schools.listing(session)
            }
        yield from _of_server(self.here)
        yield from _of_schools(found)


def _of_server(here: State) -> Iterator[Metric]:
    version = GaugeMetricFamily("alavanca_version", "Which version runs; 1.", labels=["version"])
    version.add_metric([VERSION], 1)
    yield version
    sets = here.shelf.sets().values()
    yield GaugeMetricFamily(
        "alavanca_rule_files_broken",
        "Rule files that are not used because of a problem.",
        value=sum(bool(one.problems) for one in sets),
    )
    yield GaugeMetricFamily(
        "alavanca_rule_sets", "Rule sets that are in force.", value=sum(one.offered for one in sets)
    )


def _of_schools(found: dict[str, school_statistics.SchoolCounts]) -> Iterator[Metric]:
    rosters = GaugeMetricFamily(
        "alavanca_rosters", "Rosters, undone ones apart.", labels=["school"]
    )
    students = GaugeMetricFamily(
        "alavanca_students", "Students of the current roster.", labels=["school"]
    )
    jobs = GaugeMetricFamily(
        "alavanca_jobs", "Work by child processes.", labels=["school", "kind", "state"]
    )
    words = ", ".join(f"{place} {verdict}" for place, verdict in enumerate(VERDICTS))
    drift = GaugeMetricFamily(
        "alavanca_model_drift",
        f"How far the newest roster is from the one an active model learned from: {words}.",
        labels=["school", "model", "target"],
    )
    for school, counts in found.items():
        rosters.add_metric([school], counts.rosters)
        students.add_metric([school], counts.students)
        for (kind, how), number in counts.jobs.items():
            jobs.add_metric([school, kind, how], number)
        for active in counts.active:
            if active.drift in VERDICTS:
                value = VERDICTS.index(active.drift)
                drift.add_metric([school, str(active.model), active.target], value)
    yield from (rosters, students, jobs, drift)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE, OTHER = "none", "other"  # an address that is not there; a method that nobody has
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


BEGUN = "_created"  # how the library calls a counter's twin, which says when it began


class Metrics(Collector):
    """The counters of one application, in a registry of its own: tests make many of them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        known: dict[str, Any] = {"registry": self.registry, "namespace": "alavanca"}
        self.requests = Counter(
            "requests", "Answers by view, method and status.", ("view", "method", "status"), **known
        )
        self.seconds = Histogram(
            "request_seconds", "Time to an answer.", ("view",), buckets=SECONDS, **known
        )
        self.predictions = Counter(
            "predictions",
            "Expected grades that programs asked for, by the number of the model.",
            ("model",),
            **known,
        )

    def collect(self) -> Iterator[Metric]:
        """Yield the counters, without their twins: the library's own switch for these is one for
        the whole process."""
        for family in self.registry.collect():
            family.samples = [one for one in family.samples if not one.name.endswith(BEGUN)]
            yield family


def metrics() -> Metrics:
    """Return the counters of the application that is running."""
    return current_app.extensions["metrics"]  # type: ignore[no-any-return]


def predicted(model: int, students: int) -> None:
    """Count expected grades that a program asked for and was given. model: ModelVersion.id."""
    metrics().predictions.labels(str(model)).inc(students)


def init_app(app: Flask) -> None:
    """Count every answer. Comes before whatever else looks at requests, so that it times all."""
    app.extensions["metrics"] = Metrics()
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    view = request.endpoint or NOWHERE
    method = request.method if request.method in METHODS else OTHER
    counters = metrics()
    counters.requests.labels(view, method, str(response.status_code)).inc()
    counters.seconds.labels(view).observe(time.perf_counter() - g.began)
    return response
