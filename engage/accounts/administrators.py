"""How many administrators there may be, and how few. Pure.

Administrators of everything are meant: they can make accounts. One of a single ministry cannot.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from engage.core.permissions import Grant, Role

MOST_ADMINISTRATORS: Final = 2
"""R61: more than two only with a reason that is written down."""
EVERYTHING: Final = Grant(Role.ADMINISTRATOR)

LAST: Final = "This is the last administrator. Make somebody else an administrator first."
NEEDS_REASON: Final = (
    "There are two administrators already. Write why a third is needed; this is kept with the role."
)


@dataclass(frozen=True)
class Administrators:
    """Those in use, and which of them could sign in now."""

    in_use: frozenset[int]
    able: frozenset[int]

    def is_last(self, person_id: int) -> bool:
        """Whether nobody would be left to let others in.

        Somebody invited who has not joined does not count, unless it is about such a one.
        """
        if person_id not in self.in_use:
            return False
        others = self.able if person_id in self.able else self.in_use
        return not others - {person_id}

    def needs_reason(self, person_id: int) -> bool:
        """Whether this person as an administrator is one more than the two."""
        return len(self.in_use - {person_id}) >= MOST_ADMINISTRATORS


def gains(before: Collection[Grant], after: Collection[Grant]) -> bool:
    return EVERYTHING in after and EVERYTHING not in before


def loses(before: Collection[Grant], after: Collection[Grant]) -> bool:
    return EVERYTHING in before and EVERYTHING not in after


def role_names(grants: Iterable[Grant]) -> str:
    """As the audit keeps them: `moderator, privacy_officer@3`; the number is the ministry's id."""
    return ", ".join(sorted(grant_key(grant) for grant in grants))


def grant_key(grant: Grant) -> str:
    """`moderator` for every ministry, `moderator@3` for one."""
    where = "" if grant.ministry_id is None else f"@{grant.ministry_id}"
    return f"{grant.role.value}{where}"


def grant_of(key: str) -> Grant | None:
    """The grant that a key names; None for what is no key."""
    role, at, where = key.partition("@")
    is_number = where.isascii() and where.isdigit() and len(where) <= 9
    if role not in set(Role) or (at and not is_number):
        return None
    return Grant(Role(role), int(where) if at else None)
