"""One round of comparing: what both sides know is read there and compared by hash, post by post,
the one that was not looked at for the longest first, until the round's requests are spent.

A post's comments are read in pages, which also shows what no link knows; those that the pages did
not show are asked for by number before they count as gone. A post with more comments than a round
can read is compared by the numbers that were not looked at for the longest. What says the same
costs one update of many rows; only differences touch anything else, and they are carried out last,
because a table that was emptied must not take down everything here: that is for a person to see.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.wordpress.ahead import read_ahead
from engage.wordpress.errors import Gone
from engage.wordpress.holding import Holding, Open
from engage.wordpress.incoming import Finding, is_alarming
from engage.wordpress.looking import compare_posts
from engage.wordpress.matching import SEEN_TOGETHER, Left, Matching, by_number
from engage.wordpress.pulling import Renew
from engage.wordpress.queries.comparing import (
    Linked,
    Post,
    deleted_unfollowed,
    linked_numbers,
    linked_under,
    longest_unseen,
    numbers_in_hand,
    posts_to_compare,
)
from engage.wordpress.rules import Capability, PostStatus, RemoteComment, TransportName
from engage.wordpress.service import note_contact
from engage.wordpress.service.comparing import (
    WHYS,
    Differing,
    apply_difference,
    changed_since,
    confirm_mass_change,
    end_round,
    place_links,
    sort_extras,
    start_round,
    taken_down_lately,
)
from engage.wordpress.service.pulling import Begun, left_to_hold, set_parents
from engage.wordpress.service.pulling.taking import IDENTITY
from engage.wordpress.service.runs import advance

REQUESTS: Final = 120
IDS: Final = 100
"""So many numbers stand in one request."""
READ_WHOLE: Final = {TransportName.REST: 11_000, TransportName.XMLRPC: 100_000}
"""Comments of a post that one round reads in pages; of more, it asks for the longest unseen."""
AT_ONCE: Final = 500
TOGETHER: Final = 20
EXTRAS_TOGETHER: Final = 500

Item = TypeVar("Item")


@dataclass
class Compared:
    """How a round went."""

    compared: int = 0
    requests: int = 0
    found: Counter[str] = field(default_factory=Counter)
    is_alarming: bool = False
    is_confirmed: bool = False
    is_whole: bool = True
    seen_to: datetime | None = None


def start_comparing(units: Units, job_id: int) -> Begun | None:
    """None while another worker is at it."""
    with units.writing(SYSTEM) as unit:
        place_links(unit)
        return start_round(unit, job_id)


def compare_round(
    units: Units,
    begun: Begun,
    open_transport: Open,
    renew: Renew = lambda: None,
    *,
    is_confirmed: bool = False,
) -> Compared:
    """`is_confirmed`: a person has seen that much was taken down there, and wants it so here."""
    with Holding(units, open_transport) as holding:
        return _Round(units, begun, open_transport, renew, holding, is_confirmed).go()


def finish_comparing(unit: Unit, begun: Begun, done: Compared) -> None:
    note_contact(unit)
    if done.is_confirmed:
        confirm_mass_change(unit)
    end_round(
        unit,
        begun,
        dict(done.found),
        is_alarming=done.is_alarming,
        done=done.compared,
        requests=done.requests,
        seen_to=done.seen_to,
        is_whole=done.is_whole,
    )


@dataclass
class _Round:
    units: Units
    begun: Begun
    open_transport: Open
    renew: Renew
    holding: Holding
    is_confirmed: bool
    done: Compared = field(default_factory=Compared)
    to_hold: list[int] = field(default_factory=list)
    clock_ahead: timedelta = timedelta()
    is_incomplete: bool = False
    linked: int = 0

    def __post_init__(self) -> None:
        self.matching = Matching(self.units, self.units.keyring.purpose_key(IDENTITY))

    def go(self) -> Compared:
        self.clock_ahead = self.holding.clock_ahead()
        looked = compare_posts(self.units, self.holding.transport)
        self.done.requests += looked.requests
        with self.units.reading(SYSTEM) as unit:
            posts = posts_to_compare(unit.session)
            deleted = deleted_unfollowed(unit.session, AT_ONCE)
            since = changed_since(unit, self.begun)
        self.done.is_confirmed = self.is_confirmed
        self.linked = sum(post.linked for post in posts)
        began = self.units.clock.now() + self.clock_ahead
        self.matching.differing += [Differing(one, Finding.GONE, None) for one in deleted]
        if since is not None and self._says_what_changed():
            self._read_changed(posts, since)
        else:
            self._read_everything(posts)
        self.done.compared = self.matching.compared
        is_complete = self._carry_out()
        self._hold()
        self.done.seen_to = began if is_complete else None
        return self.done

    # --- reading ----------------------------------------------------------------------------------

    def _read_everything(self, posts: Sequence[Post]) -> None:
        for post in posts:
            if self.done.requests >= REQUESTS:
                self.done.is_whole = False
                return
            self.renew()
            if post.linked > READ_WHOLE[self.holding.transport.name]:
                self.done.is_whole = False
                self._ask_for(post)
            else:
                self._read_whole(post)
            advance(
                self.units, self.begun.run_id, self.matching.compared, requests=self.done.requests
            )

    def _says_what_changed(self) -> bool:
        transport = self.holding.transport
        able = transport.name is TransportName.REST and not self.is_confirmed
        return able and Capability.MODIFIED_COMMENTS in transport.capabilities()

    def _read_changed(self, posts: Sequence[Post], since: datetime) -> None:
        """What the site says has changed, and nothing else."""
        self.done.is_whole = False
        changed: dict[int, RemoteComment] = {}
        for page in self.holding.transport.comments_changed(since):
            self.done.requests += 1
            changed |= {remote.id: remote for remote in page}
        with self.units.reading(SYSTEM) as unit:
            linked = linked_numbers(unit.session, list(changed))
            in_hand = {
                number for post in posts for number in numbers_in_hand(unit.session, post.remote_id)
            }
        extras = self.matching.page(list(changed.values()), by_number(linked), set())
        self.matching.note_seen()
        self.is_incomplete |= any(number in changed for number in in_hand)
        for post in posts:
            under = [
                one
                for one in extras.values()
                if one.post_id == post.remote_id and one.id not in in_hand
            ]
            self._settle(post, under, ())

    def _read_whole(self, post: Post) -> None:
        with self.units.reading(SYSTEM) as unit:
            linked = linked_under(unit.session, post.remote_id)
            in_hand = numbers_in_hand(unit.session, post.remote_id)
        left = by_number(linked)
        extras: dict[int, RemoteComment] = {}
        given: set[int] = set()
        with read_ahead(lambda: self._pages(post)) as pages:
            for page in pages:
                self.done.requests += 1
                extras |= self.matching.page(page, left, given)
        self.matching.note_seen()
        missing = self._missing(left)
        self.is_incomplete |= bool(in_hand)
        extras = {number: one for number, one in extras.items() if number not in in_hand}
        self._settle(post, list(extras.values()), missing)

    def _pages(self, post: Post) -> Iterator[list[RemoteComment]]:
        with self.open_transport() as transport:
            yield from transport.comments_of(post.remote_id)

    def _missing(self, left: Left) -> list[Linked]:
        """What the pages did not show and is not there under its number either."""
        missing: list[Linked] = []
        for numbers in _parts(list(left), IDS):
            found = self.holding.transport.get_comments(numbers)
            self.done.requests += 1
            for number in numbers:
                if number in found:
                    for one in left[number]:
                        self.matching.judge(one, found[number])
                else:
                    missing += left[number]
        self.matching.note_seen()
        return missing

    def _ask_for(self, post: Post) -> None:
        room = max(REQUESTS - self.done.requests, 1) * IDS
        with self.units.reading(SYSTEM) as unit:
            linked = longest_unseen(unit.session, post.remote_id, room)
        with read_ahead(lambda: self._asked(linked)) as answers:
            for some, found in answers:
                self.done.requests += 1
                for one in some:
                    self.matching.judge(one, found.get(one.remote_id))
                self.matching.note_seen(SEEN_TOGETHER)
        self.matching.note_seen()

    def _asked(
        self, linked: Sequence[Linked]
    ) -> Iterator[tuple[Sequence[Linked], dict[int, RemoteComment]]]:
        with self.open_transport() as transport:
            for some in _parts(linked, IDS):
                yield some, dict(transport.get_comments([one.remote_id for one in some]))

    # --- what follows -----------------------------------------------------------------------------

    def _settle(
        self, post: Post, extras: Sequence[RemoteComment], missing: Sequence[Linked]
    ) -> None:
        found: set[int] = set()
        for some in _parts(extras, EXTRAS_TOGETHER):
            with self.units.writing(SYSTEM) as unit:
                result = sort_extras(unit, post.engagement_id, some, missing, self.clock_ahead)
            self.done.found += result.counts
            self.to_hold += result.to_hold
            self.matching.children |= result.children
            found |= result.found
            for number in result.to_remove:
                self.holding.transport.remove_comment(number)
                self.done.requests += 1
        for one in missing:
            if one.link_id not in found:
                self.matching.judge(one, None)

    def _carry_out(self) -> bool:
        """The differences, unless so much was taken down that a person has to look first. False
        when something was left for the next round."""
        differing = self._without_posts_that_are_down()
        down = [one for one in differing if _takes_down(one)]
        with self.units.reading(SYSTEM) as unit:
            lately = taken_down_lately(unit) if down else 0
        self.done.is_alarming = is_alarming(len(down), self.done.compared, lately, self.linked)
        if self.done.is_alarming and not self.is_confirmed:
            differing = [one for one in differing if not _takes_down(one)]
            self.done.found["not_followed"] += len(down)
        for some in _parts(differing, TOGETHER):
            self.renew()
            with self.units.writing(SYSTEM) as unit:
                for one in some:
                    if apply_difference(unit, one):
                        self.done.found[one.finding] += 1
                    else:
                        self.is_incomplete = True
        if self.matching.children:
            with self.units.writing(SYSTEM) as unit:
                set_parents(unit, self.matching.children)
        return not self.is_incomplete

    def _without_posts_that_are_down(self) -> list[Differing]:
        """A post that was trashed or deleted hides its comments: that is not about each of them."""
        found = self.matching.differing
        doubted = {one.linked.known.post_id for one in found if one.finding in WHYS}
        down = {post_id for post_id in doubted if not self._is_public(post_id)}
        kept = [
            one for one in found if one.finding not in WHYS or one.linked.known.post_id not in down
        ]
        self.done.found["post_down"] += len(found) - len(kept)
        self.done.found = +self.done.found
        return kept

    def _is_public(self, post_id: int) -> bool:
        self.done.requests += 1
        try:
            return self.holding.transport.get_post(post_id).status is PostStatus.PUBLISH
        except Gone:
            return False

    def _hold(self) -> None:
        with self.units.reading(SYSTEM) as unit:
            numbers = [*dict.fromkeys([*left_to_hold(unit), *self.to_hold])]
        held = self.holding.hold(numbers)
        if held:
            self.done.found["put_on_hold"] += held


def _takes_down(one: Differing) -> bool:
    """Whether following it would take something from view, or out of the queue's order."""
    known = one.linked.known
    if one.finding in WHYS:
        return known.is_public or known.waits
    return one.finding is Finding.EDITED


def _parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
