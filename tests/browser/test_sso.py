"""A member of staff comes in by IDIR and goes out again, in a real browser.

What only a browser can show: that the pages' policy lets it leave for the provider and come back,
that the session's cookie is there on the way back from another site, and that the pages read well.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.services.oidc import Provider, run_provider
from tests.services.process import free_port

PATIENCE_MS = 15_000


@contextmanager
def served(provider: Provider, database_url: str, folder: Path, clock: FixedClock) -> Iterator[str]:
    port = free_port()
    # Another host than the provider's: for a browser they are two sites.
    url = f"http://localhost:{port}"
    wishes = provider.settings() | {"ENGAGE_BASE_URL": url}
    units = make_units(settings_for(database_url, folder, **wishes), clock)
    server = make_server("127.0.0.1", port, create_app(units.settings, units=units), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        units.database.dispose()


def assert_reads_well(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_in_by_idir_and_out_again(
    page: Page, sqlite_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    with (
        run_provider(clock.now) as provider,
        served(provider, sqlite_url, tmp_path, clock) as url,
    ):
        page.goto(f"{url}/staff/incidents")
        assert_reads_well(page)
        page.get_by_role("link", name="Sign in with IDIR").click()
        page.wait_for_url(f"{url}/staff/incidents")
        expect(page.get_by_text("Sample, Robin CITZ:EX")).to_be_visible()

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{url}/staff/signed-out")
        assert_reads_well(page)
        page.get_by_role("link", name="Sign out of IDIR").click()
        page.wait_for_url(f"{url}/staff/sign-in")
        assert provider.asked[-1] == "logout"
        assert broken == []

        provider.error = "access_denied"
        page.get_by_role("link", name="Sign in with IDIR").click()
        expect(page.get_by_role("heading", name="The IDIR sign-in was stopped")).to_be_visible()
        assert_reads_well(page)
