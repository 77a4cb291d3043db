"""The queue of rows: batches over one line, an outage that counts against nobody, two at once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engage.accounts.service.people import create_person
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.mail.delivering import Limits, deliver_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import (
    LEASE,
    LONGEST_PAUSE,
    PATIENCE,
    SHORTEST_PAUSE,
    MailKind,
    MailState,
    Order,
    RecipientKind,
    Trouble,
    outage_pause,
)
from engage.mail.service import DELIVER, order_mails, retry_mail, take_batch
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.mail.citizens import SENDER, answer, came, rows, work
from tests.mail.conftest import mailing
from tests.mail.test_sending import invite_robin
from tests.services.smtp import MailServer


def owe_many(units: Units, count: int) -> None:
    """Answers to so many messages, in one transaction."""
    numbers = [
        came(units, message_id=f"<{number}@example.ca>", sender=f"{number}@example.ca")
        for number in range(count)
    ]
    orders = [
        Order(
            MailKind.ACKNOWLEDGEMENT,
            RecipientKind.SENDER,
            number,
            "incoming_mail",
            number,
            f"ack:{number}",
        )
        for number in numbers
    ]
    with units.writing(SYSTEM) as unit:
        assert len(order_mails(unit, orders)) == count
        assert order_mails(unit, orders) == []


def deliveries(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return len(unit.session.scalars(select(Job.id).where(Job.kind == DELIVER)).all())


def deliver(units: Units, limits: Limits = Limits()) -> bool:  # noqa: B008  frozen
    assert units.settings.mail is not None
    return deliver_due(units, units.settings.mail, limits)


def test_many_mails_make_one_job_and_go_over_one_line(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(post_units, 60)
    assert deliveries(post_units) == 1
    work(post_units, clock)
    assert len(set(mail_server.recipients)) == 60
    assert {len(one.split(b"\r\nTo: ")) for one in mail_server.messages} == {2}
    assert mail_server.lines == 1
    assert {row.state for row in rows(post_units)} == {MailState.SENT}


def test_a_server_that_is_down_counts_against_no_mail(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 3)
    mail_server.refuses_mail = True
    for _ in range(12):
        work(light_units, clock)
        clock.advance(minutes=20)
    found = rows(light_units)
    assert {(row.state, row.attempts) for row in found} == {(MailState.WAITING, 0)}
    assert {row.trouble for row in found} <= {Trouble.UNREACHABLE, Trouble.BUSY}
    assert mail_server.messages == []
    mail_server.refuses_mail = False
    work(light_units, clock)
    assert len(mail_server.messages) == 3


def test_after_two_days_without_a_server_a_person_has_to_look(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 2)
    mail_server.refuses_mail = True
    with light_units.writing(SYSTEM) as unit:
        early = unit.now - PATIENCE
        unit.session.execute(update(OutgoingMail).values(created_at=early))
    work(light_units, clock)
    assert {row.state for row in rows(light_units)} == {MailState.REFUSED}


def test_our_password_is_wrong_for_all_mail_at_once(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> None:
    wrong = mailing(mail_server) | {
        "ENGAGE_SMTP_URL": mail_server.url.replace("//", "//engage:wrong@")
    }
    units = make_units(settings_for(sqlite_url, tmp_path, **wrong), clock)
    invite_robin(units)
    work(units, clock, minutes=3)
    [row] = rows(units)
    assert (row.state, row.trouble, row.attempts) == (MailState.WAITING, Trouble.SETUP, 0)
    units.database.dispose()


def test_a_line_that_drops_is_dialled_again_for_the_rest(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 5)
    mail_server.at_data = ["250 OK", "drop"]
    work(light_units, clock)
    assert len(mail_server.messages) == 4
    assert [row.state for row in rows(light_units)].count(MailState.WAITING) == 1
    work(light_units, clock, minutes=1)
    assert len(mail_server.messages) == 5


def test_a_line_that_drops_at_each_mail_is_given_up_for_now(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 10)
    mail_server.at_data = ["drop"] * 100
    assert not deliver(light_units)
    assert mail_server.lines == 3
    tried = [row.attempts for row in rows(light_units)]
    assert sorted(tried) == [0] * 7 + [1] * 3


def test_a_slow_server_is_left_and_the_rest_waits_its_turn(
    light_units: Units, mail_server: MailServer
) -> None:
    owe_many(light_units, 10)
    mail_server.seconds = 0.2
    assert deliver(light_units, Limits(wait=5.0, deadline=0.9))
    found = [row.state for row in rows(light_units)]
    assert 1 <= found.count(MailState.SENT) < 10
    assert {row.leased_until for row in rows(light_units)} == {None}
    mail_server.seconds = 0.0
    while deliver(light_units):
        pass
    assert sorted(mail_server.recipients) == sorted({*mail_server.recipients})
    assert {row.state for row in rows(light_units)} == {MailState.SENT}


def test_mail_that_somebody_waits_for_goes_before_news(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 3)
    with light_units.writing(SYSTEM) as unit:
        bulk = unit.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).first()
        assert bulk is not None
        bulk.kind = MailKind.RESULTS
        taken, _ = take_batch(unit, 2)
    assert [one.mail_id for one in taken] == [2, 3]


def test_two_workers_at_once_send_nothing_twice(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(post_units, 120)
    begun = threading.Barrier(2)
    failed: list[BaseException] = []

    def deliver_all() -> None:
        begun.wait()
        try:
            while deliver(post_units):
                pass
        except BaseException as error:  # it is told to the test
            failed.append(error)

    threads = [threading.Thread(target=deliver_all) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(mail_server.recipients) == len(set(mail_server.recipients)) == 120
    assert {row.state for row in rows(post_units)} == {MailState.SENT}
    assert {row.attempts for row in rows(post_units)} == {1}


def test_a_worker_whose_lease_ran_out_records_nothing(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """Meanwhile another has the mail in hand, and says what became of it."""
    from engage.mail.service import note_trouble, record_sent  # noqa: PLC0415

    answer(light_units, came(light_units))
    with light_units.writing(SYSTEM) as unit:
        [slow], _ = take_batch(unit)
    clock.instant += LEASE
    with light_units.writing(SYSTEM) as unit:
        [other], _ = take_batch(unit)
        assert not record_sent(unit, slow)
        note_trouble(unit, slow, Trouble.RECIPIENT)
    with light_units.writing(SYSTEM) as unit:
        assert record_sent(unit, other)
    [row] = rows(light_units)
    assert (row.state, row.attempts, row.trouble) == (MailState.SENT, 2, "")


def test_what_takes_its_worker_down_each_time_is_given_up(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    answer(light_units, came(light_units))
    for _ in range(12):
        with light_units.writing(SYSTEM) as unit:
            assert len(take_batch(unit)[0]) == 1
        clock.instant += LEASE
    work(light_units, clock)
    [row] = rows(light_units)
    assert (row.state, row.trouble) == (MailState.REFUSED, Trouble.OURS)
    with light_units.writing(SYSTEM) as unit:
        retry_mail(unit, row.id)
    work(light_units, clock)
    assert mail_server.recipients == [SENDER]


def test_a_lost_job_costs_a_minute_at_most(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    from engage.jobs.worker import run_due  # noqa: PLC0415
    from engage.wiring.jobs import HANDLERS, recurring  # noqa: PLC0415

    answer(light_units, came(light_units))
    with light_units.writing(SYSTEM) as unit:
        unit.session.query(Job).filter(Job.kind == DELIVER).delete()
    run_due(light_units, HANDLERS, recurring(light_units.settings))
    assert mail_server.recipients == [SENDER]


def test_mail_switched_off_drops_what_waits(
    light_units: Units, sqlite_url: str, tmp_path: Path, mail_server: MailServer, clock: FixedClock
) -> None:
    owe_many(light_units, 3)
    off = make_units(settings_for(sqlite_url, tmp_path), clock)
    work(off, clock)
    assert {row.state for row in rows(off)} == {MailState.DROPPED}
    off.database.dispose()


def test_a_name_that_no_mail_can_carry_refuses_that_mail_alone(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    with light_units.writing(SYSTEM) as unit:
        person = create_person(unit, "broken@gov.bc.ca", "B", None)
        person.email = "no address"
        unit.session.flush()
        order_mails(
            unit,
            [Order(MailKind.INVITATION, RecipientKind.PERSON, person.id, "invitation", 99, "x")],
        )
    answer(light_units, came(light_units))
    work(light_units, clock)
    assert mail_server.recipients == [SENDER]


@pytest.mark.parametrize(
    ("waited", "pause"),
    [
        (timedelta(), SHORTEST_PAUSE),
        (timedelta(minutes=20), timedelta(minutes=5)),
        (timedelta(hours=10), LONGEST_PAUSE),
        (PATIENCE, None),
    ],
)
def test_a_server_that_is_away_is_asked_ever_less_often(
    waited: timedelta, pause: timedelta | None
) -> None:
    assert outage_pause(waited) == pause
