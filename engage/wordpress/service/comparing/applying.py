"""What a comparison found, carried out here: one difference, its link, its comment, both logged.

Between looking and writing no transaction was open. So the link is locked and must still say what
it said; whatever a push did meanwhile is compared the next time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Table, bindparam, update

from engage.core.unit import Unit
from engage.moderation.service.reopening import Why, new_text_from_wordpress, reopen
from engage.wordpress.incoming import Finding, seen_hash
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, Settling, Thing, Trouble
from engage.wordpress.queries.comparing import Linked, is_in_hand
from engage.wordpress.rules import RemoteComment
from engage.wordpress.service.noting import close_difference, note_difference
from engage.wordpress.service.pulling import identity_key
from engage.wordpress.service.pulling.taking import readable

SEEN_AT_ONCE: Final = 1_000

WHYS: Final = {
    Finding.SPAM: (Why.SPAM_THERE, Trouble.MARKED_SPAM_THERE),
    Finding.TRASHED: (Why.TRASHED_THERE, Trouble.TAKEN_DOWN_THERE),
    Finding.HELD: (Why.HELD_THERE, Trouble.TAKEN_DOWN_THERE),
    Finding.MOVED: (Why.MOVED_THERE, Trouble.TAKEN_DOWN_THERE),
    Finding.GONE: (Why.DELETED_THERE, Trouble.DELETED_THERE),
    Finding.REUSED: (Why.DELETED_THERE, Trouble.DELETED_THERE),
}


@dataclass(frozen=True)
class Differing:
    """One comment on which the two sides differ; `remote` None where it is gone."""

    linked: Linked
    finding: Finding
    remote: RemoteComment | None


def note_seen(unit: Unit, link_ids: Sequence[int]) -> None:
    """They say what we believed."""
    for start in range(0, len(link_ids), SEEN_AT_ONCE):
        unit.session.execute(
            update(WordPressLink)
            .where(
                WordPressLink.id.in_(link_ids[start : start + SEEN_AT_ONCE]),
                WordPressLink.state != LinkState.CONFLICT,  # there it says since when
            )
            .values(seen_at=unit.now)
            .execution_options(synchronize_session=False)
        )


def note_own(unit: Unit, own: Sequence[tuple[Linked, str]]) -> None:
    """They say what we wrote there ourselves: that is what they are compared with from now on, if
    no push came between."""
    rows = [
        {
            "number": linked.link_id,
            "was": linked.known.seen_hash,
            "sent": linked.known.fields_hash,
            "words": words,
            "at": unit.now,
        }
        for linked, words in own
    ]
    if rows:
        unit.session.execute(_OWN, rows, execution_options={"synchronize_session": False})


def apply_difference(unit: Unit, one: Differing) -> bool:
    """False: a push came between, and nothing is done now."""
    link = unit.session.get(
        WordPressLink, one.linked.link_id, with_for_update=True, populate_existing=True
    )
    if link is None or not _is_as_judged(link, one.linked) or is_in_hand(unit.session, link.job_id):
        return False
    was = (link.state, link.remote_status)
    link.seen_at = unit.now
    if one.finding in WHYS:
        _taken_down(unit, link, one)
    elif one.remote is not None:
        _changed(unit, link, one.finding, one.remote)
    unit.audit(
        "wordpress.comment_differed",
        f"{link.thing}:{link.local_id}",
        found=one.finding.value,
        was=was[0],
        was_there=was[1],
        state=link.state,
        there=link.remote_status,
    )
    return True


def _is_as_judged(link: WordPressLink, linked: Linked) -> bool:
    known = linked.known
    return (
        link.remote_id or 0, link.pushed_at, link.state, link.remote_status, link.seen_hash,
        link.fields_hash,
    ) == (
        linked.remote_id, linked.pushed_at, known.state, known.remote_status, known.seen_hash,
        known.fields_hash,
    )  # fmt: skip


def _taken_down(unit: Unit, link: WordPressLink, one: Differing) -> None:
    """The more restrictive side wins until a person decides here."""
    why, trouble = WHYS[one.finding]
    link.trouble = trouble
    if trouble is Trouble.DELETED_THERE or one.remote is None:
        link.state, link.remote_id, link.remote_status = LinkState.HIDDEN, None, ""
        link.fields_hash = link.attempted = ""
        link.gone_at, link.version = unit.now, None
    else:
        is_theirs = link.origin == Origin.WORDPRESS
        link.state = LinkState.HELD if is_theirs else LinkState.CONFLICT
        link.remote_status, link.post_id = one.remote.status, one.remote.post_id
    if link.thing == Thing.COMMENT:
        reopen(unit, link.local_id, why)


def _changed(unit: Unit, link: WordPressLink, finding: Finding, remote: RemoteComment) -> None:
    link.remote_status = remote.status
    if finding is Finding.APPROVED:
        if link.origin == Origin.WORDPRESS:
            link.state = LinkState.SHOWN  # as long as it is; it is put on hold again at once
        return
    link.seen_hash = seen_hash(remote, identity_key(unit))
    if finding is Finding.BACK:
        link.state, link.trouble = LinkState.SHOWN, None
        close_difference(unit, link, Settling.BY_ITSELF)
    elif finding is Finding.EDITED:
        _edited(unit, link, remote)


def _edited(unit: Unit, link: WordPressLink, remote: RemoteComment) -> None:
    """Of a comment that was left there a new version waits here; about one of ours, which stays
    public here, a person is asked. There it is held, whatever it says now."""
    if link.thing == Thing.COMMENT and link.origin == Origin.WORDPRESS:
        accepted = readable(remote)
        if accepted is None:
            reopen(unit, link.local_id, Why.CHANGED_THERE)
        else:
            new_text_from_wordpress(unit, link.local_id, accepted.text, accepted.display_name)
        link.state = LinkState.HELD if remote.status != "approved" else LinkState.SHOWN
        return
    link.state, link.trouble = LinkState.CONFLICT, Trouble.CHANGED_THERE
    if link.thing == Thing.COMMENT:
        theirs = {"name": remote.author_name, "text": remote.content}
        note_difference(unit, link, Trouble.CHANGED_THERE, theirs, unit.now)


_LINK: Final = cast(Table, WordPressLink.__table__)
_OWN: Final = (
    update(_LINK)
    .where(
        _LINK.c.id == bindparam("number"),
        _LINK.c.state != LinkState.CONFLICT,
        _LINK.c.seen_hash == bindparam("was"),
        _LINK.c.fields_hash == bindparam("sent"),
    )
    .values(seen_hash=bindparam("words"), seen_at=bindparam("at"))
)
