"""The job `moderation.regroup`: an engagement's campaigns, found anew from all of its comments.

An arriving comment is compared with some dozens of neighbours, which is less than the whole: now
and then it joins wrongly, or waits alone because the others came later. This job reads the texts of
every engagement that changed, groups them with no transaction open, and brings what is stored into
line, some hundred comments a transaction. A comment that was meanwhile corrected, taken back,
redacted or moved by the intake is left for the next time.

Only comments that wait as ordinary or with a campaign change their part of the queue. Whoever is
decided stays decided, and a member. Killed anywhere, what was written is right, and the next run
does the rest; done twice, it finds nothing to do.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from engage.comments.answers.queries import labels_of
from engage.comments.answers.rules import without_labels
from engage.comments.campaigns.grouping import grouped
from engage.comments.defences.rules import Signal, read_signals
from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.comments.service import move_to
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.jobs.handlers import JobContext
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.moderation.intake.aligning import Change, Seen, aligned
from engage.moderation.intake.recording import LOCK_SPACE
from engage.moderation.models import Campaign, CampaignMember, Decision

REGROUP: Final = "moderation.regroup"
MOST: Final = 20_000
"""Comments of one engagement that are read: the newest. Of a larger one nobody leaves a campaign,
because the others of the letter may be older."""

READ_AT_ONCE: Final = 1_000
WRITTEN_AT_ONCE: Final = 100
LOOKING_BACK: Final = timedelta(hours=1)
"""A comment may be recorded before one run and be checked by the intake only after it."""

MOVED: Final = frozenset({Hold.ORDINARY, Hold.CAMPAIGN})


def regroup(context: JobContext) -> None:
    """Every engagement in turn whose comments changed since the last run."""
    with context.units.reading(SYSTEM) as unit:
        engagement_ids = changed_since(unit.session, last_run(unit.session, context.job_id))
    for engagement_id in engagement_ids:
        context.renew()
        _regroup_one(context, engagement_id)


def last_run(session: Session, job_id: int) -> datetime | None:
    """When the newest run that ended began; None if none is remembered."""
    runs = select(func.max(Job.created_at)).where(
        Job.kind == REGROUP, Job.state == JobState.DONE, Job.id != job_id
    )
    return session.scalar(runs)


def changed_since(session: Session, since: datetime | None) -> Sequence[int]:
    """Engagements into which a text came since then, first versions and corrections."""
    question = select(Comment.engagement_id).distinct().order_by(Comment.engagement_id)
    if since is not None:
        question = question.join(CommentText, CommentText.comment_id == Comment.id).where(
            CommentText.recorded_at >= since - LOOKING_BACK
        )
    return session.scalars(question).all()


def _regroup_one(context: JobContext, engagement_id: int) -> None:
    comments, is_whole = _read(context, engagement_id)
    groups, leaving = aligned(
        comments, grouped([one.own_text for one in comments]), is_whole=is_whole
    )
    del comments
    for group in groups:
        campaign_id = group.campaign_id
        for changes in _some(group.changes):
            context.renew()
            with context.units.writing(SYSTEM) as unit:
                campaign_id = _join(unit, engagement_id, changes, campaign_id)
    for changes in _some(leaving):
        context.renew()
        with context.units.writing(SYSTEM) as unit:
            _leave(unit, engagement_id, changes)


def _read(context: JobContext, engagement_id: int) -> tuple[list[Seen], bool]:
    """The newest comments that the intake has checked, by their numbers; and whether these are
    all. A text over which a check broke stays out."""
    comments: list[Seen] = []
    before: int | None = None
    while len(comments) <= MOST:
        context.renew()
        with context.units.reading(SYSTEM) as unit:
            rows = unit.session.execute(_newest(engagement_id, before)).all()
            labels = labels_of(unit.session, [row[0].id for row in rows])
        comments += [
            _seen(*row, labels.get(row[0].id, frozenset()))
            for row in rows
            if Signal.UNREAD not in read_signals(row[0].signals)
        ]
        if len(rows) < READ_AT_ONCE:
            break
        before = rows[-1][0].id
    is_whole = len(comments) <= MOST
    return sorted(comments[:MOST], key=lambda one: one.comment_id), is_whole


def _newest(
    engagement_id: int, before: int | None
) -> Select[Comment, str, int | None, bool | None]:
    question = (
        select(Comment, CommentText.body, CampaignMember.campaign_id, CampaignMember.adds_something)
        .join(
            CommentText,
            and_(CommentText.comment_id == Comment.id, CommentText.version == Comment.version),
        )
        .outerjoin(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(
            Comment.engagement_id == engagement_id,
            Comment.state != State.WITHDRAWN,
            Comment.screened_version == Comment.version,
        )
        .order_by(Comment.id.desc())
        .limit(READ_AT_ONCE)
    )
    return question if before is None else question.where(Comment.id < before)


def _seen(
    comment: Comment,
    text: str,
    campaign_id: int | None,
    adds: bool | None,
    labels: frozenset[str],
) -> Seen:
    hold = Hold(comment.hold) if comment.waiting_since is not None else None
    signals = read_signals(comment.signals)
    own_text = without_labels(text, labels)
    return Seen(comment.id, comment.version, text, hold, signals, campaign_id, bool(adds), own_text)


def _some(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for first in range(0, len(changes), WRITTEN_AT_ONCE):
        yield changes[first : first + WRITTEN_AT_ONCE]


def _join(
    unit: Unit, engagement_id: int, changes: Sequence[Change], campaign_id: int | None
) -> int | None:
    """Makes the comments members, and says of which campaign; two are needed to begin one."""
    standing = _as_read(unit, engagement_id, changes)
    campaign = unit.session.get(Campaign, campaign_id) if campaign_id is not None else None
    if campaign is None:
        if len(standing) < 2:
            return None
        first = min(comment.id for comment, _ in standing)
        campaign = Campaign(engagement_id=engagement_id, first_comment_id=first, found_at=unit.now)
        unit.session.add(campaign)
        unit.session.flush()
    _forget(unit, [comment.id for comment, _ in standing])
    unit.session.add_all(
        CampaignMember(comment_id=comment.id, campaign_id=campaign.id, adds_something=change.adds)
        for comment, change in standing
    )
    unit.session.flush()
    _move(unit, engagement_id, standing)
    _drop_empty(unit, {change.seen.campaign_id for _, change in standing} - {campaign.id})
    return campaign.id


def _leave(unit: Unit, engagement_id: int, changes: Sequence[Change]) -> None:
    """Takes the comments out of their campaigns, apart from those decided meanwhile."""
    standing = [
        (comment, change)
        for comment, change in _as_read(unit, engagement_id, changes)
        if comment.waiting_since is not None
    ]
    _forget(unit, [comment.id for comment, _ in standing])
    _move(unit, engagement_id, standing)
    _drop_empty(unit, {change.seen.campaign_id for _, change in standing})


def _as_read(
    unit: Unit, engagement_id: int, changes: Sequence[Change]
) -> list[tuple[Comment, Change]]:
    """Those that are as they were read, locked: same version and words, same campaign."""
    if unit.session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        unit.session.execute(select(func.pg_advisory_xact_lock(LOCK_SPACE, engagement_id)))
    wanted = {change.seen.comment_id: change for change in changes}
    comments = unit.session.scalars(
        select(Comment)
        .where(Comment.id.in_(wanted))
        .order_by(Comment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    now = unit.session.execute(
        select(Comment.id, CommentText.body, CampaignMember.campaign_id)
        .join(
            CommentText,
            and_(CommentText.comment_id == Comment.id, CommentText.version == Comment.version),
        )
        .outerjoin(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(Comment.id.in_(wanted))
    )
    stored = {number: (body, campaign_id) for number, body, campaign_id in now}
    return [
        (comment, wanted[comment.id])
        for comment in comments
        if _is_same(comment, wanted[comment.id].seen, stored.get(comment.id))
    ]


def _is_same(comment: Comment, seen: Seen, stored: tuple[str, int | None] | None) -> bool:
    return (
        comment.state != State.WITHDRAWN
        and comment.version == seen.version == comment.screened_version
        and stored == (seen.text, seen.campaign_id)
    )


def _forget(unit: Unit, comment_ids: Collection[int]) -> None:
    unit.session.execute(delete(CampaignMember).where(CampaignMember.comment_id.in_(comment_ids)))


def _move(unit: Unit, engagement_id: int, standing: Sequence[tuple[Comment, Change]]) -> None:
    engagement = unit.session.get_one(Engagement, engagement_id)
    for comment, change in standing:
        if comment.waiting_since is None or comment.hold != change.seen.hold:
            continue
        if comment.hold in MOVED and change.hold is not None and change.hold != comment.hold:
            move_to(unit, engagement, comment, change.hold)


def _drop_empty(unit: Unit, campaign_ids: Collection[int | None]) -> None:
    """Campaigns that have no member left and by which nothing was decided."""
    if not (numbers := [one for one in campaign_ids if one is not None]):
        return
    unit.session.execute(
        delete(Campaign).where(
            Campaign.id.in_(numbers),
            ~exists().where(CampaignMember.campaign_id == Campaign.id),
            ~exists().where(Decision.campaign_id == Campaign.id),
        )
    )
