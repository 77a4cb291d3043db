"""SIGKILL between sending and recording: at most one more, and known by its Message-ID."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.accounts.service.inviting import invite
from engage.accounts.service.people import create_person
from engage.audit.service import verify
from engage.core.clock import FixedClock, SystemClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.jobs.worker import run_due
from engage.mail.delivering import deliver_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import LEASE, MailKind, MailState, Order, RecipientKind
from engage.mail.service import order_mail, order_mails
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
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


def by_message_id(server: MailServer) -> dict[str, list[bytes]]:
    copies: dict[str, list[bytes]] = {}
    for mail, raw in zip(server.mails, server.messages, strict=True):
        copies.setdefault(mail["Message-ID"], []).append(raw)
    return copies


@pytest.mark.parametrize("cycles", [50, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_kill_costs_at_most_the_mail_in_hand_once_more(
    sqlite_url: str, tmp_path: Path, mail_server: MailServer, cycles: int
) -> None:
    """Workers are killed at a message that the server has just taken, before or after it says so.

    In the end each mail was sent; at most one for each kill went twice, the same to the byte.
    """
    dice = random.Random(cycles)
    clock = FixedClock(SystemClock().now())
    settings = settings_for(sqlite_url, tmp_path, **mailing(mail_server))
    units = make_units(settings, clock)
    with units.writing(SYSTEM) as unit:
        person = create_person(unit, "p@gov.bc.ca", "A Sample", None, [Grant(Role.MODERATOR)])
        invitation_id, person_id = invite(unit, person).id, person.id
        first = Order(
            MailKind.INVITATION, RecipientKind.PERSON, person_id, "invitation", invitation_id, "1"
        )
        assert order_mail(unit, first)
    command = [sys.executable, "-m", "tests.mail.nursery", sqlite_url, str(tmp_path)]
    with subprocess.Popen(
        [*command, mail_server.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        assert nursery.stdout.readline().strip() == "ready"
        for number in range(cycles):
            with units.writing(SYSTEM) as unit:
                orders = [replace(first, key=f"{number}.{each}") for each in range(3)]
                assert len(order_mails(unit, orders)) == 3
            mail_server.victim = 0
            mail_server.kill_at = len(mail_server.messages) + dice.randint(1, 4)
            mail_server.kill_before_answering = dice.random() < 0.7
            print(clock.now().isoformat(), file=nursery.stdin, flush=True)
            mail_server.victim = int(nursery.stdout.readline())
            assert nursery.stdout.readline().strip() == "ended"
            clock.instant += LEASE
        nursery.stdin.close()
    mail_server.kill_at = 0
    assert units.settings.mail is not None
    while deliver_due(units, units.settings.mail):
        pass
    copies = by_message_id(mail_server)
    with units.reading(SYSTEM) as unit:
        states = unit.session.scalars(select(OutgoingMail.state)).all()
        assert verify(unit.session, unit.keyring)[1] == []
    units.database.dispose()
    assert mail_server.kills > cycles // 2
    assert set(states) == {MailState.SENT}
    assert len(copies) == len(states) == 3 * cycles + 1
    assert sum(len(each) - 1 for each in copies.values()) <= mail_server.kills
    assert all(len(set(each)) == 1 for each in copies.values())
