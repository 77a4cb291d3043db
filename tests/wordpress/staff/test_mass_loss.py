"""Much is gone on WordPress at once: nothing follows here, staff are told, and a repair they have
read puts it back; a WordPress that falls silent in the middle leaves a plan for the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.comments.models import Comment
from engage.core.permissions import SYSTEM
from engage.jobs.service import enqueue
from engage.wordpress.drift import Finding
from engage.wordpress.errors import Transient
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.rest import RestTransport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.mending import look, mend
from engage.wordpress.plans import Thing
from engage.wordpress.queries.standing import alarm
from engage.wordpress.repair import Action
from engage.wordpress.service.kinds import COMPARE
from tests.services.wordpress import WordPressSite
from tests.wordpress.staff.backup import back_up, statement
from tests.wordpress.synced import Synced, synced_with

MANY = 14


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def transport(ours: Synced) -> Iterator[Transport]:
    assert ours.units.settings.wordpress is not None
    with open_transport(ours.units.settings.wordpress) as opened:
        yield opened


def compare(ours: Synced) -> None:
    ours.clock.advance(seconds=60)
    with ours.units.writing(SYSTEM) as unit:
        enqueue(unit, COMPARE, {})
    ours.work()


def public_here(ours: Synced, numbers: list[int]) -> int:
    with ours.units.reading(SYSTEM) as unit:
        rows = [unit.session.get_one(Comment, number) for number in numbers]
    return sum(row.published_version is not None for row in rows)


def test_an_old_backup_takes_nothing_down_here_and_a_repair_puts_it_back(
    ours: Synced, wordpress: WordPressSite, transport: Transport
) -> None:
    ours.publish()
    ours.work()
    put_back = back_up(wordpress)
    numbers = [ours.published(f"Comment {number}", "Robin")[0] for number in range(MANY)]
    ours.work()
    put_back()
    compare(ours)
    assert public_here(ours, numbers) == MANY
    with ours.units.reading(SYSTEM) as unit:
        assert alarm(unit.session) is not None
    mended = look(ours.units, transport)
    assert mended.found.drift.counts == {Finding.MISSING_THERE: MANY}
    mend(ours.units, transport, mended.plan.digest)
    ours.work()
    assert sorted(ours.comments()) == sorted(
        ("Robin", f"Comment {number}") for number in range(MANY)
    )
    compare(ours)
    with ours.units.reading(SYSTEM) as unit:
        assert alarm(unit.session) is None
    assert look(ours.units, transport).found.drift.is_in_step
    assert public_here(ours, numbers) == MANY


def test_what_was_done_before_wordpress_fell_silent_stays_and_a_new_plan_holds_the_rest(
    ours: Synced,
    wordpress: WordPressSite,
    transport: Transport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours.publish()
    first, _ = ours.published("Gone there", "Robin")
    ours.published("There twice", "Robin")
    ours.work()
    gone = ours.link(Thing.COMMENT, first).remote_id
    twice = next(row["id"] for row in ours.rows() if row["id"] != gone)
    statement(
        wordpress,
        f"DELETE FROM wp_comments WHERE comment_ID = {gone};"
        " INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email,"
        " comment_author_url, comment_author_IP, comment_date, comment_date_gmt, comment_content,"
        " comment_approved, comment_agent, comment_type) SELECT comment_post_ID, comment_author,"
        " comment_author_email, '', '', comment_date, comment_date_gmt, comment_content, '1', '',"
        f" 'comment' FROM wp_comments WHERE comment_ID = {twice}",
    )
    plan = look(ours.units, transport).plan
    assert plan.counts == {Action.REMOVE_DOUBLE: 1, Action.SEND_AGAIN: 1}

    def silent(_self: RestTransport, _number: int) -> None:
        raise Transient("silent")

    with monkeypatch.context() as patch:
        patch.setattr(RestTransport, "remove_comment", silent)
        with pytest.raises(Transient):
            mend(ours.units, transport, plan.digest)
    ours.work()
    assert sorted(text for _, text in ours.comments()) == [
        "Gone there",
        "There twice",
        "There twice",
    ]
    rest = look(ours.units, transport).plan
    assert rest.counts == {Action.REMOVE_DOUBLE: 1}
    mend(ours.units, transport, rest.digest)
    assert sorted(text for _, text in ours.comments()) == ["Gone there", "There twice"]
