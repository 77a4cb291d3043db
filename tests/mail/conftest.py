"""A mail server that is the test's own, and units that send through it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.services.smtp import MailServer, run_mail_server

SENDER = "engage@gov.bc.ca"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


def mailing(server: MailServer) -> dict[str, str]:
    return {"ENGAGE_SMTP_URL": server.url, "ENGAGE_MAIL_ADDRESS": SENDER}


def with_mailbox(server: MailServer) -> dict[str, str]:
    """An installation that citizens write to as well; nobody reads the mailbox in these tests."""
    return mailing(server) | {
        "ENGAGE_IMAP_URL": "imap://engage:secret@127.0.0.1:9",
        "ENGAGE_INBOX_ADDRESS": "engage+{engagement}@gov.bc.ca",
    }


@pytest.fixture
def post_units(
    database_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> Iterator[Units]:
    """Units with mail server and mailbox on SQLite and on PostgreSQL, and one open engagement."""
    settings = settings_for(database_url, tmp_path, **with_mailbox(mail_server))
    made = make_units(settings, clock)
    build_engagement(made)
    yield made
    made.database.dispose()


@pytest.fixture
def light_units(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> Iterator[Units]:
    """The same on SQLite alone."""
    made = make_units(settings_for(sqlite_url, tmp_path, **with_mailbox(mail_server)), clock)
    build_engagement(made)
    yield made
    made.database.dispose()


@pytest.fixture
def mail_units(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> Iterator[Units]:
    """Units on SQLite with the mail server set."""
    made = make_units(settings_for(sqlite_url, tmp_path, **mailing(mail_server)), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def both_mail_units(
    database_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> Iterator[Units]:
    """The same on SQLite and on PostgreSQL in turn."""
    made = make_units(settings_for(database_url, tmp_path, **mailing(mail_server)), clock)
    yield made
    made.database.dispose()
