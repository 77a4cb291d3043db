"""Who reads and who writes engagements, and of which ministries. Pure.

Every role of the staff may read along in its own ministry: approvers must see what they approve,
moderators what they moderate. Another ministry's engagement is as unknown as one that never was.
"""

from typing import Final

from engage.core.permissions import Actor, ActorKind, Role

READING_ROLES: Final = tuple(Role)
EDITING_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)


def ministries_of(actor: Actor, roles: tuple[Role, ...]) -> frozenset[int] | None:
    """The ministries that the actor reaches in one of these roles; None: all."""
    if actor.kind is ActorKind.SYSTEM:
        return None
    held = {grant.ministry_id for grant in actor.grants if grant.role in roles}
    return None if None in held else frozenset(one for one in held if one is not None)


def reaches(actor: Actor, roles: tuple[Role, ...], ministry_id: int) -> bool:
    within = ministries_of(actor, roles)
    return within is None or ministry_id in within
