"""One post's way in: a draft, a change of one, or what is withdrawn with its source.

Each post is a transaction of its own. What staff wrote here is never written over, and nothing from
WordPress is public here before somebody published it here. Who dies between two posts has stored
the first, and whoever comes next knows it by its number and its time of change.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.media.models import Media
from engage.updates.service import withdraw_update
from engage.wordpress.models import WordPressLink, WordPressPostIn, WordPressSource
from engage.wordpress.plans import LinkState, Origin, Settling, Thing, Trouble
from engage.wordpress.queries.sources import link_of_post
from engage.wordpress.rules import RemotePost
from engage.wordpress.service.noting import close_difference, note_difference
from engage.wordpress.service.pulling.marks import locked_mark
from engage.wordpress.service.sources.drafts import (
    Draft,
    add,
    digest_of,
    find_draft,
    is_untouched,
    save,
    take_back,
)
from engage.wordpress.sourcing import Becomes, InState, Written, key_of

MARK: Final = "posts_in"


@dataclass(frozen=True)
class Seen:
    """A post as it was read, and what it became as text of ours."""

    post: RemotePost
    written: Written


def record_post_in(unit: Unit, source_id: int, seen: Seen) -> InState | None:
    """A new draft, a new revision of one, or a difference; None: the source was ended meanwhile."""
    locked_mark(unit, MARK)  # two workers with one post: the second finds what the first made
    source = unit.session.get_one(WordPressSource, source_id, with_for_update=True)
    if source.ended_at is not None:
        return None
    if source.becomes == Becomes.TOPIC:
        seen = replace(seen, written=replace(seen.written, summary=""))  # topics have none
    link = link_of_post(unit.session, seen.post.id)
    reason = ""
    try:
        with unit.attempt():
            if seen.written.refusal:
                raise Refused("", seen.written.refusal)
            state = _begun(unit, source, seen) if link is None else _again(unit, source, link, seen)
    except Refused as refusal:
        state, reason = InState.REFUSED, refusal.message
    _keep(unit, source, seen, state, reason)
    return state


def _begun(unit: Unit, source: WordPressSource, seen: Seen) -> InState:
    engagement = unit.session.get_one(
        Engagement, source.engagement_id, with_for_update={"key_share": True}
    )
    draft = add(unit, engagement, Becomes(source.becomes), seen.written)
    link = WordPressLink(
        thing=draft.thing,
        local_id=draft.row.id,
        key=key_of(seen.post.id),
        origin=Origin.WORDPRESS,
        state=LinkState.SHOWN,
        remote_id=seen.post.id,
    )
    unit.session.add(link)
    _saw(unit, link, seen)
    unit.session.flush()
    unit.audit(
        "wordpress.post_taken",
        draft.row.scope,
        remote=seen.post.id,
        source=source.id,
        link=link.id,
        hash=link.fields_hash,
    )
    return InState.TAKEN


def _again(unit: Unit, source: WordPressSource, link: WordPressLink, seen: Seen) -> InState:
    """A change there makes a new draft; if staff changed the draft, a person compares."""
    draft = find_draft(unit, link.thing, link.local_id)
    if draft.engagement.id != source.engagement_id or link.thing != source.becomes:
        return InState.ELSEWHERE
    before, now = digest_of(unit, draft), seen.written.digest
    is_back = link.state == LinkState.HIDDEN or link.trouble is not None
    if before not in (link.fields_hash, now):
        if now == link.fields_hash and not is_back:
            link.modified_gmt, link.seen_at = seen.post.modified, unit.now
            return InState.TAKEN  # its words are those that staff began from
        return _differs(unit, link, seen)
    save(unit, draft, seen.written)
    close_difference(unit, link, Settling.BY_ITSELF)
    link.state, link.trouble, link.gone_at = LinkState.SHOWN, None, None
    _saw(unit, link, seen)
    if before != now or is_back:
        unit.audit(
            "wordpress.post_changed",
            draft.row.scope,
            remote=seen.post.id,
            before=before,
            after=now,
            is_back=is_back,
        )
    return InState.TAKEN


def _differs(unit: Unit, link: WordPressLink, seen: Seen) -> InState:
    written = seen.written
    theirs = {"heading": written.title, "body": written.body}
    if link.thing == Thing.UPDATE:
        theirs["lead"] = written.summary
    link.state, link.trouble, link.gone_at = LinkState.CONFLICT, Trouble.CHANGED_THERE, None
    link.modified_gmt, link.seen_at = seen.post.modified, unit.now
    note_difference(unit, link, Trouble.CHANGED_THERE, theirs, seen.post.modified)
    return InState.DIFFERS


def _saw(unit: Unit, link: WordPressLink, seen: Seen) -> None:
    link.remote_status = seen.post.status.value
    link.modified_gmt, link.seen_at = seen.post.modified, unit.now
    link.fields_hash = link.seen_hash = seen.written.digest


def _keep(unit: Unit, source: WordPressSource, seen: Seen, state: InState, reason: str) -> None:
    """What staff read about the post; the title is that of a public post."""
    values = {
        "title": seen.written.title,
        "address": seen.post.link,
        "modified": seen.post.modified,
        "state": state,
        "reason": reason,
        "notes": json.dumps([list(note) for note in seen.written.notes]),
        "seen_at": unit.now,
    }
    row = _row(unit, source.id, seen.post.id)
    was_same = row is not None and row.modified == seen.post.modified
    if row is None:
        row = WordPressPostIn(source_id=source.id, remote_id=seen.post.id, tries=0)
        unit.session.add(row)
    row.tries = (row.tries + 1 if was_same else 1) if seen.written.may_improve else 0
    for name, value in values.items():
        setattr(row, name, value)


def _row(unit: Unit, source_id: int, remote_id: int) -> WordPressPostIn | None:
    return unit.session.scalar(
        select(WordPressPostIn).where(
            WordPressPostIn.source_id == source_id, WordPressPostIn.remote_id == remote_id
        )
    )


def record_withdrawn(
    unit: Unit, source_id: int, remote_id: int, *, modified: datetime | None, is_gone: bool
) -> bool:
    """The public cannot read it there any more. An update goes from view at once; what has comments
    or was never public waits for a person. False: there was nothing to do."""
    locked_mark(unit, MARK)
    source = unit.session.get_one(WordPressSource, source_id, with_for_update=True)
    row = _row(unit, source_id, remote_id)
    if source.ended_at is not None or row is None or row.state == InState.WITHDRAWN:
        return False
    before, row.state, row.seen_at = row.state, InState.WITHDRAWN.value, unit.now
    row.modified, row.reason, row.tries = modified or row.modified, "", 0
    link = link_of_post(unit.session, remote_id)
    if link is None or before == InState.ELSEWHERE:
        return True
    draft = find_draft(unit, link.thing, link.local_id)
    if draft.engagement.id != source.engagement_id or link.thing != source.becomes:
        return True
    trouble = Trouble.DELETED_THERE if is_gone else Trouble.TAKEN_DOWN_THERE
    _take_from_view(unit, link, draft, trouble, modified)
    unit.audit("wordpress.post_withdrawn", draft.row.scope, remote=remote_id, trouble=trouble.value)
    return True


def _take_from_view(
    unit: Unit, link: WordPressLink, draft: Draft, trouble: Trouble, modified: datetime | None
) -> None:
    link.seen_at, link.remote_status = unit.now, ""
    link.gone_at = unit.now if trouble is Trouble.DELETED_THERE else None
    if not isinstance(draft.row, Topic) and draft.is_public:
        withdraw_update(unit, draft.engagement, draft.row)
        close_difference(unit, link, Settling.BY_ITSELF)
        link.state, link.trouble = LinkState.HIDDEN, None
        return
    if isinstance(draft.row, Topic) and is_untouched(unit, draft, link.fields_hash):
        took = take_back(unit, draft)
        link.fields_hash = digest_of(unit, draft)
        if took and not draft.is_public:
            link.state, link.trouble = LinkState.HIDDEN, None
            return
    link.state, link.trouble = LinkState.CONFLICT, trouble
    note_difference(unit, link, trouble, {}, modified)


def note_seen(unit: Unit, source_id: int, remote_ids: Collection[int]) -> None:
    """They were looked at and are as they were."""
    unit.session.execute(
        update(WordPressPostIn)
        .where(
            WordPressPostIn.source_id == source_id,
            WordPressPostIn.remote_id.in_(list(remote_ids)),
        )
        .values(seen_at=unit.now)
        .execution_options(synchronize_session=False)
    )


def note_read(unit: Unit, source_id: int, newest: datetime | None) -> None:
    """A source was read to its end."""
    source = unit.session.get_one(WordPressSource, source_id, with_for_update=True)
    if newest is not None:
        source.read_to = newest


def kept_pictures(unit: Unit, engagement_id: int, sources: Collection[str]) -> Mapping[str, Media]:
    """Those that were fetched for this engagement before: WordPress never changes an upload's
    bytes under its address."""
    rows = unit.session.scalars(
        select(Media).where(
            Media.engagement_id == engagement_id,
            Media.source.in_(list(sources)),
            Media.removed_at.is_(None),
        )
    )
    return {row.source: row for row in rows}
