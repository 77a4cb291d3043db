"""The mail room in a browser: every page is accessible, and a message is placed by keyboard."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import Role
from engage.core.unit import Units
from engage.mail.incoming.rules import Outcome, Reason
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.mail.incoming.room.conftest import MAILBOX
from tests.mail.incoming.room.messages import WRITER, arrive, stands
from tests.moderation.senders import send_looked_at
from tests.permissions.people import member

ROOM = "/staff/mail/incoming"
PATIENCE_MS = 15_000
LETTER = "There has never been a bus to the hospital after eleven at night. " * 400


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, **MAILBOX), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def staff(browser: Browser, units: Units) -> Iterator[Page]:
    """A moderator's browser; errors of scripts fail the test."""
    app = create_app(units.settings, units=units)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    name, _, value = member(app, Role.MODERATOR).cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    page, errors = context.new_page(), []
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    context.close()
    server.shutdown()
    thread.join()


def test_every_page_of_the_mail_room_is_accessible(staff: Page, units: Units) -> None:
    build_engagement(units)
    stray = arrive(units, files=2)
    long = arrive(units, reason=Reason.TOO_LONG, text=LETTER, slug="night-buses")
    unread = arrive(units, Outcome.QUARANTINED, Reason.TOO_LARGE)
    filed = arrive(units, Outcome.FILED, Reason.SPAM)
    early = arrive(units, Outcome.CORRESPONDENCE, Reason.NOT_OPEN_YET, slug="night-buses")
    waiting, _ = send_looked_at(units)
    pages = [
        *(f"{ROOM}?show={shelf}" for shelf in ("unrouted", "filed", "aside", "quarantined")),
        *(f"{ROOM}/{number}" for number in (stray, long, unread, filed, early)),
        "/staff/engagements/night-buses/correspondence",
        f"/staff/queue/{waiting}/topic",
    ]
    for width in (1280, 390):
        staff.set_viewport_size({"width": width, "height": 900})
        for path in pages:
            staff.goto(path)
            found = Axe().run(staff)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            sideways = staff.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert sideways <= 0, path


def test_a_message_is_placed_by_keyboard_alone(staff: Page, units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "quiet-lanes", title="Quiet lanes?", topics=("speed",))
    number = arrive(units)
    staff.goto(ROOM)
    staff.locator(f'a[href="{ROOM}/{number}"]').focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_text(WRITER)).to_be_visible()
    staff.get_by_label("Engagement and topic").focus()
    staff.keyboard.type("Quiet")
    staff.keyboard.press("Tab")
    staff.keyboard.press("Enter")
    expect(staff.get_by_text("is comment 1 now and waits in the queue")).to_be_visible()
    assert stands(units, number).settled_as == "comment"
