"""What the product asks of a language model, and what comes back. An engine is one file beside this one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

Purpose = Literal["capture", "categorise", "receipt", "summarise", "ask", "coach"]
Outcome = Literal["ok", "refused", "timeout", "rate_limited", "unavailable", "invalid", "capped", "open_circuit"]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or document that goes with a prompt."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Prompt(Generic[Answer]):
    """One question to a model.

    `instruction` is ours and constant for a purpose, `data` JSON that users' text is part of; the answer has to be JSON
    of the shape `schema`, a TypedDict, and takes at most `most_tokens` tokens.
    """

    purpose: Purpose
    instruction: str
    data: str
    schema: type[Answer]
    most_tokens: int = 1024
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Reply(Generic[Answer]):
    """A model's answer that has the shape it was asked for; `text` is how it travelled."""

    answer: Answer
    text: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What came back of an attempt without a usable answer, and what it cost."""

    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0


NOTHING = Spent()


class ModelError(Exception):
    """A model gave no answer that can be used; `spent` says what that cost, as far as it is known."""

    def __init__(
        self, outcome: Outcome, message: str, *, retry_after: float | None = None, spent: Spent = NOTHING
    ) -> None:
        super().__init__(message)
        self.outcome: Outcome = outcome
        self.retry_after = retry_after
        self.spent = spent

    @property
    def may_pass(self) -> bool:
        """Whether the same question may be answered a moment later."""
        return self.outcome in ("timeout", "rate_limited", "unavailable")


class Engine(Protocol):
    """A language model that may be asked."""

    name: str
    model: str

    def generate(self, prompt: Prompt[Answer], seconds: float) -> Reply[Answer]:
        """Returns the model's answer, once and within some seconds; raises ModelError."""
        ...

    def read(self, prompt: Prompt[Answer], text: str) -> Answer:
        """Returns the answer in a text that travelled earlier; raises ModelError where it has another shape."""
        ...

    def self_test(self) -> None:
        """Raise RuntimeError where requests would not leave as they have to; asks nobody."""
        ...
