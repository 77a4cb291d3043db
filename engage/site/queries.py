"""Reads what public pages show. Each page is a handful of SELECTs, whatever it lists."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry
from engage.comments.campaigns.counting import Letters, letters_among
from engage.comments.rules import State
from engage.core.dates import next_midnight
from engage.core.errors import NotFound
from engage.core.language import WordsIn, current, number
from engage.core.language import gettext as _
from engage.core.ledgers import Counter, content_version, counts
from engage.core.text import render_markdown
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import question_address
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    EngagementContent,
    Timing,
    TopicContent,
    UpdateContent,
    topic_from_json,
)
from engage.governance.elections.queries import hidden_comments
from engage.moderation.queries.public_letters import campaign_of_published
from engage.moderation.queries.public_reasons import reason_counts
from engage.moderation.rules import WORDS
from engage.multilingual.links import language_links
from engage.multilingual.rules import ENGAGEMENT, topic_key, update_key
from engage.multilingual.spoken import IN_ENGLISH, Spoken
from engage.multilingual.tags import ORIGINAL, ORIGINAL_TAG
from engage.notices.shown import current_notice, every_wording
from engage.site.figures import ReasonFigure, reasons_in_words
from engage.site.rules import (
    Counts,
    EngagementFacts,
    NoticeShown,
    TopicFacts,
    TopicLink,
    UpdateFacts,
    UpdateLink,
    comments_words,
    counts_in_words,
    counts_while_held,
    next_words,
    status_of,
)
from engage.updates.models import EngagementUpdate
from engage.updates.queries import public_update, public_updates

LONGEST_KEPT = timedelta(minutes=5)


def rendered(markdown: str) -> Markup:
    """Staff Markdown as sanitized HTML; revisions never change, so the result is kept, apart for
    each language in which a page says what a link of it does."""
    return _rendered(markdown, current())


@lru_cache(maxsize=512)
def _rendered(markdown: str, _language: str) -> Markup:
    # A wide table scrolls within the page: by keyboard too (WCAG 2.1.1).
    html = render_markdown(markdown).replace("<table>", '<table tabindex="0">')
    return Markup(html)  # noqa: S704  sanitized by render_markdown


class Timed(Protocol):
    """What changes by the clock: an engagement, or its line in a list."""

    @property
    def timing(self) -> Timing: ...


def kept_until(
    engagements_shown: Iterable[Timed],
    now: datetime,
    tz: str,
    election_change: datetime | None = None,
) -> datetime:
    """When a page must be made anew for time's sake: a phase or 'closes in 9 days' changes, or an
    election is called or over."""
    changes = [shown.timing.next_change(now) for shown in engagements_shown]
    ends = [change for change in (*changes, election_change) if change is not None]
    return min([*ends, next_midnight(now, tz), now + LONGEST_KEPT])


def engagement_facts(
    unit: Unit,
    engagement: Engagement,
    content: EngagementContent,
    ministry: WordsIn | None = None,
    *,
    spoken: Spoken = IN_ENGLISH,
    rest: str = "",
) -> EngagementFacts:
    """`ministry` is its name, where the caller has read it already; `rest` is the page's address
    after the engagement's."""
    content, tag, is_outdated = spoken.said(ENGAGEMENT, content)
    tz, timing = unit.settings.time_zone, engagement.timing
    said_ministry = ministry or unit.session.get_one(Ministry, engagement.ministry_id).said
    return EngagementFacts(
        id=engagement.id,
        slug=engagement.slug,
        title=content.title,
        summary=content.summary,
        ministry=said_ministry,
        topic_areas=content.topic_areas,
        region=content.region,
        status=status_of(timing, unit.now, tz),
        opens_at=None if timing.is_opening_held else engagement.opens_at,
        closes_at=engagement.closes_at,
        contact=content.contact,
        contact_email=question_address(unit.settings.mailbox, content),
        body_html=rendered(content.body),
        next_words=next_words(timing, unit.now, tz),
        base=f"/engagements/{engagement.slug}{spoken.below}",
        tag=tag,
        is_outdated=is_outdated,
        languages=language_links(engagement, spoken, rest),
    )


def topic_facts(
    engagement: Engagement, topic: Topic, content: TopicContent, spoken: Spoken = IN_ENGLISH
) -> TopicFacts:
    content, tag, is_outdated = spoken.said(topic_key(topic.id), content)
    return TopicFacts(
        id=topic.id,
        slug=topic.slug,
        title=content.title,
        href=f"/engagements/{engagement.slug}{spoken.below}/{topic.slug}",
        body_html=rendered(content.body),
        prompt=content.prompt,
        necessity=content.necessity,
        tag=tag,
        is_outdated=is_outdated,
    )


def topic_links(
    unit: Unit, engagement: Engagement, spoken: Spoken = IN_ENGLISH
) -> tuple[TopicLink, ...]:
    session = unit.session
    topics = engagements.public_topics_of(session, engagement.id)
    is_told = not hidden_comments(session, engagement.id, unit.now)
    published = _published_by_scope(session, [topic.scope for topic in topics])
    titles = _titles(session, topics, spoken)
    return tuple(
        TopicLink(
            f"/engagements/{engagement.slug}{spoken.below}/{topic.slug}",
            titles[topic.id][0],
            comments_words(published.get(topic.scope, 0)) if is_told else "",
            titles[topic.id][1],
        )
        for topic in topics
    )


def _titles(
    session: Session, topics: Sequence[Topic], spoken: Spoken
) -> dict[int, tuple[str, str]]:
    """Titles of topics with the tags of their languages, by topic id."""
    if not spoken.texts:
        return {topic.id: (topic.title, ORIGINAL) for topic in topics}
    rows = engagements.revisions_by_id(session, [topic.published_revision_id for topic in topics])
    found = {}
    for topic in topics:
        written = topic_from_json(rows[topic.published_revision_id or 0].content)
        content, tag, _ = spoken.said(topic_key(topic.id), written)
        found[topic.id] = (content.title, tag)
    return found


def update_links(
    session: Session,
    engagement: Engagement,
    *,
    most: int,
    before: str = "",
    spoken: Spoken = IN_ENGLISH,
) -> tuple[tuple[UpdateLink, ...], str]:
    """The newest public updates, and a link to older ones ('' when there are none).

    `before` is the address of one: those older than it. One that is no public update is as none.
    """
    page = f"/engagements/{engagement.slug}{spoken.below}/updates"
    last = _update_named(session, engagement, before) if before else None
    rows = public_updates(session, engagement.id, most=most + 1, before=last)
    links = tuple(
        _update_link(page, row, row.published_at, spoken.said(update_key(row.id), content))
        for row, content in rows[:most]
        if row.published_at is not None
    )
    older = f"{page}?before={rows[most - 1][0].slug}" if len(rows) > most else ""
    return links, older


def _update_link(
    page: str, row: EngagementUpdate, at: datetime, said: tuple[UpdateContent, str, bool]
) -> UpdateLink:
    content, tag, _ = said
    return UpdateLink(f"{page}/{row.slug}", content.title, content.summary, at, tag)


def _update_named(session: Session, engagement: Engagement, slug: str) -> EngagementUpdate | None:
    try:
        return public_update(session, engagement.id, slug)[0]
    except NotFound:
        return None


def update_facts(
    session: Session,
    update: EngagementUpdate,
    content: UpdateContent,
    spoken: Spoken = IN_ENGLISH,
) -> UpdateFacts:
    content, tag, is_outdated = spoken.said(update_key(update.id), content)
    revision = session.get(Revision, update.published_revision_id or 0)
    published_at = update.published_at
    is_changed = (
        revision is not None and published_at is not None and revision.created_at > published_at
    )
    return UpdateFacts(
        title=content.title,
        summary=content.summary,
        body_html=rendered(content.body),
        at=published_at,
        changed_at=revision.created_at if revision is not None and is_changed else None,
        tag=tag,
        is_outdated=is_outdated,
    )


def public_counts(unit: Unit, engagement: Engagement) -> Counts:
    """Received, published, and all others, in words (R82); only the last while comments are held
    (R55)."""
    by_state = counts(unit.session, engagement.scope)
    received = sum(by_state.get(state, 0) for state in State)
    published = by_state.get(State.PUBLISHED, 0)
    if hidden_comments(unit.session, engagement.id, unit.now):
        return counts_while_held(received - published)
    return counts_in_words(received=received, published=published)


def public_reasons(unit: Unit, engagement: Engagement) -> tuple[ReasonFigure, ...]:
    """Why comments were not published, as far as it may be told (R82, R74)."""
    by_state = counts(unit.session, engagement.scope)
    others = sum(by_state.get(state, 0) for state in State if state is not State.PUBLISHED)
    labels = {reason.value: _(words.label) for reason, words in WORDS.items()}
    return reasons_in_words(reason_counts(unit.session, engagement.id), others, labels)


def public_letters(unit: Unit, engagement: Engagement, told: Counts) -> Letters | None:
    """How many published comments follow letters that others sent too (R79).

    None without such letters, and where the number of published ones is not told: it could be
    worked out from these.
    """
    published = counts(unit.session, engagement.scope).get(State.PUBLISHED, 0)
    if told.published != number(published):
        return None
    followed = campaign_of_published(unit.session, engagement.id).values()
    letters = letters_among(followed, published)
    return letters if letters.letters else None


def notice_shown(
    unit: Unit, engagement: Engagement, spoken: Spoken = IN_ENGLISH
) -> NoticeShown | None:
    notice = current_notice(unit, engagement.id, spoken.tag, current())
    if notice is None:
        return None
    return NoticeShown(
        number=notice.number,
        title=notice.title,
        authority=notice.authority,
        purpose=notice.purpose,
        contact=notice.contact,
        body_html=rendered(notice.body),
        created_at=notice.created_at,
        tag=notice.tag,
    )


def beside_notice(unit: Unit, engagement: Engagement, facts: EngagementFacts) -> EngagementFacts:
    """What the page of the notice says of its engagement: as its languages, those in which the
    notice is there as well."""
    tags = {ORIGINAL_TAG, *(one.tag for one in every_wording(unit, engagement.id))}
    languages = tuple(one for one in facts.languages if one.tag in tags)
    return replace(facts, languages=languages, is_outdated=False)


def version_of(session: Session, scope: str) -> int:
    """Read before the content, so that a change in between shows as a newer version."""
    return content_version(session, scope)


def _published_by_scope(session: Session, scopes: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(Counter.scope, Counter.value).where(
            Counter.scope.in_(scopes), Counter.name == State.PUBLISHED
        )
    )
    return {scope: value for scope, value in rows}
