"""Looks at posts one by one: reads each, closes what may take no comments, records what differs.

`compare_posts` is what the comparing job does for posts, and what 'look now' does for one.
"""

from dataclasses import dataclass
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.posting import look_at_post
from engage.wordpress.service.looking import plan_looks, record_look

AT_ONCE: Final = 50


@dataclass(frozen=True)
class PostsCompared:
    looked: int = 0
    differing: int = 0
    closed: int = 0


def compare_posts(
    units: Units, transport: Transport, limit: int = AT_ONCE, engagement_id: int | None = None
) -> PostsCompared:
    """One transaction to plan, none while WordPress is asked, one for each post that was read.

    What concerns the whole site (down, slow, sign-in) is raised; posts read before are recorded.
    """
    with units.reading(SYSTEM) as unit:
        looks = plan_looks(unit, limit, engagement_id)
    differing = closed = 0
    for look in looks:
        looked = look_at_post(transport, look)
        with units.writing(SYSTEM) as unit:
            differing += record_look(unit, looked) is not None
        closed += looked.closed
    return PostsCompared(len(looks), differing, closed)
