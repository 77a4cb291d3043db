"""One decision for the members of a campaign that say the same and nothing more (R79).

Each member gets a decision of its own, on the version that was seen. Whoever added something of
their own is never decided this way, and a member that changed meanwhile is left out.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import public_topics_of, revisions_by_id
from engage.governance.conduct.service import InConflict, conflicts_held
from engage.moderation.models import Campaign, CampaignMember, Decision
from engage.moderation.rules import MODERATING_ROLES, Outcome
from engage.moderation.ruling import Asked, ruled
from engage.moderation.service.deciding import decide_locked
from engage.moderation.service.locking import require_role

MOST: Final = 1_000
NO_CAMPAIGN: Final = "There is no such campaign, or it belongs to another ministry."
NOT_TOGETHER: Final = "Comments of a campaign are published or not published together."


def decide_campaign(
    unit: Unit,
    campaign_id: int,
    seen: Mapping[int, int],
    outcome: str,
    reasons: tuple[str, ...],
    note: str,
    *,
    message: str | None = None,
) -> list[Decision]:
    """Decides the members whose seen version (by comment) still waits unread; may be none.

    Whoever asks tells the others from `seen`: those were corrected, decided, taken back, are open
    at another moderator's, add something, or lie on a topic that a conflict of interest keeps the
    actor off. Words cannot be taken out of many texts at once.
    Raises NotFound, NotAllowed, Refused, Invalid; and Refused for more than a thousand.
    """
    campaign = unit.session.get(Campaign, campaign_id)
    engagement = unit.session.get(Engagement, campaign.engagement_id) if campaign else None
    if engagement is None or not unit.actor.reaches(MODERATING_ROLES, engagement.ministry_id):
        raise NotFound(NO_CAMPAIGN)
    require_role(unit, engagement)
    conflicts = conflicts_held(unit)
    if engagement.id in conflicts.engagements:
        raise InConflict
    if len(seen) > MOST:
        raise Refused("", f"Decide at most {MOST:,} comments at once.")
    if outcome == Outcome.REFER:
        raise Refused("outcome", NOT_TOGETHER)
    asked = Asked(outcome, tuple(reasons), note, message=message)
    ruled(asked)
    # Held while the loop runs, so that each is read once and not for every member.
    topics = public_topics_of(unit.session, engagement.id)
    held = topics, revisions_by_id(unit.session, (one.published_revision_id for one in topics))
    decisions = []
    for comment in _locked_members(unit, campaign_id, seen):
        if conflicts.bars(engagement.id, comment.topic_id):
            continue
        try:
            decisions.append(
                decide_locked(
                    unit, engagement, comment, seen[comment.id], asked, campaign_id=campaign_id
                )
            )
        except Conflict:
            continue
    del held
    if decisions:
        unit.audit(
            "campaign.decided",
            f"campaign:{campaign_id}",
            outcome=outcome,
            decided=len(decisions),
            left_out=len(seen) - len(decisions),
        )
    return decisions


def _locked_members(unit: Unit, campaign_id: int, seen: Mapping[int, int]) -> list[Comment]:
    """In the order of their numbers, so that two who do this never wait in a circle."""
    question = (
        select(Comment)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(
            CampaignMember.campaign_id == campaign_id,
            CampaignMember.adds_something.is_(False),
            Comment.id.in_(sorted(seen)),
        )
        .order_by(Comment.id)
        .with_for_update(of=Comment)
        .execution_options(populate_existing=True)
    )
    return list(unit.session.scalars(question))
