"""Followers are told of updates and of public reports, once each and only as long as it is true."""

from datetime import timedelta

import pytest

from engage.core.clock import FixedClock
from engage.core.events import ReportReleased
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import UpdateContent
from engage.governance.elections.rules import Outcome
from engage.mail.followers import composing
from engage.updates.planning import plan_update
from engage.updates.queries import update_by_slug
from engage.updates.service import add_update, save_update, withdraw_update
from tests.app_fixtures import NOON, build_engagement
from tests.following.happening import gathered, items, told
from tests.following.people import SLUG, following, work
from tests.governance.elections.calendar import CALL, IN_INTERREGNUM, held_items, set_election
from tests.services.smtp import MailServer
from tests.updates.writing import WORDS, shown_update, stamp_update

CHANGED = UpdateContent(WORDS.title, "Two night buses ran.", WORDS.body)


def publish(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        shown_update(unit, engagement_by_slug(unit.session, SLUG))


def release(units: Units, *, is_public: bool) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        unit.emit(ReportReleased(engagement.id, 7, is_public))


def test_an_update_is_told_once_with_its_title_and_its_page(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server)
    publish(units)
    gathered(units, clock)
    [(_to, text)] = told(mail_server)
    assert "There is an update: The first night" in text
    assert "http://localhost/engagements/night-buses/updates/the-first-night" in text
    mail_server.messages.clear()
    # What is changed, or taken from view and shown again, is no news.
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        update = update_by_slug(unit.session, engagement.id, "the-first-night")
        save_update(unit, engagement, update, CHANGED, seen_revision_id=update.draft_revision_id)
        stamp_update(unit, engagement, update)
        plan_update(
            unit,
            engagement,
            update,
            unit.now + timedelta(hours=1),
            seen_revision_id=update.draft_revision_id,
            seen_plan=update.plan_number,
        )
    clock.advance(hours=1)
    gathered(units, clock)
    assert told(mail_server) == []


def test_in_french_our_words_are_french_and_the_title_stays(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server, language="fr")
    publish(mail_units)
    gathered(mail_units, clock)
    [(_to, text)] = told(mail_server)
    assert "Il y a une nouvelle de la consultation : The first night" in text


def test_what_was_taken_from_view_before_the_mail_is_left_out(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    publish(mail_units)
    work(mail_units)
    with mail_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        withdraw_update(
            unit, engagement, update_by_slug(unit.session, engagement.id, "the-first-night")
        )
    gathered(mail_units, clock)
    assert told(mail_server) == []


def test_what_was_planned_is_news_when_it_is_public_and_not_before(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    with mail_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        update = add_update(unit, engagement, WORDS)
        stamp_update(unit, engagement, update)
        seen = update.draft_revision_id
        then = NOON + timedelta(days=1)
        plan_update(unit, engagement, update, then, seen_revision_id=seen, seen_plan=0)
    gathered(mail_units, clock)
    assert told(mail_server) == []
    clock.instant = NOON + timedelta(days=1)
    gathered(mail_units, clock)
    [(_to, text)] = told(mail_server)
    assert "There is an update" in text


def test_an_election_holds_the_news_of_an_update_as_any_other(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    publish(mail_units)
    set_election(mail_units)
    assert CALL < IN_INTERREGNUM
    clock.instant = IN_INTERREGNUM
    gathered(mail_units, clock)
    assert told(mail_server) == []
    assert [one.outcome for one in held_items(mail_units)] == [Outcome.WAITING]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_report_is_told_only_if_it_is_for_everybody(
    mail_units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    is_public: bool,
) -> None:
    monkeypatch.setattr(composing, "PUBLIC_REPORTS", [lambda _session, number: number == 7])
    build_engagement(mail_units)
    following(mail_units, mail_server)
    release(mail_units, is_public=is_public)
    gathered(mail_units, clock)
    assert [kind for kind, _ in items(mail_units)] == (["report"] if is_public else [])
    mails = [text for _, text in told(mail_server)]
    assert len(mails) == is_public
    assert all("A report on what we heard is published." in text for text in mails)
    assert all("/engagements/night-buses/results" in text for text in mails)


def test_a_report_that_nobody_can_read_any_more_is_left_out(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    # No such report is there: as one whose files were taken back.
    build_engagement(mail_units)
    following(mail_units, mail_server)
    release(mail_units, is_public=True)
    gathered(mail_units, clock)
    assert told(mail_server) == []
