"""Prometheus metrics; with PROMETHEUS_MULTIPROC_DIR (set by gunicorn.conf.py) they span all processes of the API."""

import hmac
import os
import time

from flask import Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from app.config import Settings
from app.infra.peers import is_this_machine
from app.infra.problems import Unauthorized

REQUESTS = Counter("finsight_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "finsight_request_seconds",
    "Time to the answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})


def measure_requests(app: Flask, settings: Settings) -> None:
    """Count and time every request by its route, for /metrics."""
    app.config["METRICS_TOKEN"] = settings.metrics_token

    def finish(response: Response) -> Response:
        route = str(request.url_rule)
        # A client may invent methods; each would be a series of its own.
        method = request.method if request.method in _METHODS else "OTHER"
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.started)
        return response

    app.after_request(finish)


def require_monitor() -> None:
    """Unauthorized, unless the request was made on this machine or carries METRICS_TOKEN."""
    token = current_app.config["METRICS_TOKEN"]
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    knows = kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode())
    if not (is_this_machine() or (token and knows)):
        raise Unauthorized("Metrics are for this machine, or for Authorization: Bearer with METRICS_TOKEN.")


def exposition() -> Response:
    """The metrics of all processes in Prometheus' text format."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
