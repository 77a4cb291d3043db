"""Questions about engagements, each named for what it asks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import String, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from engage.accounts.models import Ministry, ministry_said
from engage.core.errors import NotFound
from engage.core.language import WordsIn, marked
from engage.core.ledgers import ContentVersion, Counter
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.planning.rules import planning_from_json
from engage.engagements.rules import (
    Content,
    EngagementContent,
    ResultsContent,
    TopicContent,
    engagement_from_json,
    results_from_json,
    topic_from_json,
    translation_from_json,
    update_from_json,
)
from engage.notices.models import NoticeVersion, NoticeWording
from engage.notices.rules import whole_hash

NO_ENGAGEMENT = marked("There is no such engagement.")
NO_TOPIC = marked("There is no such topic.")


def engagement_by_slug(session: Session, slug: str) -> Engagement:
    found = session.scalar(select(Engagement).where(Engagement.slug == slug))
    if found is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def engagement_to_change(session: Session, slug: str) -> Engagement:
    """The same, locked: of two who save at once, the second sees what the first wrote."""
    found = session.scalar(
        select(Engagement).where(Engagement.slug == slug).with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def public_engagement(session: Session, slug: str) -> Engagement:
    """One that the public may know of; a draft is as unknown as a slug that never was."""
    found = engagement_by_slug(session, slug)
    if found.published_at is None or found.published_revision_id is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def engagement_by_id(session: Session, engagement_id: int) -> Engagement:
    found = session.get(Engagement, engagement_id)
    if found is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def engagements_by_ids(session: Session, ids: Collection[int]) -> Sequence[Engagement]:
    return session.scalars(
        select(Engagement).where(Engagement.id.in_(list(ids))).order_by(Engagement.id)
    ).all()


def engagements_within(session: Session, within: Collection[int] | None) -> Sequence[Engagement]:
    """Those of these ministries (None: of all), newest first."""
    question = select(Engagement).order_by(Engagement.created_at.desc(), Engagement.id.desc())
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return session.scalars(question).all()


def ministries_named(session: Session, within: Collection[int] | None) -> dict[int, str]:
    """Names by id, in their order, of these ministries (None: of all), as the page says them."""
    question = select(Ministry.id, Ministry.name, Ministry.name_fr).order_by(Ministry.name)
    if within is not None:
        question = question.where(Ministry.id.in_(within))
    rows = session.execute(question)
    return {number: ministry_said(name, name_fr) for number, name, name_fr in rows}


def counts_by_scope(session: Session, scopes: Iterable[str]) -> dict[str, dict[str, int]]:
    """The counters of many scopes in one query; what was never counted is missing."""
    found: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(Counter.scope, Counter.name, Counter.value).where(Counter.scope.in_(list(scopes)))
    )
    for scope, name, value in rows:
        found.setdefault(scope, {})[name] = value
    return found


def topics_written(
    session: Session, engagement_ids: Collection[int]
) -> dict[int, list[tuple[str, str]]]:
    """Address and JSON of every topic's draft, by engagement id, in the order of the page."""
    rows = session.execute(
        select(Topic.engagement_id, Topic.slug, Revision.content)
        .join(Revision, Revision.id == Topic.draft_revision_id)
        .where(Topic.engagement_id.in_(engagement_ids))
        .order_by(Topic.position, Topic.id)
    )
    found: dict[int, list[tuple[str, str]]] = {one: [] for one in engagement_ids}
    for engagement_id, slug, content in rows:
        found[engagement_id].append((slug, content))
    return found


def with_unpublished_topics(session: Session, engagement_ids: Collection[int]) -> set[int]:
    """Those of these engagements that have a topic whose draft is not what is public."""
    return set(
        session.scalars(
            select(Topic.engagement_id).where(
                Topic.engagement_id.in_(engagement_ids),
                Topic.draft_revision_id.is_distinct_from(Topic.published_revision_id),
            )
        )
    )


def published_engagements(session: Session) -> Sequence[Engagement]:
    return session.scalars(
        select(Engagement)
        .where(Engagement.published_at.is_not(None))
        .order_by(Engagement.closes_at, Engagement.id)
    ).all()


def topics_of(session: Session, engagement_id: int) -> Sequence[Topic]:
    """All topics, drafts too, in their order; not one whose only draft went with its source."""
    has_text = or_(Topic.draft_revision_id.is_not(None), Topic.published_revision_id.is_not(None))
    return session.scalars(
        select(Topic)
        .where(Topic.engagement_id == engagement_id, has_text)
        .order_by(Topic.position, Topic.id)
    ).all()


def public_topics_of(session: Session, engagement_id: int) -> Sequence[Topic]:
    return session.scalars(
        select(Topic)
        .where(Topic.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Topic.position, Topic.id)
    ).all()


_OF_ENGAGEMENT, _OF_TOPIC = aliased(Revision), aliased(Revision)
# Asked whenever somebody writes a comment: putting it together takes longer than asking it.
PUBLISHED_TOPIC: Final = (
    select(
        Engagement,
        Topic,
        Ministry.name,
        Ministry.name_fr,
        _OF_ENGAGEMENT.content,
        _OF_TOPIC.content,
    )
    .join(Topic, Topic.engagement_id == Engagement.id)
    .join(Ministry, Ministry.id == Engagement.ministry_id)
    .join(_OF_ENGAGEMENT, _OF_ENGAGEMENT.id == Engagement.published_revision_id)
    .join(_OF_TOPIC, _OF_TOPIC.id == Topic.published_revision_id)
    .where(Engagement.slug == bindparam("engagement"), Topic.slug == bindparam("topic"))
)


@dataclass(frozen=True)
class PublishedTopic:
    """A topic that was made public, with its engagement and what was published of both."""

    engagement: Engagement
    topic: Topic
    ministry: WordsIn
    content: EngagementContent
    written: TopicContent


def published_topic(session: Session, slug: str, topic_slug: str) -> PublishedTopic:
    """In one question; also of an engagement that was taken down since. Raises NotFound."""
    row = session.execute(PUBLISHED_TOPIC, {"engagement": slug, "topic": topic_slug}).one_or_none()
    if row is None:
        raise NotFound(NO_TOPIC)
    return _published(*row)


def _published(
    engagement: Engagement, topic: Topic, name: str, name_fr: str | None, content: str, written: str
) -> PublishedTopic:
    return PublishedTopic(
        engagement,
        topic,
        ministry_said(name, name_fr),
        engagement_from_json(content),
        topic_from_json(written),
    )


_VERSIONED_TOPIC: Final = (
    select(
        Engagement,
        Topic,
        Ministry.name,
        Ministry.name_fr,
        _OF_ENGAGEMENT.content,
        _OF_TOPIC.content,
        ContentVersion.version,
    )
    .join(Topic, Topic.engagement_id == Engagement.id)
    .join(Ministry, Ministry.id == Engagement.ministry_id)
    .join(_OF_ENGAGEMENT, _OF_ENGAGEMENT.id == Engagement.published_revision_id)
    .join(_OF_TOPIC, _OF_TOPIC.id == Topic.published_revision_id)
    .outerjoin(
        ContentVersion, ContentVersion.scope == literal("engagement:") + cast(Engagement.id, String)
    )
    .where(Engagement.slug == bindparam("engagement"), Topic.slug == bindparam("topic"))
)


def public_topic_with_version(
    session: Session, slug: str, topic_slug: str
) -> tuple[PublishedTopic, int]:
    """A topic that the public may read now, and the content version of what was read, in one
    question, so that neither can be older than the other. Raises NotFound."""
    asked = {"engagement": slug, "topic": topic_slug}
    row = session.execute(_VERSIONED_TOPIC, asked).one_or_none()
    if row is None or row[0].published_at is None:
        public_engagement(session, slug)
        raise NotFound(NO_TOPIC)
    engagement, topic, name, name_fr, content, written, version = row
    return _published(engagement, topic, name, name_fr, content, written), version or 0


def topic_by_slug(session: Session, engagement_id: int, slug: str) -> Topic:
    found = session.scalar(
        select(Topic).where(Topic.engagement_id == engagement_id, Topic.slug == slug)
    )
    if found is None:
        raise NotFound(NO_TOPIC)
    return found


def public_topic(session: Session, engagement_id: int, slug: str) -> Topic:
    found = topic_by_slug(session, engagement_id, slug)
    if found.published_revision_id is None:
        raise NotFound(NO_TOPIC)
    return found


def revisions_before(
    session: Session, subject: str, subject_id: int, *, before: int | None, limit: int
) -> Sequence[Revision]:
    """Newest first, those with a lower number than `before`."""
    question = (
        select(Revision)
        .where(Revision.subject == subject, Revision.subject_id == subject_id)
        .order_by(Revision.number.desc())
        .limit(limit)
    )
    if before is not None:
        question = question.where(Revision.number < before)
    return session.scalars(question).all()


def revision_of(
    session: Session, subject: str, subject_id: int, revision_id: int | None
) -> Revision | None:
    """A revision by the id that a page carried; None when it is not one of this very thing."""
    found = session.get(Revision, revision_id) if revision_id else None
    if found is None or (found.subject, found.subject_id) != (subject, subject_id):
        return None
    return found


def revisions_by_id(session: Session, ids: Iterable[int | None]) -> dict[int, Revision]:
    """Many revisions in one query."""
    wanted = [one for one in ids if one is not None]
    return {row.id: row for row in session.scalars(select(Revision).where(Revision.id.in_(wanted)))}


def drafts_of(session: Session, engagements: Sequence[Engagement]) -> dict[int, EngagementContent]:
    """The drafts of many engagements, by engagement id, in one query."""
    rows = revisions_by_id(session, (one.draft_revision_id for one in engagements))
    found = {}
    for one in engagements:
        draft = rows.get(one.draft_revision_id or 0)
        found[one.id] = engagement_from_json(draft.content) if draft else EngagementContent()
    return found


def notice_hashes(session: Session, engagement_ids: Collection[int]) -> dict[int, str]:
    """What the notice that the public reads now says with its wordings, by engagement id, as a
    hash."""
    last = (
        select(func.max(NoticeVersion.id))
        .where(NoticeVersion.engagement_id.in_(engagement_ids))
        .group_by(NoticeVersion.engagement_id)
    )
    question = (
        select(
            NoticeVersion.engagement_id,
            NoticeVersion.content_hash,
            NoticeWording.language,
            NoticeWording.content_hash.label("worded"),
        )
        .outerjoin(NoticeWording, NoticeWording.notice_version_id == NoticeVersion.id)
        .where(NoticeVersion.id.in_(last))
    )
    shown: dict[int, str] = {}
    worded: dict[int, dict[str, str]] = {}
    for number, content_hash, tag, wording in session.execute(question):
        shown[number] = content_hash
        worded.setdefault(number, {}).update({tag: wording} if tag else {})
    return {number: whole_hash(one, worded[number]) for number, one in shown.items()}


def content_of(revision: Revision) -> Content:
    """What a revision holds, whichever thing it is of."""
    if revision.subject == "engagement":
        return engagement_from_json(revision.content)
    if revision.subject == "topic":
        return topic_from_json(revision.content)
    if revision.subject == "planning":
        return planning_from_json(revision.content)
    if revision.subject == "update":
        return update_from_json(revision.content)
    if revision.subject == "translation":
        return translation_from_json(revision.content)
    return results_from_json(revision.content)


def engagement_content(session: Session, revision_id: int | None) -> EngagementContent:
    """The content of a revision; with None, an empty one."""
    revision = session.get(Revision, revision_id) if revision_id else None
    return engagement_from_json(revision.content) if revision else EngagementContent()


def topic_content(session: Session, revision_id: int | None) -> TopicContent:
    revision = session.get(Revision, revision_id) if revision_id else None
    return topic_from_json(revision.content) if revision else TopicContent()


def results_content(session: Session, revision_id: int | None) -> ResultsContent:
    revision = session.get(Revision, revision_id) if revision_id else None
    return results_from_json(revision.content) if revision else ResultsContent()
