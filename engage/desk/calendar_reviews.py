"""When what stands in the registers is to be looked at again (R2, R3): a year after it was."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import select

from engage.core.permissions import Role
from engage.desk.calendar_asked import Asked
from engage.desk.calendar_rules import Entry, Kind, local_day
from engage.outreach.models import ConnectEntry, Tool
from engage.outreach.rules import REVIEW_AFTER, EntryState, ToolStatus, keeps

EVERY_ROLE: Final = tuple(Role)


def reviews(asked: Asked) -> Iterator[Entry]:
    """Accounts and sites of the person's ministries. Tools are nobody's: those who keep the
    registers look at them."""
    entries = (
        select(ConnectEntry)
        .where(
            asked.of_ministries(ConnectEntry.ministry_id, EVERY_ROLE),
            ConnectEntry.state == EntryState.LISTED,
            ConnectEntry.checked_at >= asked.start - REVIEW_AFTER,
            ConnectEntry.checked_at < asked.end - REVIEW_AFTER,
        )
        .order_by(ConnectEntry.id)
    )
    for (one,) in asked.rows(entries):
        page = f"/staff/connect/{one.id}"
        yield _review(asked, one.checked_at, "Connect", one.name, page, one.ministry_id)
    if not keeps(asked.unit.actor) or asked.ministry_id is not None:
        return
    tools = (
        select(Tool)
        .where(
            Tool.status != ToolStatus.RETIRED,
            Tool.checked_at >= asked.start - REVIEW_AFTER,
            Tool.checked_at < asked.end - REVIEW_AFTER,
        )
        .order_by(Tool.id)
    )
    for (tool,) in asked.rows(tools):
        yield _review(asked, tool.checked_at, "Tool", tool.name, f"/staff/tools/{tool.id}", None)


def _review(
    asked: Asked, checked_at: datetime, register: str, name: str, page: str, ministry: int | None
) -> Entry:
    """On a day, as nothing happens at any minute of it."""
    due = checked_at + REVIEW_AFTER
    words = f"{register}: was to be confirmed" if asked.is_past(due) else f"{register}: to confirm"
    return Entry(Kind.REVIEW, local_day(due, asked.tz), None, words, name, page, ministry)
