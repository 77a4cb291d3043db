"""Settings: all faults at once, no secret in any message or repr."""

import base64
from pathlib import Path

import pytest

from engage.core.declared import DECLARED
from engage.core.settings import SettingsError, load_settings

KEY = "k1:" + base64.b64encode(bytes(range(32))).decode()
SECRET = "a-long-and-random-secret-0123456789-xyz"


def production(**more: str) -> dict[str, str]:
    values = {
        "ENGAGE_ENV": "production",
        "ENGAGE_DATABASE_URL": "postgresql://engage@db/engage",
        "ENGAGE_SECRET_KEY": SECRET,
        "ENGAGE_DATA_KEYS": KEY,
        "ENGAGE_BASE_URL": "https://engage.gov.bc.ca",
    }
    return values | more


def faults_of(env: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(env)
    return "\n".join(caught.value.faults)


def test_a_development_machine_needs_no_setting(tmp_path: Path) -> None:
    settings = load_settings({"ENGAGE_VAR_DIR": str(tmp_path)})
    assert settings.database_url.endswith("/engage.db")
    assert len(settings.secret_key) >= 32


def test_development_keys_are_made_once_and_private(tmp_path: Path) -> None:
    first = load_settings({"ENGAGE_VAR_DIR": str(tmp_path)})
    second = load_settings({"ENGAGE_VAR_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert (tmp_path / "development-keys.json").stat().st_mode & 0o077 == 0


def test_production_settings_are_read() -> None:
    settings = load_settings(production())
    assert settings.database_url == "postgresql+psycopg://engage@db/engage"
    assert settings.is_secure


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        {
            "ENGAGE_ENV": "production",
            "ENGAGE_DATABASE_URL": "mysql://x",
            "ENGAGE_SECRET_KEY": "short",
            "ENGAGE_DATA_KEYS": "k1:notbase64",
            "ENGAGE_BASE_URL": "http://engage.gov.bc.ca",
            "ENGAGE_TIME_ZONE": "America/Nowhere",
            "ENGAGE_THEME": "../etc",
            "ENGAGE_TRUSTED_PROXIES": "-1",
            "ENGAGE_STAFF_DOMAINS": "nodots",
            "ENGAGE_WORDPRESS_URL": "http://blog.gov.bc.ca",
            "ENGAGE_NO_SUCH": "1",
        }
    )
    for name in (
        "ENGAGE_DATABASE_URL",
        "ENGAGE_SECRET_KEY",
        "ENGAGE_DATA_KEYS",
        "ENGAGE_BASE_URL",
        "ENGAGE_TIME_ZONE",
        "ENGAGE_THEME",
        "ENGAGE_TRUSTED_PROXIES",
        "ENGAGE_STAFF_DOMAINS",
        "ENGAGE_WORDPRESS_URL",
        "ENGAGE_WORDPRESS_USER",
        "ENGAGE_WORDPRESS_PASSWORD",
        "ENGAGE_NO_SUCH",
    ):
        assert name in faults, name


def test_several_machines_on_sqlite_are_refused() -> None:
    faults = faults_of(
        production(
            ENGAGE_DATABASE_URL="sqlite:////tmp/x.db", ENGAGE_REDIS_URL="redis://localhost/0"
        )
    )
    assert "PostgreSQL" in faults


def test_weak_keys_are_refused() -> None:
    same = "k1:" + base64.b64encode(b"\0" * 32).decode()
    assert "ENGAGE_DATA_KEYS" in faults_of(production(ENGAGE_DATA_KEYS=same))
    assert "ENGAGE_SECRET_KEY" in faults_of(production(ENGAGE_SECRET_KEY="a" * 64))


def test_two_keys_of_one_name_are_refused() -> None:
    assert "name of its own" in faults_of(production(ENGAGE_DATA_KEYS=f"{KEY},{KEY}"))


def test_no_secret_shows_in_a_fault_or_repr() -> None:
    secret = "hunter2-hunter2"
    faults = faults_of(production(ENGAGE_SECRET_KEY=secret, ENGAGE_DATA_KEYS=f"k:{secret}"))
    assert secret not in faults
    shown = repr(load_settings(production()))
    assert SECRET not in shown
    assert "engage@db" not in shown


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    for declared in DECLARED:
        row = next((line for line in readme.splitlines() if f"`{declared.name}`" in line), "")
        assert row, declared.name
        assert declared.default in row, declared.name
