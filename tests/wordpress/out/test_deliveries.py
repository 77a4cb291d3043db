"""What becomes of a batch when WordPress does something else than asked; in memory, on both
databases."""

from dataclasses import replace

from sqlalchemy import update

from engage.comments.models import Comment, CommentText
from engage.core.events import CommentRedacted
from engage.core.permissions import SYSTEM
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress import queries
from engage.wordpress.errors import BadData, Duplicate
from engage.wordpress.plans import LinkState, Trouble
from engage.wordpress.rules import CommentStatus
from engage.wordpress.service import PUSH_COMMENT, reconcile
from tests.wordpress.out.scene import Scene
from tests.wordpress.pull.there import POST


def texts(at: Scene) -> list[str]:
    return [one.content for one in at.there.shown()]


def test_a_first_push_looks_for_nothing_and_a_repeat_for_what_was_tried(at: Scene) -> None:
    first, second = at.published("One."), at.published("Two.")
    at.there.silent_after = 1
    at.run()  # made there, the answer lost
    at.there.silent_after = None
    assert "find" not in at.there.calls
    assert at.link(first).remote_id is None
    at.clock.advance(minutes=1)
    at.run()
    assert at.there.calls.count("find") == 1
    assert texts(at) == ["One.", "Two."]
    assert [at.link(number).state for number in (first, second)] == [LinkState.SHOWN] * 2


def test_what_was_answered_before_the_site_fell_silent_is_kept(at: Scene) -> None:
    """Of a batch with an update, a removal and something new, the last is lost on the way."""
    shown, gone = at.published("Stays."), at.published("Goes.")
    at.run()
    with at.units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, gone).published_version = None
    new = at.published("New.")
    at.there.silent_after = 2
    at.run()
    at.there.silent_after = None
    at.settle()
    assert texts(at) == ["Stays.", "New."]
    assert at.link(gone).state == LinkState.HIDDEN
    assert at.link(new).state == at.link(shown).state == LinkState.SHOWN


def test_a_refused_comment_holds_no_other_and_waits_for_a_person(at: Scene) -> None:
    numbers = [at.published(f"Comment {number}.") for number in range(4)]
    bad = at.key_of(numbers[1])
    at.there.refused[bad] = BadData("REST answers 418")
    at.settle()
    assert texts(at) == ["Comment 0.", "Comment 2.", "Comment 3."]
    for _ in range(40):
        at.clock.advance(hours=2)
        at.run()
    failed = [job for job in at.jobs() if job.state == JobState.FAILED]
    assert [job.error for job in failed] == ["BadData"]
    assert failed[0].kind == PUSH_COMMENT
    at.settle()
    assert len([job for job in at.jobs() if job.state == JobState.FAILED]) == 1


def test_in_a_batch_a_refused_one_gets_a_job_of_its_own(at: Scene) -> None:
    numbers = [at.published(f"Comment {number}.") for number in range(3)]
    forget_jobs(at)
    at.there.refused[at.key_of(numbers[1])] = Duplicate("has it already")
    at.clock.advance(minutes=1)
    reconciled(at)
    at.run()
    assert texts(at) == ["Comment 0.", "Comment 2."]
    kinds = [(job.kind, job.state) for job in at.jobs() if job.state != JobState.DONE]
    assert kinds == [(PUSH_COMMENT, JobState.WAITING)]
    at.there.refused.clear()
    at.clock.advance(minutes=1)
    at.run()
    assert "Comment 1." in texts(at)


def test_a_post_that_takes_nothing_counts_against_nobody(at: Scene) -> None:
    at.there.closed.add(POST)
    number = at.published("Waits.")
    for _ in range(20):
        at.clock.advance(minutes=11)
        reconciled(at)
        at.run()
    assert not [job for job in at.jobs() if job.state == JobState.FAILED]
    at.there.closed.clear()
    at.settle()
    assert texts(at) == ["Waits."]
    assert at.link(number).state == LinkState.SHOWN


def test_where_nothing_can_be_created_comments_wait_and_the_rest_goes_on(at: Scene) -> None:
    shown, gone = at.published("Fine."), at.published("Gone soon.")
    at.run()
    at.there.cannot_create = True
    with at.units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, gone).published_version = None
    waiting = at.published("Waits.")
    for _ in range(20):
        at.settle()
    assert not [job for job in at.jobs() if job.state != JobState.DONE]
    assert texts(at) == ["Fine."]
    with at.units.reading(SYSTEM) as unit:
        assert queries.cannot_create_since(unit.session) is not None
        assert queries.comments_missing(unit.session, unit.now) == 1
    at.there.cannot_create = False
    at.settle()
    assert texts(at) == ["Fine.", "Waits."]
    with at.units.reading(SYSTEM) as unit:
        assert queries.cannot_create_since(unit.session) is None
    assert at.link(waiting).state == at.link(shown).state == LinkState.SHOWN


def test_a_number_that_became_somebody_elses_is_never_touched(at: Scene) -> None:
    """After a restore numbers are given anew."""
    changed, gone = at.published("One."), at.published("Two.")
    at.run()
    others = {}
    for number in (changed, gone):
        remote_id = at.link(number).remote_id
        assert remote_id is not None
        stranger = replace(
            at.there.comments[remote_id], author_email="kim@example.ca", content="Mine."
        )
        at.there.comments[remote_id] = others[remote_id] = stranger
    with at.units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, gone).published_version = None
    lose_words(at, changed)
    at.settle()
    assert {number: at.there.comments[number] for number in others} == others
    assert at.link(gone).state == LinkState.HIDDEN
    assert (at.link(changed).state, at.link(changed).trouble) == (
        LinkState.CONFLICT,
        Trouble.DELETED_THERE,
    )


def lose_words(at: Scene, number: int) -> None:
    """The public text loses a word, as by a redaction."""
    with at.units.writing(SYSTEM) as unit:
        unit.session.get_one(CommentText, (number, 1)).body = "[name removed]"
        unit.session.get_one(Comment, number).published_version = 1
        unit.emit(CommentRedacted(number))


def test_a_comment_found_under_another_number_is_changed_there(at: Scene) -> None:
    number = at.published("One.")
    at.run()
    remote_id = at.link(number).remote_id
    assert remote_id is not None
    at.there.comments[900] = replace(at.there.comments.pop(remote_id), id=900)
    at.there.comments[remote_id] = replace(at.there.comments[900], id=remote_id, author_email="x@y")
    lose_words(at, number)
    at.settle()
    assert at.there.comments[900].content == "[name removed]"
    assert at.link(number).remote_id == 900


def test_what_people_took_down_there_stays_down_and_is_not_about_its_post(at: Scene) -> None:
    spam, hidden = at.published("Spam there."), at.published("In the trash with its post.")
    at.run()
    for number, status in ((spam, CommentStatus.SPAM), (hidden, CommentStatus.OTHER)):
        remote_id = at.link(number).remote_id
        assert remote_id is not None
        at.there.comments[remote_id] = replace(at.there.comments[remote_id], status=status)
        lose_words(at, number)
    at.run()
    assert at.link(spam).trouble == Trouble.MARKED_SPAM_THERE
    assert at.link(hidden).state == LinkState.SHOWN
    at.settle()  # its post is back: so is the comment, and the other one is not
    assert texts(at) == ["[name removed]"]


def reconciled(at: Scene) -> None:
    with at.units.writing(SYSTEM) as unit:
        reconcile(unit)


def forget_jobs(at: Scene) -> None:

    with at.units.writing(SYSTEM) as unit:
        unit.session.execute(update(Job).values(state=JobState.DONE))


def test_what_is_answered_comes_first_and_nothing_is_put_right_afterwards(at: Scene) -> None:
    """Also across batches, of which the next is planned while one is under way."""
    above = [at.published(f"Question {number}.") for number in range(6)]
    below = [at.published(f"Answer {number}.") for number in range(6)]
    with at.units.writing(SYSTEM) as unit:
        for parent, child in zip(above, reversed(below), strict=True):
            unit.session.get_one(Comment, child).parent_id = parent
    forget_jobs(at)
    reconciled(at)
    at.there.batch = 5
    at.run()
    assert at.there_shown() == at.public()
    assert "update" not in at.there.calls
