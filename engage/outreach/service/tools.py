"""The tool register (R2): kept for every ministry by who answers for all of them.

A tool is never deleted: what was captured with it names it. It is retired, and then nobody can
choose it and no account with it is on a public page.
"""

from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.core.errors import NotAllowed, Refused
from engage.core.unit import Unit
from engage.outreach import queries
from engage.outreach.models import Tool
from engage.outreach.rules import ToolContent, checked_tool, keeps, tool_key
from engage.outreach.service.noting import Values, last_change, note, refuse_changed

NOT_A_KEEPER: Final = "The tool register is kept by who answers for every ministry."
TAKEN: Final = "A tool of this name is in the register already."
NO_KEY: Final = "Begin the name with a letter from a to z."


def add_tool(unit: Unit, typed: ToolContent, raw_hosts: str) -> Tool:
    """A tool for the register; raises NotAllowed, Invalid or Refused."""
    _require_keeper(unit)
    content = checked_tool(typed, raw_hosts)
    key = tool_key(content.name)
    if not key:
        raise Refused("name", NO_KEY)
    _refuse_taken(unit, content.name, key, None)
    row = Tool(key=key, version=1, checked_at=unit.now, checked_by=unit.actor.person_id)
    _write(row, content)
    try:
        with unit.attempt():
            unit.session.add(row)
            unit.session.flush()
    except IntegrityError:
        # Another added it between our look and our insert.
        raise Refused("name", TAKEN) from None
    note(unit, f"tool:{row.id}", "added", None, _values(row))
    return row


def change_tool(
    unit: Unit, tool_id: int, typed: ToolContent, raw_hosts: str, *, seen_version: int
) -> Tool:
    """Other words for a tool; Conflict when it is not the one that was seen any more."""
    _require_keeper(unit)
    row = queries.tool(unit.session, tool_id, lock=True)
    refuse_changed(row.version, seen_version)
    content = checked_tool(typed, raw_hosts)
    if content == queries.tool_content(row):
        return row
    _refuse_taken(unit, content.name, row.key, row.id)
    return _changed(unit, row, content, "changed")


def confirm_tool(unit: Unit, tool_id: int, *, seen_version: int) -> None:
    """Somebody looked, and it is still so; it is asked again in a year."""
    _require_keeper(unit)
    row = queries.tool(unit.session, tool_id, lock=True)
    refuse_changed(row.version, seen_version)
    before = _checked(row)
    row.checked_at, row.checked_by = unit.now, unit.actor.person_id
    row.version += 1
    note(unit, f"tool:{row.id}", "confirmed", before, _checked(row))


def undo_tool(unit: Unit, tool_id: int, *, seen_version: int) -> Tool:
    """Back to what stood there before the last change; that is a change too."""
    _require_keeper(unit)
    row = queries.tool(unit.session, tool_id, lock=True)
    refuse_changed(row.version, seen_version)
    _change, values = last_change(unit, f"tool:{row.id}")
    content = ToolContent(**(values | {"hosts": tuple(values["hosts"])}))
    _refuse_taken(unit, content.name, row.key, row.id)
    return _changed(unit, row, content, "undone")


def _changed(unit: Unit, row: Tool, content: ToolContent, action: str) -> Tool:
    before = _values(row)
    _write(row, content)
    row.checked_at, row.checked_by = unit.now, unit.actor.person_id
    row.version += 1
    unit.session.flush()
    note(unit, f"tool:{row.id}", action, before, _values(row))
    return row


def _require_keeper(unit: Unit) -> None:
    if not keeps(unit.actor):
        raise NotAllowed(NOT_A_KEEPER)


def _refuse_taken(unit: Unit, name: str, key: str, own_id: int | None) -> None:
    for one in unit.session.scalars(select(Tool)):
        if one.id != own_id and (one.key == key or one.name.casefold() == name.casefold()):
            raise Refused("name", TAKEN)


def _write(row: Tool, content: ToolContent) -> None:
    row.name, row.purpose, row.owner = content.name, content.purpose, content.owner
    row.status, row.audience = content.status, content.audience
    row.takes_posts = content.takes_posts
    row.hosts = " ".join(content.hosts)
    row.terms_address = content.terms_address
    row.privacy_reference = content.privacy_reference


def _values(row: Tool) -> Values:
    content = queries.tool_content(row)
    return {**vars(content), "hosts": list(content.hosts)}


def _checked(row: Tool) -> Values:
    return {"checked_at": row.checked_at.isoformat(), "checked_by": row.checked_by}
