"""Comments left there become comments that wait here, or are left out, and none is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from engage.comments.rules import Channel, Hold, NoticeGiven, State
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM
from engage.jobs.models import Job
from engage.moderation.rules import SCREEN
from engage.wordpress.errors import Transient
from engage.wordpress.mending import look, mend
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LeftOut, LinkState, Origin, Thing
from engage.wordpress.repair import Action
from engage.wordpress.rules import CommentStatus
from engage.wordpress.service.pulling import take_page
from tests.wordpress.pull.conftest import Pair
from tests.wordpress.pull.there import POST, post


def test_a_comment_left_there_waits_here_under_the_notice_shown_there(pair: Pair) -> None:
    number = pair.there.leave("It&#8217;s <em>late</em>.", name="Ren&eacute;")
    pair.pull()
    (comment,) = pair.comments()
    assert (comment.channel, comment.state, comment.hold) == (
        Channel.WORDPRESS,
        State.WAITING,
        Hold.INTAKE,
    )
    assert comment.notice_given == NoticeGiven.SHOWN_ON_WORDPRESS
    assert comment.notice_version_id is not None
    assert comment.received_at == pair.there.comments[number].date
    assert comment.waiting_since == pair.clock.now()
    assert pair.texts() == ["It\u2019s late."]
    assert pair.persons() == {comment.id: ("Ren\xe9", "robin@example.ca")}
    (link,) = pair.links()
    assert (link.origin, link.state, link.remote_id) == (Origin.WORDPRESS, LinkState.HELD, number)


def test_nothing_is_doubled_however_often_it_is_pulled(pair: Pair) -> None:
    for n in range(250):
        pair.there.leave(f"Comment {n}")
    pair.pull()
    pair.pull()
    assert len(pair.comments()) == len(pair.links()) == 250
    assert pair.mark() == 250
    with pair.units.reading(SYSTEM) as unit:
        assert counts(unit.session, pair.engagement.scope)[State.WAITING] == 250


def test_pages_that_overlap_are_stored_together_once(pair: Pair) -> None:
    for n in range(3):
        pair.there.leave(f"Comment {n}")
    page = [pair.there.comments[n] for n in (1, 2, 2, 3, 3)]
    with pair.units.writing(SYSTEM) as unit:
        stored = take_page(unit, page)
    assert stored.counts == {"taken": 3}
    assert len(pair.comments()) == len(pair.links()) == 3


def test_the_intake_looks_at_each_page(pair: Pair) -> None:
    pair.there.leave()
    pair.pull()
    assert [job.kind for job in pair.rows(Job)].count(SCREEN) == 1


def test_what_is_public_there_is_put_on_hold_and_that_is_written_down(pair: Pair) -> None:
    number = pair.there.leave(status=CommentStatus.APPROVED)
    pulled = pair.pull()
    assert pair.there.status(number) is CommentStatus.HOLD
    (link,) = pair.links()
    assert (link.state, link.remote_status) == (LinkState.HELD, CommentStatus.HOLD)
    assert pulled.held == 1
    assert len(pair.audited("wordpress.comments_held")) == 1


def test_what_was_stored_and_not_held_is_held_by_the_next_run(pair: Pair) -> None:
    number = pair.there.leave(status=CommentStatus.APPROVED)
    pair.there.fails_after = 1
    with pytest.raises(Transient):
        pair.pull()
    assert pair.links()[0].state == LinkState.SHOWN
    pair.there.fails_after = None
    pair.pull()
    assert pair.there.status(number) is CommentStatus.HOLD
    assert pair.links()[0].state == LinkState.HELD


def test_spam_there_is_a_suspicion_here(pair: Pair) -> None:
    pair.there.leave(status=CommentStatus.SPAM)
    pair.pull()
    assert pair.comments()[0].signals == "spam_elsewhere"


@pytest.mark.parametrize("status", [CommentStatus.TRASH, CommentStatus.OTHER])
def test_what_lies_in_the_trash_there_is_not_taken_in(pair: Pair, status: CommentStatus) -> None:
    pair.there.leave(status=status)
    pair.pull()
    assert not pair.comments()
    assert not pair.left_out()


def test_comments_of_other_posts_are_none_of_our_business(pair: Pair) -> None:
    number = pair.there.leave(post_id=99, status=CommentStatus.APPROVED)
    pair.pull()
    assert not pair.comments()
    assert not pair.left_out()
    assert pair.there.status(number) is CommentStatus.APPROVED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"takes_comments": False}, LeftOut.NOT_TAKEN),
        ({"notice_hash": ""}, LeftOut.NO_NOTICE),
        ({"notice_hash": "f" * 64}, LeftOut.NO_NOTICE),
    ],
)
def test_without_a_choice_or_a_notice_it_is_left_out_and_held(
    pair: Pair, changes: dict[str, object], reason: LeftOut
) -> None:
    pair.choose(**changes)
    pair.there.posts[POST] = post(str(changes.get("notice_hash") or "e" * 64), pair.clock.now())
    number = pair.there.leave(status=CommentStatus.APPROVED)
    pair.pull()
    pair.pull()
    assert not pair.comments()
    (row,) = pair.left_out()
    assert row.reason == reason
    assert pair.there.status(number) is CommentStatus.HOLD
    assert len(pair.audited("wordpress.comments_left_out")) == 1


def test_a_late_pull_judges_by_the_time_at_which_it_was_left(pair: Pair) -> None:
    closes = pair.engagement.closes_at
    assert closes is not None
    pair.there.leave("In time", date=closes - timedelta(seconds=1))
    pair.there.leave("Too late", date=closes)
    pair.there.leave("Too early", date=pair.clock.now() - timedelta(days=1))
    pair.clock.instant = closes + timedelta(days=1)
    pair.there.now = pair.clock.now()
    pair.pull()
    assert pair.texts() == ["In time"]
    assert {row.reason for row in pair.left_out()} == {
        LeftOut.AFTER_CLOSING,
        LeftOut.BEFORE_OPENING,
    }


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_wrong_there_is_set_right(pair: Pair, hours: int) -> None:
    closes = pair.engagement.closes_at
    assert closes is not None
    off = timedelta(hours=hours)
    pair.there.clock_off = off
    pair.there.leave("In time", date=closes - timedelta(minutes=1) + off)
    pair.there.leave("Too late", date=closes + timedelta(minutes=1) + off)
    pair.clock.instant = closes + timedelta(hours=2)
    pair.there.now = pair.clock.now()
    pulled = pair.pull()
    assert pair.texts() == ["In time"]
    assert pair.comments()[0].received_at == closes - timedelta(minutes=1)
    assert [row.reason for row in pair.left_out()] == [LeftOut.AFTER_CLOSING]
    assert pulled.found["clock_ahead"] == hours * 3600


def test_a_date_in_the_future_becomes_now(pair: Pair) -> None:
    pair.there.leave(date=pair.clock.now() + timedelta(seconds=30))
    pair.pull()
    assert pair.comments()[0].received_at == pair.clock.now()


@pytest.mark.parametrize("text", ["x" * 65_535, "<script>alert(1)</script>", "\u200b\u2800"])
def test_what_nobody_can_read_is_left_out_and_not_lost(pair: Pair, text: str) -> None:
    pair.there.leave(text)
    pair.pull()
    assert not pair.comments()
    assert [row.reason for row in pair.left_out()] == [LeftOut.UNREADABLE]


def test_an_endless_name_and_an_address_that_is_none_lose_no_comment(pair: Pair) -> None:
    pair.there.leave(name="\u6c34" * 81, email="not an address")
    pair.pull()
    (person,) = pair.persons().values()
    assert person == ("\u6c34" * 79 + "\u2026", "")


def test_an_answer_hangs_on_its_comment_one_level_deep(pair: Pair) -> None:
    pair.there.page = 1
    first = pair.there.leave("First")
    second = pair.there.leave("Second", parent_id=first)
    pair.there.leave("Third", parent_id=second)
    pair.pull()
    by_text = dict(zip(pair.texts(), pair.comments(), strict=True))
    assert by_text["Second"].parent_id == by_text["First"].id
    assert by_text["Third"].parent_id is None


def test_a_number_given_twice_is_another_comment(pair: Pair) -> None:
    number = pair.there.leave("Before the restore")
    pair.pull()
    del pair.there.comments[number]
    pair.clock.advance(hours=1)
    pair.there.now = pair.clock.now()
    pair.there.leave("After it", number=number, name="Kim", email="")
    pair.pull()
    assert sorted(pair.texts()) == ["After it", "Before the restore"]


def test_comments_that_only_got_other_numbers_are_not_taken_in_again(pair: Pair) -> None:
    number = pair.there.leave()
    pair.pull()
    moved = pair.there.comments.pop(number)
    pair.there.leave(number=500, date=moved.date)
    pair.pull()
    assert len(pair.comments()) == 1


def test_two_strangers_who_write_in_one_second_are_two(pair: Pair) -> None:
    pair.there.leave("One", name="", email="")
    pair.there.leave("Two", name="", email="")
    pair.pull()
    assert sorted(pair.texts()) == ["One", "Two"]


def test_a_site_that_is_down_half_way_is_read_again(pair: Pair) -> None:
    for n in range(250):
        pair.there.leave(f"Comment {n}")
    pair.there.fails_after = 2
    with pytest.raises(Transient):
        pair.pull()
    assert pair.mark() == 0
    assert len(pair.comments()) == 200
    pair.there.fails_after = None
    pair.pull()
    assert sorted(pair.texts()) == sorted(f"Comment {n}" for n in range(250))
    assert pair.mark() == 250


def test_an_address_that_only_looks_like_ours_is_held_and_listed(pair: Pair) -> None:
    """WordPress shows at once whom its settings trust; the next comparison may be far off."""
    forged = pair.there.leave(email=f"c-{'0' * 32}@sync.invalid", status=CommentStatus.APPROVED)
    number, ours = pair.push()
    reply_like = pair.there.leave(email=" C-" + "f" * 32 + "@SYNC.invalid")
    pair.pull()
    assert pair.there.status(forged) is CommentStatus.HOLD
    assert pair.there.status(ours) is CommentStatus.APPROVED
    listed = {(one.remote_id, one.reason) for one in pair.left_out()}
    assert listed == {(forged, LeftOut.NOT_OURS), (reply_like, LeftOut.NOT_OURS)}
    assert [one.id for one in pair.comments()] == [number]


def test_our_own_alias_is_not_taken_for_forged_by_a_database_that_was_restored(pair: Pair) -> None:
    number, ours = pair.push()
    with pair.units.writing(SYSTEM) as unit:
        unit.session.execute(
            delete(WordPressLink).where(
                WordPressLink.local_id == number, WordPressLink.thing == Thing.COMMENT
            )
        )
    pair.pull()
    assert pair.left_out() == []
    assert pair.there.status(ours) is CommentStatus.APPROVED


def test_what_was_left_after_the_notice_went_is_not_taken_in_as_if_it_had_stood_there(
    pair: Pair,
) -> None:
    """The last comparison saw it; since then somebody edited it away."""
    pair.clock.advance(minutes=3)
    pair.there.now = pair.clock.now()
    shown = pair.there.posts[POST]
    pair.there.posts[POST] = replace(shown, content="<p>Ours.</p>", modified=pair.clock.now())
    number = pair.there.leave("Left without a notice.", status=CommentStatus.APPROVED)
    pair.pull()
    assert pair.comments() == []
    assert [(one.remote_id, one.reason) for one in pair.left_out()] == [(number, LeftOut.NO_NOTICE)]
    assert pair.there.status(number) is CommentStatus.HOLD
    assert not pair.there.posts[POST].comments_open


def test_posts_without_anything_new_are_not_asked_for(pair: Pair) -> None:
    pair.there.leave("One")
    pair.pull()
    pair.there.asked.clear()
    pair.pull()
    assert "get_posts" not in pair.there.asked


def test_a_repair_judges_what_was_passed_by_the_same_clock_as_a_pull(pair: Pair) -> None:
    """Its clock is two hours ahead: what seems to be left after closing was left before."""
    pair.there.clock_off = timedelta(hours=2)
    closes = pair.engagement.closes_at
    assert closes is not None
    pair.clock.advance(seconds=(closes - pair.clock.now()).total_seconds() + 9 * 3600)
    pair.there.now = pair.clock.now()
    pair.there.posts[POST] = replace(pair.there.posts[POST], key=f"engage-{pair.engagement.slug}")
    pair.there.leave("In time.", date=closes + timedelta(minutes=90))
    transport = pair.there.open()
    plan = look(pair.units, transport).plan
    assert plan.counts == {Action.TAKE_IN: 1}
    mend(pair.units, transport, plan.digest)
    assert pair.left_out() == []
    assert pair.texts() == ["In time."]
