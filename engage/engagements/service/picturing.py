"""Pictures of an engagement: who edits it adds them, says whose they are, and takes them away."""

from engage.core.errors import Conflict
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.media.models import Media
from engage.media.rules import CleanPicture, Rights, mark_of
from engage.media.service import describe, remove, rights_of, store_picture

SEEN_OTHER = "Somebody saved this picture while you were writing. Read what is there now."


def add_picture(unit: Unit, engagement: Engagement, picture: CleanPicture, rights: Rights) -> Media:
    """Keeps a picture that was made clean before this transaction began."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    return store_picture(unit, picture, engagement_id=engagement.id, **vars(rights))


def describe_picture(
    unit: Unit, engagement: Engagement, media: Media, rights: Rights, *, seen: str
) -> None:
    """What it shows, whose it is and why we may show it; Conflict when it is other than `seen`
    (`mark_of`)."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if mark_of(rights_of(media)) != seen:
        raise Conflict(SEEN_OTHER)
    describe(unit, media, rights)


def remove_picture(unit: Unit, engagement: Engagement, media: Media) -> None:
    """Refused while a page or a draft shows it."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    remove(unit, media)
