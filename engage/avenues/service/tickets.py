"""The signed token of a form for keying in: what it is sent with twice is one comment.

The token names the person and the engagement, and the receipt follows from its single-use value,
which is stored only as a hash: once the slip is printed nobody works the code out again.
"""

import secrets
from datetime import timedelta
from typing import Final

from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit
from engage.engagements.models import Engagement

FORM_LIFE: Final = timedelta(hours=12)
PURPOSE: Final = "keyed-form"


def issue_form_token(unit: Unit, engagement: Engagement) -> str:
    """A token for one entry by the acting person."""
    return signer(unit.settings, PURPOSE).sign(
        unit.now, e=engagement.id, p=unit.actor.person_id or 0, n=secrets.token_urlsafe(16)
    )


def seed_of(unit: Unit, engagement: Engagement, token: str) -> str:
    """What the receipt follows from; '' for a token that is altered, too old, or another's."""
    try:
        values = signer(unit.settings, PURPOSE).read(token, unit.now, FORM_LIFE)
        is_own = values["e"] == engagement.id and values["p"] == (unit.actor.person_id or 0)
        return f"keyed:{values['n']}" if is_own else ""
    except (BadToken, KeyError):
        return ""
