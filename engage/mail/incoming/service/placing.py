"""A message becomes a comment, or correspondence, of the engagement that a person chose for it.

The time at which it arrived decides which of the two (R87); nothing a person chooses changes that.
"""

from typing import Final

from engage.comments.models import Comment
from engage.comments.rules import NotOpen, checked_letter
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.service import refuse_in_conflict
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.sealing import opened, sealed
from engage.mail.incoming.service.answering import answer_not_taken
from engage.mail.incoming.service.reach import locked, refuse_if_gone, what_happened, within_reach
from engage.mail.incoming.service.settling import settle
from engage.mail.incoming.service.taking_in import make_comment
from engage.mail.incoming.settlement import asks_text, may_be_placed
from engage.mail.incoming.words import Settled

Chosen = tuple[int, int] | None
"""An engagement and a topic of it."""

CHOOSE: Final = "Choose the engagement and topic that it belongs to."
WAS_OPEN: Final = "The engagement was open when this arrived, so it counts: make it a comment."


def place_as_comment(
    unit: Unit, mail_id: int, seen_version: int | None, chosen: Chosen, text: str = ""
) -> Comment:
    """The comment that it becomes; `text` is what it says where its own text cannot be one.

    Raises NotOpen when the engagement took no comments when it arrived, Refused at 'place', Invalid
    at 'text', Conflict when somebody settled the message first.
    """
    row = _placeable(unit, mail_id, seen_version)
    engagement, topic = _chosen(unit, chosen)
    refuse_in_conflict(unit, engagement.id, topic.id)
    if not engagement.timing.accepts_comments(row.arrived_at):
        raise NotOpen("place", _not_open_words(unit, engagement, row))
    before = (row.outcome, row.reason)
    if asks_text(row, opened(unit.keyring, row.id, "body", row.body_cipher)):
        _key_in(unit, row, text)
    comment = make_comment(unit, row, engagement, topic)
    row.outcome, row.reason = Outcome.COMMENT, ""
    settle(unit, row, Settled.COMMENT, before, engagement=engagement.id, comment=comment.id)
    return comment


def place_as_correspondence(
    unit: Unit, mail_id: int, seen_version: int | None, chosen: Chosen
) -> bool:
    """Kept with the engagement, answered once, and never counted; whether an answer goes out for
    this message."""
    row = _placeable(unit, mail_id, seen_version)
    engagement = _chosen(unit, chosen)[0] if chosen else _led_to(unit, row)
    refuse_in_conflict(unit, engagement.id)
    if engagement.timing.accepts_comments(row.arrived_at):
        raise Refused("place", WAS_OPEN)
    before = (row.outcome, row.reason)
    row.outcome, row.engagement_id = Outcome.CORRESPONDENCE, engagement.id
    row.reason = _why_not(engagement, row)
    answer_not_taken(unit, row)
    settle(unit, row, Settled.CORRESPONDENCE, before, engagement=engagement.id)
    return row.answered


def _placeable(unit: Unit, mail_id: int, seen_version: int | None) -> IncomingMail:
    row = locked(unit, mail_id, seen_version)
    if not may_be_placed(row):
        raise Conflict(what_happened(unit, row))
    refuse_if_gone(unit, row)
    return row


def _chosen(unit: Unit, chosen: Chosen) -> tuple[Engagement, Topic]:
    """Both as the public knows them, within the ministries of the actor."""
    engagement = unit.session.get(Engagement, chosen[0]) if chosen else None
    topic = unit.session.get(Topic, chosen[1]) if chosen else None
    within = within_reach(unit)
    if engagement is None or topic is None or topic.engagement_id != engagement.id:
        raise Refused("place", CHOOSE)
    is_reached = within is None or engagement.ministry_id in within
    if not is_reached or engagement.published_at is None or topic.published_revision_id is None:
        raise Refused("place", CHOOSE)
    return engagement, topic


def _led_to(unit: Unit, row: IncomingMail) -> Engagement:
    found = unit.session.get(Engagement, row.engagement_id) if row.engagement_id else None
    if found is None:
        raise Refused("place", CHOOSE)
    return found


def _key_in(unit: Unit, row: IncomingMail, text: str) -> None:
    """What a person wrote down is the text from here on; all that came stays beside it."""
    accepted = checked_letter(text)
    came = [opened(unit.keyring, row.id, "body", row.body_cipher)]
    came.append(opened(unit.keyring, row.id, "cut", row.cut_cipher))
    whole = "\n\n".join(part for part in came if part and part != accepted.text)
    row.body_cipher = sealed(unit.keyring, row.id, "body", accepted.text)
    row.cut_cipher = sealed(unit.keyring, row.id, "cut", whole)


def _why_not(engagement: Engagement, row: IncomingMail) -> Reason:
    closes_at = engagement.closes_at
    is_over = closes_at is not None and row.arrived_at >= closes_at
    return Reason.CLOSED if is_over else Reason.NOT_OPEN_YET


def _not_open_words(unit: Unit, engagement: Engagement, row: IncomingMail) -> str:
    tz = unit.settings.time_zone
    arrived = datetime_words(row.arrived_at, tz)
    if _why_not(engagement, row) is Reason.CLOSED and engagement.closes_at is not None:
        closed = datetime_words(engagement.closes_at, tz)
        happened = f"“{engagement.title}” closed {closed}, and this arrived {arrived}"
    else:
        happened = f"“{engagement.title}” was not open yet when this arrived, {arrived}"
    return f"{happened}. It cannot be counted. You can file it as correspondence and answer it."
