"""Asking to follow: the notice first, one answer for everybody, and no way to flood a mailbox."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.service import unpublish
from engage.following.models import Subscription
from engage.following.rules import MOST_ASKED, MOST_CONFIRMATIONS, State
from engage.following.service import address_of, end_for, erase_overdue, following_notice
from engage.mail.models import OutgoingMail
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.comments.citizen import Page
from tests.following.people import (
    EMAIL,
    FOLLOW,
    Follower,
    engagement_of,
    follow_form,
    following,
    later,
    row_of,
    rows,
    work,
)
from tests.mail.conftest import mailing
from tests.services.smtp import MailServer


def test_the_notice_stands_before_the_first_field_and_the_row_knows_which_it_was(
    mail_units: Units,
) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    html = citizen.client.get(FOLLOW).get_data(as_text=True)
    with mail_units.reading(SYSTEM) as unit:
        notice = following_notice(unit)
    assert notice is not None
    for part in (notice.authority, notice.contact, "news of this engagement"):
        assert part in html
    assert html.index("section 26(c)".capitalize()) < html.index('name="email"')
    citizen.ask()
    assert row_of(mail_units).notice_hash == notice.content_hash


def test_on_a_french_page_the_notice_is_french_and_the_row_knows_it(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    with mail_units.reading(SYSTEM) as unit:
        notice = following_notice(unit)
    assert notice is not None
    worded = notice.said_in("fr")
    html = citizen.client.get(f"/fr{FOLLOW}").get_data(as_text=True)
    assert worded.contact in html
    assert "est en anglais" not in html
    # Sent to the page in the other language, it is still the French one that was read.
    form = follow_form(citizen.client, f"/fr{FOLLOW}") | {"email": EMAIL}
    assert citizen.client.post(FOLLOW, data=form).status_code == 200
    assert row_of(mail_units).notice_hash == worded.content_hash != notice.content_hash


def test_an_address_is_stored_encrypted_and_stands_nowhere_else(
    both_mail_units: Units, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="engage")
    build_engagement(both_mail_units)
    answer = Follower(both_mail_units).ask()
    work(both_mail_units)
    assert "Set-Cookie" not in answer.headers
    assert EMAIL not in answer.get_data(as_text=True)
    with both_mail_units.reading(SYSTEM) as unit:
        assert address_of(unit, unit.session.get_one(Subscription, 1)) == EMAIL
        stored = "\n".join(
            str(row)
            for table in ("subscription", "job", "outgoing_mail", "audit_entry")
            for row in unit.session.execute(text(f"SELECT * FROM {table}"))
        )
    assert "subscription.asked" in stored
    assert EMAIL not in stored
    assert EMAIL not in "".join(one.getMessage() for one in caplog.records)


def test_nobody_learns_who_follows(mail_units: Units, mail_server: MailServer) -> None:
    build_engagement(mail_units)
    following(mail_units, mail_server)
    citizen = Follower(mail_units)
    known = citizen.ask()
    new = Follower(mail_units, "somebody.else@example.ca").ask()
    again = citizen.ask()
    assert known.get_data() == new.get_data() == again.get_data()
    assert {one.status_code for one in (known, new, again)} == {200}


def test_who_follows_already_is_changed_by_no_form_and_gets_a_link_once_a_day(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server)
    Follower(units).ask(pace="daily", language="fr")
    work(units)
    assert mail_server.messages == [], "the day's link has been sent"
    later(units, clock, days=1)
    Follower(units).ask(pace="daily", language="fr")
    work(units)
    [mail] = mail_server.mails
    assert "You follow" in mail["Subject"]
    row = row_of(units)
    assert (row.state, row.pace, row.language) == (State.ACTIVE, "at_once", "en")


def test_one_address_gets_one_confirmation_a_day_for_an_engagement(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    for email in (EMAIL, EMAIL.upper(), f"  {EMAIL} "):
        Follower(units, email).ask()
    later(units, clock, hours=23)
    Follower(units).ask()
    work(units)
    assert mail_server.recipients == [EMAIL]
    later(units, clock, hours=1)
    Follower(units).ask(pace="daily")
    work(units)
    assert len(mail_server.messages) == 2
    assert [row.pace for row in rows(units)] == ["daily"]


def test_one_address_gets_few_confirmations_for_many_engagements(
    mail_units: Units, mail_server: MailServer
) -> None:
    slugs = [f"question-{number}" for number in range(MOST_CONFIRMATIONS + 2)]
    for slug in slugs:
        build_engagement(mail_units, slug)
        assert Follower(mail_units).ask(f"/engagements/{slug}/follow").status_code == 200
    work(mail_units)
    assert len(mail_server.messages) == MOST_CONFIRMATIONS


def test_a_network_that_asks_again_and_again_has_to_wait_and_loses_nothing(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    for number in range(MOST_ASKED):
        assert Follower(mail_units, f"kim{number}@example.ca").ask().status_code == 200
    answer = Follower(mail_units, "one.more@example.ca").ask(pace="daily")
    page = Page(answer)
    assert (page.status, "one.more@example.ca" in page.html) == (429, True)
    assert int(answer.headers["Retry-After"]) > 0
    work(mail_units)
    assert len(mail_server.messages) == MOST_ASKED
    clock.advance(hours=1)
    assert Follower(mail_units, "one.more@example.ca").ask().status_code == 200


def test_what_fills_in_the_bait_gets_the_same_answer_and_is_not_stored(mail_units: Units) -> None:
    build_engagement(mail_units)
    good, bad = Follower(mail_units), Follower(mail_units, "robot@example.ca")
    assert good.ask().get_data() == bad.ask(website="https://example.ca").get_data()
    assert len(rows(mail_units)) == 1


NO_ADDRESSES = (
    "",
    " ",
    "kim",
    "kim@",
    "@example.ca",
    "kim@example",
    "kim@example..ca",
    "a@example.ca, b@example.ca",
    "Kim <kim@example.ca>",
    "kim@example.ca\r\nBcc: all@example.ca",
    "kim@example.ca\x00",
    "kim@[127.0.0.1]",
    "\ud7ff" * 300 + "@example.ca",
    "k" * 250 + "@example.ca",
    "k" * 1_000_000,
    "{{ 7*7 }}@x",
    "<script>alert(1)</script>",
)
NO_CHOICES = ("", "hourly", "at_once,daily", "EN", "\x00", "x" * 100_000)
NO_TOKENS = ("", "x", "a.b.c", "é", "[]", "\x00", "x" * 100_000)


def test_an_address_that_cannot_be_written_to_is_refused_at_its_field(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    for email in NO_ADDRESSES:
        page = Page(citizen.ask(email=email, pace="daily", language="fr"))
        assert page.status == 422, email[:40]
        assert "Enter an e-mail address" in page.errors["email"]
        form = page.form()
        assert (form["pace"], form["language"]) == ("daily", "fr")
        assert "<script>alert" not in page.html
    assert rows(mail_units) == []


def test_a_choice_that_is_none_is_refused_at_its_field(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    for field, value in [(name, one) for name in ("pace", "language") for one in NO_CHOICES]:
        page = Page(citizen.ask(**{field: value}))
        assert (page.status, field in page.errors) == (422, True), (field, value[:40])
        assert EMAIL in page.html
    assert rows(mail_units) == []


def test_a_form_without_its_token_is_shown_again(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    for token in NO_TOKENS:
        page = Page(citizen.ask(token=token))
        assert page.status == 422, token[:40]
        assert "Please read the notice and send it again" in page.words
        assert EMAIL in page.html
    assert rows(mail_units) == []


def test_a_token_of_another_engagement_or_another_day_is_refused(
    mail_units: Units, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    build_engagement(mail_units, "quiet-lanes")
    citizen = Follower(mail_units)
    form = follow_form(citizen.client) | {"email": EMAIL}
    assert citizen.client.post("/engagements/quiet-lanes/follow", data=form).status_code == 422
    clock.advance(hours=25)
    assert citizen.client.post(FOLLOW, data=form).status_code == 422
    assert rows(mail_units) == []


def test_fields_that_are_none_of_the_form_change_nothing(mail_units: Units) -> None:
    build_engagement(mail_units)
    Follower(mail_units).ask(state="active", engagement_id="7", confirmed_at="2020-01-01", id="9")
    row = row_of(mail_units)
    assert (row.id, row.state, row.confirmed_at) == (1, State.PENDING, None)
    assert row.engagement_id == engagement_of(mail_units).id


def test_a_post_from_another_site_is_refused(mail_units: Units) -> None:
    build_engagement(mail_units)
    citizen = Follower(mail_units)
    answer = citizen.client.post(FOLLOW, data={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_another_notice_in_force_gives_the_form_again_with_it(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> None:
    """R24: who read the old notice reads the new one first."""
    units = make_units(settings_for(sqlite_url, tmp_path, **mailing(mail_server)), clock)
    shelf = tmp_path / "notices"
    source = units.settings.notices_dir
    (shelf / "following").mkdir(parents=True)
    for path in (*source.glob("*.md"), *source.glob("following/*.md")):
        (shelf / path.relative_to(source)).write_text(path.read_text("utf-8"), "utf-8")
    units.database.dispose()
    more = mailing(mail_server) | {"ENGAGE_NOTICES_DIR": str(shelf)}
    units = make_units(settings_for(sqlite_url, tmp_path, **more), clock)
    build_engagement(units)
    citizen = Follower(units)
    form = follow_form(citizen.client) | {"email": EMAIL}
    notice = shelf / "following" / "following.md"
    notice.write_text(notice.read_text("utf-8").replace("and nothing else", "and only that"))
    page = Page(citizen.client.post(FOLLOW, data=form))
    assert page.status == 422
    assert "and only that" in page.words
    assert "This notice has changed" in page.words
    assert rows(units) == []
    notice.unlink()
    assert citizen.client.get(FOLLOW).status_code == 404, "without a notice nothing is collected"
    assert citizen.client.post(FOLLOW, data=form).status_code == 404
    units.database.dispose()


def test_where_no_mail_is_sent_nobody_can_follow(units: Units) -> None:
    build_engagement(units)
    citizen = Follower(units)
    assert citizen.client.get(FOLLOW).status_code == 404
    assert citizen.client.post(FOLLOW, data={"email": EMAIL}).status_code == 404
    assert "follow" not in citizen.client.get("/engagements/night-buses").get_data(as_text=True)


def test_a_draft_or_one_that_was_taken_down_cannot_be_followed(mail_units: Units) -> None:
    build_engagement(mail_units, "a-draft", published=False)
    assert Follower(mail_units).client.get("/engagements/a-draft/follow").status_code == 404
    engagement = build_engagement(mail_units)
    with mail_units.writing(SYSTEM) as unit:
        unpublish(unit, unit.session.merge(engagement))
    assert Follower(mail_units).client.get(FOLLOW).status_code == 404


def test_what_was_never_confirmed_is_erased_after_seven_days(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    Follower(units).ask()
    clock.advance(days=7)
    with units.writing(SYSTEM) as unit:
        assert erase_overdue(unit) is False
    row = row_of(units)
    assert (row.state, row.ended_why) == (State.ENDED, "lapsed")
    assert (row.email_cipher, row.email_index) == (None, None)
    work(units)
    assert mail_server.messages == [], "its mail, which waited, has nobody to go to"
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(OutgoingMail, 1).state == "dropped"


def test_addresses_of_followers_are_erased_a_year_after_the_results(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    engagement = build_engagement(units)
    following(units, mail_server)
    with units.writing(SYSTEM) as unit:
        unit.session.merge(engagement).results_at = clock.now() + timedelta(days=30)
    for days, state in ((30 + 364, State.ACTIVE), (1, State.ENDED)):
        clock.advance(days=days)
        with units.writing(SYSTEM) as unit:
            erase_overdue(unit)
        assert row_of(units).state == state
    assert row_of(units).email_cipher is None
    assert Follower(units).client.get(FOLLOW).status_code == 404


def test_an_address_that_gives_mail_back_ends_all_that_it_follows(
    both_mail_units: Units, mail_server: MailServer
) -> None:
    units = both_mail_units
    for slug in ("night-buses", "quiet-lanes"):
        build_engagement(units, slug)
        Follower(units).ask(f"/engagements/{slug}/follow")
    Follower(units, "somebody.else@example.ca").ask()
    index = row_of(units).email_index
    with units.writing(CITIZEN) as unit:
        assert end_for(unit, index or "") == 2
    assert [row.state for row in rows(units)] == ["ended", "ended", "pending"]
