"""Who reads and who writes engagements, and of which ministries. Pure.

Every role of the staff may read along in its own ministry: approvers must see what they approve,
moderators what they moderate. Another ministry's engagement is as unknown as one that never was.
"""

from typing import Final

from engage.core.permissions import Actor, Role

READING_ROLES: Final = tuple(Role)
EDITING_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)


def reaches(actor: Actor, roles: tuple[Role, ...], ministry_id: int) -> bool:
    within = actor.ministries(roles)
    return within is None or ministry_id in within
