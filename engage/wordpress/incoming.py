"""What a comment on WordPress means here, first seen and whenever it is seen again; pure.

First seen: is it ours come back, a person's that is taken in, or one that is left out, and why.
Seen again: does it still say what we recorded, and if not, what did somebody do there.

**Knowing a comment again.** Numbers there can be given twice, after a restore. So three short keyed
hashes go into what is kept of a comment: of when and where it was left, of its address, of its
author's name. When and where never change; of the other two, and its words, one has to agree.
**Loops.** What carries one of our aliases was sent by us. Anybody may type an address that looks
like one, so an alias that nobody here knows is taken for neither: it is held there and listed.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from engage.engagements.rules import Timing
from engage.wordpress.plans import LeftOut, LinkState, Trouble
from engage.wordpress.rules import CommentFields, CommentStatus, RemoteComment, fields_hash

ALIAS: Final = re.compile(r"c-[0-9a-f]{32}@sync\.invalid")
CLOCK_TOLERANCE: Final = timedelta(seconds=90)
"""A site whose clock differs by less is right enough: requests take their time too."""
LEAST_ALARMING: Final = 10
ALARMING_SHARE: Final = 0.05
LEAST_IN_A_DAY: Final = 50
SHARE_IN_A_DAY: Final = 0.2

_WHEN, _WHO, _NAME = 20, 22, 22


class Verdict(StrEnum):
    """What becomes of a comment that is seen for the first time."""

    TAKEN = "taken"
    LEFT_OUT = "left_out"
    KNOWN = "known"
    OURS = "ours"
    """It carries an alias: we sent it, or somebody pretends so."""
    ELSEWHERE = "elsewhere"
    """Under a post that is no engagement's: none of our business."""
    DOWN = "down"
    """In the trash there, or gone with its post: it is looked at again when it is back."""


class Finding(StrEnum):
    """What a comparison shows of a comment that both sides know."""

    EQUAL = "equal"
    OWN = "own"
    """It says what we wrote there ourselves since it was last compared."""
    EDITED = "edited"
    BACK = "back"
    """What had been taken down there stands there again."""
    APPROVED = "approved"
    """Public there, though it waits here."""
    HELD = "held"
    SPAM = "spam"
    TRASHED = "trashed"
    GONE = "gone"
    REUSED = "reused"
    """Its number belongs to another comment now: ours is gone."""
    MOVED = "moved"
    """Under another post."""
    POST_DOWN = "post_down"
    """Hidden with its post, or in a state that only a plugin knows: nothing about the comment."""


TAKEN_DOWN: Final = frozenset({
    Finding.HELD, Finding.SPAM, Finding.TRASHED, Finding.GONE, Finding.REUSED, Finding.MOVED,
})  # fmt: skip
"""Somebody there keeps it from view: the more restrictive side wins until a person decides here."""


@dataclass(frozen=True)
class Ground:
    """What is known of the post that a comment stands under.

    `notice_version_id` None: the post shows no notice of the engagement's.
    """

    engagement_id: int
    timing: Timing
    takes_comments: bool
    topic_id: int | None
    notice_version_id: int | None
    notice_hash: str | None


@dataclass(frozen=True)
class Judged:
    verdict: Verdict
    why: LeftOut | None = None


@dataclass(frozen=True)
class Known:
    """What our records say of a comment there.

    `fields_hash` is that of what we last sent, '' for nothing; `received_at` the date that we sent
    with it. `waits`: somebody here has to decide about it. `is_answered`: what people did there was
    followed by a decision here, which a push carries there.
    """

    key: str
    state: LinkState
    post_id: int
    remote_status: str
    seen_hash: str
    identity: str
    fields_hash: str
    is_public: bool
    waits: bool
    received_at: datetime | None = None
    trouble: str | None = None
    is_answered: bool = False


def identity_of(comment: RemoteComment, secret: bytes, post_id: int | None = None) -> str:
    """64 digits that tell a comment from another with its number; `post_id`: where it was left."""
    when = f"{int(comment.date.timestamp())}|{post_id or comment.post_id}"
    address = comment.author_email.strip().casefold()
    return (
        _hash(secret, f"when|{when}", _WHEN)
        + (_hash(secret, f"address|{when}|{address}", _WHO) if address else "0" * _WHO)
        + _hash(secret, f"name|{when}|{comment.author_name}", _NAME)
    )


def moment_of(identity: str) -> str:
    """The part of an identity that says when and where: of one comment it never changes."""
    return identity[:_WHEN]


def words_hash(author_name: str, content: str, secret: bytes) -> str:
    """64 digits: the first half of the text, the second of the name."""
    return _hash(secret, f"text|{content}", 32) + _hash(secret, f"author|{author_name}", 32)


def seen_hash(comment: RemoteComment, secret: bytes) -> str:
    return words_hash(comment.author_name, comment.content, secret)


def link_key(comment: RemoteComment, identity: str) -> str:
    """The name of the link of a comment that was left there."""
    return f"wp-{comment.id}-{identity[:16]}"


def source_key(comment: RemoteComment, identity: str) -> str:
    """By which a comment is taken in once and no more, whatever becomes of its link."""
    return f"wordpress-{comment.id}-{identity}"


def is_alias(address: str) -> bool:
    return ALIAS.fullmatch(address.strip().casefold()) is not None


def is_same(identity: str, now: str, *, same_text: bool) -> bool:
    """Whether two identities with one number are one comment: left in the same second at the same
    place, with the same address, name or text. Whoever erases a person's data there changes two."""
    if identity[:_WHEN] != now[:_WHEN]:
        return False
    who = slice(_WHEN, _WHEN + _WHO)
    has_address = identity[who].strip("0") != ""
    same_address = has_address and identity[who] == now[who]
    return same_address or identity[_WHEN + _WHO :] == now[_WHEN + _WHO :] or same_text


def judge(
    comment: RemoteComment, ground: Ground | None, *, is_known: bool, left_at: datetime
) -> Judged:
    """What becomes of a comment seen for the first time, left at that instant by a right clock."""
    if ground is None:
        return Judged(Verdict.ELSEWHERE)
    if is_known:
        return Judged(Verdict.KNOWN)
    if is_alias(comment.author_email):
        return Judged(Verdict.OURS)
    if comment.status in (CommentStatus.TRASH, CommentStatus.OTHER):
        return Judged(Verdict.DOWN)
    why = _left_out(ground, left_at)
    return Judged(Verdict.LEFT_OUT, why) if why else Judged(Verdict.TAKEN)


def _left_out(ground: Ground, left_at: datetime) -> LeftOut | None:
    timing = ground.timing
    if not ground.takes_comments or ground.topic_id is None:
        return LeftOut.NOT_TAKEN
    if not timing.accepts_comments(left_at):
        closed = timing.closes_at is not None and left_at >= timing.closes_at
        return LeftOut.AFTER_CLOSING if closed else LeftOut.BEFORE_OPENING
    return LeftOut.NO_NOTICE if ground.notice_version_id is None else None


def left_at(date: datetime, now: datetime, clock_ahead: timedelta) -> datetime:
    """When a comment was left by a right clock: not later than now, when it is there already."""
    return min(date - clock_ahead, now)


def clock_ahead(theirs: datetime | None, ours: datetime) -> timedelta:
    """How far the site's clock is ahead; zero while nobody can tell or it hardly matters."""
    if theirs is None or abs(theirs - ours) < CLOCK_TOLERANCE:
        return timedelta()
    return theirs - ours


def compare(known: Known, remote: RemoteComment | None, secret: bytes) -> Finding:
    """What somebody did there since it was last compared; EQUAL when nobody did anything."""
    if remote is None:
        return Finding.GONE
    words = seen_hash(remote, secret)
    if not _is_same_comment(known, remote, secret, words):
        return Finding.REUSED
    if remote.status is CommentStatus.OTHER:
        return Finding.POST_DOWN
    taken_down = _taken_down(known, remote)
    if taken_down is not None:
        return taken_down
    return _as_it_stands(known, remote, words)


def _as_it_stands(known: Known, remote: RemoteComment, words: str) -> Finding:
    """Of one that nobody took down: whether it may be seen there, and what it says."""
    is_shown = remote.status is CommentStatus.APPROVED
    if is_shown and not known.is_public:
        return Finding.APPROVED if known.waits else Finding.EQUAL  # what is over, a push removes
    is_ours = _is_what_we_sent(known, remote)
    if words != known.seen_hash and not is_ours:
        # Never looked at and never sent: there is nothing yet that it could differ from.
        was_sent = known.fields_hash and known.received_at is not None
        return Finding.EDITED if known.seen_hash or was_sent else Finding.OWN
    if is_shown and known.state is LinkState.CONFLICT:
        was_changed = known.trouble == Trouble.CHANGED_THERE
        return Finding.APPROVED if was_changed and not is_ours else Finding.BACK
    return Finding.EQUAL if words == known.seen_hash else Finding.OWN


def _taken_down(known: Known, remote: RemoteComment) -> Finding | None:
    """Only what is new: of what was recorded already, somebody was told."""
    downs = {CommentStatus.TRASH: Finding.TRASHED, CommentStatus.SPAM: Finding.SPAM}
    if remote.status in downs:
        is_told = known.remote_status == remote.status and not _is_unfollowed(known)
        return Finding.EQUAL if is_told else downs[remote.status]
    if known.post_id and remote.post_id != known.post_id:
        return Finding.MOVED if known.is_public or known.waits else Finding.EQUAL
    if remote.status is CommentStatus.HOLD and known.is_public:
        is_new = known.state is LinkState.SHOWN
        return Finding.HELD if is_new or _is_unfollowed(known) else None
    return None


def _is_unfollowed(known: Known) -> bool:
    """Whether a push met what people had done there, and nobody here has been told."""
    return (
        known.state is LinkState.CONFLICT
        and known.is_public
        and not known.is_answered
        and known.trouble != Trouble.CHANGED_THERE
    )


def _is_what_we_sent(known: Known, remote: RemoteComment) -> bool:
    """By the hash of what was sent. WordPress moves answers up when what they answer is deleted."""
    if not known.fields_hash or known.received_at is None:
        return False
    alias = remote.author_email.strip().casefold()
    return any(
        fields_hash(
            CommentFields(alias, remote.author_name, remote.content, known.received_at, parent)
        )
        == known.fields_hash
        for parent in {remote.parent_id, 0}
    )


def _is_same_comment(known: Known, remote: RemoteComment, secret: bytes, words: str) -> bool:
    """By our alias where we sent it, else by what never changes of it."""
    if remote.author_email.strip().casefold() == known.key:
        return True
    if is_alias(remote.author_email):
        return bool(known.identity)  # published here: the alias stands in the address's place
    if not known.identity:
        return False
    same_text = bool(known.seen_hash) and known.seen_hash[:32] == words[:32]
    return is_same(
        known.identity, identity_of(remote, secret, known.post_id or None), same_text=same_text
    )


def is_alarming(taken_down: int, compared: int, lately: int = 0, linked: int = 0) -> bool:
    """Whether so much was taken down at once that a person has to look before anything follows: a
    restored or emptied table rather than somebody's decisions. Or, with what went `lately` (within
    a day) of all that is `linked`, so much by little and little."""
    at_once = taken_down > max(LEAST_ALARMING, compared * ALARMING_SHARE)
    in_a_day = taken_down + lately > max(LEAST_IN_A_DAY, linked * SHARE_IN_A_DAY)
    return at_once or (taken_down > 0 and in_a_day)


def _hash(secret: bytes, text: str, digits: int) -> str:
    keyed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=digits // 2, key=secret[:64])
    return keyed.hexdigest()
