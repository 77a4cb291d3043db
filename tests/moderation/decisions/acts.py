"""What moderators and authors do, and how things stand afterwards, said shortly for tests."""

import json
from typing import Any

from sqlalchemy import select

from engage.comments.models import Comment, CommentRedaction, CommentText
from engage.comments.rules import Purpose, Submission
from engage.comments.service import correct, issue_form_token, submit, withdraw
from engage.core.ledgers import counts
from engage.core.permissions import CITIZEN, SYSTEM, Actor
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.jobs.models import Job
from engage.moderation.models import AuthorMessage, Quarantine
from engage.moderation.rules import SCREEN, Outcome
from engage.moderation.service import decide, undo, unpublish
from engage.notices.service import current_version
from engage.privacy.redaction import Redaction

TEXT = "My neighbour Sandra Pellwick blocks the bus stop every night."
NAME = "Sandra Pellwick"


def spans(text: str, *words: tuple[str, str]) -> tuple[Redaction, ...]:
    """The first place of each stretch in a text, with what it is."""
    starts = [(text.index(stretch), stretch, label) for stretch, label in words]
    return tuple(Redaction(start, start + len(stretch), label) for start, stretch, label in starts)


def name_in(text: str) -> tuple[Redaction, ...]:
    return spans(text, (NAME, "name"))


def decided(
    units: Units, actor: Actor, comment_id: int, outcome: str, *reasons: str, **more: Any
) -> int:
    """Decides on version 1, or the one given; the decision's number."""
    with units.writing(actor) as unit:
        version = more.pop("version", 1)
        note = more.pop("note", "")
        return decide(unit, comment_id, version, outcome, reasons, note, **more).id


def published(units: Units, actor: Actor, comment_id: int, version: int = 1) -> int:
    return decided(units, actor, comment_id, Outcome.PUBLISH, version=version)


def refused(units: Units, actor: Actor, comment_id: int, *reasons: str, **more: Any) -> int:
    return decided(units, actor, comment_id, Outcome.NOT_PUBLISH, *reasons, **more)


def published_without_the_name(
    units: Units, actor: Actor, comment_id: int, text: str = TEXT, version: int = 1
) -> int:
    return decided(
        units,
        actor,
        comment_id,
        Outcome.PUBLISH_REDACTED,
        redactions=name_in(text),
        version=version,
    )


def taken_from_view(units: Units, actor: Actor, comment_id: int, *reasons: str, **more: Any) -> int:
    with units.writing(actor) as unit:
        return unpublish(unit, comment_id, reasons, "", **more).id


def undone(units: Units, actor: Actor, decision_id: int) -> int:
    with units.writing(actor) as unit:
        return undo(unit, decision_id).id


def corrected(units: Units, comment_id: int, words: str, seen: int = 1) -> None:
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        correct(unit, engagement, comment, words, seen_version=seen, send_as_is=True)


def withdrawn(units: Units, comment_id: int) -> None:
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        withdraw(unit, unit.session.get_one(Engagement, comment.engagement_id), comment)


def send_with_address(
    units: Units,
    text: str = TEXT,
    email: str = "a.citizen@example.ca",
    purposes: frozenset[Purpose] = frozenset({Purpose.DECISION}),
) -> int:
    """A comment whose author gave an address, for mail about the decision."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, topic, notice)
        submission = Submission(
            text, email=email, purposes=purposes, accepts_terms=True, send_as_is=True
        )
        submit(unit, engagement, topic, submission, token)
        newest = unit.session.scalar(select(Comment.id).order_by(Comment.id.desc()).limit(1))
    assert newest is not None
    return newest


def standing(units: Units, comment_id: int) -> tuple[str, int | None, bool, str]:
    """State, public version, whether it waits, and in which part of the queue it is or was."""
    with units.reading(SYSTEM) as unit:
        one = unit.session.get_one(Comment, comment_id)
        return one.state, one.published_version, one.waiting_since is not None, one.hold


def body(units: Units, comment_id: int, version: int = 1) -> str:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(CommentText, (comment_id, version)).body


def marks(units: Units, comment_id: int, version: int = 1) -> list[tuple[str, str]]:
    """The marked stretches of a version, each with its label."""
    text = body(units, comment_id, version)
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(
            select(CommentRedaction)
            .where(CommentRedaction.comment_id == comment_id, CommentRedaction.version == version)
            .order_by(CommentRedaction.start)
        )
        return [(text[row.start : row.end], row.label) for row in rows]


def quarantined(units: Units) -> list[Quarantine]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(Quarantine).order_by(Quarantine.id)))


def to_be_looked_at(units: Units) -> list[int]:
    """The comments that the intake was asked to look at, one for each time."""
    with units.reading(SYSTEM) as unit:
        jobs = unit.session.scalars(select(Job).where(Job.kind == SCREEN).order_by(Job.id))
        return [json.loads(job.payload)["comment_id"] for job in jobs]


def messages(units: Units) -> list[AuthorMessage]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(AuthorMessage).order_by(AuthorMessage.id)))


def tally(units: Units, scope: str) -> dict[str, int]:
    """What is counted there, without what is nothing."""
    with units.reading(SYSTEM) as unit:
        return {name: value for name, value in counts(unit.session, scope).items() if value}


def reasons_counted(units: Units, scope: str) -> dict[str, int]:
    return {
        name.removeprefix("reason:"): value
        for name, value in tally(units, scope).items()
        if name.startswith("reason:")
    }
