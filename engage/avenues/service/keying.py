"""Keying in what somebody wrote or said elsewhere: a comment like any other, and who keyed it.

The entry goes through the same door as every comment that came another way (`receive`): the
instant of receipt decides (R87), the notice's version is stored with it, it waits in the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engage.avenues import queries
from engage.avenues.platforms import platform_choices
from engage.avenues.rules import Entry, Post, Typed, checked_entry
from engage.avenues.service.tickets import seed_of
from engage.comments.attachments.rules import FileSource, HolderKind
from engage.comments.attachments.service import hold_files
from engage.comments.models import Comment
from engage.comments.provenance.models import KeyedEntry, SocialCapture
from engage.comments.provenance.queries import (
    account_context,
    address_context,
    reference_context,
)
from engage.comments.rules import Arrival, NotOpen, StaleForm, nonce_hash
from engage.comments.service import receipt_of_seed, receive
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.reach import COMMENT_READING_ROLES

KEYING_ROLES: Final = COMMENT_READING_ROLES
OLD_FORM: Final = (
    "This page was open for a long time or was changed on its way. What you typed is kept:"
    " save it again."
)
USED_FORM: Final = (
    "Something else was saved from this page before. What you typed is kept: save it again to make"
    " another comment of it."
)


@dataclass(frozen=True)
class Keyed:
    """What became of an entry; `code` is told once. `is_new` is False for the same form again."""

    comment_id: int
    received_at: datetime
    is_new: bool
    code: str = field(repr=False)


class SeemsKnown(Refused):
    """The same text, or the same post, is here already: somebody has to say that it is another."""

    def __init__(self, same_text: Sequence[int], same_address: Sequence[int]) -> None:
        super().__init__("", "This may have been keyed in already. Nothing is saved yet.")
        self.same_text = tuple(same_text)
        self.same_address = tuple(same_address)


def key_in(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    typed: Typed,
    token: str,
    *,
    is_another: bool = False,
) -> Keyed:
    """Stores what was keyed in and gives its receipt code.

    The same form sent twice with the same text is one comment. Raises NotAllowed, Invalid with
    every fault, NotOpen, StaleForm, or SeemsKnown unless `is_another` was said.
    """
    unit.actor.require(*KEYING_ROLES, ministry_id=engagement.ministry_id)
    entry = checked_entry(
        typed,
        engagement.timing,
        unit.now,
        unit.settings.time_zone,
        platforms=platform_choices(unit.session),
    )
    seed = seed_of(unit, engagement, token)
    if not seed:
        raise StaleForm("", OLD_FORM)
    before = _keyed_before(unit, seed, entry)
    if before is not None:
        return before
    if not is_another:
        _refuse_known(unit, engagement, entry)
    return _stored(unit, engagement, topic, entry, seed)


def _keyed_before(unit: Unit, seed: str, entry: Entry) -> Keyed | None:
    """The comment that came from this form; raises StaleForm when it was another one."""
    row = queries.entry_with_nonce(unit.session, nonce_hash(seed))
    if row is None:
        return None
    if queries.first_text(unit.session, row.comment_id) != entry.accepted.text:
        raise StaleForm("", USED_FORM)
    comment = unit.session.get_one(Comment, row.comment_id)
    return Keyed(comment.id, comment.received_at, False, receipt_of_seed(unit, seed))


def _refuse_known(unit: Unit, engagement: Engagement, entry: Entry) -> None:
    same_text = queries.comments_with_text(unit.session, engagement.id, entry.accepted.text)
    same_address: Sequence[int] = ()
    if entry.post is not None:
        index = _address_index(unit, entry.post)
        same_address = queries.captures_of_address(unit.session, engagement.id, index)
    if same_text or same_address:
        raise SeemsKnown(same_text, same_address)


def _stored(unit: Unit, engagement: Engagement, topic: Topic, entry: Entry, seed: str) -> Keyed:
    arrival = Arrival(
        entry.channel, entry.notice_given, entry.received_at, entry.language, receipt_seed=seed
    )
    try:
        with unit.attempt():
            comment = receive(unit, engagement, topic, entry.accepted, arrival)
    except Conflict:
        # The other of two clicks came first; what it stored is the same comment.
        before = _keyed_before(unit, seed, entry)
        if before is None:
            raise
        return before
    except NotOpen as closed:
        raise NotOpen("received_on", closed.message) from None
    _note(unit, comment, entry, seed)
    if entry.post is not None:
        _capture(unit, comment, entry.post)
    hold_files(unit, HolderKind.COMMENT, comment.id, entry.scans, FileSource.SCAN)
    unit.session.flush()
    unit.audit(
        "keyed.entered",
        f"comment:{comment.id}",
        channel=entry.channel.value,
        notice_given=entry.notice_given.value,
        received_at=entry.received_at.isoformat(),
        files=len(entry.scans),
        is_capture=entry.post is not None,
    )
    return Keyed(comment.id, comment.received_at, True, receipt_of_seed(unit, seed))


def _note(unit: Unit, comment: Comment, entry: Entry, seed: str) -> None:
    """Whose hands it went through."""
    reference = entry.reference
    unit.session.add(
        KeyedEntry(
            comment_id=comment.id,
            nonce_hash=nonce_hash(seed),
            keyed_by=unit.actor.person_id,
            keyed_at=unit.now,
            reference_cipher=unit.keyring.encrypt(reference, reference_context(comment.id))
            if reference
            else None,
        )
    )


def _capture(unit: Unit, comment: Comment, post: Post) -> None:
    """Where the post stood (R44)."""
    seal = unit.keyring.encrypt
    unit.session.add(
        SocialCapture(
            comment_id=comment.id,
            platform=post.platform,
            address_cipher=seal(post.address, address_context(comment.id)),
            address_index=_address_index(unit, post),
            account_cipher=seal(post.account, account_context(comment.id))
            if post.account
            else None,
            posted_at=comment.received_at,
            captured_on=post.captured_on,
            captured_by=unit.actor.person_id,
        )
    )


def _address_index(unit: Unit, post: Post) -> str:
    return unit.keyring.blind_index(post.address, "social-address")
