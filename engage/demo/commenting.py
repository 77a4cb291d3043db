"""The comments of the sample: received at their hours, decided, answered, each as it would be."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from engage.comments.models import Comment
from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import receive
from engage.comments.threads.service import hang
from engage.core.permissions import CITIZEN, Actor
from engage.core.unit import Unit, Units
from engage.demo.asking import answers_of
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.incidents.queries import open_incident_of
from engage.incidents.rules import EXPECTED, Kind, Step
from engage.incidents.service import take_step
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.replies.looking import Looked
from engage.replies.rules import DUE_DAYS, Draft
from engage.replies.service import mark_question, publish_reply, save_reply

GIVEN: Final = {
    "web": NoticeGiven.SHOWN_BEFORE_FORM,
    "email": NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
    "paper": NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
    "phone": NoticeGiven.READ_OUT,
    "in_person": NoticeGiven.READ_OUT,
}


def load_comments(
    units: Units, moderator: Actor, slug: str, entries: Iterable[dict[str, Any]], now: datetime
) -> None:
    """In their order, which is that of their hours: what is answered stands before its answer."""
    marked: dict[str, int] = {}
    for entry in entries:
        received_at = now - timedelta(hours=entry["hours_ago"])
        comment_id, version = _received(units, slug, entry, received_at, marked)
        if "mark" in entry:
            marked[entry["mark"]] = comment_id
        if entry["state"] != "waiting":
            _decide(units, moderator, entry, (comment_id, version), received_at)


def _received(
    units: Units, slug: str, entry: dict[str, Any], at: datetime, marked: dict[str, int]
) -> tuple[int, int]:
    """The comment's id, and its version."""
    with units.writing(CITIZEN, now=at) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        topic = topic_by_slug(unit.session, engagement.id, entry["topic"])
        asked_in = topic.published_revision_id or 0
        asked = topic_content(unit.session, asked_in).questions
        answers = answers_of(entry, asked, asked_in)
        name, text = entry.get("name", ""), entry["text"].strip()
        comment = receive(
            unit,
            engagement,
            topic,
            Accepted(text, name, "", frozenset(), answers, asked_in),
            Arrival(
                channel=Channel(entry["channel"]),
                notice_given=GIVEN[entry["channel"]],
                language=entry.get("language"),
            ),
        )
        if "answers_to" in entry:
            hang(unit, comment, unit.session.get_one(Comment, marked[entry["answers_to"]]))
        return comment.id, comment.version


def _decide(
    units: Units,
    moderator: Actor,
    entry: dict[str, Any],
    seen: tuple[int, int],
    received_at: datetime,
) -> None:
    """What a moderator decided an hour later, and what the team did with it."""
    comment_id, version = seen
    outcome = Outcome.PUBLISH if entry["state"] == "published" else Outcome.NOT_PUBLISH
    reasons = (entry["reason"],) if outcome is Outcome.NOT_PUBLISH else ()
    with units.writing(moderator, now=received_at + timedelta(hours=1)) as unit:
        decide(unit, comment_id, version, outcome, reasons, "")
        _deal_with_incident(unit, comment_id)
    if entry.get("is_question"):
        with units.writing(moderator, now=received_at + timedelta(hours=2)) as unit:
            mark_question(unit, comment_id, moderator.person_id or 0, DUE_DAYS)
    if "reply" in entry:
        # The detector is not asked: the sample's replies name nobody.
        with units.writing(moderator, now=received_at + timedelta(hours=26)) as unit:
            draft = Draft(entry["reply"].strip())
            reply = save_reply(unit, comment_id, draft, Looked(), seen_version=0)
            publish_reply(unit, reply.id, seen_version=reply.version)


def _deal_with_incident(unit: Unit, comment_id: int) -> None:
    """Whom the moderator told of the incident that the decision raised, if it did."""
    found = open_incident_of(unit.session, comment_id, within=None)
    if found is not None:
        for step in (*EXPECTED[Kind.THREAT], Step.CLOSED):
            take_step(unit, found, step, "")
