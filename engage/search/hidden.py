"""Comments that an election keeps from view, in all engagements at once (R55).

`hidden_comments` says it of one engagement. A search goes through all of them, so the same is said
here as conditions; a test compares the two.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.governance.elections.models import CommentsInElections, HeldItem
from engage.governance.elections.queries import periods
from engage.governance.elections.rules import BLOCKING, period_on
from engage.governance.outbound import Outbound


def kept_from_view(session: Session, now: datetime) -> list[ColumnElement[bool]]:
    """Which published comments nobody sees (yet), one condition for each election; () outside of
    elections is all but always."""
    begun = [one for one in periods(session) if one.called_at <= now]
    current = period_on(begun, now)
    conditions: list[ColumnElement[bool]] = []
    for period in begun:
        at = Comment.published_at
        within = [at.is_not(None), at >= period.called_at]
        if period is current:
            shows = select(CommentsInElections.engagement_id)
            within.append(Comment.engagement_id.not_in(shows))
        else:
            waits = select(HeldItem.engagement_id).where(
                HeldItem.period_id == period.id,
                HeldItem.kind == Outbound.SHOW_COMMENT,
                HeldItem.engagement_id.is_not(None),
                HeldItem.outcome.in_(BLOCKING),
            )
            within.append(Comment.engagement_id.in_(waits))
            if period.sworn_at is not None:
                within.append(at < period.sworn_at)
        conditions.append(and_(*within))
    return conditions
