"""SIGKILL between sending and recording: at most one more, and known by its Message-ID."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from engage.accounts.service.inviting import invite
from engage.accounts.service.people import create_person
from engage.core.clock import FixedClock, SystemClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.jobs.worker import run_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from engage.wiring import HANDLERS, make_units
from tests.app_fixtures import settings_for
from tests.mail.conftest import mailing
from tests.services.process import PATIENCE, start
from tests.services.smtp import MailServer


def test_a_worker_killed_before_it_records_sends_the_same_once_more(
    sqlite_url: str, tmp_path: Path, mail_server: MailServer
) -> None:
    mail_server.at_data, mail_server.keeps_before_dropping = ["hang"], True
    settings = settings_for(sqlite_url, tmp_path, **mailing(mail_server))
    units = make_units(settings)
    with units.writing(SYSTEM) as unit:
        grants = [Grant(Role.MODERATOR)]
        invite(unit, create_person(unit, "robin@gov.bc.ca", "Robin Sample", None, grants))
    unset = {name: "" for name in os.environ if name.startswith("ENGAGE_")}
    environment = (
        unset
        | mailing(mail_server)
        | {
            "ENGAGE_DATABASE_URL": sqlite_url,
            "ENGAGE_VAR_DIR": str(tmp_path),
            "ENGAGE_BASE_URL": "http://localhost",
        }
    )
    command = [sys.executable, "-m", "engage.cli", "worker"]
    worker = start(command, tmp_path / "worker.log", env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not mail_server.messages:
            assert time.monotonic() < deadline, (tmp_path / "worker.log").read_text()[-2000:]
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.stop()
    units.database.dispose()

    after_the_lease = FixedClock(SystemClock().now() + timedelta(minutes=2))
    units = make_units(settings, after_the_lease)
    run_due(units, HANDLERS)
    run_due(units, HANDLERS)
    first, second = mail_server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert mail_server.messages[0] == mail_server.messages[1]
    with units.reading(SYSTEM) as unit:
        row = unit.session.scalars(select(OutgoingMail)).one()
        assert (row.state, row.attempts) == (MailState.SENT, 2)
    units.database.dispose()
