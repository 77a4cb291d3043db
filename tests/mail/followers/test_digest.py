"""The moderators' morning digest: numbers only, once a working day, to whom it concerns."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from engage.accounts.models import Person
from engage.accounts.service.people import disable_person
from engage.core.clock import FixedClock
from engage.core.dates import zone
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import topic_by_slug
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.jobs.models import Job
from engage.jobs.service import enqueue
from engage.mail.followers.digests import choose_digest, wants_digest
from engage.mail.followers.mornings import OWE_DIGESTS
from engage.mail.models import OutgoingMail
from tests.app_fixtures import build_engagement, make_person
from tests.following.happening import run_clock
from tests.following.people import engagement_of, work
from tests.moderation.senders import send_looked_at
from tests.services.smtp import MailServer

PACIFIC = zone("America/Vancouver")
MORNING = datetime(2026, 3, 3, 8, 30, tzinfo=PACIFIC)
"""A Tuesday."""
WORDS = "More buses after midnight, please."


def moderator(units: Units, name: str, ministry: str | None = None) -> Actor:
    return make_person(units, Role.MODERATOR, email=f"{name}@gov.bc.ca", ministry=ministry)


def everything_waits(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "quiet-lanes", title="Where should cars go slowly?", ministry="HLTH")
    for slug, count in (("night-buses", 2), ("quiet-lanes", 1)):
        for number in range(count):
            send_looked_at(units, f"{WORDS} {number}", slug=slug)


def digests(server: MailServer) -> dict[str, str]:
    found = {}
    for mail in server.mails:
        plain = mail.get_body(("plain",))
        assert plain is not None
        found[mail["To"].addresses[0].username] = str(plain.get_content())
    return found


def test_each_moderator_gets_the_numbers_of_their_own_ministries(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    everything_waits(units)
    moderator(units, "all")
    moderator(units, "health", "HLTH")
    moderator(units, "nothing", "EDUC")
    make_person(units, Role.ENGAGEMENT_LEAD, email="lead@gov.bc.ca")
    run_clock(units, clock, MORNING)
    found = digests(mail_server)
    assert set(found) == {"all", "health"}
    assert "3 comments wait for a decision" in found["all"]
    assert "Ordinary: 3" in found["all"]
    assert "Should buses run at night?: 2" in found["all"]
    assert "1 comment waits for a decision" in found["health"]
    assert "buses" not in found["health"]
    for words in found.values():
        assert WORDS not in words
        assert "http://localhost/staff/queue" in words


def test_what_is_overdue_is_counted(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    everything_waits(mail_units)
    moderator(mail_units, "all")
    run_clock(mail_units, clock, MORNING + timedelta(days=14))
    assert "3 of them are overdue" in digests(mail_server)["all"]
    assert mail_server.mails[0]["Subject"] == "3 comments wait, 3 overdue"


def test_there_is_one_a_day_whoever_looks_and_however_often(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    everything_waits(units)
    moderator(units, "all")
    for minutes in (-1, 0, 5, 10, 400):
        run_clock(units, clock, MORNING + timedelta(minutes=minutes))
    # As after a crash: the day's work is begun again.
    for _ in range(2):
        with units.writing(SYSTEM) as unit:
            enqueue(unit, OWE_DIGESTS, {"day": "2026-03-03"})
        work(units)
    assert len(mail_server.messages) == 1
    run_clock(units, clock, MORNING + timedelta(days=1))
    assert len(mail_server.messages) == 2


def test_it_comes_on_working_days_in_working_hours_only(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    everything_waits(mail_units)
    moderator(mail_units, "all")
    good_friday = datetime(2026, 4, 3, 9, 0, tzinfo=PACIFIC)
    saturday = datetime(2026, 3, 7, 9, 0, tzinfo=PACIFIC)
    evening = datetime(2026, 3, 9, 16, 30, tzinfo=PACIFIC)
    for moment in (saturday, evening, good_friday):
        run_clock(mail_units, clock, moment)
    assert mail_server.messages == []


def test_nobody_gets_an_empty_one_and_none_is_owed(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    moderator(mail_units, "all")
    run_clock(mail_units, clock, MORNING)
    assert mail_server.messages == []
    with mail_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_one_that_could_not_be_sent_that_day_is_not_sent_on_the_next(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    everything_waits(mail_units)
    moderator(mail_units, "all")
    mail_server.at_recipient = ["451 later"]
    run_clock(mail_units, clock, MORNING)
    run_clock(mail_units, clock, MORNING + timedelta(days=1))
    assert len(mail_server.messages) == 1


def test_who_has_left_or_lost_the_role_or_said_no_gets_none(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    everything_waits(units)
    stays, leaves, says_no = (moderator(units, name) for name in ("stays", "leaves", "no"))
    admin = make_person(units, Role.ADMINISTRATOR)
    with units.writing(admin) as unit:
        disable_person(unit, unit.session.get_one(Person, leaves.person_id))
    with units.writing(says_no) as unit:
        choose_digest(unit, says_no.person_id or 0, is_wanted=False)
    run_clock(units, clock, MORNING)
    assert set(digests(mail_server)) == {"stays"}
    with units.writing(says_no) as unit:
        choose_digest(unit, says_no.person_id or 0, is_wanted=True)
        assert wants_digest(unit, says_no.person_id or 0)
    del stays
    run_clock(units, clock, MORNING + timedelta(days=1))
    assert set(digests(mail_server)) == {"stays", "no"}


def test_who_says_no_after_it_was_owed_gets_none(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    everything_waits(mail_units)
    person = moderator(mail_units, "all")
    mail_server.at_recipient = ["451 later"]
    run_clock(mail_units, clock, MORNING)
    with mail_units.writing(person) as unit:
        choose_digest(unit, person.person_id or 0, is_wanted=False)
    run_clock(mail_units, clock, MORNING + timedelta(hours=2))
    assert mail_server.messages == []


def test_what_a_moderator_keeps_off_is_not_counted(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """R51: neither its number nor its title."""
    units = mail_units
    everything_waits(units)
    send_looked_at(units, "Fares should be lower.", topic="fares")
    engagement = engagement_of(units)
    keeps_off_all = moderator(units, "whole")
    keeps_off_one = moderator(units, "topic")
    with units.reading(SYSTEM) as unit:
        fares = topic_by_slug(unit.session, engagement.id, "fares").id
    for person, topic_id in ((keeps_off_all, None), (keeps_off_one, fares)):
        with units.writing(person) as unit:
            subject = Subject(engagement.ministry_id, engagement.id, topic_id)
            record_conflict(unit, subject, "My brother drives there.")
    run_clock(units, clock, MORNING)
    found = digests(mail_server)
    assert "1 comment waits" in found["whole"]
    assert "buses" not in found["whole"]
    assert "3 comments wait" in found["topic"]
    assert "Should buses run at night?: 2" in found["topic"]


def test_jobs_and_rows_hold_numbers_only(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    everything_waits(mail_units)
    moderator(mail_units, "all")
    run_clock(mail_units, clock, MORNING)
    assert len(mail_server.messages) == 1
    with mail_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(Job.id).where(Job.kind == OWE_DIGESTS)) is not None
        stored = "\n".join(
            str(row)
            for table in ("job", "outgoing_mail")
            for row in unit.session.execute(text(f"SELECT * FROM {table}"))
        )
    assert "all@gov.bc.ca" not in stored
    assert "buses" not in stored
