"""Links in mails to followers: who holds one may act for that one subscription (RFC 8058).

A token names a row by its public id, holds no address, and opens for as long as the row is there:
a mail may lie in a mailbox for years. It is signed with a key of its own that outlives a change of
the site's secret.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from engage.core.errors import NotFound
from engage.core.language import marked, site_in
from engage.core.tokens import BadToken, Signer
from engage.core.unit import Unit
from engage.following.models import Subscription

LINK_LIFE: Final = timedelta(days=365 * 50)
NO_LINK: Final = marked("This link does not work.")
_PATHS: Final = "/follow"


class Link(StrEnum):
    """What a link opens; its token opens nothing else."""

    CONFIRM = "confirm"
    """Confirm, and later change how often and in which language."""
    END = "end"


def link_of(unit: Unit, row: Subscription, link: Link) -> str:
    """The whole address, in the follower's language. The same for the same row, so that a mail
    that is made again is the same to the byte."""
    return f"{site_in(unit.settings.base_url, row.language)}{path_of(unit, row, link)}"


def path_of(unit: Unit, row: Subscription, link: Link) -> str:
    """The same on this very site, for its own pages."""
    return f"{_PATHS}/{link}/{_signer(unit, link).sign(row.asked_at, k=row.public_id)}"


def find_by_token(unit: Unit, link: Link, token: str, *, to_change: bool = False) -> Subscription:
    """The row that a link is about; raises NotFound, the same for whatever is wrong.

    `to_change` holds the row, so that of two who act at once the second sees what the first did.
    """
    try:
        public_id = str(_signer(unit, link).read(token, unit.now, LINK_LIFE)["k"])
    except (BadToken, KeyError):
        raise NotFound(NO_LINK) from None
    asked = select(Subscription).where(Subscription.public_id == public_id)
    found = unit.session.scalar(asked.with_for_update() if to_change else asked)
    if found is None:
        raise NotFound(NO_LINK)
    return found


def _signer(unit: Unit, link: Link) -> Signer:
    return Signer(unit.keyring.purpose_key("follower-links").hex(), f"follow-{link}")
