"""Reading an engagement once, as it stands: published words, and of everything else only facts.

The only question for words is `comments.queries.public_comments_of_engagement`, so nothing that
waits, was declined or was taken back can get in. What belongs to a topic that never became public
is left out, as readers of the site cannot see it either.
"""

from datetime import datetime

from engage.accounts.models import Ministry
from engage.comments.queries import public_comments_of_engagement
from engage.comments.rules import State
from engage.core.dates import local_week
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import AvenueKind, EngagementContent
from engage.moderation.queries.decisions import standing_reasons
from engage.moderation.queries.public_letters import campaign_of_published
from engage.reports import queries
from engage.reports.questions import Answered, answered
from engage.reports.source import CommentFacts, FrozenSource, TopicFacts

NOT_PUBLIC = "There is nothing to report yet: this engagement was never published."


def freeze(unit: Unit, engagement: Engagement) -> FrozenSource:
    """The engagement as it stands; raises Refused for one that was never public."""
    if engagement.published_revision_id is None:
        raise Refused("", NOT_PUBLIC)
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    topics = {
        topic.id: topic for topic in engagements.public_topics_of(unit.session, engagement.id)
    }
    rows = [
        row for row in queries.comments_of(unit.session, engagement.id) if row.topic_id in topics
    ]
    texts = _texts(unit, engagement)
    chosen = answered(unit.session, engagement.id, {row.id: row.topic_id for row in rows}, texts)
    slugs = {key: topic.slug for key, topic in topics.items()}
    comments = _comments(unit, engagement, rows, slugs, texts, chosen)
    return FrozenSource(
        title=content.title,
        ministry=unit.session.get_one(Ministry, engagement.ministry_id).name,
        slug=engagement.slug,
        summary=content.summary,
        contact=_contact(content),
        opens_at=engagement.opens_at,
        closes_at=engagement.closes_at,
        as_of=_as_of(unit, engagement, _newest_published(rows, comments)),
        topics=tuple(_topic(unit, topic, chosen) for topic in topics.values()),
        comments=comments,
        time_zone=unit.settings.time_zone,
    )


def _as_of(unit: Unit, engagement: Engagement, newest: datetime | None) -> datetime:
    """The closing; before it the newest published comment. Never the clock's now.

    See `FrozenSource`. The newest of all would tell the week of one that is not published.
    """
    closes_at = engagement.closes_at
    if closes_at is not None and closes_at <= unit.now:
        return closes_at
    return newest or engagement.opens_at or engagement.created_at


def _newest_published(
    rows: list[queries.CommentRow], comments: tuple[CommentFacts, ...]
) -> datetime | None:
    pairs = zip(rows, comments, strict=True)
    return max((row.received_at for row, facts in pairs if facts.text is not None), default=None)


def _texts(unit: Unit, engagement: Engagement) -> dict[int, str]:
    """The published words by comment; '' for one that consists of answers alone."""
    published = public_comments_of_engagement(unit.session, unit.keyring, engagement.id)
    return {comment.id: comment.text for comment in published}


def _comments(
    unit: Unit,
    engagement: Engagement,
    rows: list[queries.CommentRow],
    topics: dict[int, str],
    texts: dict[int, str],
    chosen: Answered,
) -> tuple[CommentFacts, ...]:
    reasons = standing_reasons(unit.session, engagement.id)
    letters = campaign_of_published(unit.session, engagement.id)
    tz = unit.settings.time_zone
    return tuple(
        CommentFacts(
            topic=topics[row.topic_id],
            state=_state(row.state, row.id in texts),
            channel=row.channel,
            week=local_week(row.received_at, tz),
            reasons=tuple(reasons.get(row.id, ())),
            text=texts.get(row.id),
            letter=letters.get(row.id) if row.id in texts else None,
            answers=chosen.of_comment(row.id),
        )
        for row in rows
    )


def _state(state: str, has_public_text: bool) -> str:
    """A published comment whose words were erased counts as one that is not shown."""
    if has_public_text:
        return State.PUBLISHED.value
    return State.NOT_PUBLISHED.value if state == State.PUBLISHED else state


def _topic(unit: Unit, topic: Topic, chosen: Answered) -> TopicFacts:
    content = engagements.topic_content(unit.session, topic.published_revision_id)
    questions = chosen.questions(topic.id, content.questions)
    return TopicFacts(topic.slug, content.title, content.prompt, topic.position, questions)


def _contact(content: EngagementContent) -> str:
    email = content.avenue(AvenueKind.EMAIL)
    return ", ".join(part for part in (content.contact, email) if part)
