"""WebAuthn at our edge: options for the browser, and what its answers prove.

The library takes answers apart that anybody may have written, in half a dozen formats, and raises
whatever its parsers raise: all of it is one `BadAnswer` here. Its own check of the sign count is
left out, as it comes before that of the signature: a count is only worth something once signed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

PATIENCE_MS: Final = 120_000
LONGEST_CREDENTIAL_ID: Final = 1_400
"""Characters of base64; authenticators make at most 1,023 bytes (WebAuthn 4)."""


class BadAnswer(Exception):
    """An answer that proves nothing, for whichever reason."""


@dataclass(frozen=True)
class Site:
    """Who we are to an authenticator: both from `ENGAGE_BASE_URL`, never from the request."""

    rp_id: str
    origin: str
    name: str = "Engage"


@dataclass(frozen=True)
class Owner:
    """Whom a new passkey is for."""

    handle: str
    email: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class Credential:
    """A new passkey, as it is stored; the key is a public one."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True)
class Claim:
    """Which passkey an answer says it comes from; believed once `verified_count` has returned."""

    credential_id: str
    handle: str | None


def site_of(base_url: str) -> Site | None:
    """None where browsers have no passkeys: for a bare network address, and without https."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        is_secure = parts.scheme == "https" or host == "localhost"
        return Site(host, f"{parts.scheme}://{parts.netloc}") if is_secure else None
    return None


def challenge_of(token: str) -> bytes:
    """What is to be signed: the token is ours, so the challenge needs no keeping."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def options_for_new(site: Site, owner: Owner, token: str, known: Iterable[str]) -> dict[str, Any]:
    """For `navigator.credentials.create`. Attestation would say who made the authenticator, which
    decides nothing here."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=base64url_to_bytes(owner.handle),
        user_name=owner.email,
        user_display_name=owner.name,
        challenge=challenge_of(token),
        timeout=PATIENCE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return _plain(options_to_json(options))


def options_for_proof(site: Site, token: str, known: Iterable[str] = ()) -> dict[str, Any]:
    """For `navigator.credentials.get`; without `known` the person picks any passkey of ours."""
    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge_of(token),
        timeout=PATIENCE_MS,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options_to_json(options))


def new_credential(site: Site, token: str, answer: str) -> Credential:
    """The passkey that an authenticator made; raises BadAnswer."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge_of(token),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        credential_id = bytes_to_base64url(made.credential_id)
    except Exception:
        raise BadAnswer from None
    if len(credential_id) > LONGEST_CREDENTIAL_ID:
        raise BadAnswer
    return Credential(
        credential_id, bytes_to_base64url(made.credential_public_key), made.sign_count
    )


def claim_of(answer: str) -> Claim:
    """What an answer says of itself; raises BadAnswer."""
    try:
        told = json.loads(answer)
        credential_id, handle = told["id"], told["response"].get("userHandle")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadAnswer from None
    if not isinstance(credential_id, str) or not 1 <= len(credential_id) <= LONGEST_CREDENTIAL_ID:
        raise BadAnswer
    if not credential_id.isascii() or not isinstance(handle, str | None):
        raise BadAnswer
    return Claim(credential_id, handle)


def verified_count(site: Site, token: str, answer: str, public_key: str) -> int:
    """The sign count in an answer that is signed by this key, for this site and this challenge, by
    somebody whom the authenticator verified; raises BadAnswer."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge_of(token),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        raise BadAnswer from None
    return verified.new_sign_count


def _descriptors(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain
