"""Comments left on WordPress that are none here: somebody has seen that, and why."""

from engage.core.errors import Conflict, NotFound
from engage.core.unit import Unit
from engage.wordpress.models import WordPressLeftOut
from engage.wordpress.service.contact import CONFIGURING_ROLES


def settle_left_out(unit: Unit, left_out_id: int) -> None:
    """Off the list; it stays held there. NotFound; Conflict when somebody was quicker."""
    unit.actor.require(*CONFIGURING_ROLES)
    row = unit.session.get(
        WordPressLeftOut, left_out_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise NotFound("There is no such comment.")
    if row.settled_at is not None:
        raise Conflict("Somebody took this off the list already.")
    row.settled_at, row.settled_by = unit.now, unit.actor.person_id
    unit.audit("wordpress.left_out_seen", f"wordpress_left_out:{row.id}", reason=row.reason)
