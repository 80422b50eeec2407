"""The process-wide connections; create_app and the worker configure them, everything else only uses them."""

from collections.abc import Sequence

from app.config import Settings
from app.infra.attempts import Attempts
from app.infra.database.indexes import Indexes
from app.infra.database.mongo import Mongo
from app.infra.database.workspace_lock import Turns
from app.infra.observability.logs import configure_logging
from app.infra.observability.sentry import configure_sentry
from app.infra.redis import RedisStore

redis = RedisStore()
mongo = Mongo(Turns(redis))
attempts = Attempts(redis)


def configure_process(settings: Settings, indexes: Sequence[Indexes] = ()) -> None:
    """Point this process at its logs, MongoDB and Redis; nothing is connected, or indexed, before its first use."""
    configure_logging(settings)
    configure_sentry(settings)
    mongo.configure(settings.mongo_uri, indexes)
    redis.configure(settings.redis_url)
    attempts.enabled = settings.rate_limits
