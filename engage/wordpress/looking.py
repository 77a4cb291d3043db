"""Looks at posts: reads them, closes what may take no comments, records what differs.

`compare_posts` is what the comparing job does for posts, and what 'look now' does for one.
"""

from dataclasses import dataclass
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.post_plans import PostLooked
from engage.wordpress.posting import look_at_post
from engage.wordpress.queries.differences import decided_since
from engage.wordpress.service.differences import settle_decided
from engage.wordpress.service.looking import plan_looks, record_look

AT_ONCE: Final = 50
"""Posts that are read together."""
MOST: Final = 500
"""In one round. Of more, those that were not looked at for the longest come first."""


@dataclass(frozen=True)
class PostsCompared:
    looked: int = 0
    differing: int = 0
    closed: int = 0
    requests: int = 0
    """About so many: a post that changed costs one or two more."""


def _record(units: Units, kept: list[PostLooked]) -> int:
    """Writes down what was found so far, and says how many differ."""
    if not kept:
        return 0
    with units.writing(SYSTEM) as unit:
        differing = sum(record_look(unit, looked) is not None for looked in kept)
    kept.clear()
    return differing


def _settle_decided(units: Units) -> None:
    with units.reading(SYSTEM) as unit:
        if not decided_since(unit.session):
            return
    with units.writing(SYSTEM) as unit:
        settle_decided(unit)


def compare_posts(
    units: Units, transport: Transport, limit: int = MOST, engagement_id: int | None = None
) -> PostsCompared:
    """One transaction to plan, none while WordPress is asked, one to record what was read together
    and one whenever a post was closed, so that our closing is never taken for somebody else's.

    What concerns the whole site (down, slow, sign-in) is raised.
    """
    _settle_decided(units)
    with units.reading(SYSTEM) as unit:
        looks = plan_looks(unit, limit, engagement_id)
    differing = closed = requests = 0
    for start in range(0, len(looks), AT_ONCE):
        together = looks[start : start + AT_ONCE]
        read = transport.get_posts([look.remote_id for look in together])
        requests += 1 + len(together) - len(read)
        kept: list[PostLooked] = []
        for look in together:
            kept.append(look_at_post(transport, look, read.get(look.remote_id)))
            if kept[-1].closed:
                closed, requests = closed + 1, requests + 2
                differing += _record(units, kept)
        differing += _record(units, kept)
    return PostsCompared(len(looks), differing, closed, requests)
