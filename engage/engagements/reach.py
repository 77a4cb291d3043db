"""Who reads and who writes engagements, and of which ministries. Pure.

Every role of the staff may read along in its own ministry: approvers must see what they approve,
moderators what they moderate. Another ministry's engagement is as unknown as one that never was.
Comments are read by those who moderate them and by the lead who answers for the engagement.
"""

from typing import Final

from engage.core.permissions import Role

READING_ROLES: Final = tuple(Role)
EDITING_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)
COMMENT_READING_ROLES: Final = (Role.MODERATOR, *EDITING_ROLES)
