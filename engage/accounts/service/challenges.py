"""Challenges that authenticators sign: made from a token of ours, so that nothing is kept of one
that is never answered. A token is signed for one purpose and one person, lasts five minutes, and
is used once, whatever the answer beside it is worth.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from engage.accounts.authenticators import Site, site_of
from engage.accounts.service.spending import spend
from engage.core.errors import NotFound
from engage.core.settings import Settings
from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit

CHALLENGE_LASTS: Final = timedelta(minutes=5)
SIGN_IN: Final = "passkey/sign-in"
CONFIRM: Final = "passkey/confirm"
ADD: Final = "passkey/add"


@dataclass(frozen=True)
class Answer:
    """What a browser brought: our token, what the authenticator said, and where it came from."""

    token: str = field(repr=False)
    credential: str = field(repr=False)
    address: str = field(repr=False)
    browser: str = ""


@dataclass(frozen=True)
class Asked:
    """What to ask the browser for: options for its API, and the token to send with the answer."""

    options: dict[str, Any]
    token: str = field(repr=False)


def site(settings: Settings) -> Site:
    """Raises NotFound where there are no passkeys (see `site_of`)."""
    found = site_of(settings.base_url)
    if found is None:
        raise NotFound("Passkeys do not work at this address.")
    return found


def new_token(unit: Unit, purpose: str, person_id: int) -> str:
    random = secrets.token_urlsafe(16)
    return signer(unit.settings, purpose).sign(unit.now, person=person_id, random=random)


def take_token(unit: Unit, token: str, purpose: str, person_id: int) -> None:
    """Uses the token up, whatever the answer beside it is worth; raises BadToken."""
    values = signer(unit.settings, purpose).read(token, unit.now, CHALLENGE_LASTS)
    if values.get("person") != person_id:
        raise BadToken
    spend(unit, token, CHALLENGE_LASTS)
