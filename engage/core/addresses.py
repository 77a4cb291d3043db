"""E-mail addresses as people write them, in one usual form. Pure.

Only the form is judged, and that the domain has a dot. Domains set apart for closed networks and
rehearsals (`.test`, `.local`, `.invalid`) are domains here: who writes from there can be answered
there, and somewhere else the mail comes back like any other that nobody takes.
"""

from dataclasses import dataclass
from typing import Final

import email_validator

LONGEST: Final = 254
SET_APART: Final = frozenset({"example", "invalid", "local", "localhost", "test"})

# The way that the library itself names for taking addresses of such domains.
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
    name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in SET_APART
]


@dataclass(frozen=True)
class EmailAddress:
    """An address in its usual form: the domain in small letters, the rest as it was written."""

    whole: str
    local_part: str
    domain: str

    def __repr__(self) -> str:
        """Nothing of it: an address names a person."""
        return "EmailAddress(...)"


def read_email(raw: str) -> EmailAddress | None:
    """The one address that a text is; None for anything else."""
    try:
        found = email_validator.validate_email(
            raw.strip()[: LONGEST + 1], check_deliverability=False
        )
    except email_validator.EmailNotValidError:
        return None
    return EmailAddress(found.normalized, found.local_part, found.domain)
