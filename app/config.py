"""Every environment variable of Finsight, read and checked in one place."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import load_dotenv
from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri
from redis.connection import parse_url
from sentry_sdk.utils import Dsn

from app.addresses import TrustedProxies, read_trusted_proxies
from app.secret_keys import kept_secret, weakness

ENV_FILE = Path(__file__).parent.parent / ".env"
DEFAULT_DATABASE = "finsight"
_ECB_RATES = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
_GEMINI = "https://generativelanguage.googleapis.com"
_GEMINI_MODEL = "gemini-3.5-flash-lite"
_MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}")
_LOCAL_ORIGINS = ("http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*")
# A page's address ends in a slash when it is copied from a browser, its origin does not.
_ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>\[[0-9a-f:]+\]|[a-z0-9_.-]+)(?P<port>:(?:[0-9]{1,5}|\*))?/?"
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SECRETS = ("SECRET_KEY", "JWT_SECRET_KEY")
# What RAILWAY_ENV says on a developer's own machine.
_NOT_DEPLOYED = ("", "local", "development")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class ConfigError(Exception):
    """An environment variable is missing or wrong; the message is one sentence for whoever starts the program."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one process."""

    production: bool
    debug: bool
    secret_key: str
    jwt_secret_key: str
    mongo_uri: str
    redis_url: str
    celery_broker_url: str
    celery_result_backend: str
    sentry_dsn: str
    cors_origins: tuple[str, ...]
    log_level: str
    log_format: str
    port: int
    data_dir: Path
    rate_limits: bool
    trusted_proxies: TrustedProxies
    metrics_token: str
    open_to_all: bool
    rates_url: str
    gemini_api_key: str
    gemini_api_endpoint: str
    gemini_model: str
    fake_model: bool


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment and `.env`; raises ConfigError naming the variable that is wrong."""
    if environ is None:
        read_env_file()
    env = os.environ if environ is None else environ
    production = _production(env)
    debug = _debug(env, production)
    data_dir = Path(env.get("DATA_DIR") or ".local").resolve()
    redis_url = _url(env, "REDIS_URL", ("redis", "rediss"), "redis://127.0.0.1:6379/0")
    return Settings(
        production=production,
        debug=debug,
        secret_key=_secret(env, "SECRET_KEY", production, data_dir),
        jwt_secret_key=_secret(env, "JWT_SECRET_KEY", production, data_dir),
        mongo_uri=_url(env, "MONGO_URI", ("mongodb", "mongodb+srv"), f"mongodb://127.0.0.1:27017/{DEFAULT_DATABASE}"),
        redis_url=redis_url,
        celery_broker_url=_url(env, "CELERY_BROKER_URL", ("redis", "rediss"), redis_url),
        celery_result_backend=_url(env, "CELERY_RESULT_BACKEND", ("redis", "rediss"), redis_url),
        sentry_dsn=_url(env, "SENTRY_DSN", ("http", "https"), ""),
        cors_origins=_origins(env, production),
        log_level=_choice(env, "LOG_LEVEL", _LOG_LEVELS, "INFO", str.upper),
        log_format=_choice(env, "LOG_FORMAT", ("json", "text"), _log_format(production), str.lower),
        port=_port(env),
        data_dir=data_dir,
        rate_limits=_flag(env, "RATE_LIMITS", True),
        trusted_proxies=_trusted_proxies(env),
        metrics_token=env.get("METRICS_TOKEN", "").strip(),
        # Whoever could guess the key that signs tokens could be anybody, and a debugger runs what it is sent.
        open_to_all=not debug and not any(weakness(env.get(name, "")) for name in _SECRETS),
        rates_url="" if env.get("RATES_URL") == "off" else _url(env, "RATES_URL", ("https", "http"), _ECB_RATES),
        gemini_api_key=env.get("GEMINI_API_KEY", "").strip(),
        gemini_api_endpoint=_url(env, "GEMINI_API_ENDPOINT", ("https", "http"), _GEMINI),
        gemini_model=_model(env),
        fake_model=_choice(env, "AI", ("", "fake"), "", str.lower) == "fake",
    )


def read_env_file(path: Path = ENV_FILE) -> None:
    """Add what `.env` says to the environment, which wins; with `FLASK_SKIP_DOTENV=1` (Flask's own) it stays unread."""
    if _flag(os.environ, "FLASK_SKIP_DOTENV", False) or not path.is_file():
        return
    try:
        load_dotenv(path, override=False)
    except (OSError, ValueError) as error:
        raise ConfigError(f".env cannot be read: {error}.") from error


def _production(env: Mapping[str, str]) -> bool:
    named = _choice(env, "FLASK_ENV", ("development", "testing", "production"), "development", str.lower)
    return named == "production" or env.get("RAILWAY_ENV", "").strip().lower() not in _NOT_DEPLOYED


def _debug(env: Mapping[str, str], production: bool) -> bool:
    debug = _flag(env, "FLASK_DEBUG", False)
    if debug and production:
        raise ConfigError("FLASK_DEBUG is on; production does not start with a debugger in it.")
    return debug


def _trusted_proxies(env: Mapping[str, str]) -> TrustedProxies:
    try:
        return read_trusted_proxies(env.get("TRUSTED_PROXIES", ""))
    except ValueError as error:
        raise ConfigError(
            f"TRUSTED_PROXIES {error}; it must be how many proxies stand before the API, such as 1, or their networks, "
            "such as 10.0.0.0/8,fd00::/8."
        ) from error


def _choice(
    env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str, fold: Callable[[str], str]
) -> str:
    value = fold(env.get(name) or default)
    if value not in allowed:
        raise ConfigError(f"{name} is {env[name]!r}; it must be one of {', '.join(allowed)}.")
    return value


def _log_format(production: bool) -> str:
    """Lines for people on a terminal, lines for programs everywhere else."""
    return "text" if sys.stderr.isatty() and not production else "json"


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = (env.get(name) or ("on" if default else "off")).lower()
    if value in ("1", "true", "on", "yes"):
        return True
    if value in ("0", "false", "off", "no"):
        return False
    raise ConfigError(f"{name} is {env[name]!r}; it must be on or off.")


def _port(env: Mapping[str, str]) -> int:
    value = env.get("PORT") or "8000"
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigError(f"PORT is {value!r}; it must be a number from 1 to 65535.")
    return int(value)


def _model(env: Mapping[str, str]) -> str:
    value = env.get("GEMINI_MODEL") or _GEMINI_MODEL
    if not _MODEL_NAME.fullmatch(value):
        raise ConfigError(f"GEMINI_MODEL is {value!r}; it must be a model's name such as {_GEMINI_MODEL}.")
    return value


def _origins(env: Mapping[str, str], production: bool) -> tuple[str, ...]:
    """Origins as browsers write them; development allows the pages of this machine, on any port."""
    given = [origin.strip() for origin in env.get("CORS_ORIGINS", "").split(",")]
    named = tuple(origin if origin == "*" else _origin(origin) for origin in given if origin)
    return named or (() if production else _LOCAL_ORIGINS)


def _origin(value: str) -> str:
    found = _ORIGIN.fullmatch(value.lower())
    if found is None:
        raise ConfigError(
            f"CORS_ORIGINS names {value!r}; an origin is scheme://host or scheme://host:port without a path, such as "
            "http://localhost:3000."
        )
    scheme, host, port = found["scheme"], found["host"], found["port"] or ""
    return f"{scheme}://{host}{'' if port == _DEFAULT_PORTS.get(scheme) else port}"


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value and urlsplit(value).scheme not in schemes:
        raise ConfigError(f"{name} must be a URL that starts with {' or '.join(s + '://' for s in schemes)}.")
    try:
        _READERS[name](value)
    except (ValueError, PyMongoError) as error:
        raise ConfigError(f"{name} cannot be read: {error}.") from error
    return value


def _read_mongo_uri(uri: str) -> None:
    if not uri.startswith("mongodb+srv:"):  # the hosts of that one stand in DNS, which may be away
        parse_uri(uri)


# What will be given the value says whether it can take it.
_READERS: Mapping[str, Callable[[str], object]] = {
    "MONGO_URI": _read_mongo_uri,
    "REDIS_URL": parse_url,
    "CELERY_BROKER_URL": parse_url,
    "CELERY_RESULT_BACKEND": parse_url,
    "SENTRY_DSN": lambda dsn: dsn and Dsn(dsn),
    "RATES_URL": urlsplit,
    "GEMINI_API_ENDPOINT": urlsplit,
}


def _secret(env: Mapping[str, str], name: str, production: bool, data_dir: Path) -> str:
    """The secret from the environment; development makes one and keeps it in DATA_DIR, production refuses to."""
    value = env.get(name, "")
    if production and weakness(value):
        raise ConfigError(
            f"{name} {weakness(value)}; production does not start with it. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return value or kept_secret(data_dir / f"{name.lower()}.txt")
