"""Pushed from here, changed there, decided here again: pushing and comparing on one WordPress."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.permissions import SYSTEM
from engage.jobs.service import enqueue
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.wordpress.models import WordPressRun
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.service.kinds import COMPARE
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with

pytestmark = pytest.mark.services


@pytest.fixture(params=["rest", "xmlrpc"])
def ours(
    request: pytest.FixtureRequest,
    wordpress_with_plugin: WordPressSite,
    sqlite_url: str,
    tmp_path: Path,
) -> Iterator[Synced]:
    way = {"ENGAGE_WORDPRESS_TRANSPORT": request.param}
    with synced_with(wordpress_with_plugin, sqlite_url, tmp_path, **way) as synced:
        synced.publish()
        yield synced


def compare(ours: Synced) -> str:
    """One round and all that follows; what it found."""
    with ours.units.writing(SYSTEM) as unit:
        enqueue(unit, COMPARE, {})
    ours.work()
    with ours.units.reading(SYSTEM) as unit:
        last = unit.session.query(WordPressRun).order_by(WordPressRun.id.desc()).first()
        assert last is not None
        assert last.finished_at is not None
        return last.found


def state_of(ours: Synced, number: int) -> str:
    with ours.units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, number).state


def test_what_was_pushed_is_equal(ours: Synced) -> None:
    for n in range(3):
        ours.published(f"Comment {n} & <more>\n\nin lines", name="Ren\xe9" if n else "")
    ours.work()
    assert compare(ours) == "{}"
    assert compare(ours) == "{}"
    assert len(ours.comments()) == 3


def test_spam_there_waits_here_and_comes_back_when_it_is_published_again(ours: Synced) -> None:
    number, _ = ours.published("Not spam at all")
    ours.work()
    (row,) = ours.rows()
    ours.there.post(f"comments/{row['id']}", json={"status": "spam"})
    assert compare(ours) == '{"spam": 1}'
    assert state_of(ours, number) == State.WAITING
    assert ours.link(Thing.COMMENT, number).state == LinkState.HELD
    assert ours.rows("spam")
    ours.clock.advance(minutes=5)
    with ours.units.writing(ours.moderator) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
    ours.work()
    assert [text for _name, text in ours.comments()] == ["Not spam at all"]
    assert compare(ours) == "{}"
    assert state_of(ours, number) == State.PUBLISHED


def test_an_edit_there_is_held_there_and_stays_public_here(ours: Synced) -> None:
    number, _ = ours.published("As it was written")
    ours.work()
    compare(ours)
    (row,) = ours.rows()
    ours.there.post(f"comments/{row['id']}", json={"content": "As it was changed"})
    assert compare(ours) == '{"edited": 1, "put_on_hold": 1}'
    assert ours.comments() == []
    assert state_of(ours, number) == State.PUBLISHED
    assert compare(ours) == "{}"


def test_what_is_deleted_there_is_made_anew_only_when_somebody_decides(ours: Synced) -> None:
    number, _ = ours.published("Deleted there")
    ours.work()
    (row,) = ours.rows()
    ours.there.delete(f"comments/{row['id']}", params={"force": "true"})
    assert compare(ours) == '{"gone": 1}'
    ours.reconcile()
    ours.work()
    assert ours.comments() == []
    ours.clock.advance(minutes=5)
    with ours.units.writing(ours.moderator) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
    ours.work()
    assert len(ours.comments()) == 1
    assert compare(ours) == "{}"
