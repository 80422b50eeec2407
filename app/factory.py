"""Puts the API together: configuration, shared hooks in their order, the domains."""

from flask import Flask

from app.auth import bearer
from app.auth import service as auth_service
from app.commands import db_commands, rates_commands
from app.config import Settings, load_settings
from app.domains import blueprints, declared_indexes
from app.infra.arguments import refuse_stray_queries
from app.infra.bodies import answer_refusals, limit_bodies
from app.infra.connections import configure_process
from app.infra.cors import allow_origins
from app.infra.documentation.document import build_api
from app.infra.errors import register_error_handlers
from app.infra.idempotency import replay_repeated_posts
from app.infra.identity import require_identity
from app.infra.limits import limit_requests
from app.infra.observability.logs import trace_requests
from app.infra.observability.metrics import measure_requests
from app.infra.peers import know_clients, refuse_strangers
from app.infra.web import secure_answers


def build_app(settings: Settings | None = None) -> Flask:
    """Returns the Flask app. The order of the hooks is the order in which a request meets them."""
    settings = settings or load_settings()
    configure_process(settings, tuple(declared_indexes()))
    auth_service.configure(settings.jwt_secret_key)
    app = Flask("app", static_folder=None)
    app.secret_key, app.debug = settings.secret_key, settings.debug
    app.url_map.merge_slashes = False
    know_clients(app, settings)
    register_error_handlers(app)
    trace_requests(app)
    measure_requests(app, settings)
    secure_answers(app, settings)
    answer_refusals(app)
    allow_origins(app, settings)
    refuse_strangers(app, settings)
    bearer.check_tokens(app, settings.jwt_secret_key)
    require_identity(app, bearer.find_caller)
    limit_bodies(app, settings)
    limit_requests(app, settings)
    refuse_stray_queries(app)
    replay_repeated_posts(app)
    _register_domains(app)
    app.cli.add_command(db_commands)
    app.cli.add_command(rates_commands)
    return app


def _register_domains(app: Flask) -> None:
    api = build_api(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
