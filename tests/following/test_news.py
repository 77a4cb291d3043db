"""What followers are told: each thing once, together with what happens about the same time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.dates import zone
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.service import unpublish
from engage.following.models import Subscription
from engage.following.rules import Choice, Pace
from engage.following.service import confirm, end
from engage.following.tasks import NOTE_CHANGES
from engage.jobs.service import enqueue
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from engage.replies.service import publish_reply
from tests.app_fixtures import NOON, build_engagement
from tests.approving import publish_stamped
from tests.following.happening import (
    add_a_topic,
    change_closing,
    change_topic,
    gathered,
    issues,
    items,
    publish_the_results,
    run_clock,
    told,
)
from tests.following.people import EMAIL, Follower, engagement_of, following, later, work
from tests.replies.staff import published_comment, save, speaker
from tests.services.smtp import MailServer

DAILY = "daily@example.ca"
PACIFIC = zone("America/Vancouver")
EIGHT = datetime(2026, 3, 3, 8, 0, tzinfo=PACIFIC)


def test_each_thing_that_happens_is_told_at_once_in_its_own_words(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = mail_units
    build_engagement(units, opens_at=NOON + timedelta(hours=2), closes_at=NOON + timedelta(days=3))
    following(units, mail_server)

    def news() -> str:
        gathered(units, clock)
        [(to, text)] = told(mail_server)
        mail_server.messages.clear()
        assert to == EMAIL
        return text

    clock.advance(hours=2)
    assert "It is open: you can take part until Thursday, 5 March 2026, noon" in news()
    change_closing(units, NOON + timedelta(days=5))
    assert "The closing date has changed. It closes on Saturday, 7 March 2026" in news()
    add_a_topic(units)
    text = news()
    assert "There is a new topic: About <stops>" in text
    assert "http://localhost/engagements/night-buses/stops" in text
    change_topic(units, prompt="Which routes do you take at night?")
    assert "A topic asks something new: About routes" in news()
    clock.instant = NOON + timedelta(days=5)
    assert "It has closed" in news()
    publish_the_results(units)
    text = news()
    assert "The results are published" in text
    assert "http://localhost/engagements/night-buses/results" in text


def test_what_happens_within_ten_minutes_comes_in_one_mail(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = mail_units
    build_engagement(units)
    following(units, mail_server)
    add_a_topic(units)
    work(units)
    later(units, clock, minutes=4)
    change_closing(units, NOON + timedelta(days=9))
    change_closing(units, NOON + timedelta(days=10))
    change_topic(units, "stops", prompt="And why there?")
    later(units, clock, minutes=5)
    assert mail_server.messages == []
    later(units, clock, minutes=1)
    [(_, text)] = told(mail_server)
    assert text.count("new topic") == 1
    assert text.count("closing date") == 1
    assert "Thursday, 12 March 2026" in text
    assert "asks something new" not in text, "it is new altogether"
    [mail] = mail_server.mails
    html = mail.get_body(("html",))
    assert html is not None
    assert "About &lt;stops&gt;" in html.get_content()


def test_edits_that_are_no_news_are_not_told(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    change_topic(mail_units, body="Some other words on routes.")
    gathered(mail_units, clock)
    with mail_units.writing(SYSTEM) as unit:
        publish_stamped(unit, unit.session.merge(engagement_of(mail_units)))
    gathered(mail_units, clock)
    assert items(mail_units) == []
    assert mail_server.messages == []


def test_changes_that_were_public_before_anybody_followed_are_no_news(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    add_a_topic(mail_units)
    gathered(mail_units, clock)
    following(mail_units, mail_server)
    gathered(mail_units, clock)
    assert items(mail_units) == []


def test_who_begins_to_follow_is_told_of_nothing_earlier(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    add_a_topic(mail_units)
    work(mail_units)
    clock.advance(minutes=1)
    following(mail_units, mail_server, "late@example.ca")
    later(mail_units, clock, minutes=10)
    assert [to for to, _ in told(mail_server)] == [EMAIL]


def test_the_same_cause_twice_is_one_item_and_one_mail(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    engagement = build_engagement(units)
    following(units, mail_server)
    add_a_topic(units)
    for _ in range(3):
        with units.writing(SYSTEM) as unit:
            enqueue(unit, NOTE_CHANGES, {"engagement_id": engagement.id, "revision_id": 1})
    gathered(units, clock)
    gathered(units, clock)
    assert len(items(units)) == 1
    assert len(mail_server.messages) == 1


def test_the_daily_digest_comes_at_eight_with_all_since_the_last_one(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server, DAILY, pace=Pace.DAILY, language="fr")
    add_a_topic(units)
    gathered(units, clock)
    change_closing(units, NOON + timedelta(days=9))
    gathered(units, clock)
    assert mail_server.messages == []
    run_clock(units, clock, EIGHT - timedelta(minutes=1))
    assert mail_server.messages == []
    for minutes in (0, 5, 600):
        run_clock(units, clock, EIGHT + timedelta(minutes=minutes))
    [mail] = mail_server.mails
    assert mail["Content-Language"] == "fr"
    assert mail["Subject"].endswith("passé : Should buses run at night?")
    [(_, text)] = told(mail_server)
    assert "nouveau sujet" in text
    assert "mercredi 11 mars 2026, 13 h, heure du Pacifique" in text
    # Nothing happened since: no mail on the next day.
    run_clock(units, clock, EIGHT + timedelta(days=1))
    assert len(mail_server.messages) == 1
    change_topic(units, prompt="Which routes?")
    gathered(units, clock)
    run_clock(units, clock, EIGHT + timedelta(days=2))
    assert len(mail_server.messages) == 2
    assert sum("nouveau sujet" in text for _, text in told(mail_server)) == 1


def test_official_replies_are_a_number_in_the_digest_alone(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = mail_units
    build_engagement(units)
    following(units, mail_server)
    following(units, mail_server, DAILY, pace=Pace.DAILY)
    for text in ("When do they start?", "Who drives?"):
        person = speaker(units)
        reply = save(units, person, published_comment(units, text))
        with units.writing(person) as unit:
            publish_reply(unit, reply.id, seen_version=reply.version)
    gathered(units, clock)
    run_clock(units, clock, EIGHT)
    [(to, text)] = told(mail_server)
    assert to == DAILY
    assert "published 2 official replies" in text
    run_clock(units, clock, EIGHT + timedelta(days=1))
    assert len(mail_server.messages) == 1


def test_who_changes_how_often_is_told_of_everything_once(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    row = following(units, mail_server, pace=Pace.DAILY)

    def change(pace: Pace) -> None:
        with units.writing(CITIZEN) as unit:
            confirm(unit, unit.session.get_one(Subscription, row.id), Choice(pace, "en"))

    add_a_topic(units)
    gathered(units, clock)
    change(Pace.AT_ONCE)
    change_closing(units, NOON + timedelta(days=9))
    gathered(units, clock)
    [(_, text)] = told(mail_server)
    assert "new topic" in text and "closing date" in text
    change(Pace.DAILY)
    run_clock(units, clock, EIGHT)
    assert len(mail_server.messages) == 1


def test_what_is_not_true_any_more_when_it_is_sent_is_left_out(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units, closes_at=NOON + timedelta(days=1))
    following(mail_units, mail_server)
    clock.advance(days=1)
    work(mail_units)
    change_closing(mail_units, NOON + timedelta(days=9))
    gathered(mail_units, clock)
    [(_, text)] = told(mail_server)
    assert "closing date has changed" in text
    assert "It has closed" not in text


def test_an_engagement_that_was_taken_down_sends_nothing(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server)
    following(units, mail_server, DAILY, pace=Pace.DAILY)
    Follower(units, "new@example.ca").ask()
    add_a_topic(units)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, unit.session.merge(engagement_of(units)))
    gathered(units, clock)
    run_clock(units, clock, EIGHT)
    assert mail_server.messages == []
    with units.writing(SYSTEM) as unit:
        publish_stamped(unit, unit.session.merge(engagement_of(units)))
    gathered(units, clock)
    assert ["new topic" in text for _, text in told(mail_server)] == [True]


def test_taken_down_between_owing_and_sending_is_not_sent(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    add_a_topic(mail_units)
    mail_server.at_data = ["451 later"]
    gathered(mail_units, clock)
    with mail_units.writing(SYSTEM) as unit:
        unpublish(unit, unit.session.merge(engagement_of(mail_units)))
    later(mail_units, clock, hours=1)
    assert mail_server.messages == []
    with mail_units.reading(SYSTEM) as unit:
        states = unit.session.scalars(select(OutgoingMail.state)).all()
    assert states[-1] == MailState.DROPPED


def test_who_leaves_before_a_mail_is_sent_does_not_get_it(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    row = following(mail_units, mail_server)
    add_a_topic(mail_units)
    mail_server.at_data = ["451 later"]
    gathered(mail_units, clock)
    with mail_units.writing(CITIZEN) as unit:
        end(unit, unit.session.get_one(Subscription, row.id))
    later(mail_units, clock, hours=1)
    assert mail_server.messages == []


def test_many_followers_are_owed_their_mail_in_chunks(
    both_mail_units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engage.mail.followers.owing.CHUNK", 2)
    units = both_mail_units
    build_engagement(units)
    addresses = [f"kim{number}@example.ca" for number in range(5)]
    for address in addresses:
        following(units, mail_server, address)
    add_a_topic(units)
    gathered(units, clock)
    assert [to for to, _ in told(mail_server)] == addresses
    assert [one.owed_at is not None for one in issues(units)] == [True]
