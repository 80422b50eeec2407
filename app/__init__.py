"""Finsight: a personal-finance backend."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the processes that take spreadsheets apart start in half the time without it
    from flask import Flask

_built: dict[str, "Flask"] = {}


def __getattr__(name: str) -> Any:
    """Build `app.app` on first use, for `gunicorn app:app` and `flask run`."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if "app" not in _built:
        from app.config import ConfigError

        try:
            _built["app"] = create_app()
        except ConfigError as error:
            raise SystemExit(f"finsight: {error}") from None
        except AttributeError as error:
            # An AttributeError from here would read as "no attribute app".
            raise RuntimeError("create_app failed") from error
    return _built["app"]


def create_app(settings: Any = None) -> "Flask":
    """The API as a Flask app: configured, every domain registered, nothing connected yet."""
    from app.factory import build_app

    return build_app(settings)
