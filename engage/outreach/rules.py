"""What an entry of the registers is, who may keep it, and when it must be looked at again. Pure.

Two registers: the tools that may be used at all (R2), and the accounts, blogs and engagement sites
that are in use (R3). Citizen Engagement and Digital Communications keep both for every ministry; a
ministry proposes its own entries, and one of the keepers lists them.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import Actor, ActorKind, Role
from engage.core.text import is_blank, plain_one_line
from engage.outreach.addresses import LONGEST, checked_address, checked_hosts

KEEPING_ROLES: Final = (
    Role.ADMINISTRATOR,
    Role.ENGAGEMENT_LEAD,
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
    Role.EXECUTIVE_DIRECTOR_DIGITAL,
)
"""For every ministry: a tool, or what a public page lists, concerns all of them."""
PROPOSING_ROLES: Final = (*KEEPING_ROLES, Role.COMMUNICATIONS_DIRECTOR)
READING_ROLES: Final = tuple(Role)
REVIEW_AFTER: Final = timedelta(days=365)
SCOPE: Final = "connect"
"""The content version of the public pages."""

NAME_LENGTH: Final = 120
PURPOSE_LENGTH: Final = 300
OWNER_LENGTH: Final = 120
REFERENCE_LENGTH: Final = 60
REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")
KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,29}")


class ToolStatus(StrEnum):
    IN_USE = "in_use"
    UNDER_REVIEW = "under_review"
    RETIRED = "retired"


class Audience(StrEnum):
    """`INTERNAL` is for staff alone, such as a channel for training: on no public page."""

    PUBLIC = "public"
    INTERNAL = "internal"


class EntryKind(StrEnum):
    ACCOUNT = "account"
    BLOG = "blog"
    SITE = "site"


class EntryState(StrEnum):
    PROPOSED = "proposed"
    LISTED = "listed"
    RETIRED = "retired"


LANGUAGES: Final = ("en", "fr", "pa", "zh", "ar", "fa", "hi", "ja", "ko", "es", "tl", "vi")
"""What a page is written in, by its BCP 47 tag."""


@dataclass(frozen=True)
class Fault:
    field: str
    message: str


class Invalid(Refused):
    """Everything that is wrong with what was typed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults[0].field, self.faults[0].message)


@dataclass(frozen=True)
class ToolContent:
    """A tool as staff describe it. `takes_posts`: what people write there may be keyed in."""

    name: str
    purpose: str
    owner: str
    status: str
    audience: str
    takes_posts: bool
    hosts: tuple[str, ...]
    terms_address: str
    privacy_reference: str


@dataclass(frozen=True)
class EntryContent:
    """An account, blog or site. `tool` is the key of its tool, '' for none."""

    kind: str
    name: str
    tool: str
    address: str
    audience: str
    languages: tuple[str, ...]
    owner: str
    active_from: date | None
    active_to: date | None


@dataclass(frozen=True)
class KnownTool:
    """What an entry must know of a tool."""

    key: str
    status: str
    hosts: tuple[str, ...]


def keeps(actor: Actor) -> bool:
    """Whether the actor answers for both registers, of every ministry."""
    return actor.kind is ActorKind.SYSTEM or any(actor.may(role) for role in KEEPING_ROLES)


def proposes(actor: Actor, ministry_id: int) -> bool:
    return actor.reaches(PROPOSING_ROLES, ministry_id)


def is_due(checked_at: datetime, now: datetime) -> bool:
    """Whether nobody has confirmed for a year that it is still so."""
    return now - checked_at >= REVIEW_AFTER


def is_active(content: EntryContent, today: date) -> bool:
    begins, ends = content.active_from, content.active_to
    return (begins is None or begins <= today) and (ends is None or today <= ends)


def tool_key(name: str) -> str:
    """A short name for addresses and files: 'Twitter / X' is `twitter-x`; '' where none is left."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30].strip("-")
    return found if KEY.fullmatch(found) else ""


def checked_tool(typed: ToolContent, raw_hosts: str) -> ToolContent:
    """The tool, cleaned; raises Invalid with every fault."""
    faults: list[Fault] = []
    name = _line("name", typed.name, NAME_LENGTH, "Give the tool a name.", faults)
    purpose = _line("purpose", typed.purpose, PURPOSE_LENGTH, "Say what it is used for.", faults)
    owner = _line("owner", typed.owner, OWNER_LENGTH, "Say which team answers for it.", faults)
    if typed.status not in set(ToolStatus):
        faults.append(Fault("status", "Choose how it stands with this tool."))
    _audience(typed.audience, faults)
    hosts: tuple[str, ...] = ()
    try:
        hosts = checked_hosts(raw_hosts)
    except Refused as refused:
        faults.append(Fault(refused.field, refused.message))
    terms = ""
    if typed.terms_address.strip():
        terms = _address("terms_address", typed.terms_address, (), (), faults)
    reference = _reference(typed.privacy_reference, faults)
    if faults:
        raise Invalid(faults)
    return replace(
        typed, name=name, purpose=purpose, owner=owner, hosts=hosts,
        terms_address=terms, privacy_reference=reference,
    )  # fmt: skip


def checked_entry(
    typed: EntryContent, tools: Collection[KnownTool], *, kept_tool: str = ""
) -> EntryContent:
    """The entry, cleaned; raises Invalid with every fault.

    `kept_tool` is the tool that it has already: it stays when that is under review meanwhile.
    """
    faults: list[Fault] = []
    if typed.kind not in set(EntryKind):
        faults.append(Fault("kind", "Choose what it is."))
    name = _line("name", typed.name, NAME_LENGTH, "Give it the name that it has there.", faults)
    owner = _line("owner", typed.owner, OWNER_LENGTH, "Say which team answers for it.", faults)
    _audience(typed.audience, faults)
    tool = _tool(typed, tools, kept_tool, faults)
    known = [host for one in tools for host in one.hosts]
    hosts = tool.hosts if tool and typed.kind == EntryKind.ACCOUNT else ()
    address = _address("address", typed.address, hosts, known, faults)
    languages = tuple(one for one in LANGUAGES if one in typed.languages)
    if not languages:
        faults.append(Fault("languages", "Tick at least one language."))
    if typed.active_from and typed.active_to and typed.active_to < typed.active_from:
        faults.append(Fault("active_to", "It cannot end before it begins."))
    if faults:
        raise Invalid(faults)
    return replace(typed, name=name, owner=owner, address=address, languages=languages)


def needs_listing_again(before: EntryContent, after: EntryContent) -> bool:
    """Whether a reader would be led somewhere else than where a keeper has looked."""
    return (before.address, before.kind, before.tool, before.audience) != (
        after.address, after.kind, after.tool, after.audience,
    )  # fmt: skip


def _tool(
    typed: EntryContent, tools: Collection[KnownTool], kept: str, faults: list[Fault]
) -> KnownTool | None:
    """R2: only what is in the register, and in use, can be chosen."""
    if not typed.tool:
        if typed.kind == EntryKind.ACCOUNT:
            faults.append(Fault("tool", "Choose the tool that the account is with."))
        return None
    found = next((one for one in tools if one.key == typed.tool), None)
    if found is None:
        faults.append(Fault("tool", "Choose a tool of the register."))
    elif found.status != ToolStatus.IN_USE and found.key != kept:
        faults.append(Fault("tool", "This tool is not in use. Choose another one."))
    return found


def _line(field: str, raw: str, most: int, missing: str, faults: list[Fault]) -> str:
    text = plain_one_line(raw[: most * 4], most * 4)
    if is_blank(text):
        faults.append(Fault(field, missing))
    elif len(text) > most:
        faults.append(Fault(field, f"Use {most} characters or fewer."))
    return text


def _audience(typed: str, faults: list[Fault]) -> None:
    if typed not in set(Audience):
        faults.append(Fault("audience", "Choose who it is for."))


def _address(
    field: str, raw: str, hosts: Collection[str], known: Collection[str], faults: list[Fault]
) -> str:
    try:
        return checked_address(raw[: LONGEST + 100], hosts, known)
    except Refused as refused:
        faults.append(Fault(field, refused.message))
        return ""


def _reference(raw: str, faults: list[Fault]) -> str:
    """A number of a file: too few signs to hold a sentence or a name with an address."""
    text = plain_one_line(raw[: REFERENCE_LENGTH * 4], REFERENCE_LENGTH * 4)
    if text and (len(text) > REFERENCE_LENGTH or not REFERENCE.fullmatch(text)):
        words = f"Use letters, digits and - . / only, {REFERENCE_LENGTH} characters at most."
        faults.append(Fault("privacy_reference", words))
    return text
