"""What the gate looks for, by kind."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    RECEIPT = "receipt"
    IP = "ip"
    IDENTITY_NUMBER = "identity_number"
    QUARANTINED = "quarantined"
    UNPUBLISHED_FRAGMENT = "unpublished_fragment"
    STAFF = "staff"
    """Who made the file: wherever no reader looks, and in text that staff did not publish."""


CONTACTS: Final = frozenset(
    (Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.RECEIPT, Kind.IP, Kind.IDENTITY_NUMBER)
)
TEXTS: Final = frozenset((Kind.QUARANTINED, Kind.UNPUBLISHED_FRAGMENT))


@dataclass(frozen=True)
class Identifier:
    """Something known about a person, or text that was not published.

    `value` of an UNPUBLISHED_FRAGMENT is the whole text. `also_public` says that a name or text
    stands by itself in published or staff text too; it changes nothing for contacts. `is_signed`
    says that a name stands in a published text of the very person who bears it: that publication
    is not independent of them. `held_at` says where a name is stored (`person:12`), so that who may
    can read it there.
    """

    kind: Kind
    value: str
    also_public: bool = False
    held_at: str = ""
    is_signed: bool = False

    @property
    def contact(self) -> bool:
        return self.kind in CONTACTS

    def __repr__(self) -> str:
        """Without the value: a stray traceback or log line must not tell it."""
        return f"Identifier({self.kind.value})"
