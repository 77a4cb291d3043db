"""Following in a browser, and what staff see of it: accessible, at desk and telephone width."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.following.rules import State
from engage.following.service import Link
from tests.app_fixtures import build_engagement
from tests.following.happening import add_a_topic, gathered
from tests.following.people import (
    EMAIL,
    FOLLOW,
    SLUG,
    following,
    links_in,
    path_to,
    row_of,
    rows,
    work,
)
from tests.mail.conftest import mail_server, mail_units
from tests.permissions.people import member
from tests.services.smtp import MailServer

__all__ = ["mail_server", "mail_units"]
PATIENCE_MS = 15_000
WIDTHS = (1280, 390)


@pytest.fixture
def page(browser: Browser, mail_units: Units) -> Iterator[Page]:
    """A moderator's browser, which reads the public pages as anybody's; scripts may not fail."""
    app = create_app(mail_units.settings, units=mail_units)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    name, _, value = member(app, Role.MODERATOR).cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    opened, errors = context.new_page(), []
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []
    context.close()
    server.shutdown()
    thread.join()


def looked_at(page: Page, name: str, folder: Path) -> None:
    """No fault that axe finds, and nothing to scroll sideways; a picture for who wants to see."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_citizen_follows_changes_and_leaves(
    page: Page, mail_units: Units, mail_server: MailServer, tmp_path: Path
) -> None:
    build_engagement(mail_units, body="Where do you need a bus at night?")
    page.goto(f"/engagements/{SLUG}")
    looked_at(page, "engagement", tmp_path)
    page.get_by_role("link", name="Follow by e-mail").click()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address")
    looked_at(page, "form-error", tmp_path)
    page.goto(FOLLOW)
    looked_at(page, "form", tmp_path)
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("Once a day at most, in the morning").check()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    looked_at(page, "asked", tmp_path)
    work(mail_units)

    page.goto(links_in(mail_server)["confirm"])
    looked_at(page, "confirm", tmp_path)
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("status")).to_contain_text("It is confirmed")
    looked_at(page, "manage", tmp_path)
    page.get_by_label("As soon as something happens").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Your choice is saved")
    assert row_of(mail_units).pace == "at_once"

    page.get_by_role("link", name="end it").click()
    looked_at(page, "end", tmp_path)
    page.get_by_role("button", name="Stop writing to me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We no longer write to you")
    looked_at(page, "ended", tmp_path)
    assert [row.state for row in rows(mail_units)] == [State.ENDED]
    page.goto("/follow/end/x")
    looked_at(page, "no-link", tmp_path)


def test_staff_see_a_number_and_choose_their_digest(
    page: Page, mail_units: Units, mail_server: MailServer, clock: object, tmp_path: Path
) -> None:
    build_engagement(mail_units)
    row = following(mail_units, mail_server)
    add_a_topic(mail_units)
    gathered(mail_units, mail_units.clock)  # type: ignore[arg-type]
    page.goto(f"/staff/engagements/{SLUG}/followers")
    expect(page.get_by_label("Followers", exact=True)).to_contain_text("fewer than 5")
    assert EMAIL not in page.content()
    looked_at(page, "staff", tmp_path)
    page.goto("/staff/account")
    page.get_by_role("link", name="Morning digest").click()
    looked_at(page, "digest", tmp_path)
    page.get_by_role("button", name="Do not send it to me").click()
    expect(page.locator("main")).to_contain_text("You do not get the digest.")
    with mail_units.reading(SYSTEM) as unit:
        assert engagement_by_slug(unit.session, SLUG).id == row.engagement_id
    assert path_to(mail_units, row, Link.END)
