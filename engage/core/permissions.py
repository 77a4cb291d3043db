"""Who acts, in which roles, and where. Roles are scoped: `None` reaches every ministry."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engage.core.errors import NotAllowed


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    ENGAGEMENT_LEAD = "engagement_lead"
    MODERATOR = "moderator"
    PRIVACY_OFFICER = "privacy_officer"
    SECURITY_OFFICER = "security_officer"
    COMMUNICATIONS_DIRECTOR = "communications_director"
    EXECUTIVE_DIRECTOR_ENGAGEMENT = "executive_director_engagement"
    EXECUTIVE_DIRECTOR_DIGITAL = "executive_director_digital"
    DEPUTY_MINISTER = "deputy_minister"
    APPROVER = "approver"
    MINISTRY_VIEWER = "ministry_viewer"


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True)
class Grant:
    """One role of a person, for one ministry or (None) for all."""

    role: Role
    ministry_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who a use case runs for. A citizen has no identity here: that is the point."""

    kind: ActorKind
    person_id: int | None = None
    grants: frozenset[Grant] = frozenset()

    @property
    def label(self) -> str:
        """How the audit names the actor: `person:7`, `citizen`, `system`."""
        return f"person:{self.person_id}" if self.person_id is not None else self.kind.value

    def may(self, role: Role, ministry_id: int | None = None) -> bool:
        """Whether a grant gives `role` for that ministry (an unscoped grant reaches all)."""
        return any(
            grant.role is role and grant.ministry_id in (None, ministry_id) for grant in self.grants
        )

    def ministries(self, roles: Iterable[Role]) -> frozenset[int] | None:
        """The ministries that the actor reaches in one of the roles; None: every one."""
        if self.kind is ActorKind.SYSTEM:
            return None
        wanted = frozenset(roles)
        held = {grant.ministry_id for grant in self.grants if grant.role in wanted}
        return None if None in held else frozenset(one for one in held if one is not None)

    def reaches(self, roles: Iterable[Role], ministry_id: int) -> bool:
        """Whether one of the roles is held for that ministry. The system reaches every one."""
        within = self.ministries(roles)
        return within is None or ministry_id in within

    def require(self, *roles: Role, ministry_id: int | None = None) -> None:
        """Raises NotAllowed unless one of the roles is held there. The system may act."""
        if self.kind is ActorKind.SYSTEM:
            return
        if not any(self.may(role, ministry_id) for role in roles):
            raise NotAllowed("This page needs another role.")


CITIZEN = Actor(ActorKind.CITIZEN)
SYSTEM = Actor(ActorKind.SYSTEM)
