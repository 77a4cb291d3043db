"""Writing down what was seen: flags, campaign, search and the part of the queue, all or nothing.

Between looking and writing no transaction was open. So the comment is locked and must still be the
one that was looked at; whatever happened to it meanwhile has its own job, or needs none. Members of
one campaign are written one after another, so that two that arrive together find each other.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, exists, func, insert, select

from engage.comments.defences.rules import read_signals, written
from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.comments.service import move_to
from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.moderation import search
from engage.moderation.intake.kin import Kin, nearest
from engage.moderation.intake.looking import Looked
from engage.moderation.intake.models import IntakeCondition
from engage.moderation.intake.reading import Unscreened
from engage.moderation.intake.rules import hold_for, hold_of_first
from engage.moderation.models import Campaign, CampaignMember, CommentFlag, CommentSketch
from engage.privacy.detector import Whose

LOCK_SPACE: Final = 0x6361
"""Apart from other advisory locks: 'ca' for campaigns."""

CONDITION: Final = 1


class Moved(Exception):
    """Other comments of the same letter arrived meanwhile: look for the kin again."""


@dataclass(frozen=True)
class Sight:
    """All that one look at one comment gave. `seen` are the comments it was compared with."""

    found: Unscreened
    looked: Looked
    seen: tuple[int, ...]
    kin: Kin | None


def record(unit: Unit, sight: Sight, *, is_last_try: bool = False) -> bool:
    """Writes it; False when the comment is not as it was read, and nothing is written then.

    Raises Moved when there is a newer neighbour, unless this `is_last_try`.
    """
    found, looked = sight.found, sight.looked
    _take_turn(unit, found.engagement_id)
    near = nearest(unit.session, found.engagement_id, found.comment_id, looked.keys)
    if near != sight.seen and not is_last_try:
        raise Moved
    comments = _locked(unit, found.comment_id, *(sight.kin.group.comment_ids if sight.kin else ()))
    comment = comments.get(found.comment_id)
    if comment is None or not _is_as_read(unit, comment, found):
        return False
    engagement = unit.session.get_one(Engagement, found.engagement_id)
    _forget_look(unit, comment.id)
    _write_flags(unit, found, looked)
    _write_sketch(unit, found, looked)
    search.index(unit, comment.id, found.text)
    is_member = sight.kin is not None and _join(unit, engagement, found, sight.kin, comments)
    comment.signals = written(looked.signals)
    comment.screened_version = found.version
    comment.language = comment.language or looked.language
    if comment.waiting_since is not None and comment.hold == Hold.INTAKE:
        hold = hold_for(looked.signals, names_others=looked.names_others, is_in_campaign=is_member)
        move_to(unit, engagement, comment, hold)
    _note_condition(unit, looked)
    return True


def forget(unit: Unit, comment_id: int) -> None:
    """A comment that its author took back leaves flags, campaign and search."""
    _forget_look(unit, comment_id)
    search.forget(unit, (comment_id,))


def _take_turn(unit: Unit, engagement_id: int) -> None:
    """One comment of an engagement at a time; SQLite has one writer anyway."""
    if unit.session.get_bind().dialect.name == "postgresql":
        unit.session.execute(select(func.pg_advisory_xact_lock(LOCK_SPACE, engagement_id)))


def _locked(unit: Unit, *comment_ids: int) -> dict[int, Comment]:
    """The rows as they stand now, locked in the order of their numbers."""
    rows = unit.session.scalars(
        select(Comment)
        .where(Comment.id.in_(comment_ids))
        .order_by(Comment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def _is_as_read(unit: Unit, comment: Comment, found: Unscreened) -> bool:
    """Same version, not looked at by another, not taken back, no word taken out since."""
    if comment.version != found.version or comment.state == State.WITHDRAWN:
        return False
    if comment.screened_version is not None and comment.screened_version >= found.version:
        return False
    body = unit.session.scalar(
        select(CommentText.body).where(
            CommentText.comment_id == comment.id, CommentText.version == comment.version
        )
    )
    return body == found.text


def _forget_look(unit: Unit, comment_id: int) -> None:
    for table in (CommentFlag, CommentSketch, CampaignMember):
        unit.session.execute(delete(table).where(table.comment_id == comment_id))


def _write_flags(unit: Unit, found: Unscreened, looked: Looked) -> None:
    rows = [
        {
            "comment_id": found.comment_id,
            "version": found.version,
            "start": flag.start,
            "end": flag.end,
            "source": flag.source,
            "kind": flag.kind,
            "whose": flag.whose,
            "reason": flag.reason,
        }
        for flag in looked.flags
    ]
    if rows:
        unit.session.execute(insert(CommentFlag), rows)


def _write_sketch(unit: Unit, found: Unscreened, looked: Looked) -> None:
    rows = [
        {"comment_id": found.comment_id, "band": key, "engagement_id": found.engagement_id}
        for key in looked.keys
    ]
    if rows:
        unit.session.execute(insert(CommentSketch), rows)


def _join(
    unit: Unit, engagement: Engagement, found: Unscreened, kin: Kin, comments: dict[int, Comment]
) -> bool:
    """Makes the comment a member; two single ones become a campaign, and the first moves there.

    With each member the letter shows more clearly, so who adds something to it is judged again.
    """
    campaign_id = kin.group.campaign_id or _campaign_of(unit, kin.group.comment_ids[0])
    if campaign_id is None:
        first = comments[kin.group.comment_ids[0]]
        if first.state == State.WITHDRAWN:
            return False
        campaign_id = _begin(unit, engagement, first, kin.others_add[0])
        _move_first(unit, engagement, first)
    else:
        _judge_again(unit, campaign_id, kin)
    _add(unit, campaign_id, found.comment_id, kin.adds)
    return True


def _move_first(unit: Unit, engagement: Engagement, first: Comment) -> None:
    if first.waiting_since is None:
        return
    names_others = exists().where(
        CommentFlag.comment_id == first.id,
        CommentFlag.version == first.version,
        CommentFlag.whose == Whose.THIRD,
    )
    hold = hold_of_first(
        Hold(first.hold),
        read_signals(first.signals),
        names_others=bool(unit.session.scalar(select(names_others))),
    )
    if hold != first.hold:
        move_to(unit, engagement, first, hold)


def _judge_again(unit: Unit, campaign_id: int, kin: Kin) -> None:
    judged = dict(zip(kin.group.comment_ids, kin.others_add, strict=True))
    members = unit.session.scalars(
        select(CampaignMember).where(
            CampaignMember.campaign_id == campaign_id, CampaignMember.comment_id.in_(judged)
        )
    )
    for member in members:
        member.adds_something = judged[member.comment_id]


def _campaign_of(unit: Unit, comment_id: int) -> int | None:
    return unit.session.scalar(
        select(CampaignMember.campaign_id).where(CampaignMember.comment_id == comment_id)
    )


def _begin(unit: Unit, engagement: Engagement, first: Comment, first_adds: bool) -> int:
    campaign = Campaign(engagement_id=engagement.id, first_comment_id=first.id, found_at=unit.now)
    unit.session.add(campaign)
    unit.session.flush()
    _add(unit, campaign.id, first.id, first_adds)
    return campaign.id


def _add(unit: Unit, campaign_id: int, comment_id: int, adds: bool) -> None:
    unit.session.add(
        CampaignMember(comment_id=comment_id, campaign_id=campaign_id, adds_something=adds)
    )
    unit.session.flush()


def _note_condition(unit: Unit, looked: Looked) -> None:
    """Since when names are not looked for; written only when that changes."""
    row = unit.session.get(IntakeCondition, CONDITION)
    missing_since = row.names_missing_since if row else None
    if looked.looked_for_names == (missing_since is None):
        return
    value = None if looked.looked_for_names else unit.now
    statement = upsert(unit.session.get_bind().dialect, IntakeCondition)
    unit.session.execute(
        statement.values(id=CONDITION, names_missing_since=value).on_conflict_do_update(
            index_elements=["id"], set_={"names_missing_since": value}
        )
    )
