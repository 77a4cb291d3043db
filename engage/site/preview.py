"""The staff's preview: the public pages with the draft's content, for nobody else's eyes.

They are the very templates of the public, with a band that says so. Nothing is written and no row
is changed: what the draft would make of dates and words is computed beside the rows.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, make_response, render_template

from engage.core.errors import NotFound
from engage.core.text import PICTURE_ADDRESS
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import own_address
from engage.engagements.models import Engagement, Topic
from engage.engagements.reach import READING_ROLES
from engage.engagements.rules import (
    EngagementContent,
    Kind,
    Phase,
    Timing,
    slug_fault,
    topic_from_json,
)
from engage.engagements.web.blueprint import readable
from engage.multilingual.tags import ORIGINAL
from engage.site import queries
from engage.site.discussion.queries import FIRST_COMMENTS, Wanted, discussion
from engage.site.discussion.rules import Discussion
from engage.site.documents import documents_shown
from engage.site.releases import public_releases
from engage.site.rules import (
    NEWEST_UPDATES,
    EngagementFacts,
    TopicFacts,
    TopicLink,
    UpdateFacts,
    Way,
    next_words,
    status_of,
    ways_to_take_part,
)
from engage.site.story import STORY_UPDATES, Story, milestones_ahead, milestones_before
from engage.updates.queries import update_content
from engage.updates.web.blueprint import found_for_approvers
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("preview", __name__)

_SHOWN: Final = re.compile(f'src="{PICTURE_ADDRESS}"', re.ASCII)


@dataclass(frozen=True)
class Draft:
    """An engagement as its draft would have it."""

    engagement: Engagement
    content: EngagementContent
    timing: Timing
    topics: tuple[Topic, ...]

    @property
    def page(self) -> str:
        return f"/staff/engagements/{self.engagement.slug}/preview"

    @property
    def documents_page(self) -> str:
        return f"/staff/engagements/{self.engagement.slug}/documents"

    def topic_page(self, topic: Topic) -> str:
        return f"{self.page}/{topic.slug}"


@blueprint.get("/staff/engagements/<slug>/preview")
@staff(*READING_ROLES)
def engagement(slug: str) -> Response:
    unit = current_unit()
    draft = _draft(unit, slug)
    only = draft.topics[0] if len(draft.topics) == 1 else None
    told = queries.update_links(unit.session, draft.engagement, most=STORY_UPDATES)[0]
    return _page(
        "engagement",
        draft,
        e=_facts(unit, draft),
        avenues=_ways(unit, draft, only.title if only else draft.content.title),
        topics=_topic_links(unit, draft),
        documents=documents_shown(unit, draft.content, draft.documents_page),
        counts=queries.public_counts(unit, draft.engagement),
        results_href=f"{draft.page}/results" if _shows_results(unit, draft) else "",
        updates=told[:NEWEST_UPDATES],
        story=Story(
            milestones_before(draft.timing, told, unit.now, f"{draft.page}/results"),
            milestones_ahead(draft.timing, unit.now),
            None,
        ),
        topic=_topic_facts(unit, draft, only) if only else None,
        write=None,
        follow_href="",
        discussion=_discussion(unit, draft, only) if only else None,
    )


@blueprint.get("/staff/engagements/<slug>/preview/<topic_slug>")
@staff(*READING_ROLES)
def topic(slug: str, topic_slug: str) -> Response:
    unit = current_unit()
    draft = _draft(unit, slug)
    if slug_fault(topic_slug, is_topic=True):
        raise NotFound(engagements.NO_TOPIC)
    shown = engagements.topic_by_slug(unit.session, draft.engagement.id, topic_slug)
    return _page(
        "topic",
        draft,
        e=_facts(unit, draft),
        topic=_topic_facts(unit, draft, shown),
        avenues=_ways(unit, draft, shown.title),
        discussion=_discussion(unit, draft, shown),
    )


@blueprint.get("/staff/engagements/<slug>/preview/results")
@staff(*READING_ROLES)
def results(slug: str) -> Response:
    unit = current_unit()
    draft = _draft(unit, slug)
    written = engagements.results_content(unit.session, draft.engagement.results_draft_revision_id)
    return _page(
        "results",
        draft,
        e=_facts(unit, draft),
        summary=written.summary,
        results_html=queries.rendered(written.body),
        tag=ORIGINAL,
        is_outdated=False,
        counts=queries.public_counts(unit, draft.engagement),
        published_at=draft.engagement.results_at or unit.now,
        releases=public_releases(unit, draft.engagement),
    )


@blueprint.get("/staff/engagements/<slug>/preview/updates/<update_slug>")
@staff()
def update(slug: str, update_slug: str) -> Response:
    """An update as its draft would have it; also for a delegate who decides about it."""
    unit = current_unit()
    engagement, shown = found_for_approvers(unit, slug, update_slug)
    draft = _draft_of(unit, engagement)
    written = update_content(unit.session, shown.draft_revision_id)
    html = render_template(
        "site/preview_update.html",
        back=f"/staff/engagements/{slug}/updates/{update_slug}",
        e=_facts(unit, draft),
        update=UpdateFacts(
            title=written.title,
            summary=written.summary,
            body_html=queries.rendered(written.body),
            at=shown.published_at or unit.now,
            changed_at=None,
        ),
    )
    return no_store(make_response(_with_pictures(unit, engagement, html)))


def _with_pictures(unit: Unit, engagement: Engagement, html: str) -> str:
    """Who may read the draft sees its pictures too, whether they are cleared for the public yet."""
    if not unit.actor.reaches(READING_ROLES, engagement.ministry_id):
        return html
    page = f"/staff/engagements/{engagement.slug}/pictures"
    return _SHOWN.sub(rf'src="{page}/\1/file"', html)


def _page(template: str, draft: Draft, **context: object) -> Response:
    html = render_template(
        f"site/preview_{template}.html", back=draft.page.removesuffix("/preview"), **context
    )
    html = _with_pictures(current_unit(), draft.engagement, html)
    return no_store(make_response(html))


def _draft(unit: Unit, slug: str) -> Draft:
    """The draft as if it were published now; its dates decide what the page says."""
    return _draft_of(unit, readable(unit, slug))


def _draft_of(unit: Unit, found: Engagement) -> Draft:
    content = engagements.engagement_content(unit.session, found.draft_revision_id)
    closes_at = content.closes_at if content.kind is Kind.TIME_LIMITED else None
    timing = Timing(found.published_at or unit.now, content.opens_at, closes_at, found.results_at)
    return Draft(found, content, timing, tuple(engagements.topics_of(unit.session, found.id)))


def _facts(unit: Unit, draft: Draft) -> EngagementFacts:
    tz = unit.settings.time_zone
    return replace(
        queries.engagement_facts(unit, draft.engagement, draft.content),
        status=status_of(draft.timing, unit.now, tz),
        opens_at=draft.timing.opens_at,
        closes_at=draft.timing.closes_at,
        next_words=next_words(draft.timing, unit.now, tz),
    )


def _topic_facts(unit: Unit, draft: Draft, topic: Topic) -> TopicFacts:
    content = engagements.topic_content(unit.session, topic.draft_revision_id)
    return TopicFacts(
        id=topic.id,
        slug=topic.slug,
        title=content.title,
        href=draft.topic_page(topic),
        body_html=queries.rendered(content.body),
        prompt=content.prompt,
        necessity=content.necessity,
    )


def _topic_links(unit: Unit, draft: Draft) -> list[TopicLink]:
    public = {link.href: link for link in queries.topic_links(unit, draft.engagement)}
    rows = engagements.revisions_by_id(
        unit.session, (topic.draft_revision_id for topic in draft.topics)
    )
    links = []
    for one in draft.topics:
        known = public.get(f"/engagements/{draft.engagement.slug}/{one.slug}")
        row = rows.get(one.draft_revision_id or 0)
        links.append(
            TopicLink(
                href=draft.topic_page(one),
                title=topic_from_json(row.content).title if row else one.title,
                count_words=known.count_words if known else "No comments yet",
            )
        )
    return links


def _discussion(unit: Unit, draft: Draft, topic: Topic) -> Discussion:
    """The comments that are public; the form's button stays on the preview."""
    page = draft.topic_page(topic)
    open_now = draft.timing.accepts_comments(unit.now)
    return replace(
        discussion(unit, draft.engagement, topic, Wanted(page, most=FIRST_COMMENTS)),
        phase=Phase.OPEN if open_now else draft.timing.phase(unit.now),
        comment_href=page if open_now else "",
        state_words=next_words(draft.timing, unit.now, unit.settings.time_zone),
        reply_href="",
        orders=(),
        more_href="",
    )


def _shows_results(unit: Unit, draft: Draft) -> bool:
    return draft.timing.phase(unit.now) is Phase.RESULTS


def _ways(unit: Unit, draft: Draft, subject: str) -> tuple[Way, ...]:
    inbox = own_address(unit.settings.mailbox, draft.engagement.slug)
    href = _comment_href(unit, draft)
    return ways_to_take_part(draft.content.avenues, href, inbox=inbox, subject=subject)


def _comment_href(unit: Unit, draft: Draft) -> str:
    if not draft.topics or not draft.timing.accepts_comments(unit.now):
        return ""
    return draft.topic_page(draft.topics[0])
