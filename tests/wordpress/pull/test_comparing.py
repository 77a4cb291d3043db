"""What somebody does there to a comment that both sides know, and what follows here."""

from dataclasses import replace

import pytest

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.comments.service import move_to
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.moderation.models import AuthorMessage, CommentNote, DecisionNote
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import unpublish
from engage.wordpress.comparing import READ_WHOLE
from engage.wordpress.models import WordPressDifference, WordPressLink
from engage.wordpress.plans import LeftOut, LinkState, RunTrouble, Trouble
from engage.wordpress.rules import Capability, CommentStatus, PostStatus, TransportName
from engage.wordpress.service.comments import alias_of
from engage.wordpress.service.kinds import PUSH_COMMENT
from tests.wordpress.pull.conftest import Pair
from tests.wordpress.pull.there import POST

DOWN = [
    (CommentStatus.SPAM, Hold.SPAM, Trouble.MARKED_SPAM_THERE),
    (CommentStatus.TRASH, Hold.REFERRED, Trouble.TAKEN_DOWN_THERE),
    (CommentStatus.HOLD, Hold.REFERRED, Trouble.TAKEN_DOWN_THERE),
]


def test_what_says_the_same_is_only_seen(pair: Pair) -> None:
    number, _ = pair.push()
    pair.there.leave("Left there")
    pair.pull()
    before = len(pair.audited("wordpress.comment_differed"))
    done = pair.compare()
    assert (done.compared, dict(done.found)) == (2, {})
    assert {one.seen_at for one in pair.links()} == {pair.clock.now()}
    assert pair.comment(number).state == State.PUBLISHED
    assert len(pair.audited("wordpress.comment_differed")) == before


@pytest.mark.parametrize(("status", "hold", "trouble"), DOWN)
def test_what_is_taken_down_there_leaves_view_here_and_waits(
    pair: Pair, status: CommentStatus, hold: Hold, trouble: Trouble
) -> None:
    number, remote = pair.push()
    pair.there.change(remote, status=status)
    pair.compare()
    comment, link = pair.comment(number), pair.link(number)
    assert (comment.state, comment.published_version, comment.hold) == (State.WAITING, None, hold)
    assert (link.state, link.trouble, link.remote_status) == (LinkState.CONFLICT, trouble, status)
    last = pair.decisions(number)[-1]
    assert (last.outcome, last.decided_by, last.from_state) == (
        Outcome.REOPENED,
        None,
        State.PUBLISHED,
    )
    assert [note.decision_id for note in pair.rows(DecisionNote)] == [last.id]
    (entry,) = pair.audited("comment.reopened")
    assert '"was_public":1' in entry.detail.replace(" ", "")
    with pair.units.reading(SYSTEM) as unit:
        tallies = counts(unit.session, pair.engagement.scope)
    assert (tallies[State.WAITING], tallies[State.PUBLISHED]) == (1, 0)


def test_the_author_is_told_nothing_until_a_person_decides(pair: Pair) -> None:
    number, remote = pair.push()
    told = len(pair.rows(AuthorMessage))
    pair.there.change(remote, status=CommentStatus.SPAM)
    pair.compare()
    assert len(pair.rows(AuthorMessage)) == told
    pair.decide(number, Outcome.PUBLISH)
    assert pair.comment(number).state == State.PUBLISHED


def test_it_is_done_once_and_a_decision_here_is_not_undone_by_what_was_known(pair: Pair) -> None:
    number, remote = pair.push()
    pair.there.change(remote, status=CommentStatus.TRASH)
    pair.compare()
    pair.compare()
    assert [one.outcome for one in pair.decisions(number)].count(Outcome.REOPENED) == 1
    pair.clock.advance(minutes=1)
    pair.decide(number, Outcome.PUBLISH)
    pair.compare()
    assert pair.comment(number).state == State.PUBLISHED


def test_what_is_deleted_there_is_a_tombstone(pair: Pair) -> None:
    number, remote = pair.push()
    del pair.there.comments[remote]
    pair.compare()
    link = pair.link(number)
    assert (link.state, link.remote_id, link.gone_at) == (
        LinkState.HIDDEN,
        None,
        pair.clock.now(),
    )
    assert pair.comment(number).state == State.WAITING


def test_a_number_that_another_comment_has_now_is_gone_for_the_first(pair: Pair) -> None:
    number, remote = pair.push()
    del pair.there.comments[remote]
    pair.there.leave("Somebody else", number=remote, name="Kim", email="kim@example.ca")
    pair.compare()
    assert pair.link(number).state == LinkState.HIDDEN
    assert "Somebody else" in pair.texts()
    assert pair.compare().found == {}


def test_a_comment_moved_to_another_post_is_not_where_it_should_be(pair: Pair) -> None:
    number, remote = pair.push()
    pair.there.change(remote, post_id=99)
    pair.compare()
    assert pair.comment(number).state == State.WAITING
    assert pair.compare().found == {}


@pytest.mark.parametrize("status", [CommentStatus.SPAM, CommentStatus.TRASH])
def test_one_that_waits_here_moves_within_the_queue(pair: Pair, status: CommentStatus) -> None:
    remote = pair.there.leave()
    pair.pull()
    with pair.units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, pair.comments()[0].id)
        move_to(
            unit, unit.session.get_one(Engagement, comment.engagement_id), comment, Hold.ORDINARY
        )
    pair.there.change(remote, status=status)
    pair.compare()
    pair.compare()
    (comment,) = pair.comments()
    assert comment.hold == (Hold.SPAM if status is CommentStatus.SPAM else Hold.REFERRED)
    assert comment.state == State.WAITING
    assert len(pair.rows(CommentNote)) == 1
    assert not pair.decisions(comment.id)


def test_what_somebody_approves_there_while_it_waits_here_is_held_again(pair: Pair) -> None:
    remote = pair.there.leave()
    pair.pull()
    pair.there.change(remote, status=CommentStatus.APPROVED)
    pair.compare()
    assert pair.there.status(remote) is CommentStatus.HOLD
    (link,) = pair.links()
    assert (link.state, link.remote_status) == (LinkState.HELD, CommentStatus.HOLD)
    assert pair.comments()[0].state == State.WAITING
    assert len(pair.audited("wordpress.comment_differed")) == 1
    assert len(pair.audited("wordpress.comments_held")) == 1


def test_an_edit_there_of_a_comment_left_there_is_a_new_version_that_waits(pair: Pair) -> None:
    remote = pair.there.leave("At first")
    pair.pull()
    pair.there.change(remote, content="Afterwards", author_name="Kim")
    pair.compare()
    pair.compare()
    (comment,) = pair.comments()
    assert (comment.version, comment.state, comment.hold) == (2, State.WAITING, Hold.INTAKE)
    assert pair.texts() == ["At first", "Afterwards"]
    assert pair.persons()[comment.id][0] == "Kim"


def test_such_an_edit_takes_the_published_text_from_view_until_somebody_decides(
    pair: Pair,
) -> None:
    remote = pair.there.leave("At first")
    pair.pull()
    number = pair.comments()[0].id
    pair.decide(number, Outcome.PUBLISH)
    pair.there.change(remote, status=CommentStatus.APPROVED)
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        link.state, link.remote_status = LinkState.SHOWN, CommentStatus.APPROVED
    pair.there.change(remote, content="Afterwards")
    pair.compare()
    comment = pair.comment(number)
    assert (comment.version, comment.published_version) == (2, None)
    assert pair.there.status(remote) is CommentStatus.HOLD
    assert pair.link(number).state == LinkState.HELD


def test_an_edit_there_of_a_comment_of_ours_waits_for_a_person_and_is_held_there(
    pair: Pair,
) -> None:
    number, remote = pair.push()
    pair.there.change(remote, content="Fewer buses.")
    pair.compare()
    pair.compare()
    assert pair.comment(number).state == State.PUBLISHED
    (difference,) = pair.rows(WordPressDifference)
    assert (difference.trouble, difference.settled_at) == (Trouble.CHANGED_THERE, None)
    assert "Fewer" not in difference.theirs
    assert pair.there.status(remote) is CommentStatus.HOLD
    assert pair.link(number).state == LinkState.CONFLICT


def test_who_undoes_an_edit_there_has_settled_it(pair: Pair) -> None:
    number, remote = pair.push()
    said = pair.there.comments[remote].content
    pair.there.change(remote, content="Fewer buses.")
    pair.compare()
    pair.there.change(remote, content=said, status=CommentStatus.APPROVED)
    pair.compare()
    assert pair.link(number).state == LinkState.SHOWN
    assert pair.rows(WordPressDifference)[0].settled_at is not None


def test_what_we_wrote_there_ourselves_is_no_edit(pair: Pair) -> None:
    number, _remote = pair.push()
    pair.compare()
    with pair.units.writing(SYSTEM) as unit:
        unit.session.get_one(WordPressLink, pair.link(number).id).seen_hash = "0" * 64
    assert pair.compare().found == {}
    assert pair.link(number).seen_hash not in ("", "0" * 64)


def test_a_trashed_post_is_about_the_post_and_never_about_each_comment(pair: Pair) -> None:
    number, remote = pair.push()
    pair.there.posts[POST] = replace(pair.there.posts[POST], status=PostStatus.TRASH)
    pair.there.change(remote, status=CommentStatus.OTHER)
    pair.compare()
    assert pair.comment(number).state == State.PUBLISHED
    del pair.there.comments[remote]
    assert pair.compare().found == {"post_down": 1}
    assert pair.comment(number).state == State.PUBLISHED


def test_an_emptied_table_takes_nothing_down_here_until_a_person_says_so(pair: Pair) -> None:
    numbers = [pair.push(f"Comment {n}")[0] for n in range(12)]
    pair.there.comments.clear()
    done = pair.compare()
    assert done.is_alarming
    assert done.found == {"not_followed": 12}
    assert {pair.comment(number).state for number in numbers} == {State.PUBLISHED}
    pair.compare()
    assert len(pair.audited("wordpress.mass_change")) == 1
    assert pair.runs()[-1].trouble == RunTrouble.MASS_CHANGE
    pair.compare(is_confirmed=True)
    assert {pair.comment(number).state for number in numbers} == {State.WAITING}


def test_a_comment_that_a_push_has_in_hand_is_judged_later(pair: Pair) -> None:
    number, remote = pair.push()
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        link.job_id = enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    pair.there.change(remote, status=CommentStatus.SPAM)
    assert pair.compare().found == {}
    assert pair.comment(number).state == State.PUBLISHED
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        assert link.job_id is not None
        unit.session.get_one(Job, link.job_id).state = JobState.DONE
    pair.compare()
    assert pair.comment(number).state == State.WAITING


def test_what_pulling_missed_is_taken_in(pair: Pair) -> None:
    pair.there.leave("Newest", number=500)
    pair.pull()
    pair.there.leave("Backdated", number=3, status=CommentStatus.APPROVED)
    pair.compare()
    assert sorted(pair.texts()) == ["Backdated", "Newest"]
    assert pair.there.status(3) is CommentStatus.HOLD


def test_comments_with_other_numbers_keep_their_links(pair: Pair) -> None:
    _number, remote = pair.push()
    left = pair.there.leave("Left there")
    pair.pull()
    for old in (remote, left):
        one = pair.there.comments.pop(old)
        pair.there.comments[old + 900] = type(one)(**{**one.__dict__, "id": old + 900})
    assert pair.compare().found == {"renumbered": 2}
    assert {one.remote_id for one in pair.links()} == {remote + 900, left + 900}
    assert len(pair.comments()) == 2
    assert pair.compare().found == {}


def test_an_alias_without_a_link_is_adopted_if_its_comment_is_public(pair: Pair) -> None:
    number, remote = pair.push()
    with pair.units.writing(SYSTEM) as unit:
        unit.session.delete(unit.session.get_one(WordPressLink, pair.link(number).id))
    assert pair.compare().found == {"adopted": 1}
    assert pair.link(number).remote_id == remote


def test_an_alias_without_a_link_goes_if_its_comment_is_public_no_more(pair: Pair) -> None:
    number, remote = pair.push()
    with pair.units.writing(SYSTEM) as unit:
        unit.session.delete(unit.session.get_one(WordPressLink, pair.link(number).id))
    with pair.units.writing(pair.moderator) as unit:
        unpublish(unit, number, (Reason.OFF_TOPIC,), "")
    pair.compare()
    assert remote not in pair.there.comments


def test_a_comment_made_twice_is_removed_once(pair: Pair) -> None:
    number, remote = pair.push()
    one = pair.there.comments[remote]
    twin = pair.there.leave(
        one.content, name=one.author_name, email=one.author_email, status=CommentStatus.APPROVED
    )
    pair.compare()
    assert twin not in pair.there.comments
    assert remote in pair.there.comments
    assert pair.link(number).remote_id == remote


def test_an_alias_that_nobody_knows_is_held_and_listed(pair: Pair) -> None:
    with pair.units.reading(SYSTEM) as unit:
        alias = alias_of(unit, "nobody")
    remote = pair.there.leave(email=alias, status=CommentStatus.APPROVED)
    pair.pull()
    pair.compare()
    pair.compare()
    assert [row.reason for row in pair.left_out()] == [LeftOut.NOT_OURS]
    assert pair.there.status(remote) is CommentStatus.HOLD
    assert not pair.comments()


def test_a_post_with_more_than_a_round_can_read_is_asked_for_by_number(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READ_WHOLE, TransportName.REST, 2)
    for n in range(5):
        pair.there.leave(f"Comment {n}")
    pair.pull()
    pair.there.change(2, status=CommentStatus.SPAM)
    pair.there.asked.clear()
    pair.clock.advance(minutes=10)
    pair.compare()
    assert "page" not in pair.there.asked
    assert {one.seen_at for one in pair.links()} == {pair.clock.now()}
    assert [note.comment_id for note in pair.rows(CommentNote)] == [pair.links()[1].local_id]


def test_a_steady_round_asks_little_and_writes_only_what_it_saw(pair: Pair) -> None:
    for n in range(1_000):
        pair.there.leave(f"Comment {n}")
    pair.pull()
    entries = len(pair.audited("wordpress.comment_differed"))
    done = pair.compare()
    assert done.compared == 1_000
    assert done.requests <= 12
    assert len(pair.audited("wordpress.comment_differed")) == entries


@pytest.mark.parametrize("status", [CommentStatus.SPAM, CommentStatus.HOLD])
def test_what_a_push_met_there_and_nobody_was_told_of_is_followed(
    pair: Pair, status: CommentStatus
) -> None:
    number, remote = pair.push()
    pair.there.change(remote, status=status)
    pair.clock.advance(minutes=1)
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        link.state, link.remote_status = LinkState.CONFLICT, status
        link.trouble, link.seen_at = Trouble.TAKEN_DOWN_THERE, unit.now
    pair.compare()
    assert pair.comment(number).state == State.WAITING


def test_what_a_push_found_deleted_there_is_followed(pair: Pair) -> None:
    number, remote = pair.push()
    del pair.there.comments[remote]
    pair.clock.advance(minutes=1)
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        link.state, link.trouble = LinkState.CONFLICT, Trouble.DELETED_THERE
        link.remote_id, link.gone_at = None, unit.now
    pair.compare()
    assert pair.comment(number).state == State.WAITING
    assert pair.link(number).state == LinkState.HIDDEN


def test_few_at_a_time_are_many_in_a_day(pair: Pair) -> None:
    """Whoever empties our page by little and little is noticed as who does it at once."""
    numbers = [pair.push(f"Comment {n}") for n in range(56)]
    for start in range(0, 48, 8):
        for _number, remote in numbers[start : start + 8]:
            del pair.there.comments[remote]
        _later(pair, minutes=10)
        assert pair.compare().found == {"gone": 8}
    for _number, remote in numbers[48:52]:
        del pair.there.comments[remote]
    _later(pair, minutes=10)
    done = pair.compare()
    assert done.is_alarming
    assert {pair.comment(number).state for number, _ in numbers[48:]} == {State.PUBLISHED}
    pair.compare(is_confirmed=True)
    assert {pair.comment(number).state for number, _ in numbers[:52]} == {State.WAITING}
    del pair.there.comments[numbers[52][1]]
    _later(pair, minutes=10)
    done = pair.compare()
    assert not done.is_alarming
    assert pair.comment(numbers[52][0]).state == State.WAITING


def test_where_the_site_says_what_changed_only_that_is_read_until_the_next_whole_round(
    pair: Pair,
) -> None:
    pair.there.can = frozenset({Capability.MODIFIED_COMMENTS})
    for n in range(250):
        pair.there.leave(f"Comment {n}")
    pair.pull()
    _later(pair, minutes=5)
    assert pair.compare().compared == 250
    _later(pair, minutes=5)
    pair.there.change(7, content="Changed")
    done = pair.compare()
    assert (done.compared, dict(done.found)) == (1, {"edited": 1})
    del pair.there.comments[8]
    _later(pair, minutes=3)
    assert pair.compare().found == {}
    _later(pair, minutes=10)
    assert pair.compare().found == {"gone": 1}


def test_what_a_push_had_in_hand_is_not_forgotten_where_only_changes_are_read(pair: Pair) -> None:
    pair.there.can = frozenset({Capability.MODIFIED_COMMENTS})
    number, remote = pair.push()
    pair.compare()
    _later(pair, minutes=10)
    with pair.units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, pair.link(number).id)
        link.job_id = enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    pair.there.change(remote, status=CommentStatus.SPAM)
    assert pair.compare().found == {}
    _later(pair, minutes=10)
    with pair.units.writing(SYSTEM) as unit:
        job_id = unit.session.get_one(WordPressLink, pair.link(number).id).job_id
        assert job_id is not None
        unit.session.get_one(Job, job_id).state = JobState.DONE
    assert pair.compare().found == {"spam": 1}


def _later(pair: Pair, *, minutes: int) -> None:
    pair.clock.advance(minutes=minutes)
    pair.there.now = pair.clock.now()
