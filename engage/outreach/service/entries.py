"""The Connect register (R3): accounts, blogs and engagement sites.

Who keeps it lists at once. A ministry proposes its own, and what it changes of where a link leads
waits again until a keeper has looked: until then it is on no public page. Retiring asks nobody.
"""

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.accounts.models import Ministry
from engage.core.dates import zone
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.outreach import queries
from engage.outreach.addresses import address_key
from engage.outreach.models import ConnectEntry, Tool
from engage.outreach.rules import (
    PROPOSING_ROLES,
    READING_ROLES,
    Audience,
    EntryContent,
    EntryState,
    checked_entry,
    keeps,
    needs_listing_again,
    proposes,
)
from engage.outreach.service.noting import Values, last_change, note, refuse_changed

NOT_A_KEEPER: Final = "An entry is listed by who keeps the register for every ministry."
NOT_YOURS: Final = "Entries are changed by who leads engagements of that ministry."
NO_MINISTRY: Final = "Choose the ministry that it belongs to."
NOT_WAITING: Final = "This entry does not wait for anybody: it is listed or retired already."
RETIRED_ALREADY: Final = "This entry is retired already."
RETIRED: Final = "This entry is retired. Undo that before you change it."
NOT_YOUR_CHANGE: Final = "The last change is not yours. Ask who keeps the register to undo it."
IN_REGISTER: Final = "This address is in the register already."
IN_REGISTER_AS: Final = "This address is in the register already, as “{}”."


def add_entry(unit: Unit, ministry_id: int, typed: EntryContent) -> ConnectEntry:
    """A new entry, listed at once by a keeper and proposed by others."""
    if unit.session.get(Ministry, ministry_id) is None or not _may_write(unit, ministry_id):
        raise Refused("ministry", NO_MINISTRY)
    content = checked_entry(typed, queries.known_tools(unit.session))
    is_keeper = keeps(unit.actor)
    row = ConnectEntry(
        ministry_id=ministry_id,
        state=EntryState.LISTED if is_keeper else EntryState.PROPOSED,
        version=1,
        created_at=unit.now,
        created_by=unit.actor.person_id,
        waiting_since=None if is_keeper else unit.now,
        listed_at=unit.now if is_keeper else None,
        checked_at=unit.now,
        checked_by=unit.actor.person_id,
    )
    _put(unit, row, content, EntryState(row.state))
    note(unit, f"connect:{row.id}", "added", None, _values(unit, row))
    return row


def change_entry(
    unit: Unit, entry_id: int, typed: EntryContent, *, seen_version: int
) -> ConnectEntry:
    """Other words for an entry; Conflict when it is not the one that was seen any more."""
    row = _to_change(unit, entry_id, seen_version)
    if row.state == EntryState.RETIRED:
        raise Refused("", RETIRED)
    before = queries.entry_content(unit.session, row)
    tools = queries.known_tools(unit.session)
    content = checked_entry(typed, tools, kept_tool=before.tool)
    if content == before:
        return row
    earlier = _values(unit, row)
    state = EntryState(row.state)
    if needs_listing_again(before, content) and not keeps(unit.actor):
        state = EntryState.PROPOSED
    _put(unit, row, content, state)
    if state is EntryState.PROPOSED:
        row.waiting_since = row.waiting_since or unit.now
    return _changed(unit, row, "changed", earlier)


def list_entry(unit: Unit, entry_id: int, *, seen_version: int) -> ConnectEntry:
    """A keeper has looked: the public may see it."""
    row = reachable(unit, entry_id, lock=True)
    if not keeps(unit.actor):
        raise NotAllowed(NOT_A_KEEPER)
    refuse_changed(row.version, seen_version)
    if row.state != EntryState.PROPOSED:
        raise Conflict(NOT_WAITING)
    before = _values(unit, row)
    row.state, row.waiting_since = EntryState.LISTED, None
    row.listed_at = row.listed_at or unit.now
    return _changed(unit, row, "listed", before)


def retire_entry(unit: Unit, entry_id: int, *, seen_version: int) -> ConnectEntry:
    """It is not in use any more, or a proposal is declined; its address is free again."""
    row = _to_change(unit, entry_id, seen_version)
    if row.state == EntryState.RETIRED:
        raise Conflict(RETIRED_ALREADY)
    before = _values(unit, row)
    row.state, row.retired_at, row.waiting_since = EntryState.RETIRED, unit.now, None
    return _changed(unit, row, "retired", before)


def confirm_entry(unit: Unit, entry_id: int, *, seen_version: int) -> None:
    """Somebody opened the address, and it is still ours; it is asked again in a year."""
    row = _to_change(unit, entry_id, seen_version)
    if row.state == EntryState.RETIRED:
        raise Conflict(RETIRED_ALREADY)
    before = _checked(row)
    row.checked_at, row.checked_by = unit.now, unit.actor.person_id
    row.version += 1
    note(unit, f"connect:{row.id}", "confirmed", before, _checked(row))


def undo_entry(unit: Unit, entry_id: int, *, seen_version: int) -> ConnectEntry:
    """Back to what stood there before the last change. Who keeps the register undoes any, others
    their own: what a keeper took off the public page stays off."""
    row = _to_change(unit, entry_id, seen_version)
    change, values = last_change(unit, f"connect:{row.id}")
    if not keeps(unit.actor) and change.by_id != unit.actor.person_id:
        raise NotAllowed(NOT_YOUR_CHANGE)
    before = _values(unit, row)
    content, state = _content(values), EntryState(values["state"])
    checked_entry(content, queries.known_tools(unit.session), kept_tool=content.tool)
    _put(unit, row, content, state)
    row.waiting_since = unit.now if state is EntryState.PROPOSED else None
    row.retired_at = unit.now if state is EntryState.RETIRED else None
    return _changed(unit, row, "undone", before)


def reachable(unit: Unit, entry_id: int, *, lock: bool = False) -> ConnectEntry:
    """The entry, for any role in its ministry; raises NotFound beyond."""
    return queries.entry(unit.session, entry_id, reach(unit), lock=lock)


def reach(unit: Unit) -> frozenset[int] | None:
    """The ministries whose entries the actor may see in the register."""
    return unit.actor.ministries(READING_ROLES)


def writable_ministries(unit: Unit) -> list[Ministry]:
    """Those for which the actor may add an entry."""
    rows = unit.session.scalars(select(Ministry).order_by(Ministry.name, Ministry.id))
    return [row for row in rows if _may_write(unit, row.id)]


def _may_write(unit: Unit, ministry_id: int) -> bool:
    return proposes(unit.actor, ministry_id)


def _to_change(unit: Unit, entry_id: int, seen_version: int) -> ConnectEntry:
    row = reachable(unit, entry_id, lock=True)
    if not unit.actor.reaches(PROPOSING_ROLES, row.ministry_id):
        raise NotAllowed(NOT_YOURS)
    refuse_changed(row.version, seen_version)
    return row


def _changed(unit: Unit, row: ConnectEntry, action: str, before: Values) -> ConnectEntry:
    row.version += 1
    if action in ("changed", "listed"):
        row.checked_at, row.checked_by = unit.now, unit.actor.person_id
    unit.session.flush()
    note(unit, f"connect:{row.id}", action, before, _values(unit, row))
    return row


def _put(unit: Unit, row: ConnectEntry, content: EntryContent, state: EntryState) -> None:
    """Writes the row. The index keeps two who add one address at one time from both having it."""
    if state is not EntryState.RETIRED:
        key = address_key(content.address)
        other = queries.same_address(unit.session, key, row.id)
        if other is not None:
            raise Refused("address", _taken_words(unit, other))
    try:
        with unit.attempt():
            _write(unit, row, content)
            row.state = state
            unit.session.add(row)
            unit.session.flush()
    except IntegrityError:
        raise Refused("address", IN_REGISTER) from None


def _taken_words(unit: Unit, other: ConnectEntry) -> str:
    """Its name, where the reader may know it."""
    within = reach(unit)
    is_public = other.state == EntryState.LISTED and other.audience == Audience.PUBLIC
    is_known = is_public or within is None or other.ministry_id in within
    return IN_REGISTER_AS.format(other.name) if is_known else IN_REGISTER


def _write(unit: Unit, row: ConnectEntry, content: EntryContent) -> None:
    tool_id = _tool_id(unit, content.tool)
    row.kind, row.name, row.audience = content.kind, content.name, content.audience
    row.tool_id = tool_id
    row.address, row.address_key = content.address, address_key(content.address)
    row.languages = " ".join(content.languages)
    row.owner = content.owner
    row.active_from, row.active_to = content.active_from, content.active_to


def _tool_id(unit: Unit, key: str) -> int | None:
    if not key:
        return None
    found = unit.session.scalar(select(Tool.id).where(Tool.key == key))
    if found is None:
        raise NotFound(queries.NO_TOOL)
    return found


def _values(unit: Unit, row: ConnectEntry) -> Values:
    content = queries.entry_content(unit.session, row)
    return {
        **vars(content),
        "languages": list(content.languages),
        "active_from": content.active_from.isoformat() if content.active_from else None,
        "active_to": content.active_to.isoformat() if content.active_to else None,
        "state": str(row.state),
    }


def _content(values: Values) -> EntryContent:
    def day(name: str) -> date | None:
        return date.fromisoformat(values[name]) if values[name] else None

    return EntryContent(
        values["kind"],
        values["name"],
        values["tool"],
        values["address"],
        values["audience"],
        tuple(values["languages"]),
        values["owner"],
        day("active_from"),
        day("active_to"),
    )


def _checked(row: ConnectEntry) -> Values:
    return {"checked_at": row.checked_at.isoformat(), "checked_by": row.checked_by}


def today(unit: Unit) -> date:
    """The day of the province."""
    return unit.now.astimezone(zone(unit.settings.time_zone)).date()
