"""An installation with a mailbox, and messages that lie in it as taking in leaves them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import settings_for

MAILBOX = {
    "ENGAGE_SMTP_URL": "smtps://engage:secret@mail.example.ca",
    "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca",
    "ENGAGE_IMAP_URL": "imaps://engage:secret@mail.example.ca",
    "ENGAGE_INBOX_ADDRESS": "engage+{engagement}@gov.bc.ca",
}


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, **MAILBOX), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def both_units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **MAILBOX), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def client(units: Units) -> FlaskClient:
    return create_app(units.settings, units=units).test_client()
