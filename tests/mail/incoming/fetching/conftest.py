"""Units of an installation with a mailbox, where one engagement is open."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.mailbox import MailboxSettings
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.mail.incoming.fetching.letters import PATTERN
from tests.mail.test_gateway import certificate
from tests.services.dovecot import MailboxServer

__all__ = ["certificate"]

NOWHERE = "imap://nobody:nothing@127.0.0.1:9"


def with_mailbox(url: str = NOWHERE, smtp: str = "smtp://127.0.0.1:9") -> dict[str, str]:
    return {
        "ENGAGE_SMTP_URL": smtp,
        "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca",
        "ENGAGE_IMAP_URL": url,
        "ENGAGE_INBOX_ADDRESS": PATTERN,
    }


def _opened(url: str, folder: Path, clock: FixedClock, mailbox: str) -> Units:
    made = make_units(settings_for(url, folder, **with_mailbox(mailbox)), clock)
    build_engagement(made)
    clock.instant = NOON + timedelta(hours=1)
    return made


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    """On SQLite, an hour after night-buses was published and open; no mailbox answers."""
    made = _opened(sqlite_url, tmp_path, clock, NOWHERE)
    yield made
    made.database.dispose()


@pytest.fixture
def both_desks(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    """The same on SQLite and on PostgreSQL in turn."""
    made = _opened(database_url, tmp_path, clock, NOWHERE)
    yield made
    made.database.dispose()


@pytest.fixture
def post(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mailbox: MailboxServer
) -> Iterator[Units]:
    """On SQLite, with the test's own mailbox."""
    made = _opened(sqlite_url, tmp_path, clock, mailbox.url)
    yield made
    made.database.dispose()


@pytest.fixture
def settings(post: Units) -> MailboxSettings:
    assert post.settings.mailbox is not None
    return post.settings.mailbox
