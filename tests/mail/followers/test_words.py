"""What mails to followers look like: two languages, nothing unescaped, one purpose."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.language import PREFIXES
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.following.models import Subscription
from engage.following.rules import Pace
from engage.following.service import end
from engage.mail.followers.composing import address_of, follower_of
from engage.mail.followers.words import moment_words
from engage.mail.rules import Permission
from tests.app_fixtures import build_engagement
from tests.following.happening import add_a_topic, gathered, run_clock, told
from tests.following.people import EMAIL, Follower, following, row_of, work
from tests.services.smtp import MailServer

TOP = Path(__file__).parents[3] / "engage"
HOSTILE = "Buses & <b>bikes</b> {{ 7*7 }}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mail_is_text_and_html_in_its_language_with_both_links(
    mail_units: Units, mail_server: MailServer, clock: FixedClock, language: str
) -> None:
    build_engagement(mail_units, title=HOSTILE)
    Follower(mail_units).ask(language=language)
    work(mail_units)
    [confirmation] = mail_server.mails
    following(mail_units, mail_server, "kit@example.ca", language=language)
    following(mail_units, mail_server, "lee@example.ca", language=language, pace=Pace.DAILY)
    add_a_topic(mail_units)
    gathered(mail_units, clock)
    run_clock(mail_units, clock, datetime(2026, 3, 3, 17, 0, tzinfo=UTC))
    mails = [confirmation, *mail_server.mails]
    assert len(mails) == 3
    for mail in mails:
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None and html is not None
        assert mail["Content-Language"] == language
        assert HOSTILE in mail["Subject"]
        assert HOSTILE in plain.get_content()
        words = html.get_content()
        assert "<b>bikes</b>" not in words
        assert "Buses &amp; &lt;b&gt;bikes&lt;/b&gt; {{ 7*7 }}" in words
        for part in (plain.get_content(), words):
            assert "/follow/confirm/" in part and "/follow/end/" in part
        assert str(mail["List-Unsubscribe"]).startswith(
            f"<http://localhost{PREFIXES[language]}/follow/end/"
        )


def test_moments_are_said_in_the_followers_language() -> None:
    moment = datetime(2026, 8, 1, 23, 5, tzinfo=UTC)
    pacific = "America/Vancouver"
    assert (
        moment_words(moment, pacific, "fr") == "samedi 1er août 2026, 16 h 05, heure du Pacifique"
    )
    assert moment_words(moment, pacific, "en").startswith("Saturday, 1 August 2026, 4:05 pm")
    assert moment_words(moment, "UTC", "fr").endswith("23 h 05, UTC")


def test_an_address_serves_news_of_its_own_engagement_and_nothing_else(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """R25: of everything that an address may be used for, a follower's may be used for one."""
    units = mail_units
    build_engagement(units)
    build_engagement(units, "quiet-lanes")
    row = following(units, mail_server)
    following(units, mail_server, "other@example.ca")
    add_a_topic(units, "quiet-lanes")
    gathered(units, clock)
    assert told(mail_server) == []
    with units.reading(SYSTEM) as unit:
        for permission in Permission:
            found = follower_of(unit, row.id, permission)
            is_theirs = permission in (Permission.FOLLOWS, Permission.ASKED_TO_FOLLOW)
            assert (found.address if found else "") == (EMAIL if is_theirs else "")
    with units.writing(SYSTEM) as unit:
        end(unit, unit.session.get_one(Subscription, row.id))
    with units.reading(SYSTEM) as unit:
        assert address_of(unit, row.id) is None
        assert all(follower_of(unit, row.id, one) is None for one in Permission)


def test_before_it_is_confirmed_an_address_gets_its_link_alone(
    mail_units: Units, clock: FixedClock
) -> None:
    build_engagement(mail_units)
    Follower(mail_units).ask()
    row = row_of(mail_units)
    with mail_units.reading(SYSTEM) as unit:
        assert follower_of(unit, row.id, Permission.FOLLOWS) is None
        assert follower_of(unit, row.id, Permission.ASKED_TO_FOLLOW) is not None
    clock.advance(days=7)
    with mail_units.reading(SYSTEM) as unit:
        assert follower_of(unit, row.id, Permission.ASKED_TO_FOLLOW) is None


def test_only_what_writes_their_mail_reads_addresses_of_followers() -> None:
    """A new reader of addresses has to be written down here, and so thought about (R25)."""
    readers = set()
    for path in TOP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_ours = isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                "engage.following.service"
            )
            if is_ours and any(name.name == "address_of" for name in node.names):
                readers.add(path.relative_to(TOP).as_posix())
    assert readers == {
        "following/service/__init__.py",
        "mail/followers/composing.py",
        "reports/brought.py",  # so that none of them stands in a report
    }
