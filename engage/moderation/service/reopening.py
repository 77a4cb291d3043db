"""Back into the queue because of what was done elsewhere: no person here decided anything yet.

A comment that also stands on another platform may be taken for spam, thrown away or rewritten
there. Then the more restrictive side wins for the time being: the comment leaves public view here
as well and waits, with a row among its decisions that says so and a note that says why. That row
settles nothing: no reason is counted, the author is told nothing, and a moderator decides as of
any comment that waits.
"""

from enum import StrEnum
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import NAME_LENGTH, Hold, State
from engage.comments.service import latest_text, place
from engage.comments.service.texts import write_text
from engage.core.events import CommentDecided, CommentReceived
from engage.core.text import is_blank, plain_one_line
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.moderation.models import CommentNote, Decision, DecisionNote
from engage.moderation.rules import Outcome


class Why(StrEnum):
    """What was done to a comment on the corporate platform."""

    SPAM_THERE = "spam_there"
    TRASHED_THERE = "trashed_there"
    DELETED_THERE = "deleted_there"
    HELD_THERE = "held_there"
    MOVED_THERE = "moved_there"
    CHANGED_THERE = "changed_there"


WHY_WORDS: Final[dict[Why, str]] = {
    Why.SPAM_THERE: "Somebody marked it as spam on WordPress.",
    Why.TRASHED_THERE: "Somebody put it into the trash on WordPress.",
    Why.DELETED_THERE: "Somebody deleted it on WordPress.",
    Why.HELD_THERE: "Somebody took it from view on WordPress.",
    Why.MOVED_THERE: "Somebody moved it to another post on WordPress.",
    Why.CHANGED_THERE: "Somebody changed it on WordPress.",
}
HOLDS: Final[dict[Why, Hold]] = {Why.SPAM_THERE: Hold.SPAM}
"""Where it waits; otherwise among what was referred, which somebody looks at one by one."""


def reopen(unit: Unit, comment_id: int, why: Why) -> bool:
    """Takes a public comment from view and puts it into the queue; one that waits moves within it.

    False: there is nothing to do, because the comment was refused, taken back or purged.
    """
    comment = _locked(unit, comment_id)
    return comment is not None and _reopened(unit, comment, why)


def new_text_from_wordpress(
    unit: Unit, comment_id: int, text: str, display_name: str | None = None
) -> bool:
    """What a comment that was left there says there now becomes a new version here, which waits;
    an earlier one that is public leaves view until then. `text` is cleaned already.

    False when it says what it said, or is none that anybody decides about.
    """
    comment = _locked(unit, comment_id)
    if comment is None or comment.state == State.WITHDRAWN:
        return False
    is_new_text = text != latest_text(unit, comment)
    is_new_name = display_name is not None and _rename(unit, comment, display_name)
    if not is_new_text and not is_new_name:
        return False
    was, was_public = comment.version, comment.published_version
    _record(unit, comment, Why.CHANGED_THERE)
    if is_new_text:
        comment.version += 1
        write_text(unit, comment, text)
    _put_to_wait(unit, comment, Hold.INTAKE)
    comment.screened_version = None
    unit.audit(
        "comment.changed_on_wordpress",
        f"comment:{comment.id}",
        was=was,
        version=comment.version,
        public=was_public,
        name=is_new_name,
    )
    unit.emit(CommentReceived(comment.id))
    return True


def _reopened(unit: Unit, comment: Comment, why: Why) -> bool:
    if comment.published_version is None and comment.waiting_since is None:
        return False
    hold = HOLDS.get(why, Hold.REFERRED)
    if comment.published_version is None:
        return _moved(unit, comment, why, hold)
    was = comment.published_version
    decision = _record(unit, comment, why)
    _put_to_wait(unit, comment, hold)
    unit.audit(
        "comment.reopened",
        f"comment:{comment.id}",
        decision=decision.id,
        version=decision.version,
        was_public=was,
        why=why.value,
        hold=comment.hold,
    )
    unit.emit(CommentDecided(comment.id, decision.id))
    return True


def _moved(unit: Unit, comment: Comment, why: Why, hold: Hold) -> bool:
    """It waits already: colleagues are told, and it goes to where such things wait. One that the
    intake has not looked at is sent on by it, and one that names somebody stays where that counts.
    """
    unit.session.add(CommentNote(
        comment_id=comment.id,
        written_at=unit.now,
        written_by=None,
        body=WHY_WORDS[why],
    ))  # fmt: skip
    was = comment.hold
    if was not in (Hold.INTAKE, Hold.PRIVACY):
        _put_to_wait(unit, comment, hold)
    unit.audit(
        "comment.told_of_wordpress",
        f"comment:{comment.id}",
        why=why.value,
        was=was,
        hold=comment.hold,
    )
    return True


def _record(unit: Unit, comment: Comment, why: Why) -> Decision:
    """The decisions' row that shows that, and why, a person has to look again."""
    decision = Decision(
        comment_id=comment.id,
        version=comment.published_version or comment.version,
        from_state=comment.state,
        to_state=State.WAITING,
        outcome=Outcome.REOPENED,
        decided_at=unit.now,
        decided_by=None,
        from_hold=comment.hold,
        from_published_version=comment.published_version,
        from_waiting_since=comment.waiting_since,
    )
    unit.session.add(decision)
    unit.session.flush()
    unit.session.add(DecisionNote(decision_id=decision.id, text=WHY_WORDS[why]))
    return decision


def _put_to_wait(unit: Unit, comment: Comment, hold: Hold) -> None:
    place(
        unit,
        unit.session.get_one(Engagement, comment.engagement_id),
        comment,
        State.WAITING,
        published_version=None,
        waiting_since=comment.waiting_since or unit.now,
        hold=hold,
    )


def _rename(unit: Unit, comment: Comment, display_name: str) -> bool:
    """The name under which it is shown there now; False if that is the one we have."""
    name = plain_one_line(display_name, NAME_LENGTH)
    name = "" if is_blank(name) else name
    context = f"comment_person:{comment.id}.name"
    person = unit.session.get(CommentPerson, comment.id)
    had = person.name_cipher if person else None
    if (unit.keyring.decrypt(had, context) if had else "") == name:
        return False
    if person is None:
        person = CommentPerson(comment_id=comment.id)
        unit.session.add(person)
    person.name_cipher = unit.keyring.encrypt(name, context) if name else None
    return True


def _locked(unit: Unit, comment_id: int) -> Comment | None:
    return unit.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
