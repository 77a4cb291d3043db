"""Which published comments belong to a campaign, for public counts (R79)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.moderation.models import CampaignMember


def campaign_of_published(session: Session, engagement_id: int) -> dict[int, int]:
    """The campaign of every published comment that belongs to one, by the comment's number."""
    question = (
        select(CampaignMember.comment_id, CampaignMember.campaign_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(Comment.engagement_id == engagement_id, Comment.published_version.is_not(None))
    )
    return {comment_id: campaign_id for comment_id, campaign_id in session.execute(question)}
