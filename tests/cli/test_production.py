"""The settings of a real installation: what a WSGI server loads, cookies, and headers."""

import logging
import runpy
from pathlib import Path

import pytest

from engage.app import create_app
from engage.core.settings import load_settings
from engage.web.transaction import EngageFlask
from tests.cli.commands import TOP

SITE = "https://engage.example.gov.bc.ca"


@pytest.fixture
def production(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "ENGAGE_ENV": "production",
        "ENGAGE_DATABASE_URL": sqlite_url,
        "ENGAGE_VAR_DIR": str(tmp_path),
        "ENGAGE_BASE_URL": SITE,
        "ENGAGE_SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz",
        "ENGAGE_DATA_KEYS": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "ENGAGE_TRUSTED_PROXIES": "1",
    }


def load_wsgi() -> EngageFlask:
    app = runpy.run_path(str(TOP / "wsgi.py"))["app"]
    assert isinstance(app, EngageFlask)
    return app


def test_a_wsgi_server_loads_it_and_its_log_is_kept_quiet(
    production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in production.items():
        monkeypatch.setenv(name, value)
    app = load_wsgi()
    assert app.test_client().get("/readyz", base_url=SITE).status_code == 200
    assert logging.getLogger("gunicorn.error").filters
    assert not app.debug
    assert not app.testing
    app.units.database.dispose()


def test_staff_cookies_are_bound_to_host_and_https(production: dict[str, str]) -> None:
    app = create_app(load_settings(production))
    answer = app.test_client().get("/staff/sign-in", base_url=SITE)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, _, rest = cookie.partition("=")
    parts = {part.strip() for part in rest.split(";")[1:]}
    assert name == "__Host-engage"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not any(part.startswith("Domain") for part in parts)
    app.units.database.dispose()


@pytest.mark.parametrize("path", ["/", "/terms", "/no-such-page", "/staff/sign-in", "/receipt"])
def test_every_answer_insists_on_https(path: str, production: dict[str, str]) -> None:
    app = create_app(load_settings(production))
    client = app.test_client()
    for _ in range(2):  # the second may come from the page cache
        headers = client.get(path, base_url=SITE).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
    app.units.database.dispose()


def test_a_development_machine_does_not_insist(production: dict[str, str]) -> None:
    more = {"ENGAGE_ENV": "development", "ENGAGE_BASE_URL": "http://127.0.0.1:8080"}
    app = create_app(load_settings(production | more))
    answer = app.test_client().get("/staff/sign-in")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Set-Cookie"].startswith("engage=")
    app.units.database.dispose()
