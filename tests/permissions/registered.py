"""An account of the world's ministry in the Connect register, and a tool."""

from engage.core.permissions import SYSTEM
from engage.outreach.queries import tools
from engage.outreach.rules import EntryContent
from engage.outreach.service import add_entry
from tests.permissions.world import World


def make_entries(world: World) -> None:
    content = EntryContent(
        kind="account",
        name="Night buses",
        tool="facebook",
        address="https://facebook.com/nightbuses",
        audience="public",
        languages=("en",),
        owner="Transit team",
        active_from=None,
        active_to=None,
    )
    with world.units.writing(SYSTEM) as unit:
        entry = add_entry(unit, world.ministry_id, content).id
        tool = tools(unit.session)[0].id
    for page in ("", "/list", "/retire", "/confirm", "/undo"):
        world.ids[f"/staff/connect/<number>{page} number"] = entry
        world.ids[f"/staff/tools/<number>{page} number"] = tool
