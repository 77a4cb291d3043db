"""How a post was last seen on WordPress: written whenever one is read or written."""

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.media.models import Media
from engage.wordpress.dress import Dress, dress_hash
from engage.wordpress.models import WordPressChoice, WordPressLink
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.queries.differences import open_difference
from engage.wordpress.rules import PostDressing
from engage.wordpress.seen import PostSeen
from engage.wordpress.service.noting import theirs_of


def choice_row(unit: Unit, engagement_id: int) -> WordPressChoice:
    """The row, locked; made, with nothing chosen, if there was none."""
    fresh = upsert(unit.session.get_bind().dialect, WordPressChoice).values(
        engagement_id=engagement_id, takes_comments=False, chosen_at=unit.now
    )
    unit.session.execute(fresh.on_conflict_do_nothing())
    return unit.session.get_one(
        WordPressChoice, engagement_id, with_for_update=True, populate_existing=True
    )


def note_post(unit: Unit, engagement_id: int, post: PostSeen) -> WordPressChoice:
    """Which notice it shows and whether it takes comments; audited when either changed."""
    row = choice_row(unit, engagement_id)
    before = (row.notice_hash, row.comments_open)
    row.notice_hash, row.comments_open = post.notice, post.comments_open
    row.notice_seen_at = unit.now
    if before != (post.notice, post.comments_open):
        unit.audit(
            "wordpress.post_seen",
            f"engagement:{engagement_id}",
            before_notice=before[0],
            notice=post.notice,
            took_comments=before[1],
            takes_comments=post.comments_open,
        )
    return row


def is_open_but_for_them(unit: Unit, link: WordPressLink) -> bool:
    """Whether it took comments when it was last seen, or would if people there had not closed it:
    that waits for a person, and is not undone by the next push."""
    choice = choice_of(unit.session, link.local_id)
    waiting = open_difference(unit.session, link.id)
    closed_there = waiting is not None and "comments" in theirs_of(unit, waiting)
    return closed_there or bool(choice and choice.comments_open)


def note_dress(unit: Unit, engagement_id: int, dress: Dress, sent: PostDressing) -> None:
    """Categories and picture as they were sent; a picture chosen meanwhile is not this one."""
    row = choice_row(unit, engagement_id)
    row.dress_hash = dress_hash(dress)
    row.category_ids = " ".join(map(str, sent.categories))
    if row.picture_id is None and dress.picture is None:
        row.remote_picture_id = None
    chosen = unit.session.get(Media, row.picture_id) if row.picture_id is not None else None
    if chosen is not None and dress.picture is not None and chosen.name == dress.picture.name:
        row.remote_picture_id = sent.picture or None
