"""The early answer to an idea (R8): who is asked, what can be answered. Pure."""

from enum import StrEnum
from typing import Final

from engage.core.permissions import Role


class IdeaStepKind(StrEnum):
    ASKED = "asked"
    GO_ON = "go_on"
    CORPORATE_FIRST = "corporate_first"
    SHARE_CONTENT = "share_content"
    NO = "no"


ANSWERS: Final = tuple(kind for kind in IdeaStepKind if kind is not IdeaStepKind.ASKED)
ANSWERING_ROLES: Final = (Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, Role.ADMINISTRATOR)
"""Citizen Engagement, and who stands in for it while the installation is set up."""
SHARING_ROLES: Final = (Role.ENGAGEMENT_LEAD, *ANSWERING_ROLES)
"""Who records that content was sent to the shop, and what came of it."""
