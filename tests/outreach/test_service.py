"""Keeping the registers, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from engage.accounts.models import Ministry
from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.tasks import show_new_name
from engage.outreach import queries
from engage.outreach.models import RegisterChange, Tool
from engage.outreach.rules import SCOPE, EntryContent, ToolContent
from engage.outreach.service import (
    add_entry,
    add_tool,
    change_entry,
    change_tool,
    confirm_entry,
    list_entry,
    retire_entry,
    undo_entry,
    undo_tool,
)
from engage.outreach.service.entries import today
from tests.app_fixtures import make_person
from tests.outreach.test_rules import PAGE

Do = Callable[[Unit], object]


def ministry_id(unit: Unit, code: str = "TRAN") -> int:
    return unit.session.scalars(select(Ministry.id).where(Ministry.code == code)).one()


def keeper_of(units: Units) -> Actor:
    make_person(units, Role.ENGAGEMENT_LEAD, email="other@gov.bc.ca", ministry="HLTH")
    make_person(units, Role.MINISTRY_VIEWER, email="viewer@gov.bc.ca", ministry="TRAN")
    return make_person(units, Role.EXECUTIVE_DIRECTOR_DIGITAL)


def lead_of(units: Units, code: str = "TRAN") -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD, email=f"{code}@gov.bc.ca", ministry=code)


def added(units: Units, actor: Actor, content: EntryContent = PAGE, code: str = "TRAN") -> int:
    with units.writing(actor) as unit:
        return add_entry(unit, ministry_id(unit, code), content).id


def shown(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [one.name for one in queries.shown_entries(unit.session, today(unit))]


def done(units: Units, actor: Actor, act: Callable[..., object], *args: object, seen: int) -> None:
    with units.writing(actor) as unit:
        act(unit, *args, seen_version=seen)


def version(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return content_version(unit.session, SCOPE)


def test_the_seven_tools_are_there_from_the_start(both_units: Units) -> None:
    with both_units.reading(SYSTEM) as unit:
        found = {one.key: one.status for one in queries.tools(unit.session)}
        names = {"x", "facebook", "instagram", "flickr", "youtube", "hootsuite", "wordpress"}
        assert found == dict.fromkeys(names, "in_use")
        assert set(queries.platforms(unit.session)) == names - {"hootsuite", "wordpress"}


def test_a_keeper_lists_at_once_and_a_ministry_proposes(both_units: Units) -> None:
    keeper, lead = keeper_of(both_units), lead_of(both_units)
    before = version(both_units)
    added(both_units, keeper)
    assert (shown(both_units), version(both_units)) == (["BC Transportation"], before + 1)
    second = replace(PAGE, name="Night buses", address="https://facebook.com/night")
    number = added(both_units, lead, second)
    assert shown(both_units) == ["BC Transportation"]
    with pytest.raises(NotAllowed):
        done(both_units, lead, list_entry, number, seen=1)
    done(both_units, keeper, list_entry, number, seen=1)
    assert shown(both_units) == ["BC Transportation", "Night buses"]


def test_what_a_ministry_changes_of_a_link_leaves_the_page_until_a_keeper_looked(
    both_units: Units,
) -> None:
    keeper, lead = keeper_of(both_units), lead_of(both_units)
    number = added(both_units, keeper)
    done(both_units, lead, change_entry, number, replace(PAGE, owner="Buses"), seen=1)
    assert shown(both_units) == ["BC Transportation"]
    moved = replace(PAGE, owner="Buses", address="https://facebook.com/new")
    done(both_units, lead, change_entry, number, moved, seen=2)
    assert shown(both_units) == []
    done(both_units, lead, undo_entry, number, seen=3)
    assert shown(both_units) == ["BC Transportation"]


def test_a_ministry_does_not_bring_back_what_a_keeper_took_off(both_units: Units) -> None:
    keeper, lead = keeper_of(both_units), lead_of(both_units)
    number = added(both_units, keeper)
    done(both_units, keeper, retire_entry, number, seen=1)
    with pytest.raises(NotAllowed):
        done(both_units, lead, undo_entry, number, seen=2)
    assert shown(both_units) == []
    done(both_units, keeper, undo_entry, number, seen=2)
    assert shown(both_units) == ["BC Transportation"]


def test_a_renamed_ministry_has_its_new_name_on_the_page_at_once(both_units: Units) -> None:
    added(both_units, keeper_of(both_units))
    before = version(both_units)
    with both_units.writing(SYSTEM) as unit:
        show_new_name(unit, {"ministry_id": ministry_id(unit)})
    assert version(both_units) == before + 1


def test_the_second_of_two_people_is_told(both_units: Units) -> None:
    keeper = keeper_of(both_units)
    number = added(both_units, keeper)
    done(both_units, keeper, change_entry, number, replace(PAGE, name="First"), seen=1)
    for act, args in (
        (change_entry, (number, replace(PAGE, name="Second"))),
        (retire_entry, (number,)),
        (confirm_entry, (number,)),
        (undo_entry, (number,)),
    ):
        with pytest.raises(Conflict):
            done(both_units, keeper, act, *args, seen=1)
    assert shown(both_units) == ["First"]


def test_an_address_stands_in_the_register_once(both_units: Units) -> None:
    keeper = keeper_of(both_units)
    number = added(both_units, keeper)
    with pytest.raises(Refused) as refused:
        added(both_units, keeper, replace(PAGE, address="https://facebook.com/tranbc/"), "HLTH")
    assert refused.value.field == "address"
    assert "BC Transportation" in refused.value.message
    done(both_units, keeper, retire_entry, number, seen=1)
    again = added(both_units, keeper)
    with pytest.raises(Refused):
        done(both_units, keeper, undo_entry, number, seen=2)
    assert again != number
    assert shown(both_units) == ["BC Transportation"]


def test_what_is_internal_or_not_yet_or_no_longer_active_is_on_no_public_page(
    both_units: Units, clock: FixedClock
) -> None:
    keeper = keeper_of(both_units)
    with both_units.reading(SYSTEM) as unit:
        day = today(unit)
    added(both_units, keeper, replace(PAGE, audience="internal"))
    later = day.replace(day=day.day + 1)
    added(both_units, keeper, replace(PAGE, address="https://facebook.com/b", active_from=later))
    ended = day.replace(day=day.day - 1)
    added(both_units, keeper, replace(PAGE, address="https://facebook.com/c", active_to=ended))
    assert shown(both_units) == []
    clock.advance(days=1)
    assert len(shown(both_units)) == 1


def test_a_retired_tool_takes_its_accounts_from_the_page_and_cannot_be_chosen(
    both_units: Units,
) -> None:
    keeper = keeper_of(both_units)
    added(both_units, keeper)
    with both_units.reading(SYSTEM) as unit:
        row = unit.session.scalars(select(Tool).where(Tool.key == "facebook")).one()
        retired = replace(queries.tool_content(row), status="retired")
    done(both_units, keeper, change_tool, row.id, retired, "facebook.com", seen=1)
    assert shown(both_units) == []
    with both_units.reading(SYSTEM) as unit:
        assert "facebook" not in queries.platforms(unit.session)
    with pytest.raises(Refused) as refused:
        added(both_units, keeper, replace(PAGE, address="https://facebook.com/b"))
    assert refused.value.field == "tool"
    done(both_units, keeper, undo_tool, row.id, seen=2)
    assert shown(both_units) == ["BC Transportation"]


def test_a_tool_is_added_once_and_by_keepers_only(both_units: Units) -> None:
    keeper, lead = keeper_of(both_units), lead_of(both_units)
    tool = ToolContent("Bluesky", "News", "Digital Communications", "in_use", "public", True,
                       (), "https://bsky.social/about/support/tos", "PIA-2026/12")  # fmt: skip
    with pytest.raises(NotAllowed), both_units.writing(lead) as unit:
        add_tool(unit, tool, "bsky.app")
    with both_units.writing(keeper) as unit:
        assert add_tool(unit, tool, "bsky.app").key == "bluesky"
    with pytest.raises(Refused) as refused, both_units.writing(keeper) as unit:
        add_tool(unit, replace(tool, name="BLUESKY"), "")
    assert refused.value.field == "name"


def test_another_ministry_reaches_nothing(both_units: Units) -> None:
    keeper = keeper_of(both_units)
    number = added(both_units, keeper)
    with pytest.raises(NotFound):
        done(both_units, lead_of(both_units, "HLTH"), retire_entry, number, seen=1)
    viewer = make_person(both_units, Role.MINISTRY_VIEWER, email="v@gov.bc.ca", ministry="TRAN")
    with pytest.raises(NotAllowed):
        done(both_units, viewer, retire_entry, number, seen=1)
    with pytest.raises(Refused), both_units.writing(lead_of(both_units, "HLTH")) as unit:
        add_entry(unit, ministry_id(unit, "TRAN"), replace(PAGE, address="https://facebook.com/z"))


def test_the_audit_gets_hashes_and_the_history_cannot_be_rewritten(both_units: Units) -> None:
    keeper = keeper_of(both_units)
    number = added(both_units, keeper)
    done(both_units, keeper, change_entry, number, replace(PAGE, name="Other"), seen=1)
    with both_units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "connect.changed")
        ).one()
        assert entry.subject == f"connect:{number}"
        assert "Other" not in str(vars(entry))
        changes = queries.history(unit.session, f"connect:{number}")
        assert [one.action for one in changes] == ["changed", "added"]
    with pytest.raises(DatabaseError), both_units.writing(SYSTEM) as unit:
        unit.session.execute(delete(RegisterChange))
