"""What staff choose for an engagement's post: whether visitors may comment there, which picture.

No notice, no comments (R23): the switch is refused unless the post, as it stands on WordPress,
was seen to show the collection notice in force. Switched on, every push asks the same again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import topics_of
from engage.engagements.reach import EDITING_ROLES
from engage.jobs.service import enqueue
from engage.media.models import Media
from engage.media.rules import unclear
from engage.media.service import rights_of
from engage.notices.service import current_version
from engage.wordpress.models import WordPressChoice
from engage.wordpress.plans import Thing
from engage.wordpress.queries import link_of
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.rules import PostStatus
from engage.wordpress.service.kinds import LOOK_AT_POST, PUSH_ENGAGEMENT
from engage.wordpress.service.posts import is_public
from engage.wordpress.service.sightings import choice_row

NO_WORDPRESS: Final = "No WordPress is set, so there is nothing to comment on."
NOT_THERE: Final = "The post is not on WordPress yet. Comments can be switched on once it is."
NOT_SEEN: Final = "We have not looked yet whether the post shows the collection notice. Look now."
NO_NOTICE: Final = (
    "The post on WordPress does not show the whole collection notice, so it cannot take comments:"
    " nobody may be asked for anything without it. Put our text back there, then look again."
)
OLD_NOTICE: Final = (
    "The post on WordPress shows an earlier version of the collection notice. The version in force"
    " is on its way there; comments can be switched on when it has come."
)
CHANGED: Final = (
    "A colleague changed these choices since you opened this page. Look at them and choose again."
)


@dataclass(frozen=True)
class NoticeThere:
    """Whether the post shows the notice in force; `fault` says what is in the way, '' nothing."""

    fault: str
    seen_at: datetime | None


def notice_there(unit: Unit, engagement: Engagement) -> NoticeThere:
    choice = choice_of(unit.session, engagement.id)
    seen_at = choice.notice_seen_at if choice else None
    return NoticeThere(_fault(unit, engagement, choice), seen_at)


def _fault(unit: Unit, engagement: Engagement, choice: WordPressChoice | None) -> str:
    link = link_of(unit.session, Thing.ENGAGEMENT, engagement.id)
    if unit.settings.wordpress is None:
        return NO_WORDPRESS
    is_there = link is not None and link.remote_status == PostStatus.PUBLISH
    if not is_public(engagement, unit) or not is_there:
        return NOT_THERE
    notice = current_version(unit, engagement.id)
    if notice is None or choice is None or choice.notice_seen_at is None:
        return NOT_SEEN
    if not choice.notice_hash:
        return NO_NOTICE
    return "" if choice.notice_hash == notice.content_hash else OLD_NOTICE


def stamp(choice: WordPressChoice | None) -> str:
    """What a form carries, to know a choice that a colleague made meanwhile."""
    is_chosen = choice is not None and choice.chosen_by is not None
    return choice.chosen_at.isoformat() if choice is not None and is_chosen else ""


def choose_comments(
    unit: Unit, engagement: Engagement, *, takes: bool, topic_id: int | None, seen: str
) -> None:
    """Whether visitors may comment on the post, and under which topic their comments stand here.

    Raises Refused while the post does not show the notice in force, Conflict when a colleague
    chose meanwhile. Switching off is never refused.
    """
    row = _chosen(unit, engagement, seen)
    topic = _topic(unit, engagement, topic_id)
    if takes and topic is None:
        raise Refused("topic", "Choose the topic under which these comments stand here.")
    fault = notice_there(unit, engagement).fault
    if takes and fault:
        raise Refused("takes_comments", fault)
    before = (row.takes_comments, row.topic_id)
    row.takes_comments = takes
    row.topic_id = topic.id if topic is not None else row.topic_id
    if before == (row.takes_comments, row.topic_id):
        return
    _sign(unit, row)
    unit.audit(
        "wordpress.comments_chosen",
        engagement.scope,
        before=before[0],
        after=row.takes_comments,
        before_topic=before[1],
        topic=row.topic_id,
    )
    enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement.id})


def choose_picture(unit: Unit, engagement: Engagement, picture_id: int | None, seen: str) -> None:
    """The picture that goes with the post; None: none of ours. Only one that may be public."""
    row = _chosen(unit, engagement, seen)
    media = unit.session.get(Media, picture_id) if picture_id is not None else None
    if picture_id is not None and not _may_show(media, engagement):
        raise Refused("picture", "Choose a picture of this engagement of which all is known.")
    if row.picture_id == picture_id:
        return
    before, row.picture_id = row.picture_id, picture_id
    if picture_id is not None:
        row.remote_picture_id = None  # of none, it is still to be known which one of ours is there
    _sign(unit, row)
    unit.audit("wordpress.picture_chosen", engagement.scope, before=before, after=row.picture_id)
    enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": engagement.id})


def look_now(unit: Unit, engagement: Engagement) -> None:
    """Asks WordPress how the post stands there; the answer comes with a job."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    link = link_of(unit.session, Thing.ENGAGEMENT, engagement.id)
    if unit.settings.wordpress is None or link is None or link.remote_id is None:
        raise Refused("", NOT_THERE)
    enqueue(unit, LOOK_AT_POST, {"engagement_id": engagement.id})
    unit.audit("wordpress.look_asked", engagement.scope)


def _chosen(unit: Unit, engagement: Engagement, seen: str) -> WordPressChoice:
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    row = choice_row(unit, engagement.id)
    if stamp(row) not in ("", seen):
        raise Conflict(CHANGED)
    return row


def _sign(unit: Unit, row: WordPressChoice) -> None:
    row.chosen_at, row.chosen_by = unit.now, unit.actor.person_id


def _topic(unit: Unit, engagement: Engagement, topic_id: int | None) -> Topic | None:
    if topic_id is None:
        return None
    topics = {one.id: one for one in topics_of(unit.session, engagement.id)}
    topic = topics.get(topic_id)
    if topic is None or topic.published_revision_id is None:
        raise Refused("topic", "Choose a public topic of this engagement.")
    return topic


def _may_show(media: Media | None, engagement: Engagement) -> bool:
    return (
        media is not None
        and media.engagement_id == engagement.id
        and media.removed_at is None
        and not unclear(rights_of(media))
    )
