"""Who chooses quotations, who is their second person, who reads the register. Pure.

Whoever writes an engagement chooses. The second person is the privacy officer or a lead of the
ministry, and never somebody who chose or changed the quotation. Consents are recorded and withdrawn
by all of them: a withdrawal must not wait for somebody.
"""

from typing import Final

from engage.core.permissions import Role
from engage.engagements.reach import EDITING_ROLES

CHOOSING_ROLES: Final = EDITING_ROLES
DECIDING_ROLES: Final = (Role.PRIVACY_OFFICER, Role.ENGAGEMENT_LEAD)
READING_ROLES: Final = (Role.PRIVACY_OFFICER, *EDITING_ROLES)
