"""Has a language model word texts of the local engine anew, batch by batch, as far as it is allowed and answers."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from app.infra.database.mongo import Scope
from app.models import service as models
from app.models.engines.interface import Answer, ModelError, Outcome, Prompt

log = structlog.get_logger()

LOCAL = "local"
_LEAST_SECONDS = 3.0
# The same prompt would be refused again; those behind it are tried, but not many in vain.
_OF_THE_PROMPT = frozenset[Outcome](["refused", "invalid"])
_MOST_REFUSED = 2


@dataclass(slots=True)
class Wording:
    """The model of one job: asked for so many seconds in all, and no more once it failed.

    `dropped` counts what it said and could not be used, by what was wrong with it.
    """

    scope: Scope
    seconds: float
    dropped: Counter[str] = field(default_factory=Counter)
    used: int = 0
    _began: float = field(default_factory=time.monotonic)
    _refused: int = 0
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._stopped = not models.may_ask(self.scope)

    @property
    def goes_on(self) -> bool:
        """Whether the model may be asked once more."""
        return not self._stopped and self._left > _LEAST_SECONDS

    @property
    def engine(self) -> str:
        """What worded the texts: the model if any of its own was used."""
        return models.engine_name() if self.used else LOCAL

    @property
    def _left(self) -> float:
        return self.seconds - (time.monotonic() - self._began)

    def ask(self, prompt: Prompt[Answer], masked: Mapping[str, int]) -> Answer | None:
        """Returns the model's answer; None without one."""
        try:
            answer = models.ask(self.scope, prompt, masked, self._left).answer
        except ModelError as error:
            self._refused += 1
            self._stopped = error.outcome not in _OF_THE_PROMPT or self._refused >= _MOST_REFUSED
            return None
        self._refused = 0
        return answer

    def drop(self, purpose: str, fault: str) -> None:
        """Count a text of the model that is not used."""
        self.dropped[fault] += 1
        log.warning("model_text_dropped", purpose=purpose, fault=fault)
