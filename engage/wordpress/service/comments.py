"""A comment's twin: only published text goes out, and what is public no more is removed there."""

from datetime import timedelta
from typing import Final

from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import with_answers
from engage.comments.models import Comment
from engage.comments.queries import PublicComment, public_comment
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.service import Action, Outbound, outbound_guard
from engage.jobs.handlers import Later
from engage.jobs.service import enqueue
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import CommentPlan, LinkState, Outcome, Thing, with_alias
from engage.wordpress.queries import link_of, published_replies, takes_comments
from engage.wordpress.rules import CommentFields, comment_alias, comment_fields, fields_hash
from engage.wordpress.service.kinds import PUSH_COMMENT, PUSH_ENGAGEMENT
from engage.wordpress.service.links import HELD, record_outcome, take_charge
from engage.wordpress.service.posts import is_public

ALIAS_PURPOSE: Final = "wordpress-alias"
DOUBT_AFTER: Final = timedelta(minutes=10)


def alias_of(unit: Unit, public_id: str) -> str:
    return comment_alias(public_id, unit.keyring.purpose_key(ALIAS_PURPOSE))


def plan_comment(unit: Unit, comment_id: int, job_id: int) -> CommentPlan | None:
    """What to send for this comment; None: nothing now. Later while stopped or another job runs.

    A comment whose post is not there does not wait: recording the post sends for its comments.
    One of an engagement that was taken from view stays as it is, hidden with its post.
    """
    public = public_comment(unit.session, unit.keyring, comment_id)
    if public is None:
        return _removal(unit, comment_id, job_id)
    comment = unit.session.get_one(Comment, comment_id)
    post = link_of(unit.session, Thing.ENGAGEMENT, comment.engagement_id)
    if post is None or not takes_comments(post) or not _is_shown_here(unit, comment):
        return None
    link = take_charge(unit, Thing.COMMENT, comment_id, alias_of(unit, public.public_id), job_id)
    fields = with_alias(_fields(unit, public), link.key)
    if link.state == LinkState.CONFLICT:
        return None
    if link.state == LinkState.SHOWN and link.fields_hash == fields_hash(fields):
        link.version = comment.published_version
        return None
    if not _may_go_out(unit, comment, link):
        return _outdated(link, comment)
    link.attempt(fields_hash(fields))
    return CommentPlan(
        comment_id,
        link.id,
        link.key,
        link.remote_id,
        post.remote_id or 0,
        fields,
        comment.published_version,
    )


def _may_go_out(unit: Unit, comment: Comment, link: WordPressLink) -> bool:
    """Later while a stop stands; False while an election holds it: its approval pushes it then.

    The same version with another text lost words to a redaction here: it loses them there at once.
    """
    is_redacted = link.state == LinkState.SHOWN and link.version == comment.published_version
    kind = Outbound.TAKE_DOWN if is_redacted else Outbound.PUSH_COMMENT
    verdict = outbound_guard(unit, Action(kind, comment.engagement_id))
    if not verdict.allowed and not verdict.by_election:
        raise Later(HELD)
    return verdict.allowed


def _outdated(link: WordPressLink, comment: Comment) -> CommentPlan | None:
    """Held back, but there in an earlier version, which its author has corrected: that one goes."""
    if link.state != LinkState.SHOWN or link.version == comment.published_version:
        return None
    return CommentPlan(comment.id, link.id, link.key, link.remote_id, 0, None, None)


def _removal(unit: Unit, comment_id: int, job_id: int) -> CommentPlan | None:
    """Never held: taking away is not promotion. A conflict does not stop it either."""
    found = link_of(unit.session, Thing.COMMENT, comment_id)
    if found is None:
        return None
    link = take_charge(unit, Thing.COMMENT, comment_id, found.key, job_id)
    if not link.is_perhaps_there:
        return None
    return CommentPlan(comment_id, link.id, link.key, link.remote_id, 0, None, None)


def _is_shown_here(unit: Unit, comment: Comment) -> bool:
    topic = unit.session.get(Topic, comment.topic_id)
    engagement = unit.session.get(Engagement, comment.engagement_id)
    return (
        topic is not None
        and topic.published_revision_id is not None
        and is_public(engagement, unit)
    )


def _fields(unit: Unit, public: PublicComment) -> CommentFields:
    """A reply whose parent is not there stands by itself until the parent comes."""
    parent = link_of(unit.session, Thing.COMMENT, public.parent_id) if public.parent_id else None
    answers = answers_of(unit.session, [public.id])
    is_there = parent is not None and parent.state == LinkState.SHOWN
    return comment_fields(
        public_id=public.public_id,
        secret=unit.keyring.purpose_key(ALIAS_PURPOSE),
        name=public.name,
        text=with_answers(public.text, answers.get(public.id, ())),
        date=public.received_at,
        parent_id=(parent.remote_id or 0) if parent is not None and is_there else 0,
    )


def record_comment(unit: Unit, plan: CommentPlan, outcome: Outcome) -> None:
    """Keeps what came of it; replies and changes made here meanwhile follow."""
    link = unit.session.get_one(WordPressLink, plan.link_id, with_for_update=True)
    had = link.remote_id
    record_outcome(unit, link, outcome, fields_hash(plan.fields) if plan.fields else "", unit.now)
    link.version = plan.version if outcome.state is LinkState.SHOWN else None
    unit.audit(
        "wordpress.comment_pushed",
        f"comment:{plan.comment_id}",
        remote=outcome.remote_id,
        outcome=outcome.state.value,
        trouble=outcome.trouble,
    )
    comment = unit.session.get(Comment, plan.comment_id)
    if comment is not None and outcome.state is LinkState.NEW:
        _doubt_post(unit, comment.engagement_id)
    if outcome.remote_id != had:
        for reply_id in published_replies(unit.session, plan.comment_id):
            enqueue(unit, PUSH_COMMENT, {"comment_id": reply_id})
    if comment is not None and comment.published_version != plan.version:
        enqueue(unit, PUSH_COMMENT, {"comment_id": comment.id})


def _doubt_post(unit: Unit, engagement_id: int) -> None:
    """WordPress says that the post takes no comments: its next push finds out what became of it.

    Now and then only: if the push finds the post in order, its comments are tried again at once.
    """
    post = link_of(unit.session, Thing.ENGAGEMENT, engagement_id)
    if post is None or post.pushed_at is None or post.pushed_at > unit.now - DOUBT_AFTER:
        return
    if post.fields_hash:
        post.attempt(post.fields_hash)
        post.fields_hash = ""
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement_id})
