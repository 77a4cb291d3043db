"""Workers that die anywhere between reading a post and storing it: none lost, none twice."""

import os
import random
import signal
from collections.abc import Callable

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.media.models import Media
from engage.wiring import make_units
from engage.wordpress.plans import LinkState
from engage.wordpress.posts_in import Look, finish_look, look, start_look
from engage.wordpress.rules import PostStatus, RemotePost
from tests.wordpress.posts_in.conftest import Pair
from tests.wordpress.posts_in.there import SITE, There, png

CYCLES = 20
LONGEST = 40


def killed(pair: Pair, steps: int) -> bool:
    """Looks in a process that dies at this step; False when it was done before that."""
    child = os.fork()
    if child == 0:
        try:
            looking(pair, steps)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def looking(pair: Pair, steps: int) -> None:
    left = [steps]

    def step(_of: object = None) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    units = make_units(pair.units.settings, pair.clock)
    units.hooks.committed.append(step)
    before = units.hooks.append_audit

    def dying(unit: Unit) -> None:
        step()
        before(unit)

    units.hooks.append_audit = dying
    there = Stepping(pair.there, step)
    begun = start_look(units, random.randrange(1, 1 << 30))
    assert begun is not None
    seen = Look(units, begun.run_id, there)
    look(there.transport, seen)
    with units.writing(SYSTEM) as unit:
        finish_look(unit, begun, seen)


class Stepping(There):
    """The same site, each answer of which is a step."""

    def __init__(self, there: There, step: Callable[[], None]) -> None:
        super().__init__(there.name, there.posts, there.files)
        self._step = step

    def rendered(self, post: RemotePost) -> str:
        self._step()
        return super().rendered(post)

    def fetch(self, address: str) -> bytes:
        self._step()
        return super().fetch(address)


def test_a_worker_that_is_killed_anywhere_loses_no_post_and_doubles_none(pair: Pair) -> None:
    pair.choose()
    pair.there.files[f"{SITE}/bus.png"] = png()
    chance = random.Random(7)
    deaths = 0
    for cycle in range(CYCLES):
        pair.there.write(f'<p>Words {cycle}</p><img src="{SITE}/bus.png" alt="A bus">')
        if cycle % 3 == 2:
            number = chance.choice(list(pair.there.posts))
            status = chance.choice([PostStatus.PUBLISH, PostStatus.DRAFT])
            pair.there.change(number, content=f"<p>Changed {cycle}</p>", status=status)
        pair.units.database.dispose()
        deaths += killed(pair, chance.randrange(1, LONGEST))
    assert deaths > CYCLES // 4
    pair.look()
    assert pair.look() == {}
    shown = {n for n, post in pair.there.posts.items() if post.status is PostStatus.PUBLISH}
    links = pair.links()
    assert len({link.remote_id for link in links}) == len(links) == len(pair.updates())
    here = {link.remote_id for link in links if link.state == LinkState.SHOWN}
    assert here == shown
    assert len(pair.rows(Media)) == 1
