"""How the settings of the government's single sign-on are read: whom we ask, and what its roles
mean here. Pure; `core/settings.py` gathers the faults."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from engage.core.permissions import Role

_THEIRS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}")
_MINISTRY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# A colon would end it in the header that carries it with the secret.
_CLIENT = re.compile(r"[!-9;-~]{1,200}")
_SECRET = re.compile(r"[!-~]{1,500}")
_ROLES: Final = frozenset(role.value for role in Role)


@dataclass(frozen=True)
class RoleMapping:
    """One role of the provider's client and what it is here: in one ministry, or (None) in all."""

    theirs: str
    ours: Role
    ministry: str | None = None


@dataclass(frozen=True)
class OidcSettings:
    """The provider, who we are there, and which of its roles give which of ours."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: tuple[RoleMapping, ...] = ()


def issuer_fault(issuer: str, loopback: Collection[str], *, is_production: bool) -> str | None:
    """https everywhere; plain http only to a provider on the developer's own machine."""
    try:
        parts = urlsplit(issuer)
        is_address = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        is_address = False
    if not is_address or not issuer.isascii() or parts.query or parts.fragment:
        return "must be https://host/path, without a sign-in, a query or a fragment"
    may_be_plain = not is_production and parts.hostname in loopback
    if parts.scheme == "https" or (parts.scheme == "http" and may_be_plain):
        return None
    return "must be https: who may enter depends on what it answers"


def client_faults(client_id: str, client_secret: str) -> list[tuple[str, str]]:
    """The name of a setting and what is wrong with it; never its value."""
    faults = []
    for name, text, shape in (
        ("ENGAGE_OIDC_CLIENT_ID", client_id, _CLIENT),
        ("ENGAGE_OIDC_CLIENT_SECRET", client_secret, _SECRET),
    ):
        if not text:
            faults.append((name, "missing, as ENGAGE_OIDC_ISSUER is set"))
        elif not shape.fullmatch(text):
            faults.append((name, "has characters that cannot be sent to the provider"))
    return faults


def read_roles(text: str) -> tuple[tuple[RoleMapping, ...], list[str]]:
    """`theirs=ours` or `theirs=ours:MINISTRY`, comma separated; and what cannot be read."""
    read: dict[RoleMapping, None] = {}
    faults = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        theirs, _, meant = (each.strip() for each in part.partition("="))
        name, colon, ministry = meant.partition(":")
        if not _THEIRS.fullmatch(theirs) or (colon and not _MINISTRY.fullmatch(ministry)):
            faults.append(f"{part!r} is not `theirs=ours` or `theirs=ours:MINISTRY`")
        elif name not in _ROLES:
            faults.append(f"{part!r}: there is no role {name!r} here")
        else:
            read[RoleMapping(theirs, Role(name), ministry or None)] = None
    return tuple(read), faults
