"""Posts when things go wrong: killed between sending and recording, two workers, the trash.

Our clock stands months apart from WordPress's in all of these: nothing compares the two.
"""

import os
import signal
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.gateway import open_transport
from engage.wordpress.looking import compare_posts
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Settling, Thing, Trouble
from engage.wordpress.queries.differences import last_difference, open_difference
from engage.wordpress.service.differences import settle
from engage.wordpress.service.kinds import PUSH_ENGAGEMENT
from engage.wordpress.tasks import posting
from tests.app_fixtures import NOON, settings_for
from tests.services.forking import FORKING
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.wordpress.synced import Synced, synced_with, wordpress_settings


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        yield made


@pytest.mark.parametrize("transport", ["rest", "xmlrpc"])
def test_a_worker_killed_after_it_sent_leaves_one_post_and_no_difference(
    ours: Synced, wordpress: WordPressSite, tmp_path: Path, transport: str
) -> None:
    ours.publish(closes_at=NOON + timedelta(days=1))
    for words in ("Open", "Closed"):
        with ours.units.writing(SYSTEM) as unit:
            enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": _engagement_id(ours)})
        _die_after_sending(ours, tmp_path, wordpress, transport)
        ours.clock.advance(minutes=5)
        ours.work()
        assert f"<strong>{words}</strong>" in ours.says()
        ours.clock.advance(days=1)
    assert len(ours.posts()) == 1
    assert ours.link().state == LinkState.SHOWN
    assert _waiting(ours) is None


def test_an_edit_after_a_push_that_nobody_recorded_is_still_theirs(
    ours: Synced, wordpress: WordPressSite, tmp_path: Path
) -> None:
    ours.publish()
    _die_after_sending(ours, tmp_path, wordpress, "rest")
    _edit(ours, "Theirs")
    ours.clock.advance(minutes=5)
    ours.work()
    assert ours.post()["title"]["raw"] == "Theirs"
    assert _waiting(ours) == Trouble.CHANGED_THERE


def test_two_workers_at_a_post_that_people_edited_make_one_difference(ours: Synced) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    _edit(ours, "Theirs")
    ours.clock.advance(days=3)
    with ours.units.writing(SYSTEM) as unit:
        for _ in range(2):
            enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": _engagement_id(ours)})
    ours.work_with_two()
    assert ours.post()["title"]["raw"] == "Theirs"
    assert _waiting(ours) == Trouble.CHANGED_THERE
    with ours.units.reading(SYSTEM) as unit:
        last = last_difference(unit.session, ours.link().id)
        assert last is not None
        assert last.id == 1


def test_a_post_taken_out_of_the_trash_shows_the_comments_that_were_public_again(
    ours: Synced,
) -> None:
    ours.publish()
    ours.work()
    ours.published("Until two", "Robin")
    ours.work()
    number = ours.post()["id"]
    waiting = {"post": number, "author_name": "Kim", "author_email": "kim@example.test"}
    _left_there(ours, waiting | {"content": "Waits", "status": "hold"})
    time.sleep(1.1)  # WordPress counts whole seconds: in the same one it is no later change
    ours.there.delete(f"posts/{number}")
    _compare(ours)
    assert _waiting(ours) == Trouble.TAKEN_DOWN_THERE
    with ours.units.writing(SYSTEM) as unit:
        row = open_difference(unit.session, ours.link().id)
        assert row is not None
        settle(unit, row.id, Settling.OURS, row.remote_modified)
    ours.work()
    assert ours.post()["id"] == number
    assert ours.comments() == [("Robin", "Until two")]
    assert [row["author_name"] for row in ours.rows("hold")] == ["Kim"]
    assert ours.reconcile() == 0


def test_a_post_deleted_there_and_made_again_gets_its_comments_anew(ours: Synced) -> None:
    ours.publish()
    ours.work()
    ours.published("Until two", "Robin")
    ours.work()
    ours.there.delete(f"posts/{ours.post()['id']}", params={"force": "true"})
    _compare(ours)
    assert _waiting(ours) == Trouble.DELETED_THERE
    with ours.units.writing(SYSTEM) as unit:
        row = open_difference(unit.session, ours.link().id)
        assert row is not None
        settle(unit, row.id, Settling.OURS, None)
    ours.work()
    assert ours.comments() == [("Robin", "Until two")]
    assert ours.reconcile() == 0


def test_a_post_whose_link_was_lost_with_a_backup_is_found_again_by_its_mark(
    ours: Synced,
) -> None:
    ours.publish()
    ours.work()
    number = ours.post()["id"]
    with ours.units.writing(SYSTEM) as unit:
        link = unit.session.query(WordPressLink).filter_by(thing=Thing.ENGAGEMENT).one()
        unit.session.delete(link)
    ours.reconcile()
    ours.work()
    assert ours.post()["id"] == number
    assert ours.link().remote_id == number


def _engagement_id(ours: Synced) -> int:
    return ours.engagement().id


def _compare(ours: Synced) -> None:
    settings = ours.units.settings.wordpress
    assert settings is not None
    with open_transport(settings) as transport:
        compare_posts(ours.units, transport)


def _waiting(ours: Synced) -> str | None:
    with ours.units.reading(SYSTEM) as unit:
        row = open_difference(unit.session, ours.link().id)
        return row.trouble if row else None


def _left_there(ours: Synced, values: dict[str, object]) -> None:
    number = values["post"]
    ours.there.post(f"posts/{number}", json={"comment_status": "open"})
    assert ours.there.post("comments", json=values).status_code == 201
    ours.there.post(f"posts/{number}", json={"comment_status": "closed"})


def _edit(ours: Synced, title: str) -> None:
    """In a later second than our last push."""
    post = ours.post()
    path, before = f"posts/{post['id']}", post["modified_gmt"]
    while ours.there.post(path, json={"title": title}).json()["modified_gmt"] == before:
        pass


def _die_after_sending(ours: Synced, folder: Path, site: WordPressSite, transport: str) -> None:
    chosen = wordpress_settings(site) | {"ENGAGE_WORDPRESS_TRANSPORT": transport}
    orders = (ours.units.settings.database_url, str(folder), chosen, ours.clock.now())
    process = FORKING.Process(target=push_and_die, args=orders)
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL


def push_and_die(url: str, folder: str, wordpress: dict[str, str], now: datetime) -> None:
    """A worker's life until it has sent a post: killed before it writes down what came of it."""
    units = make_units(settings_for(url, Path(folder), **wordpress), FixedClock(now))
    send = posting.send_post

    def send_and_die(*words: object) -> object:
        send(*words)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    posting.send_post = send_and_die  # type: ignore[assignment]
    run_due(units, dict(HANDLERS))


def test_a_site_in_another_time_zone_knows_edits_from_our_pushes(
    sqlite_url: str, tmp_path: Path
) -> None:
    with run_wordpress(timezone="America/Vancouver") as site:
        for transport in ("rest", "xmlrpc"):
            chosen = {"ENGAGE_WORDPRESS_TRANSPORT": transport}
            with synced_with(site, sqlite_url, tmp_path, **chosen) as ours:
                ours.publish()
                ours.work()
                _compare(ours)
                assert ours.link().state == LinkState.SHOWN
                _edit(ours, f"Theirs by {transport}")
                _compare(ours)
                assert _waiting(ours) == Trouble.CHANGED_THERE
                with ours.units.writing(SYSTEM) as unit:
                    row = open_difference(unit.session, ours.link().id)
                    assert row is not None
                    settle(unit, row.id, Settling.OURS, row.remote_modified)
                ours.work()
                assert ours.post()["title"]["raw"] == "Should buses run at night?"
