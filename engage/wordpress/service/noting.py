"""Writing down that the two sides disagree, and that they do so no more.

What WordPress says lies sealed in the row: of a comment it may be anything. Nothing of it goes into
the audit.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from engage.comments.models import Comment
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.updates.models import EngagementUpdate
from engage.wordpress.models import WordPressDifference, WordPressLink
from engage.wordpress.plans import Settling, Thing, Trouble
from engage.wordpress.queries import link_of
from engage.wordpress.queries.differences import last_difference, open_difference

CONTEXT: Final = "wordpress_difference.theirs"


def note_difference(
    unit: Unit,
    link: WordPressLink,
    trouble: Trouble,
    theirs: Mapping[str, str],
    modified: datetime | None,
) -> WordPressDifference:
    """The open difference of this link, made or brought up to date; `theirs` has keys of
    `seen.FIELD_WORDS`. What a person settled for their side is not asked again while nothing
    changes there."""
    row = open_difference(unit.session, link.id)
    if row is None:
        last = last_difference(unit.session, link.id)
        if last is not None and _is_known(last, trouble, modified):
            return last
        row = _made(unit, link, trouble)
    elif row.trouble == trouble and row.remote_modified == modified and row.theirs:
        return row
    row.trouble, row.remote_modified = trouble, modified
    text = json.dumps(dict(theirs)) if theirs else ""
    row.theirs = unit.keyring.encrypt(text, f"{CONTEXT}:{row.id}") if text else ""
    return row


def _is_known(last: WordPressDifference, trouble: Trouble, modified: datetime | None) -> bool:
    return (
        last.how == Settling.THEIRS
        and last.trouble == trouble
        and (last.remote_modified == modified or trouble is Trouble.DELETED_THERE)
    )


def _made(unit: Unit, link: WordPressLink, trouble: Trouble) -> WordPressDifference:
    row = WordPressDifference(
        thing=link.thing,
        local_id=link.local_id,
        engagement_id=_engagement_id(unit, link),
        link_id=link.id,
        trouble=trouble,
        found_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "wordpress.difference_found",
        f"wordpress_difference:{row.id}",
        thing=link.thing,
        local=link.local_id,
        trouble=trouble.value,
    )
    return row


def _engagement_id(unit: Unit, link: WordPressLink) -> int:
    if link.thing == Thing.ENGAGEMENT:
        return link.local_id
    if link.thing == Thing.TOPIC:
        return unit.session.get_one(Topic, link.local_id).engagement_id
    if link.thing == Thing.UPDATE:
        return unit.session.get_one(EngagementUpdate, link.local_id).engagement_id
    return unit.session.get_one(Comment, link.local_id).engagement_id


def close_difference(unit: Unit, link: WordPressLink, how: Settling) -> WordPressDifference | None:
    """Settles the open one, if there is one. What somebody wrote in place of a comment of ours is
    kept no longer than it takes to decide about it."""
    row = open_difference(unit.session, link.id)
    if row is not None:
        mark_settled(unit, row, how)
    return row


def drop_difference(unit: Unit, comment_id: int) -> None:
    """What a comment says there is not kept longer than its words here."""
    link = link_of(unit.session, Thing.COMMENT, comment_id)
    if link is not None:
        close_difference(unit, link, Settling.BY_DECISION)


def mark_settled(unit: Unit, row: WordPressDifference, how: Settling) -> None:
    before = row.how
    row.settled_at, row.settled_by, row.how = unit.now, unit.actor.person_id, how
    if row.thing != Thing.ENGAGEMENT:
        row.theirs = ""
    unit.audit(
        "wordpress.difference_settled",
        f"wordpress_difference:{row.id}",
        thing=row.thing,
        local=row.local_id,
        trouble=row.trouble,
        before=before,
        after=how.value,
    )


def theirs_of(unit: Unit, row: WordPressDifference) -> dict[str, str]:
    """What WordPress says, opened; {} where there is nothing to read. Raises Undecryptable."""
    if not row.theirs:
        return {}
    opened = json.loads(unit.keyring.decrypt(row.theirs, f"{CONTEXT}:{row.id}"))
    return {str(name): str(value) for name, value in opened.items()}
