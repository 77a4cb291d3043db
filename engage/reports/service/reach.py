"""Who sees which reports. Drafts are their authors'; what was released is the ministry's (R86)."""

from typing import Final

from engage.core.errors import NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.reach import EDITING_ROLES

ROLES: Final = EDITING_ROLES
"""They build, read drafts, ask for approval and release."""
RELEASE_ROLES: Final = (
    *ROLES,
    Role.MINISTRY_VIEWER,
    Role.PRIVACY_OFFICER,
    Role.COMMUNICATIONS_DIRECTOR,
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
    Role.EXECUTIVE_DIRECTOR_DIGITAL,
    Role.DEPUTY_MINISTER,
)
"""They read what was released, within their ministries."""
WITHDRAWING_ROLES: Final = (*ROLES, Role.PRIVACY_OFFICER, Role.COMMUNICATIONS_DIRECTOR)
"""They stop files from being handed out: taking down must never wait for somebody else."""
Within = frozenset[int] | None


def readable_engagement(unit: Unit, slug: str) -> Engagement:
    """An engagement whose reports the actor may build; NotFound for others (R86)."""
    return _within_reach(unit, slug, ROLES)


def engagement_with_releases(unit: Unit, slug: str) -> Engagement:
    """An engagement whose releases the actor may read; NotFound for others."""
    return _within_reach(unit, slug, RELEASE_ROLES)


def readable_within(unit: Unit) -> Within:
    """The ministries whose drafts the actor reads; None: every one."""
    return unit.actor.ministries(ROLES)


def released_within(unit: Unit) -> Within:
    """The ministries whose releases the actor reads; None: every one."""
    return unit.actor.ministries(RELEASE_ROLES)


def may_build(unit: Unit, engagement: Engagement) -> bool:
    return unit.actor.reaches(ROLES, engagement.ministry_id)


def _within_reach(unit: Unit, slug: str, roles: tuple[Role, ...]) -> Engagement:
    engagement = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(roles, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return engagement
