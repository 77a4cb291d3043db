"""What staff chose for an engagement's post, and how it was last seen."""

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.media.models import Media
from engage.media.rules import unclear
from engage.media.service import rights_of
from engage.wordpress.dress import Picture
from engage.wordpress.models import WordPressChoice, WordPressLink
from engage.wordpress.plans import LinkState, Thing


def choice_of(session: Session, engagement_id: int) -> WordPressChoice | None:
    return session.get(WordPressChoice, engagement_id)


def picture_of(unit: Unit, choice: WordPressChoice | None) -> Picture | None:
    """The chosen picture, if the public may see it; its bytes only while WordPress lacks them."""
    if choice is None or choice.picture_id is None:
        return None
    media = unit.session.get(Media, choice.picture_id)
    if media is None or media.removed_at is not None or unclear(rights_of(media)):
        return None
    known = choice.remote_picture_id
    content = b"" if known is not None else _content(unit.session, media.id)
    return Picture(media.name, media.media_type, media.alt, known, content)


def _content(session: Session, media_id: int) -> bytes:
    question = select(Media).where(Media.id == media_id).options(undefer(Media.content))
    return session.scalars(question).one().content or b""


def shown_comments(session: Session, engagement_id: int) -> frozenset[int]:
    """WordPress's numbers of the comments under this post that were public there."""
    posts = select(WordPressLink.remote_id).where(
        WordPressLink.thing == Thing.ENGAGEMENT, WordPressLink.local_id == engagement_id
    )
    return frozenset(
        number
        for number in session.scalars(
            select(WordPressLink.remote_id).where(
                WordPressLink.thing != Thing.ENGAGEMENT,
                WordPressLink.state == LinkState.SHOWN,
                WordPressLink.post_id.in_(posts),
            )
        )
        if number is not None
    )


def posts_with_picture(session: Session, name: str) -> list[str]:
    """Where a picture goes with a post, in words; what the media store asks before it removes."""
    titles = session.scalars(
        select(Engagement.title)
        .join(WordPressChoice, WordPressChoice.engagement_id == Engagement.id)
        .join(Media, Media.id == WordPressChoice.picture_id)
        .where(Media.name == name)
    )
    return [f"the WordPress post of “{title}”" for title in titles]
