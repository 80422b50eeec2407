"""Answers of models by what was asked, for a workspace and some days: the same question costs once."""

import hashlib

import structlog

from app.infra.redis import RedisError, RedisStore
from app.models.engines.interface import Answer, Prompt

log = structlog.get_logger()

KEPT_SECONDS = 7 * 86_400


class AnswerCache:
    """The answers of one engine and model, in Redis; with Redis away there are none."""

    def __init__(self, redis: RedisStore, engine: str, model: str) -> None:
        self._redis = redis
        self._of = f"{engine}:{model}"

    def get(self, workspace: str, prompt: Prompt[Answer]) -> str | None:
        """Returns the text of an earlier answer to the same prompt."""
        try:
            found = self._redis.client.get(self._key(workspace, prompt))
        except RedisError as error:
            log.warning("redis_away", what="answers of models", error=type(error).__name__)
            return None
        return str(found) if found is not None else None

    def keep(self, workspace: str, prompt: Prompt[Answer], text: str) -> None:
        """Keep an answer."""
        try:
            self._redis.client.set(self._key(workspace, prompt), text, ex=KEPT_SECONDS)
        except RedisError as error:
            log.warning("redis_away", what="answers of models", error=type(error).__name__)

    def _key(self, workspace: str, prompt: Prompt[Answer]) -> str:
        asked = hashlib.sha256()
        for part in (prompt.purpose, prompt.instruction, prompt.data, prompt.schema.__qualname__):
            asked.update(part.encode())
            asked.update(b"\0")
        for attachment in prompt.attachments:
            asked.update(attachment.content)
        return f"models:{self._of}:answer:{workspace}:{asked.hexdigest()}"
