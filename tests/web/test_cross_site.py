"""Posts from other sites are refused, and no answer repeats a host that the caller claimed."""

import pytest

from engage.app import create_app
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.comments.citizen import FORM, TOPIC, Citizen, settle, stored

EVIL = "evil.example"


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": f"https://{EVIL}"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost@evil.example"},
        {"Origin": "http://[::1"},
        {"Origin": "http://[bad]"},
        {"Origin": "\u00e9" * 20},
        {"Origin": "x" * 10_000},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "http://[::1", "Host": "[::1"},
    ],
)
def test_a_post_from_another_site_is_refused(
    citizen: Citizen, units: Units, headers: dict[str, str]
) -> None:
    form = citizen.filled()
    for path in (FORM, "/receipt"):
        page = citizen.post(path, form, headers=headers)
        assert (page.status, page.is_in_theme) == (403, True)
        assert "sent from another site" in page.words
    assert stored(units) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "HTTP://LOCALHOST"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_post_from_here_is_taken(citizen: Citizen, headers: dict[str, str]) -> None:
    assert citizen.post(FORM, citizen.filled(), headers=headers).code


def test_in_production_only_the_base_url_counts(units: Units, tmp_path) -> None:
    build_engagement(units)
    settings = settings_for(
        units.settings.database_url,
        tmp_path,
        ENGAGE_ENV="production",
        ENGAGE_BASE_URL="https://engage.gov.bc.ca",
        ENGAGE_SECRET_KEY=units.settings.secret_key,
        ENGAGE_DATA_KEYS="k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    )
    production = make_units(settings, units.clock)
    citizen = Citizen(create_app(settings, units=production).test_client())
    form = citizen.filled()
    claimed = {"Host": EVIL, "Origin": f"https://{EVIL}"}
    assert citizen.post(FORM, form, headers=claimed).status == 403
    ours = {"Host": EVIL, "Origin": "https://engage.gov.bc.ca"}
    page = citizen.post(FORM, form, headers=ours)
    assert page.code
    assert "max-age" in page.response.headers["Strict-Transport-Security"]
    production.database.dispose()


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:99", "a.evil.example", "evil.example/x", "["])
def test_no_answer_repeats_the_host(citizen: Citizen, units: Units, host: str) -> None:
    comment = settle(units, citizen.send().code, "published")
    headers = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https"}
    for path in (
        "/",
        TOPIC,
        FORM,
        "/no-such-page",
        f"/c/{comment.public_id}",
        "/engagements//night-buses",
        "/staff",
        "/staff/",
        "/staff/queue",
        "/staff/sign-in",
        "/receipt",
    ):
        response = citizen.client.get(path, headers=headers)
        assert response.status_code < 500, path
        assert "evil" not in response.get_data(as_text=True), path
        assert "evil" not in repr(response.headers), path
    page = citizen.post(FORM, citizen.filled(), headers=headers)
    assert page.code
    assert "evil" not in page.html
    # What an evil host asked for first is not kept for the next reader.
    assert "evil" not in citizen.get(TOPIC).html
