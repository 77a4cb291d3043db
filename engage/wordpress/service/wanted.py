"""What WordPress should show of some comments and their official replies, read for all at once.

A batch asks each question once, however many comments it holds. What is not public here is not
even read: only published, redacted text can get from here into what is sent (R77).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import ShownAnswer, with_answers
from engage.comments.models import Comment
from engage.comments.queries import PublicComment, public_comments_with
from engage.core.dates import date_words
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.replies.models import Reply
from engage.replies.queries.public import PublicReply, public_replies
from engage.wordpress.models import WordPressLink
from engage.wordpress.official import OfficialReply, reply_fields, reply_public_id
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.queries import takes_comments
from engage.wordpress.rules import CommentFields, comment_alias, comment_fields
from engage.wordpress.service.posts import is_public

ALIAS_PURPOSE: Final = "wordpress-alias"


def alias_of(unit: Unit, public_id: str) -> str:
    return comment_alias(public_id, _secret(unit))


def reply_alias(unit: Unit, reply_id: int) -> str:
    return alias_of(unit, reply_public_id(reply_id))


def _secret(unit: Unit) -> bytes:
    return unit.keyring.purpose_key(ALIAS_PURPOSE)


@dataclass(frozen=True)
class Wanted:
    """Some comments as they stand here. `posts` holds the public posts there by engagement, `goes`
    the comments that are shown here and whose post is there; `replies` is by comment, `versions`
    by reply, `parents` where the comments stand that these answer, by comment; `coming` those of
    them that a worker is making there this moment."""

    comments: Mapping[int, Comment]
    public: Mapping[int, PublicComment]
    answers: Mapping[int, tuple[ShownAnswer, ...]]
    posts: Mapping[int, WordPressLink]
    goes: frozenset[int]
    replies: Mapping[int, PublicReply]
    rows: Mapping[int, Reply]
    parents: Mapping[int, int]
    coming: frozenset[int]

    def post_id(self, comment_id: int) -> int:
        return self.posts[self.comments[comment_id].engagement_id].remote_id or 0


def wanted_comments(unit: Unit, ids: Collection[int]) -> Wanted:
    session = unit.session
    comments = {one.id: one for one in session.scalars(select(Comment).where(Comment.id.in_(ids)))}
    public = public_comments_with(session, unit.keyring, list(comments))
    posts = _posts(unit, {one.engagement_id for one in comments.values()})
    shown = _shown_topics(unit, {one.topic_id for one in public.values()})
    goes = frozenset(
        number
        for number in public
        if comments[number].engagement_id in posts and comments[number].topic_id in shown
    )
    above = {one.parent_id for one in public.values() if one.parent_id}
    rows = session.scalars(select(Reply).where(Reply.comment_id.in_(ids)).order_by(Reply.id))
    return Wanted(
        comments=comments,
        public=public,
        answers=answers_of(session, goes) if goes else {},
        posts=posts,
        goes=goes,
        replies=public_replies(session, goes),
        rows={row.id: row for row in rows},
        parents=_parents(unit, above),
        coming=_coming(unit, above),
    )


def _posts(unit: Unit, engagement_ids: Collection[int]) -> dict[int, WordPressLink]:
    rows = unit.session.execute(
        select(WordPressLink, Engagement)
        .join(Engagement, Engagement.id == WordPressLink.local_id)
        .where(WordPressLink.thing == Thing.ENGAGEMENT, WordPressLink.local_id.in_(engagement_ids))
    )
    return {
        engagement.id: post
        for post, engagement in rows
        if takes_comments(post) and is_public(engagement, unit)
    }


def _shown_topics(unit: Unit, topic_ids: Collection[int]) -> frozenset[int]:
    question = select(Topic.id).where(
        Topic.id.in_(topic_ids), Topic.published_revision_id.is_not(None)
    )
    return frozenset(unit.session.scalars(question))


def _parents(unit: Unit, comment_ids: Collection[int]) -> dict[int, int]:
    """Where those of these comments that are in view there stand."""
    if not comment_ids:
        return {}
    question = select(WordPressLink.local_id, WordPressLink.remote_id).where(
        WordPressLink.thing == Thing.COMMENT,
        WordPressLink.local_id.in_(comment_ids),
        WordPressLink.state == LinkState.SHOWN,
        WordPressLink.remote_id.is_not(None),
    )
    return {number: remote or 0 for number, remote in unit.session.execute(question)}


def _coming(unit: Unit, comment_ids: Collection[int]) -> frozenset[int]:
    """Not every interface can change afterwards what a comment answers."""
    if not comment_ids:
        return frozenset()
    question = (
        select(WordPressLink.local_id)
        .join(Job, Job.id == WordPressLink.job_id)
        .where(
            WordPressLink.thing == Thing.COMMENT,
            WordPressLink.local_id.in_(comment_ids),
            WordPressLink.remote_id.is_(None),
            WordPressLink.attempted != "",
            Job.state == JobState.RUNNING,
            Job.lease_until >= unit.now,
        )
    )
    return frozenset(unit.session.scalars(question))


def fields_of_comment(unit: Unit, wanted: Wanted, comment_id: int, alias: str) -> CommentFields:
    """A reply whose parent is not there stands by itself until the parent comes."""
    public = wanted.public[comment_id]
    fields = comment_fields(
        public_id=public.public_id,
        secret=_secret(unit),
        name=public.name,
        text=with_answers(public.text, wanted.answers.get(comment_id, ())),
        date=public.received_at,
        parent_id=wanted.parents.get(public.parent_id or 0, 0),
    )
    return replace(fields, alias=alias)


def fields_of_reply(unit: Unit, reply: PublicReply, alias: str, parent_id: int) -> CommentFields:
    tz = unit.settings.time_zone
    official = OfficialReply(
        id=reply.id,
        team=reply.team,
        byline=reply.byline,
        text=reply.text,
        published_at=reply.published_at,
        corrected_on=date_words(reply.corrected_at, tz) if reply.corrected_at else "",
        is_to_earlier_text=reply.is_to_earlier_text,
    )
    fields = reply_fields(official, secret=_secret(unit), parent_id=parent_id)
    return replace(fields, alias=alias)
