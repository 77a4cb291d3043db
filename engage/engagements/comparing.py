"""What an approver reads: all that a step covers, or what changed since they last decided it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.approving import PLANNING, part_of
from engage.engagements.models import Engagement, Revision
from engage.engagements.notice_words import (
    notice_changes,
    notice_heading,
    notice_key,
    notice_tags,
)
from engage.engagements.rules import Content
from engage.engagements.words import ShownChange, shown_changes
from engage.governance.approvals.rules import Part
from engage.notices.models import NoticeVersion, NoticeWording
from engage.notices.rules import ORIGINAL
from engage.notices.service import find_template

HEADINGS: Final = {
    "engagement": "The engagement",
    PLANNING: "The plan",
    "results": "The results",
    "update": "The update",
    "translation": "The translation",
}

Snapshot = Mapping[str, int | str]


@dataclass(frozen=True)
class ToRead:
    """One thing: its heading, and each field in words; `is_new`: there is nothing to compare."""

    heading: str
    is_new: bool
    changes: tuple[ShownChange, ...]


def to_read(
    unit: Unit,
    engagement: Engagement,
    now: Snapshot,
    covers: frozenset[Part],
    before: Snapshot | None = None,
) -> tuple[ToRead, ...]:
    """Everything of the snapshot `now` that belongs to these parts; with `before`, what differs
    from it. Fields that say nothing are left out."""
    found = [
        *_revisions(unit, engagement, now, covers, before or {}),
        *(_notice(unit, engagement, now, before) if Part.COLLECTION in covers else ()),
    ]
    return tuple(one for one in found if one.changes)


def texts_of(unit: Unit, before: Snapshot, now: Snapshot) -> list[tuple[str, str]]:
    """Each text of the words before and after, for judging whether an edit is minor."""
    rows = queries.revisions_by_id(unit.session, [*_ids(before), *_ids(now)])
    pairs = []
    for name in now:
        new, old = rows.get(_id(now, name)), rows.get(_id(before, name))
        if new is None or name == PLANNING:
            continue
        after = queries.content_of(new)
        earlier: Content = queries.content_of(old) if old else type(after)()
        pairs += [
            (_text(earlier, field), _text(after, field))
            for field in vars(after)
            if part_of(new.subject, field) is Part.WORDS
        ]
    return pairs


def _text(content: Content, name: str) -> str:
    value = getattr(content, name)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _revisions(
    unit: Unit, engagement: Engagement, now: Snapshot, covers: frozenset[Part], before: Snapshot
) -> Iterator[ToRead]:
    rows = queries.revisions_by_id(unit.session, [*_ids(now), *_ids(before)])
    topics = {f"topic:{one.id}": one for one in queries.topics_of(unit.session, engagement.id)}
    for name in now:
        new, old = rows.get(_id(now, name)), rows.get(_id(before, name))
        if new is None:
            continue
        heading = HEADINGS.get(name) or f"Topic: {topics[name].title}"
        yield ToRead(heading, old is None, _changes(unit, old, new, covers))


def _changes(
    unit: Unit, old: Revision | None, new: Revision, covers: frozenset[Part]
) -> tuple[ShownChange, ...]:
    after = queries.content_of(new)
    earlier: Content = queries.content_of(old) if old else type(after)()
    return shown_changes(
        earlier,
        after,
        unit.settings.time_zone,
        lambda field: part_of(new.subject, field) in covers,
    )


def _notice(
    unit: Unit, engagement: Engagement, now: Snapshot, before: Snapshot | None
) -> Iterator[ToRead]:
    """The words of the collection notice in each language, which lie in files of their own."""
    earlier = before or {}
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    after = find_template(unit, draft.notice_template)
    for tag in notice_tags(now, earlier) if after else ():
        key = notice_key(tag)
        if earlier.get(key) == now.get(key):
            continue
        old = _notice_known(unit, engagement, tag, earlier.get(key))
        new = after.said_in(tag) if after and key in now else None
        yield ToRead(notice_heading(tag), old is None, notice_changes(old, new))


def _notice_known(
    unit: Unit, engagement: Engagement, tag: str, content_hash: object
) -> NoticeVersion | NoticeWording | None:
    """What the public once got with this hash; None: it never got it."""
    versions = select(NoticeVersion).where(NoticeVersion.engagement_id == engagement.id)
    if tag == ORIGINAL:
        english = versions.where(NoticeVersion.content_hash == content_hash)
        return unit.session.scalar(english.limit(1))
    return unit.session.scalar(
        select(NoticeWording)
        .join(NoticeVersion, NoticeVersion.id == NoticeWording.notice_version_id)
        .where(
            NoticeVersion.engagement_id == engagement.id,
            NoticeWording.language == tag,
            NoticeWording.content_hash == content_hash,
        )
        .limit(1)
    )


def _id(snapshot: Snapshot, name: str) -> int:
    value = snapshot.get(name, 0)
    return value if isinstance(value, int) else 0


def _ids(snapshot: Snapshot) -> Iterator[int]:
    return (_id(snapshot, name) for name in snapshot)
