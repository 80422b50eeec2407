"""What the environment may say, and what production refuses."""

import pytest

from app.config import ConfigError, load_settings

GOOD = "uVq3kTz8-Lw1XbN5yRs_0PcEd7GhJmAf2Q"
OTHER = "Zk29sLxP-Vb6QwN1tGh_8RyMd3CjUeHa5F"


def settings(tmp_path, **variables):
    """Settings of an environment that says nothing else."""
    return load_settings({"DATA_DIR": str(tmp_path), **variables})


def production(tmp_path, **variables):
    """The same in production, with its secrets."""
    return settings(tmp_path, **{"FLASK_ENV": "production", "SECRET_KEY": GOOD, "JWT_SECRET_KEY": OTHER, **variables})


@pytest.mark.parametrize("name", ["", "local", "Local", "development", " "])
def test_railways_variable_on_a_developers_machine_is_development(tmp_path, name):
    assert not settings(tmp_path, RAILWAY_ENV=name).production


@pytest.mark.parametrize("name", ["production", "staging", "pr-12", "true"])
def test_railways_variable_means_production_anywhere_else(tmp_path, name):
    with pytest.raises(ConfigError, match="SECRET_KEY is not set"):
        settings(tmp_path, RAILWAY_ENV=name)
    assert settings(tmp_path, RAILWAY_ENV=name, SECRET_KEY=GOOD, JWT_SECRET_KEY=OTHER).production


@pytest.mark.parametrize("debug", ["1", "true", "on"])
def test_production_starts_with_no_debugger(tmp_path, debug):
    with pytest.raises(ConfigError, match="FLASK_DEBUG is on"):
        production(tmp_path, FLASK_DEBUG=debug)


@pytest.mark.parametrize("name", ["SECRET_KEY", "JWT_SECRET_KEY"])
@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "a" * 64,
        "ab" * 32,
        "abcdefghijkl" * 4,
        "0123456789" * 5,
        "11112222333344445555666677778888",
        "change-me-please-0123456789-abcdefgh",
        "Your-Super-Secret-Key-Goes-Here-2026!",
        "my-secret-key-for-development-only-xyz",
        "PASSWORD-password-0123456789-zyxwv",
    ],
)
def test_production_refuses_a_secret_that_can_be_guessed(tmp_path, name, secret):
    with pytest.raises(ConfigError, match=f"^{name} "):
        production(tmp_path, **{name: secret})


@pytest.mark.parametrize(
    "secret", [GOOD, "9f86d081884c7d659a2feaa0c55ad015", "correct horse battery staple, twice over"]
)
def test_production_takes_a_secret_that_cannot(tmp_path, secret):
    assert production(tmp_path, JWT_SECRET_KEY=secret).jwt_secret_key == secret


@pytest.mark.parametrize(
    ("variables", "everybody"),
    [
        ({}, False),
        ({"SECRET_KEY": GOOD}, False),
        ({"SECRET_KEY": GOOD, "JWT_SECRET_KEY": "dev"}, False),
        ({"SECRET_KEY": GOOD, "JWT_SECRET_KEY": OTHER}, True),
        ({"SECRET_KEY": GOOD, "JWT_SECRET_KEY": OTHER, "FLASK_DEBUG": "1"}, False),
    ],
)
def test_only_a_server_with_good_secrets_and_no_debugger_is_open_to_everybody(tmp_path, variables, everybody):
    assert settings(tmp_path, **variables).open_to_all is everybody


def test_proxies_that_cannot_be_read_are_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match=r"TRUSTED_PROXIES names 'the edge', .* such as 1, or their networks"):
        settings(tmp_path, TRUSTED_PROXIES="the edge")


def test_secrets_that_development_makes_are_for_their_owner_only(tmp_path):
    made = tmp_path / "new"
    first, again = settings(made), settings(made)
    assert (first.jwt_secret_key, first.secret_key) == (again.jwt_secret_key, again.secret_key)
    assert made.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o600}
