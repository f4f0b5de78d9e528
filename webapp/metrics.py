"""What this process has done since it began, counted for machines that watch it: no names."""

import time
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.registry import Collector

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
