"""What a decision takes out of a comment, worked out before anything changes.

Words taken out of one version go from every version of the comment that holds them, so that the
history does not keep what the page may not show; each version goes to the quarantine as a whole.
Where a refusal for somebody else's information marks nothing, the whole text goes (R28), and with
it those of earlier versions that are not public.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment, CommentRedaction, CommentText
from engage.comments.rules import Fault, Invalid
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.moderation.flags import Flag, Source
from engage.moderation.models import CommentFlag
from engage.moderation.rules import PUBLISHING
from engage.moderation.ruling import Ruling
from engage.moderation.service.quarantine import Original
from engage.privacy.redaction import (
    FIELD,
    Label,
    Mark,
    Redacted,
    Redaction,
    everywhere,
    redacted,
    repeats,
    says_something,
)

ONLY_MARKS: Final = "Nothing but marks would be left. Choose not to publish it instead."
REPEATED: Final = "Your {field} repeats words that you take out. Write it without them."
THIRD: Final = "third"
LEAST_OF_A_NAME: Final = 3


@dataclass(frozen=True)
class Removal:
    """What becomes of one version: its new text, and the original with what is taken out of it."""

    version: int
    result: Redacted
    original: Original

    @property
    def kept_flags(self) -> tuple[Flag, ...]:
        """Flags outside the removed stretches, where they stand in the new text."""
        move, removed = self.result.moved, self.original.removed
        return tuple(
            replace(flag, start=move(flag.start), end=move(flag.end))
            for flag in self.original.flags
            if self.result.body
            and not any(start < flag.end and flag.start < end for start, end in removed)
        )


def planned(
    unit: Unit,
    comment: Comment,
    version: int,
    ruling: Ruling,
    redactions: Sequence[Redaction],
) -> tuple[Removal, ...]:
    """What the decision takes out of which version; raises Refused or Invalid, changes nothing."""
    if not redactions and not ruling.removes_all:
        return ()
    texts = {
        text.version: text
        for text in unit.session.scalars(
            select(CommentText).where(CommentText.comment_id == comment.id)
        )
    }
    if version not in texts:
        return ()
    before = _original(unit, texts[version])
    if redactions:
        result = redacted(before.body, redactions, before.marks)
        if ruling.outcome in PUBLISHING and not says_something(result):
            raise Refused(FIELD, ONLY_MARKS)
        removals = [_removal(before, version, result)]
        others = [text for text in texts.values() if text.version != version]
        removals += _of_other_versions(unit, others, comment.published_version, removals[0])
    else:
        removals = [_emptied(before, version)] if before.body else []
        removals += [
            _emptied(_original(unit, text), text.version)
            for text in texts.values()
            if text.version < version and text.version != comment.published_version and text.body
        ]
    _refuse_repeating(ruling, removals)
    return tuple(removals)


def _of_other_versions(
    unit: Unit, others: Sequence[CommentText], public: int | None, first: Removal
) -> list[Removal]:
    """The same words in the other versions, found as whole words whatever their case.

    Of a name each part goes too, but from the public version: there a part may be anybody's.
    """
    body, removed = first.original.body, first.result.removed
    words = [(body[one.start : one.end], one.label) for one in removed]
    parts = [
        (part, label)
        for stretch, label in words
        if label == Label.NAME
        for part in stretch.split()
        if len(part) >= LEAST_OF_A_NAME and part[0].isupper()
    ]
    removals = []
    for text in others:
        found = everywhere(text.body, words if text.version == public else [*words, *parts])
        if found:
            before = _original(unit, text)
            result = redacted(before.body, found, before.marks)
            removals.append(_removal(before, text.version, result))
    return removals


def _removal(before: Original, version: int, result: Redacted) -> Removal:
    spans = tuple((one.start, one.end) for one in result.removed)
    return Removal(version, result, Original(before.body, before.marks, before.flags, spans))


def _emptied(before: Original, version: int) -> Removal:
    whole = Redaction(0, len(before.body), "other")
    return _removal(before, version, Redacted("", (), (whole,)))


def _original(unit: Unit, text: CommentText) -> Original:
    marks = unit.session.scalars(
        select(CommentRedaction)
        .where(
            CommentRedaction.comment_id == text.comment_id,
            CommentRedaction.version == text.version,
        )
        .order_by(CommentRedaction.start)
    )
    flags = unit.session.scalars(
        select(CommentFlag)
        .where(CommentFlag.comment_id == text.comment_id, CommentFlag.version == text.version)
        .order_by(CommentFlag.start, CommentFlag.id)
    )
    return Original(
        text.body,
        tuple(Mark(mark.start, mark.end, mark.label) for mark in marks),
        tuple(
            Flag(flag.start, flag.end, Source(flag.source), flag.kind, flag.whose, flag.reason)
            for flag in flags
        ),
        (),
    )


def _refuse_repeating(ruling: Ruling, removals: Sequence[Removal]) -> None:
    """Neither note nor message may repeat what goes: the one is kept, the other is mailed (R30).

    Of a text that goes whole, that is what the intake had noticed in it.
    """
    told = [words for removal in removals for words in _telling(removal)]
    faults = [
        Fault(field, REPEATED.format(field=field))
        for field, text in (("note", ruling.note), ("message", ruling.message))
        if text and repeats(text, told)
    ]
    if faults:
        raise Invalid(tuple(faults))


def _telling(removal: Removal) -> list[str]:
    original = removal.original
    if removal.result.body:
        return original.stretches
    return [original.body[flag.start : flag.end] for flag in original.flags if flag.whose == THIRD]
