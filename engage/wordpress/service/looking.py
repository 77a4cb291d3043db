"""Looking at posts: which next, and what was found. An edit there is noticed without a push."""

from sqlalchemy import select

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.jobs.service import enqueue
from engage.notices.service import current_version
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Settling, Thing, Trouble
from engage.wordpress.post_plans import VISIBLE, PostLook, PostLooked
from engage.wordpress.queries import is_running
from engage.wordpress.rules import RemotePost
from engage.wordpress.seen import post_seen
from engage.wordpress.service.kinds import PUSH_ENGAGEMENT
from engage.wordpress.service.noting import close_difference, note_difference
from engage.wordpress.service.posts import is_in_step, wanted_post
from engage.wordpress.service.sightings import is_open_but_for_them, note_post


def plan_looks(unit: Unit, limit: int, engagement_id: int | None = None) -> list[PostLook]:
    """The posts that were not looked at for the longest; or that of one engagement."""
    question = (
        select(WordPressLink)
        .where(WordPressLink.thing == Thing.ENGAGEMENT, WordPressLink.remote_id.is_not(None))
        .order_by(WordPressLink.seen_at.nulls_first(), WordPressLink.id)
        .limit(limit)
    )
    if engagement_id is not None:
        question = question.where(WordPressLink.local_id == engagement_id)
    links = unit.session.scalars(question).all()
    return [_look(unit, link, link.remote_id) for link in links if link.remote_id is not None]


def _look(unit: Unit, link: WordPressLink, remote_id: int) -> PostLook:
    engagement = unit.session.get(Engagement, link.local_id)
    wanted = wanted_post(unit, engagement)
    notice = current_version(unit, link.local_id)
    return PostLook(
        link_id=link.id,
        engagement_id=link.local_id,
        remote_id=remote_id,
        state=LinkState(link.state),
        seen=link.modified_gmt,
        ours=link.attempts | ({link.fields_hash} if link.fields_hash else set()),
        is_wanted=wanted is not None,
        may_take_comments=wanted is not None and wanted.fields.comments_open,
        was_open=is_open_but_for_them(unit, link),
        notice=notice.content_hash if notice else "",
    )


def record_look(unit: Unit, looked: PostLooked) -> Trouble | None:
    """What was found, unless a push came between: then the push knows better."""
    look = looked.look
    link = unit.session.get_one(
        WordPressLink, look.link_id, with_for_update=True, populate_existing=True
    )
    as_planned = (look.state, look.seen, look.remote_id)
    is_pushed = link.job_id is not None and is_running(unit.session, link.job_id, unit.now)
    if is_pushed or (link.state, link.modified_gmt, link.remote_id) != as_planned:
        _closed_too_late(unit, link, looked)
        return None
    link.seen_at = unit.now
    if looked.post is not None:
        note_post(unit, look.engagement_id, post_seen(looked.post))
        if looked.closed:
            unit.audit("wordpress.comments_closed", f"engagement:{look.engagement_id}")
    if looked.trouble is None:
        _in_order(unit, link, looked)
    else:
        _in_conflict(unit, link, looked, looked.trouble)
    return looked.trouble


def _closed_too_late(unit: Unit, link: WordPressLink, looked: PostLooked) -> None:
    """A push may have opened it for comments between our reading and our closing: it is pushed
    once more, and is as it should be then."""
    if not looked.closed or looked.post is None:
        return
    note_post(unit, looked.look.engagement_id, post_seen(looked.post))
    if link.fields_hash:
        link.attempt(link.fields_hash)
        link.fields_hash = ""
    enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": link.local_id})


def _in_order(unit: Unit, link: WordPressLink, looked: PostLooked) -> None:
    """What people undid is settled by the next push; what was saved there without another text is
    no reason for one."""
    engagement = unit.session.get(Engagement, link.local_id)
    wanted = wanted_post(unit, engagement)
    if looked.post is not None and looked.look.is_wanted:
        link.modified_gmt = looked.post.modified
        link.remote_status = looked.post.status.value
    if link.state == LinkState.CONFLICT or not is_in_step(link, wanted):
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": link.local_id})


def _in_conflict(unit: Unit, link: WordPressLink, looked: PostLooked, trouble: Trouble) -> None:
    """Something else than ours is there. What was hidden here and published there is hidden again
    at once; about everything else a person is asked."""
    post = looked.post
    link.state, link.trouble = LinkState.CONFLICT, trouble
    link.remote_status = post.status.value if post else ""
    if trouble is Trouble.DELETED_THERE:
        link.gone_at = link.gone_at or unit.now
    if not looked.look.is_wanted:
        close_difference(unit, link, Settling.BY_ITSELF)
        if _is_visible(post):
            enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": link.local_id})
        return
    theirs = post_seen(post, closed_there=looked.closed_there).theirs if post else {}
    note_difference(unit, link, trouble, theirs, post.modified if post else None)


def _is_visible(post: RemotePost | None) -> bool:
    return post is not None and post.status in VISIBLE
