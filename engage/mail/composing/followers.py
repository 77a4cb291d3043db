"""The place of mail to followers and of the moderators' digest: they lie in engage.mail.followers.

`engage/mail/followers/composing.py` holds three things that are joined here:
`COMPOSERS`, a mapping from MailKind to what writes that kind, as in `engage.mail.composing`;
`follower_of(unit, subscription_id, permission)`, the recipient while Permission.ASKED_TO_FOLLOW or
Permission.FOLLOWS is true of that subscription and None otherwise; and
`address_of(unit, subscription_id)`, the recipient as long as the address is there at all.
They take their types from engage.mail.rules and engage.mail.models, never from this package.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from engage.core.unit import Unit
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, NotNow, Permission, Recipient, Words

PLACE: Final = "engage.mail.followers.composing"
_found: Final[Any] = import_module(PLACE) if find_spec(PLACE) else None

COMPOSERS: Final[
    Mapping[MailKind, Callable[[Unit, OutgoingMail, Recipient], Words | NotNow | None]]
] = _found.COMPOSERS if _found else {}


def follower_of(unit: Unit, subscription_id: int, permission: Permission) -> Recipient | None:
    found: Recipient | None = _found and _found.follower_of(unit, subscription_id, permission)
    return found


def address_of(unit: Unit, subscription_id: int) -> Recipient | None:
    found: Recipient | None = _found and _found.address_of(unit, subscription_id)
    return found
