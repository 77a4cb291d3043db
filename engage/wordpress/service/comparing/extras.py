"""Comments under a post of ours that no link of ours knows.

One that a person left and that pulling missed is taken in now. One that only got another number
keeps its link. One with an alias of ours was sent by us and not written down, or by a database
that was restored since: it is adopted if its comment is public here, and goes if it is not. An
alias that nobody knows is held and listed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.wordpress.incoming import identity_of, is_alias, seen_hash, source_key
from engage.wordpress.models import WordPressLeftOut, WordPressLink
from engage.wordpress.plans import LeftOut, LinkState, Thing
from engage.wordpress.queries.comparing import Linked, is_in_hand, links_by_key, public_ids
from engage.wordpress.rules import CommentStatus, RemoteComment
from engage.wordpress.service.comments import alias_of
from engage.wordpress.service.pulling import identity_key, take_page


@dataclass
class Sorted:
    """What became of them. `found`: links whose comment is there after all; `to_remove` and
    `to_hold`: numbers there; `children`: answers and what they answer, for what was taken in."""

    counts: Counter[str] = field(default_factory=Counter)
    found: set[int] = field(default_factory=set)
    to_remove: list[int] = field(default_factory=list)
    to_hold: list[int] = field(default_factory=list)
    children: dict[int, int] = field(default_factory=dict)


def sort_extras(
    unit: Unit,
    engagement_id: int,
    extras: Sequence[RemoteComment],
    missing: Sequence[Linked],
    clock_ahead: timedelta,
) -> Sorted:
    """Everything about one post's extras, in this transaction; the network comes after it."""
    done = Sorted()
    ours = [one for one in extras if is_alias(one.author_email)]
    people = [one for one in extras if not is_alias(one.author_email)]
    people = _renumbered(unit, people, missing, done)
    if people:
        stored = take_page(unit, people, clock_ahead)
        done.counts += stored.counts
        done.to_hold += [*stored.to_hold, *_shown_again(unit, people)]
        done.children |= stored.children
    if ours:
        _sort_ours(unit, engagement_id, ours, {one.link_id for one in missing}, done)
    return done


def _renumbered(
    unit: Unit, people: Iterable[RemoteComment], missing: Sequence[Linked], done: Sorted
) -> list[RemoteComment]:
    """Those that are left when comments whose link is missing have been found under new numbers."""
    secret = identity_key(unit)
    sought: Mapping[tuple[str, str], Linked] = {
        (one.known.identity, one.known.seen_hash): one for one in missing if one.known.identity
    }
    if not sought:
        return list(people)
    left = []
    for remote in people:
        known = sought.get((identity_of(remote, secret), seen_hash(remote, secret)))
        if known is None or known.link_id in done.found:
            left.append(remote)
            continue
        link = unit.session.get_one(WordPressLink, known.link_id, with_for_update=True)
        _renumber(unit, link, remote, done)
    return left


def _sort_ours(
    unit: Unit,
    engagement_id: int,
    ours: Sequence[RemoteComment],
    missing: set[int],
    done: Sorted,
) -> None:
    links = links_by_key(unit.session, [_address(one) for one in ours])
    known = {
        alias_of(unit, public_id): (number, is_public)
        for number, public_id, is_public in public_ids(unit.session, engagement_id)
    }
    for remote in ours:
        alias = _address(remote)
        link = links.get(alias)
        number, is_public = known.get(alias, (None, False))
        if link is not None and is_in_hand(unit.session, link.job_id):
            continue
        if link is not None and link.id in missing:
            _renumber(unit, link, remote, done)
        elif link is not None and link.thing == Thing.REPLY:
            continue
        elif link is not None and link.remote_id is not None:
            _remove(unit, remote, done)  # made twice: the link knows the other one
        elif number is None and link is None:
            _list_unknown(unit, engagement_id, remote, done)
        elif not is_public or number is None:
            _remove(unit, remote, done)
        elif remote.status is not CommentStatus.OTHER:
            _adopt(unit, link or _made(unit, number, alias), remote, done)


def _renumber(unit: Unit, link: WordPressLink, remote: RemoteComment, done: Sorted) -> None:
    unit.audit(
        "wordpress.comment_renumbered",
        f"{link.thing}:{link.local_id}",
        before=link.remote_id,
        remote=remote.id,
    )
    link.remote_id, link.seen_at = remote.id, unit.now
    done.found.add(link.id)
    done.counts["renumbered"] += 1


def _adopt(unit: Unit, link: WordPressLink, remote: RemoteComment, done: Sorted) -> None:
    """As shown: if it is not, the next comparison says so; the next push brings its text up to
    date."""
    was = link.state
    link.state, link.remote_id, link.post_id = LinkState.SHOWN, remote.id, remote.post_id
    link.remote_status, link.seen_at, link.gone_at = CommentStatus.APPROVED, unit.now, None
    link.trouble, link.seen_hash = None, seen_hash(remote, identity_key(unit))
    unit.audit(
        "wordpress.comment_adopted",
        f"{link.thing}:{link.local_id}",
        remote=remote.id,
        was=was,
        state=link.state,
    )
    done.counts["adopted"] += 1


def _made(unit: Unit, comment_id: int, alias: str) -> WordPressLink:
    link = WordPressLink(thing=Thing.COMMENT, local_id=comment_id, key=alias, state=LinkState.NEW)
    unit.session.add(link)
    unit.session.flush()
    return link


def _remove(unit: Unit, remote: RemoteComment, done: Sorted) -> None:
    unit.audit("wordpress.extra_removed", "wordpress", remote=remote.id)
    done.to_remove.append(remote.id)
    done.counts["removed"] += 1


def _list_unknown(unit: Unit, engagement_id: int, remote: RemoteComment, done: Sorted) -> None:
    if remote.status is CommentStatus.OTHER:
        return
    row = {
        "identity": source_key(remote, identity_of(remote, identity_key(unit))),
        "remote_id": remote.id,
        "post_id": remote.post_id,
        "engagement_id": engagement_id,
        "reason": LeftOut.NOT_OURS,
        "left_at": remote.date,
        "seen_at": unit.now,
    }
    statement = upsert(unit.session.get_bind().dialect, WordPressLeftOut).values(row)
    new = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["identity"]).returning(WordPressLeftOut.id)
    )
    if new is not None:
        reason = {LeftOut.NOT_OURS.value: 1}
        unit.audit("wordpress.comments_left_out", f"engagement:{engagement_id}", **reason)
        done.counts[LeftOut.NOT_OURS] += 1
    done.to_hold += _shown_again(unit, [remote])


def _shown_again(unit: Unit, people: Sequence[RemoteComment]) -> list[int]:
    """Numbers of those that were left out, are public there, and that nobody settled."""
    public = {one.id: one for one in people if one.status is CommentStatus.APPROVED}
    if not public:
        return []
    rows = unit.session.scalars(
        select(WordPressLeftOut.remote_id).where(
            WordPressLeftOut.remote_id.in_(public), WordPressLeftOut.settled_at.is_(None)
        )
    )
    return list(rows)


def _address(remote: RemoteComment) -> str:
    return remote.author_email.strip().casefold()
