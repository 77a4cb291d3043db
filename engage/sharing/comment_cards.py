"""Reads what the card of a comment says: its beginning, whose it is, and what it is about.

What the public does not see now has no such card, for whatever reason; the frame then says that and
nothing else (`web/embed.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.multilingual.spoken import spoken_in
from engage.sharing.embed import Subject, shortened
from engage.site import queries
from engage.site.discussion.rules import other_language
from engage.site.permanent import placed_comment
from engage.site.rules import CHANNEL_WORDS, EngagementFacts, TopicFacts

TEXT_LENGTH: Final = 400


@dataclass(frozen=True)
class CommentCard:
    """`name` is '' for nobody's, `text` '' where only questions were answered; `language` as on the
    page of the discussion: '' unless it is known to be another one than the page's."""

    e: EngagementFacts
    topic: TopicFacts
    name: str
    channel: str
    text: str
    language: str
    at: datetime
    href: str


def comment_card_of(unit: Unit, subject: Subject) -> CommentCard:
    """Raises NotFound for a comment that is not public now, and where its topic is not."""
    placed = placed_comment(unit, subject.comment)
    engagement, comment = placed.engagement, placed.comment
    topic = engagements.public_topic(unit.session, engagement.id, placed.topic.slug)
    spoken = spoken_in(unit, engagement)
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    written = engagements.topic_content(unit.session, topic.published_revision_id)
    channel = CHANNEL_WORDS.get(comment.channel, "")
    return CommentCard(
        e=queries.engagement_facts(unit, engagement, content, spoken=spoken),
        topic=queries.topic_facts(engagement, topic, written, spoken),
        name=comment.name,
        channel=_(channel) if channel else "",
        text=shortened(comment.text, TEXT_LENGTH),
        language=other_language(comment.language),
        at=comment.received_at,
        href=subject.path,
    )
