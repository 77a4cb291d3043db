"""The sample of the Connect register: accounts, a blog and a site, as their keeper lists them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from engage.accounts.models import Ministry
from engage.core.permissions import Actor
from engage.core.unit import Units
from engage.outreach.models import ConnectEntry
from engage.outreach.rules import Audience, EntryContent
from engage.outreach.service import add_entry


def list_accounts(units: Units, keeper: Actor, entries: Iterable[dict[str, Any]]) -> None:
    """Once: a register that holds anything is left as it is."""
    with units.writing(keeper) as unit:
        if unit.session.scalar(select(ConnectEntry.id).limit(1)) is not None:
            return
        for one in entries:
            ministry = select(Ministry.id).where(Ministry.name == f"Ministry of {one['ministry']}")
            content = EntryContent(
                kind=one["kind"],
                name=one["name"],
                tool=one.get("tool", ""),
                address=one["address"],
                audience=Audience.PUBLIC,
                languages=tuple(one["languages"]),
                owner=one["owner"],
                active_from=None,
                active_to=None,
            )
            add_entry(unit, unit.session.scalars(ministry).one(), content)
