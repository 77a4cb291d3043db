"""Comments that visitors left on WordPress, once something is decided about them here."""

from dataclasses import replace

from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import undo
from engage.wordpress.plans import LinkState
from engage.wordpress.rules import CommentStatus
from tests.wordpress.out.scene import Scene


def texts(at: Scene) -> list[str]:
    return [one.content for one in at.there.shown()]


def test_what_was_left_there_is_put_right_where_it_stands(at: Scene) -> None:
    number = at.left_there("I live at 12 Elm Street.")
    before = at.link(number)
    at.settle()
    assert texts(at) == []
    at.decide(number, Outcome.PUBLISH)
    at.run()
    (one,) = at.there.shown()
    assert one.id == before.remote_id
    assert one.author_email == at.key_of(number) == at.link(number).key
    assert "robin@example.ca" not in str(vars(one))
    assert len(at.there.comments) == 1


def test_what_was_left_there_and_refused_is_gone_and_comes_back_with_our_alias(at: Scene) -> None:
    number = at.left_there()
    before = at.link(number).remote_id
    decision = at.decide(number, Outcome.NOT_PUBLISH, Reason.OFF_TOPIC)
    at.run()
    assert at.there.comments == {}
    assert (at.link(number).state, at.link(number).remote_id) == (LinkState.HIDDEN, None)
    with at.units.writing(at.moderator) as unit:
        undo(unit, decision)
    at.settle()
    assert at.there.comments == {}
    at.decide(number, Outcome.PUBLISH)
    at.run()
    (one,) = at.there.shown()
    assert one.id != before
    assert one.author_email == at.key_of(number)


def test_an_answer_lost_while_putting_it_right_changes_nothing_in_the_end(at: Scene) -> None:
    number = at.left_there()
    at.decide(number, Outcome.PUBLISH)
    at.there.silent_after = 1
    at.run()
    at.there.silent_after = None
    at.settle()
    (one,) = at.there.comments.values()
    assert (one.status, one.author_email) == (CommentStatus.APPROVED, at.key_of(number))
    assert at.link(number).state == LinkState.SHOWN


def test_a_stranger_with_the_number_of_what_was_left_there_is_not_approved(at: Scene) -> None:
    number = at.left_there()
    remote_id = at.link(number).remote_id
    assert remote_id is not None
    stranger = replace(
        at.there.comments[remote_id], author_email="kim@example.ca", author_name="Kim", content="!"
    )
    at.there.comments[remote_id] = stranger
    at.decide(number, Outcome.PUBLISH)
    at.settle()
    assert at.there.comments[remote_id] == stranger
    assert at.link(number).state == LinkState.CONFLICT


def test_what_somebody_moved_to_another_post_there_goes_into_view_under_none(at: Scene) -> None:
    number = at.left_there()
    remote_id = at.link(number).remote_id or 0
    at.there.comments[remote_id] = replace(at.there.comments[remote_id], post_id=4711)
    at.decide(number, Outcome.PUBLISH)
    at.settle()
    assert at.there.comments[remote_id].status is CommentStatus.HOLD
    assert at.link(number).state == LinkState.CONFLICT


def test_what_somebody_moved_and_we_refused_is_deleted_where_it_is(at: Scene) -> None:
    number = at.left_there()
    remote_id = at.link(number).remote_id or 0
    at.there.comments[remote_id] = replace(at.there.comments[remote_id], post_id=4711)
    at.decide(number, Outcome.NOT_PUBLISH, Reason.OFF_TOPIC)
    at.settle()
    assert at.there.comments == {}
