"""A page of comments that were read there, stored in one transaction: taken in or left out.

What is stored already is known by its link, or by the comment's source key, so a page that comes
again adds nothing. Every comment ends as one of: known, ours, a comment that waits here, a row of
what was left out and why. None disappears.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table

from engage.comments.defences.rules import Signal
from engage.comments.rules import (
    NAME_LENGTH,
    Accepted,
    Channel,
    Invalid,
    NoticeGiven,
    checked_letter,
)
from engage.comments.service import Came, Way, receive_many
from engage.core.addresses import read_email
from engage.core.ledgers import upsert
from engage.core.lists import Cell, insert_rows
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.wordpress.incoming import (
    Ground,
    Verdict,
    identity_of,
    is_alias,
    is_same,
    judge,
    left_at,
    link_key,
    seen_hash,
    source_key,
)
from engage.wordpress.models import WordPressLeftOut, WordPressLink
from engage.wordpress.plain import plain_text
from engage.wordpress.plans import LeftOut, LinkState, Origin, Thing
from engage.wordpress.queries.pulling import (
    Twin,
    grounds,
    left_out_already,
    linked_keys,
    public_ids_of,
    replies_of,
    twins,
)
from engage.wordpress.rules import CommentStatus, RemoteComment
from engage.wordpress.service.pulling.marks import locked_mark
from engage.wordpress.service.pulling.parents import set_parents
from engage.wordpress.service.wanted import alias_of, reply_alias

IDENTITY: Final = "wordpress-identity"
LINK: Final = cast(Table, WordPressLink.__table__)
_OF_LINKS: Final = (
    "local_id",
    "key",
    "state",
    "remote_id",
    "remote_status",
    "post_id",
    "seen_hash",
    "identity",
)
NO_CLOCK: Final = timedelta()

_USUAL: Final = re.compile(
    r"(?=.{6,200}\Z)[A-Za-z0-9_+-]{1,20}(?:\.[A-Za-z0-9_+-]{1,20}){0,2}"
    r"@(?:[a-z0-9]{1,60}\.){1,3}[a-z]{2,20}"
)
"""An address that is in its usual form already, whatever it is looked at by."""


@dataclass(frozen=True)
class Stored:
    """What became of a page: counts by verdict, and which of it is public there and has to be held.

    `to_hold`: numbers there, with the link of each, None for what was left out. `children`: which
    comment there answers which, for what was taken in.
    """

    counts: Counter[str]
    to_hold: Mapping[int, int | None] = field(default_factory=dict)
    children: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _New:
    """One that is taken in."""

    remote: RemoteComment
    identity: str
    words: str
    received_at: datetime
    accepted: Accepted
    key: str


def identity_key(unit: Unit) -> bytes:
    """The key of the hashes by which comments there are known again."""
    return unit.keyring.purpose_key(IDENTITY)


def take_page(
    unit: Unit, page: Sequence[RemoteComment], clock_ahead: timedelta = NO_CLOCK
) -> Stored:
    """Stores what of a page is new. `clock_ahead`: how far the site's clock is."""
    locked_mark(unit)
    secret = identity_key(unit)
    ground_of = grounds(unit.session, {comment.post_id for comment in page})
    each = {comment.id: comment for comment in page}  # pages overlap
    under_ours = [comment for comment in each.values() if comment.post_id in ground_of]
    identities = {comment.id: identity_of(comment, secret) for comment in under_ours}
    words = {comment.id: seen_hash(comment, secret) for comment in under_ours}
    known = _known(unit, under_ours, identities, words)
    forged = _forged(unit, under_ours, ground_of)
    counts: Counter[str] = Counter({Verdict.ELSEWHERE: len(each) - len(under_ours)})
    new: dict[int, list[_New]] = defaultdict(list)
    left_out: list[tuple[RemoteComment, Ground, LeftOut]] = []
    for remote in sorted(under_ours, key=lambda one: (one.date, one.id)):
        ground, at = ground_of[remote.post_id], left_at(remote.date, unit.now, clock_ahead)
        judged = judge(remote, ground, is_known=remote.id in known, left_at=at)
        verdict, why = judged.verdict, judged.why
        if verdict is Verdict.OURS and remote.id in forged:
            verdict, why = Verdict.LEFT_OUT, LeftOut.NOT_OURS
        if verdict is Verdict.TAKEN:
            accepted = readable(remote)
            if accepted is None:
                verdict, why = Verdict.LEFT_OUT, LeftOut.UNREADABLE
            else:
                identity, said = identities[remote.id], words[remote.id]
                key = source_key(remote, identity)
                new[remote.post_id].append(_New(remote, identity, said, at, accepted, key))
        if why is not None:
            left_out.append((remote, ground, why))
        counts[verdict] += 1
    holding = _leave_out(unit, left_out, identities)
    for post_id, comments in new.items():
        holding |= _take(unit, ground_of[post_id], comments)
    children = {
        one.remote.id: one.remote.parent_id
        for comments in new.values()
        for one in comments
        if one.remote.parent_id
    }
    orphans = set_parents(unit, children)
    return Stored(+counts, holding, orphans)


def readable(remote: RemoteComment) -> Accepted | None:
    """The comment as plain text with its author, cleaned; None if there is nothing to read, or
    more than anybody can be asked to.

    A name that is too long is cut, and an address that is none is not kept: neither is a reason to
    lose what somebody wrote.
    """
    name = plain_text(remote.author_name)
    if len(name) > NAME_LENGTH:
        name = plain_one_line(name, NAME_LENGTH)
    try:
        read = checked_letter(plain_text(remote.content), display_name=name)
    except Invalid:
        return None
    return Accepted(read.text, read.display_name, _address(remote.author_email), frozenset())


def _address(typed: str) -> str:
    """In its usual form, as `read_email` gives it, which takes its time; '' for none."""
    if not typed or _USUAL.fullmatch(typed):
        return typed
    found = read_email(typed)
    return found.whole if found else ""


def _known(
    unit: Unit,
    page: Sequence[RemoteComment],
    identities: Mapping[int, str],
    words: Mapping[int, str],
) -> set[int]:
    """Numbers of those that have a link or were left out before.

    A comment with another's number is not known; one that has only got another number is.
    """
    by_number: dict[int, list[Twin]] = defaultdict(list)
    by_identity: dict[str, list[Twin]] = defaultdict(list)
    for twin in twins(unit.session, list(identities), list(identities.values())):
        by_number[twin.remote_id or 0].append(twin)
        if twin.identity:
            by_identity[twin.identity].append(twin)
    left_out = {
        source_key(one, identities[one.id]): one.id for one in page if one.id not in by_number
    }
    known = {left_out[key] for key in left_out_already(unit.session, left_out)}
    for remote in page:
        identity, said = identities[remote.id], words[remote.id]
        if any(_is_twin(twin, remote, identity, said) for twin in by_number[remote.id]) or any(
            twin.seen_hash == said for twin in by_identity[identity]
        ):
            known.add(remote.id)
    return known


def _forged(
    unit: Unit, page: Sequence[RemoteComment], ground_of: Mapping[int, Ground]
) -> frozenset[int]:
    """Numbers of those whose address looks like an alias and is none of ours. What we send has its
    link before it goes; a database that was restored since finds its own by their public ids."""
    looks_like = {
        one.id: one.author_email.strip().casefold() for one in page if is_alias(one.author_email)
    }
    strange = set(looks_like.values())
    if strange:
        strange -= linked_keys(unit.session, strange)
    for engagement_id in {ground_of[one.post_id].engagement_id for one in page} if strange else ():
        strange -= {alias_of(unit, each) for each in public_ids_of(unit.session, engagement_id)}
        strange -= {reply_alias(unit, each) for each in replies_of(unit.session, engagement_id)}
    return frozenset(number for number, alias in looks_like.items() if alias in strange)


def _is_twin(twin: Twin, remote: RemoteComment, identity: str, words: str) -> bool:
    address = remote.author_email.strip().casefold()
    if address == twin.key or not twin.identity:
        return address == twin.key
    same_text = bool(twin.seen_hash) and twin.seen_hash[:32] == words[:32]
    return is_same(twin.identity, identity, same_text=same_text)


def _take(unit: Unit, ground: Ground, comments: Sequence[_New]) -> dict[int, int | None]:
    """Comments and their links; what is public there is to be held."""
    topic, notice, shown = ground.topic_id, ground.notice_version_id, ground.notice_hash
    if topic is None or notice is None or shown is None:
        raise ValueError("judged as taken without a topic or a notice")
    way = Way(topic, Channel.WORDPRESS, NoticeGiven.SHOWN_ON_WORDPRESS, notice, shown)
    came = [Came(one.key, one.accepted, one.received_at, _signals(one.remote)) for one in comments]
    numbers = receive_many(unit, ground.engagement_id, way, came)
    rows = [_link(one, numbers[one.key]) for one in comments if one.key in numbers]
    if rows:
        same: dict[str, Cell] = {
            "thing": Thing.COMMENT,
            "origin": Origin.WORDPRESS,
            "seen_at": unit.now,
        }
        insert_rows(unit.session, LINK, _OF_LINKS, rows, same)
    stored = (one.remote for one in comments if one.key in numbers)
    return dict.fromkeys(one.id for one in stored if one.status is CommentStatus.APPROVED)


def _signals(remote: RemoteComment) -> frozenset[Signal]:
    is_spam = remote.status is CommentStatus.SPAM
    return frozenset({Signal.SPAM_ELSEWHERE}) if is_spam else frozenset()


def _link(one: _New, comment_id: int) -> tuple[Cell, ...]:
    """Its values of `_OF_LINKS`."""
    remote = one.remote
    is_public = remote.status is CommentStatus.APPROVED
    return (
        comment_id,
        link_key(remote, one.identity),
        LinkState.SHOWN if is_public else LinkState.HELD,
        remote.id,
        remote.status,
        remote.post_id,
        one.words,
        one.identity,
    )


def _leave_out(
    unit: Unit,
    left_out: Sequence[tuple[RemoteComment, Ground, LeftOut]],
    identities: Mapping[int, str],
) -> dict[int, int | None]:
    rows = [
        {
            "identity": source_key(remote, identities[remote.id]),
            "remote_id": remote.id,
            "post_id": remote.post_id,
            "engagement_id": ground.engagement_id,
            "reason": why,
            "left_at": remote.date,
            "seen_at": unit.now,
        }
        for remote, ground, why in left_out
    ]
    if rows:
        statement = upsert(unit.session.get_bind().dialect, WordPressLeftOut)
        unit.session.execute(statement.on_conflict_do_nothing(index_elements=["identity"]), rows)
    for engagement_id in sorted({ground.engagement_id for _, ground, _ in left_out}):
        reasons = Counter(
            why for _, ground, why in left_out if ground.engagement_id == engagement_id
        )
        unit.audit(
            "wordpress.comments_left_out",
            f"engagement:{engagement_id}",
            **{why.value: number for why, number in reasons.items()},
        )
    public = [one.id for one, _, _ in left_out if one.status is CommentStatus.APPROVED]
    return dict.fromkeys(public)
