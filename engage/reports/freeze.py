"""An engagement as it stands, read once as plain facts for its report.

What leaves here has no name, no address and no text that is not public now. The comments are read
as they are asked for, so the reading must still be open then.
"""

from datetime import datetime

from engage.accounts.models import Ministry
from engage.coding.queries import ToldTheme, themes_of_comments, told_themes
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import AvenueKind, EngagementContent
from engage.reports.french import french
from engage.reports.order import Order
from engage.reports.queries import earlier_releases
from engage.reports.questions import Answered, answered
from engage.reports.quoted import quotations_told
from engage.reports.signatures import signed_names
from engage.reports.source import FrozenSource, ThemeFacts, TopicFacts
from engage.reports.streams import Reach, comments_of, letters_told, replies_told

NOT_PUBLIC = "There is nothing to report yet: this engagement was never published."


def reach_of(unit: Unit, engagement: Engagement, order: Order) -> Reach:
    """Which comments the report is about."""
    topics = engagements.public_topics_of(unit.session, engagement.id)
    time_zone = unit.settings.time_zone
    slugs = {topic.id: topic.slug for topic in topics}
    return Reach(engagement.id, slugs, order.ends_at(time_zone), time_zone)


def freeze(unit: Unit, engagement: Engagement, order: Order) -> FrozenSource:
    """The engagement as it stands; raises Refused for one that was never public."""
    if engagement.published_revision_id is None:
        raise Refused("", NOT_PUBLIC)
    session = unit.session
    content = engagements.engagement_content(session, engagement.published_revision_id)
    results = engagements.results_content(session, engagement.results_revision_id)
    reach = reach_of(unit, engagement, order)
    chosen = answered(session, reach)
    topics = engagements.public_topics_of(session, engagement.id)
    told = tuple(_topic(unit, topic, chosen) for topic in topics)
    spoken = french(session, engagement)
    translated = [spoken.topic(session, *pair) for pair in zip(topics, told, strict=True)]
    return FrozenSource(
        title=content.title,
        ministry=session.get_one(Ministry, engagement.ministry_id).name,
        slug=engagement.slug,
        summary=content.summary,
        contact=_contact(content),
        opens_at=engagement.opens_at,
        closes_at=engagement.closes_at,
        as_of=_as_of(unit, engagement, order),
        topics=told,
        comments=comments_of(
            session,
            reach,
            themes_of_comments(session, engagement.id),
            signed_names(unit, engagement.id, reach.until),
        ),
        time_zone=unit.settings.time_zone,
        body=content.body,
        results_summary=results.summary,
        results_body=results.body,
        themes=tuple(map(_theme, told_themes(session, engagement.id))),
        quotations=quotations_told(session, reach, unit.now),
        letters=letters_told(session, reach, order.threshold),
        replies=replies_told(session, reach),
        earlier=tuple(earlier_releases(session, engagement.id)),
        french=spoken.facts(content, results, translated),
    )


def _as_of(unit: Unit, engagement: Engagement, order: Order) -> datetime:
    """The closing, or the end of the week that was chosen. Never the clock's now."""
    ends_at, closes_at = order.ends_at(unit.settings.time_zone), engagement.closes_at
    if closes_at is not None and (ends_at is None or closes_at <= ends_at):
        return closes_at
    return ends_at or engagement.opens_at or engagement.created_at


def _topic(unit: Unit, topic: Topic, chosen: Answered) -> TopicFacts:
    content = engagements.topic_content(unit.session, topic.published_revision_id)
    questions = chosen.questions(topic.id, content.questions)
    return TopicFacts(topic.slug, content.title, content.prompt, topic.position, questions)


def _theme(theme: ToldTheme) -> ThemeFacts:
    return ThemeFacts(
        theme.key,
        theme.label_en,
        theme.label_fr,
        theme.definition,
        theme.parent_key,
        theme.position,
    )


def _contact(content: EngagementContent) -> str:
    email = content.avenue(AvenueKind.EMAIL)
    return ", ".join(part for part in (content.contact, email) if part)
