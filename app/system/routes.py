"""/, /health and /metrics, for orchestrators and monitors; without the prefix of the API and without a token."""

from flask import Response, request

from app.infra.blueprint import ApiBlueprint, answer
from app.infra.connections import mongo, redis
from app.infra.documentation.document import VERSION
from app.infra.documentation.operations import problem_ref
from app.infra.documentation.pages import DOCS, OPENAPI, REDOC
from app.infra.observability.metrics import exposition, require_monitor
from app.system.readiness import readiness
from app.system.schemas import HealthOut, RootOut

blp = ApiBlueprint("system", __name__, tag="Service")

_NOT_READY = {
    "responses": {
        "503": {
            "description": "One of them does not answer.",
            "content": {
                "application/json": {
                    "schema": HealthOut,
                    "example": {"status": "unavailable", "checks": {"mongodb": "unavailable", "redis": "ok"}},
                }
            },
        }
    }
}


_DOCS_LOCATION = {"Location": {"description": "Its path.", "schema": {"type": "string"}, "example": DOCS}}
_TO_THE_DOCS = {
    "responses": {"303": {"description": "To the documentation, for a browser.", "headers": _DOCS_LOCATION}}
}
_LINKS = {"docs": DOCS, "redoc": REDOC, "openapi": OPENAPI, "health": "/health", "api": "/api/v1"}


@blp.route("/", access="public")
@blp.response(200, RootOut)
@blp.doc(**_TO_THE_DOCS)
def root() -> Response:
    """Say what this server is and where to go from here.

    A browser is sent to the documentation.
    """
    preferred = request.accept_mimetypes.best_match(("application/json", "text/html"))
    found = Response(status=303, headers={"Location": DOCS}) if preferred == "text/html" else _about()
    found.vary.add("Accept")
    return found


def _about() -> Response:
    return answer({"name": "Finsight", "version": VERSION, "links": _LINKS})


@blp.route("/health/live", access="public")
@blp.response(200, HealthOut)
def get_liveness() -> Response:
    """Say whether the process runs.

    It asks nobody else, so that a missing database does not restart processes.
    """
    return answer({"status": "ok", "checks": {}})


@blp.route("/health/ready", access="public")
@blp.response(200, HealthOut)
@blp.doc(**_NOT_READY)
def get_readiness() -> Response:
    """Say whether MongoDB and Redis answer right now.

    503 when one of them does not; load balancers send no requests then.
    """
    return _readiness()


@blp.route("/health", access="public")
@blp.response(200, HealthOut)
@blp.doc(**_NOT_READY)
def get_health() -> Response:
    """Say the same as /health/ready.

    For monitors that ask for /health.
    """
    return _readiness()


def _readiness() -> Response:
    checks = readiness(mongo, redis)
    good = all(state == "ok" for state in checks.values())
    return answer({"status": "ok" if good else "unavailable", "checks": checks}, 200 if good else 503)


@blp.route("/metrics", access="public")
@blp.doc(responses={"401": problem_ref(401)})
@blp.response(
    200,
    {"type": "string"},
    content_type="text/plain",
    description="Prometheus text format.",
    example='finsight_requests_total{method="GET",route="/health/live",status="200"} 12.0\n',
)
def get_metrics() -> Response:
    """Show the metrics of all API processes.

    From another machine with `Authorization: Bearer` and METRICS_TOKEN.
    """
    require_monitor()
    return exposition()
