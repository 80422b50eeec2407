"""Which engine is configured. Engines are imported when they are first asked for, which only workers do."""

from functools import lru_cache
from importlib import import_module
from typing import NamedTuple, cast

from app.config import Settings, load_settings
from app.models.engines.interface import Engine


class Configured(NamedTuple):
    """An engine that may be asked, by its names."""

    engine: str
    model: str


@lru_cache(maxsize=1)
def configured() -> Configured | None:
    """Returns the names of the engine and model of this process, or None without one; imports neither."""
    settings = load_settings()
    return Configured(_name(settings), settings.gemini_model) if settings.gemini_api_key else None


def _name(settings: Settings) -> str:
    """`fake` for a model that is played on this machine, so that nobody takes its answers for a model's."""
    return "fake" if settings.fake_model else "gemini"


@lru_cache(maxsize=1)
def load_engine() -> Engine | None:
    """Returns the engine of this process, or None where none is configured."""
    settings = load_settings()
    if not settings.gemini_api_key:
        return None
    gemini = import_module("app.models.engines.gemini")
    key, endpoint, model = settings.gemini_api_key, settings.gemini_api_endpoint, settings.gemini_model
    return cast("Engine", gemini.Gemini(key, endpoint, model, _name(settings)))
