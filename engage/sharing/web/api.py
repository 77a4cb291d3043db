"""The read-only interface `/api/v1/`: what the pages show, for programs (`docs/api.md`).

Every answer is public and the same for everybody, so scripts of any page may read it. Nothing here
writes, and no cookie is looked at.
"""

from typing import Final

from flask import Response

from engage.comments.answers.queries import answers_of
from engage.comments.models import Comment
from engage.comments.queries import (
    PublicComment,
    PublicCursor,
    is_hidden,
    public_comment_by_public_id,
    public_comments,
    public_cursor_in_address,
)
from engage.comments.rules import State
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.engagements.service import SITE_SCOPE
from engage.governance.elections.queries import hidden_comments
from engage.governance.elections.rules import Window
from engage.replies.queries.public import public_replies
from engage.sharing import api_queries, api_values
from engage.sharing.api_lists import cursor_text
from engage.sharing.api_values import Addresses, Json
from engage.sharing.web import api_asked as asked
from engage.sharing.web.api_answers import answer, ground_of, of_engagement, page_of
from engage.sharing.web.blueprint import blueprint
from engage.site.documents import documents_shown
from engage.site.queries import public_counts, version_of
from engage.site.web import shown_engagement
from engage.web.access import public
from engage.web.headers import shared
from engage.web.transaction import current_unit

API: Final = "/api/v1"
NO_COMMENT: Final = "There is no such comment, or it is not public."
ENGAGEMENT: Final = f"{API}/engagements/<slug>"
TOPIC: Final = f"{ENGAGEMENT}/topics/<topic_slug>"


def addresses(unit: Unit) -> Addresses:
    return Addresses(unit.settings.base_url)


@blueprint.get(f"{API}/engagements")
@public
@shared
def api_engagements() -> Response:
    unit = current_unit()
    version = version_of(unit.session, SITE_SCOPE)
    filters, limit = asked.wanted(unit.settings.time_zone), asked.limit()
    after = asked.list_cursor()
    change = api_queries.next_change_of_any(unit.session, unit.now)

    def made() -> Json:
        found, has_more = api_queries.listed(unit, filters, limit=limit, after=after)
        items = [api_values.engagement_item(one, unit.now, unit.settings) for one in found]
        next_url = None
        if has_more:
            query, last = asked.wanted_again(filters), cursor_text(found[-1].cursor)
            base_url = unit.settings.base_url
            next_url = asked.next_address(base_url, f"{API}/engagements", query, last)
        return page_of(items, next_url)

    return answer(unit, ground_of(unit, SITE_SCOPE, version, [change]), made)


@blueprint.get(ENGAGEMENT)
@public
@shared
def api_engagement(slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)

    def made() -> Json:
        content = engagements.engagement_content(unit.session, found.published_revision_id)
        one = api_queries.of_ministry(unit.session, found, content)
        told, documents = public_counts(unit, found), documents_shown(unit, content)
        return api_values.engagement_whole(
            one, unit.now, unit.settings, _topics(unit, found), told, documents
        )

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(TOPIC)
@public
@shared
def api_topic(slug: str, topic_slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)
    engagements.public_topic(unit.session, found.id, topic_slug)

    def made() -> Json:
        return next(one for one in _topics(unit, found) if one["slug"] == topic_slug)

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(f"{TOPIC}/comments")
@public
@shared
def api_comments(slug: str, topic_slug: str) -> Response:
    unit = current_unit()
    found, version = public_one(unit, slug)
    topic = engagements.public_topic(unit.session, found.id, topic_slug)
    limit, after = asked.limit(), asked.comment_cursor()

    def made() -> Json:
        hidden = hidden_comments(unit.session, found.id, unit.now)
        rows = public_comments(
            unit.session, unit.keyring, topic.id, limit=limit + 1, after=after, hidden=hidden
        )
        shown, next_url = list(rows[:limit]), None
        if len(rows) > limit:
            cursor = PublicCursor(shown[-1].received_at, shown[-1].public_id)
            path = f"{API}/engagements/{found.slug}/topics/{topic.slug}/comments"
            text = public_cursor_in_address(cursor)
            next_url = asked.next_address(unit.settings.base_url, path, {}, text)
        return page_of(_comments(unit, shown, hidden), next_url)

    return answer(unit, of_engagement(unit, found, version), made)


@blueprint.get(f"{API}/comments/<public_id>")
@public
@shared
def api_comment(public_id: str) -> Response:
    """One comment by its permanent id; there are too many to keep each."""
    unit = current_unit()
    row = public_comment_by_public_id(unit.session, unit.keyring, public_id)
    topic = unit.session.get_one(Topic, row.topic_id)
    slug = unit.session.get_one(Engagement, topic.engagement_id).slug
    found, version = public_one(unit, slug)
    # Read again after the version, so that the tag is never newer than the text.
    row = public_comment_by_public_id(unit.session, unit.keyring, public_id)
    hidden = hidden_comments(unit.session, found.id, unit.now)
    if hidden and is_hidden(unit.session.get_one(Comment, row.id), hidden):
        raise NotFound(NO_COMMENT)
    ground = of_engagement(unit, found, version)
    return answer(unit, ground, lambda: _comments(unit, [row], hidden)[0], is_kept=False)


@blueprint.get(f"{API}/ministries")
@public
@shared
def api_ministries() -> Response:
    unit = current_unit()
    version = version_of(unit.session, SITE_SCOPE)
    at = addresses(unit)

    def made() -> Json:
        return page_of(
            [
                {
                    "code": code,
                    "name": name,
                    "engagements_url": at.answer(f"/engagements?ministry={code}"),
                }
                for code, name in api_queries.public_ministries(unit.session)
            ],
            None,
        )

    return answer(unit, ground_of(unit, SITE_SCOPE, version), made)


def public_one(unit: Unit, slug: str) -> tuple[Engagement, int]:
    """A public engagement and its content version; not one that nobody sees yet."""
    found, version = shown_engagement(unit, slug)
    if found.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(engagements.NO_ENGAGEMENT)
    return found, version


def _topics(unit: Unit, found: Engagement) -> list[Json]:
    hidden = hidden_comments(unit.session, found.id, unit.now)
    rows = api_queries.public_topics(unit.session, found.id)
    told = engagements.counts_by_scope(unit.session, [topic.scope for topic, _ in rows])
    at = addresses(unit)

    def count(topic: Topic) -> int | None:
        return None if hidden else told.get(topic.scope, {}).get(State.PUBLISHED, 0)

    return [
        api_values.topic(found, topic.slug, written, count(topic), at) for topic, written in rows
    ]


def _comments(unit: Unit, rows: list[PublicComment], hidden: tuple[Window, ...]) -> list[Json]:
    numbers = [row.id for row in rows]
    answers, replies = answers_of(unit.session, numbers), public_replies(unit.session, numbers)
    parents = api_queries.public_parents(unit.session, (row.parent_id for row in rows), hidden)
    at = addresses(unit)
    return [
        api_values.comment(row, parents, answers.get(row.id, ()), replies.get(row.id), at)
        for row in rows
    ]
