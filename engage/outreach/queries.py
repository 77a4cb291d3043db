"""What is asked of the registers: by staff within their ministries, and by everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry, Person
from engage.core.errors import NotFound
from engage.outreach.models import ConnectEntry, RegisterChange, Tool
from engage.outreach.rules import (
    REVIEW_AFTER,
    Audience,
    EntryContent,
    EntryState,
    KnownTool,
    ToolContent,
    ToolStatus,
)

NO_TOOL = "There is no such tool in the register."
NO_ENTRY = "There is no such entry, or it belongs to another ministry."
MOST_HISTORY = 50


@dataclass(frozen=True)
class EntryRow:
    """An entry as staff see it in a list."""

    entry: ConnectEntry
    tool_name: str
    ministry: str
    checked_by: str


@dataclass(frozen=True)
class ShownTool:
    """A tool as the public sees it."""

    key: str
    name: str
    purpose: str
    owner: str
    status: str
    terms_address: str


@dataclass(frozen=True)
class ShownEntry:
    """An entry as the public sees it. `retired_at`: it is not in use any more."""

    id: int
    kind: str
    name: str
    tool_key: str
    tool: str
    address: str
    ministry_code: str
    ministry: str
    languages: tuple[str, ...]
    active_from: date | None
    active_to: date | None
    checked_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class Change:
    """One line of the history."""

    action: str
    before: str
    after: str
    at: datetime
    by: str
    by_id: int | None


def tools(session: Session) -> Sequence[Tool]:
    return session.scalars(select(Tool).order_by(Tool.name, Tool.id)).all()


def tool(session: Session, tool_id: int, *, lock: bool = False) -> Tool:
    row = session.get(Tool, tool_id, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(NO_TOOL)
    return row


def known_tools(session: Session) -> tuple[KnownTool, ...]:
    return tuple(KnownTool(one.key, one.status, hosts_of(one)) for one in tools(session))


def platforms(session: Session) -> dict[str, str]:
    """Where people's posts may be captured: tools in use that take posts, by key."""
    return {
        one.key: one.name
        for one in tools(session)
        if one.takes_posts and one.status == ToolStatus.IN_USE
    }


def hosts_of(row: Tool) -> tuple[str, ...]:
    return tuple(row.hosts.split())


def tool_content(row: Tool) -> ToolContent:
    return ToolContent(
        row.name,
        row.purpose,
        row.owner,
        row.status,
        row.audience,
        row.takes_posts,
        hosts_of(row),
        row.terms_address,
        row.privacy_reference,
    )


def entry_content(session: Session, row: ConnectEntry) -> EntryContent:
    found = session.get(Tool, row.tool_id) if row.tool_id else None
    return EntryContent(
        row.kind,
        row.name,
        found.key if found else "",
        row.address,
        row.audience,
        tuple(row.languages.split()),
        row.owner,
        row.active_from,
        row.active_to,
    )


def entry(
    session: Session, entry_id: int, within: frozenset[int] | None, *, lock: bool = False
) -> ConnectEntry:
    """An entry of these ministries (None: of any); raises NotFound."""
    row = session.get(ConnectEntry, entry_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or (within is not None and row.ministry_id not in within):
        raise NotFound(NO_ENTRY)
    return row


def entries(session: Session, within: frozenset[int] | None) -> list[EntryRow]:
    """Of these ministries, what waits first."""
    question = (
        select(ConnectEntry, Tool.name, Ministry.name, Person.name)
        .join(Ministry, Ministry.id == ConnectEntry.ministry_id)
        .outerjoin(Tool, Tool.id == ConnectEntry.tool_id)
        .outerjoin(Person, Person.id == ConnectEntry.checked_by)
        .order_by(ConnectEntry.name, ConnectEntry.id)
    )
    if within is not None:
        question = question.where(ConnectEntry.ministry_id.in_(within))
    rows = [
        EntryRow(row, tool_name or "", ministry, by or "")
        for row, tool_name, ministry, by in session.execute(question)
    ]
    order = {EntryState.PROPOSED: 0, EntryState.LISTED: 1, EntryState.RETIRED: 2}
    return sorted(rows, key=lambda one: order[EntryState(one.entry.state)])


def same_address(session: Session, key: str, but: int | None) -> ConnectEntry | None:
    """What stands in the register with this address already."""
    question = select(ConnectEntry).where(
        ConnectEntry.address_key == key, ConnectEntry.state != EntryState.RETIRED
    )
    if but is not None:
        question = question.where(ConnectEntry.id != but)
    return session.scalar(question.limit(1))


def history(session: Session, subject: str) -> list[Change]:
    """Newest first."""
    question = (
        select(RegisterChange, Person.name)
        .outerjoin(Person, Person.id == RegisterChange.by_id)
        .where(RegisterChange.subject == subject)
        .order_by(RegisterChange.id.desc())
        .limit(MOST_HISTORY)
    )
    return [
        Change(row.action, row.before, row.after, row.at, name or "Engage", row.by_id)
        for row, name in session.execute(question)
    ]


def shown_tools(session: Session) -> tuple[ShownTool, ...]:
    """The public part of the tool register: what is used, and what is looked at."""
    return tuple(
        ShownTool(one.key, one.name, one.purpose, one.owner, one.status, one.terms_address)
        for one in tools(session)
        if one.audience == Audience.PUBLIC and one.status != ToolStatus.RETIRED
    )


def shown_entries(session: Session, today: date) -> list[ShownEntry]:
    """What the public may see of R3 today: listed, for the public, active, by a tool that is so."""
    rows = _public(
        session,
        ConnectEntry.state == EntryState.LISTED,
        or_(Tool.id.is_(None), Tool.status != ToolStatus.RETIRED),
        or_(ConnectEntry.active_from.is_(None), ConnectEntry.active_from <= today),
        or_(ConnectEntry.active_to.is_(None), ConnectEntry.active_to >= today),
    )
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id))


def retired_entries(session: Session, now: datetime) -> list[ShownEntry]:
    """What the public could see once and left the register within a year, newest first."""
    rows = _public(
        session,
        ConnectEntry.state == EntryState.RETIRED,
        ConnectEntry.listed_at.is_not(None),
        ConnectEntry.retired_at > now - REVIEW_AFTER,
    )
    return sorted(rows, key=lambda one: (one.retired_at or now, one.id), reverse=True)


def _public(session: Session, *conditions: ColumnElement[bool]) -> list[ShownEntry]:
    question = (
        select(ConnectEntry, Tool.key, Tool.name, Ministry)
        .join(Ministry, Ministry.id == ConnectEntry.ministry_id)
        .outerjoin(Tool, Tool.id == ConnectEntry.tool_id)
        .where(
            ConnectEntry.audience == Audience.PUBLIC,
            or_(Tool.id.is_(None), Tool.audience == Audience.PUBLIC),
            *conditions,
        )
    )
    return [
        ShownEntry(
            id=row.id,
            kind=row.kind,
            name=row.name,
            tool_key=key or "",
            tool=tool_name or "",
            address=row.address,
            ministry_code=ministry.code,
            ministry=ministry.said,
            languages=tuple(row.languages.split()),
            active_from=row.active_from,
            active_to=row.active_to,
            checked_at=row.checked_at,
            retired_at=row.retired_at,
        )
        for row, key, tool_name, ministry in session.execute(question)
    ]


def proposals(session: Session) -> tuple[int, datetime | None]:
    """How many entries wait for a keeper, and since when."""
    rows = session.scalars(
        select(ConnectEntry.waiting_since).where(ConnectEntry.state == EntryState.PROPOSED)
    ).all()
    return len(rows), min((one for one in rows if one), default=None)


def unchecked_tools(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many tools nobody has confirmed for a year, and since when that is due."""
    rows = session.scalars(
        select(Tool.checked_at).where(
            Tool.checked_at <= now - REVIEW_AFTER, Tool.status != ToolStatus.RETIRED
        )
    ).all()
    return len(rows), min(rows) + REVIEW_AFTER if rows else None


def unchecked_entries(
    session: Session, now: datetime, within: frozenset[int] | None
) -> tuple[int, datetime | None]:
    question = select(ConnectEntry.checked_at).where(
        ConnectEntry.checked_at <= now - REVIEW_AFTER, ConnectEntry.state == EntryState.LISTED
    )
    if within is not None:
        question = question.where(ConnectEntry.ministry_id.in_(within))
    rows = session.scalars(question).all()
    return len(rows), min(rows) + REVIEW_AFTER if rows else None
