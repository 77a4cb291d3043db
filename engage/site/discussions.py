"""Pages of a discussion: a topic, all replies to one comment, and a comment's permanent link.

A topic's page and a thread's are kept by the cache as they open; in another order, or further on,
they are made anew each time.
"""

from datetime import timedelta
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments.models import Comment
from engage.comments.queries import PublicComment, is_hidden
from engage.comments.threads.models import CommentThread
from engage.comments.threads.queries import is_among_first, thread_of
from engage.comments.threads.rules import (
    NAMED,
    Cursor,
    Order,
    cursor_from_address,
    order_from_address,
)
from engage.core.errors import NotFound
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.governance.elections.queries import hidden_comments
from engage.governance.elections.rules import Window
from engage.multilingual.spoken import spoken_in
from engage.site import queries
from engage.site.discussion.queries import Wanted, discussion, thread
from engage.site.permanent import placed_comment
from engage.site.rules import ways_to_take_part
from engage.site.web import comment_href, inbox, kept
from engage.web.access import public
from engage.web.language import here
from engage.web.transaction import current_unit

blueprint = Blueprint("discussion", __name__)
NO_REPLIES: Final = marked("There are no replies here.")
MOMENT: Final = timedelta(microseconds=1)
BEFORE_ALL, AFTER_ALL = "0", "z" * 12
"""Beside every public id, as cursors compare them."""


@blueprint.get("/engagements/<slug>/<topic_slug>", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/<topic_slug>")
@public
def topic(slug: str, topic_slug: str, tag: str) -> Response:
    unit = current_unit()
    shown, version = engagements.public_topic_with_version(unit.session, slug, topic_slug)
    found, content = shown.engagement, shown.content
    spoken = spoken_in(unit, found, tag)
    facts = queries.topic_facts(found, shown.topic, shown.written, spoken)
    order = order_from_address(request.args.get("sort", ""))
    after = cursor_from_address(request.args.get("after", ""), order)
    html = render_template(
        "site/topic.html",
        e=queries.engagement_facts(
            unit, found, content, shown.ministry, spoken=spoken, rest=f"/{topic_slug}"
        ),
        topic=facts,
        avenues=ways_to_take_part(
            content.avenues,
            comment_href(unit, found, [shown.topic], spoken.below),
            inbox=inbox(unit, found),
            subject=facts.title,
        ),
        discussion=discussion(
            unit, found, shown.topic, Wanted(facts.href, order, after, spoken=spoken)
        ),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/engagements/<slug>/<topic_slug>/replies/<public_id>")
@public
def replies(slug: str, topic_slug: str, public_id: str) -> Response:
    """All replies to one comment, also to one that is not public any more."""
    unit = current_unit()
    shown, version = engagements.public_topic_with_version(unit.session, slug, topic_slug)
    found = shown.engagement
    hidden = hidden_comments(unit.session, found.id, unit.now)
    under = thread_of(unit.session, shown.topic.id, public_id, hidden)
    if under is None or _is_held(unit, under, hidden):
        raise NotFound(NO_REPLIES)
    spoken = spoken_in(unit, found)
    facts = queries.topic_facts(found, shown.topic, shown.written, spoken)
    after = cursor_from_address(request.args.get("after", ""), Order.OLDEST)
    html = render_template(
        "site/replies.html",
        e=queries.engagement_facts(unit, found, shown.content, shown.ministry),
        topic=facts,
        discussion=thread(
            unit,
            found,
            shown.topic,
            under,
            Wanted(facts.href, Order.OLDEST, after, spoken=spoken),
        ),
    )
    return kept(unit, html, found.scope, version, [found])


@blueprint.get("/c/<public_id>")
@public
def comment(public_id: str) -> ResponseReturnValue:
    """The permanent link of a comment: its place on the topic's page, or among the replies.

    The address there names the comment, so that a site that was given this one finds its card.
    """
    unit = current_unit()
    placed = placed_comment(unit, public_id)
    found = placed.comment
    page = f"/engagements/{placed.engagement.slug}/{placed.topic.slug}"
    path, after = _place(unit, found, placed.hidden)
    name = found.public_id
    return redirect(f"{here(page)}{path}?{NAMED}={name}&after={after}#c-{name}")


def _place(unit: Unit, found: PublicComment, hidden: tuple[Window, ...]) -> tuple[str, str]:
    """Where a comment stands: what the path has more than its topic's, and what it stands after."""
    above = unit.session.get(CommentThread, found.parent_id) if found.parent_id else None
    if above is None:
        return "", Cursor(found.received_at + MOMENT, BEFORE_ALL).in_address(Order.NEWEST)
    if is_among_first(unit.session, found, hidden):
        return "", Cursor(above.received_at + MOMENT, BEFORE_ALL).in_address(Order.NEWEST)
    first = Cursor(found.received_at - MOMENT, AFTER_ALL)
    return f"/replies/{above.public_id}", first.in_address(Order.OLDEST)


def _is_held(unit: Unit, under: CommentThread, hidden: tuple[Window, ...]) -> bool:
    """Whether an election holds back the comment above the replies, and so all of these."""
    return bool(hidden) and is_hidden(unit.session.get_one(Comment, under.comment_id), hidden)
