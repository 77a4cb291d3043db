"""What was read there, matched with what we know of it: the same, different, or unknown.

What says what it should is written down many at a time; what differs is kept until all was read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.incoming import Finding, compare, seen_hash
from engage.wordpress.queries.comparing import Linked
from engage.wordpress.rules import RemoteComment
from engage.wordpress.service.comparing import Differing, note_own, note_seen

SEEN_TOGETHER: Final = 1_000

Left = dict[int, list[Linked]]
"""Links whose comment was not seen yet, by its number there."""


def by_number(linked: Iterable[Linked]) -> Left:
    """Two may have one number, where it was given anew."""
    left: Left = {}
    for one in linked:
        left.setdefault(one.remote_id, []).append(one)
    return left


@dataclass
class Matching:
    """Of one round. `children`: answers whose question is not known here yet, by number."""

    units: Units
    secret: bytes
    compared: int = 0
    differing: list[Differing] = field(default_factory=list)
    children: dict[int, int] = field(default_factory=dict)
    equal: list[int] = field(default_factory=list)
    own: list[tuple[Linked, str]] = field(default_factory=list)

    def page(
        self, page: Sequence[RemoteComment], left: Left, given: set[int]
    ) -> dict[int, RemoteComment]:
        """Those of a page that no link knows; the others are `left` no more."""
        extras = {}
        for remote in page:
            if remote.id in given:
                continue  # pages overlap
            given.add(remote.id)
            is_known = [self.judge(one, remote) for one in left.pop(remote.id, ())]
            if not any(is_known):
                extras[remote.id] = remote
        self.note_seen(SEEN_TOGETHER)
        return extras

    def judge(self, linked: Linked, remote: RemoteComment | None) -> bool:
        """False when it is another comment than the link's."""
        finding = compare(linked.known, remote, self.secret)
        self.compared += 1
        if finding in (Finding.EQUAL, Finding.POST_DOWN):
            self.equal.append(linked.link_id)
        elif finding is Finding.OWN and remote is not None:
            self.own.append((linked, seen_hash(remote, self.secret)))
        else:
            self.differing.append(Differing(linked, finding, remote))
        if remote is not None and remote.parent_id and linked.lacks_parent:
            self.children[remote.id] = remote.parent_id
        return finding is not Finding.REUSED

    def note_seen(self, least: int = 1) -> None:
        """Writes down those that say what they should, once there are so many."""
        if len(self.equal) + len(self.own) < least:
            return
        with self.units.writing(SYSTEM) as unit:
            note_seen(unit, self.equal)
            note_own(unit, self.own)
        self.equal, self.own = [], []
