"""Who has a comment open at the moment, so that two people do not read the same one (R78).

A claim is a courtesy with an end: it runs out by itself, is renewed while the page is open, and
anybody may take it over. What keeps two decisions apart is the lock and the version, not this.

A claim is known by the instant at which it began: a page that closes gives back the claim that it
made, and not the one that the same person's next page has made meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Executable, Table, bindparam, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from engage.accounts.models import Person
from engage.comments.models import Comment
from engage.core.dates import time_words
from engage.core.db import UtcDateTime
from engage.core.errors import Conflict, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.moderation.models import Claim
from engage.moderation.queries.beside import keeps_off
from engage.moderation.rules import MODERATING_ROLES, NO_COMMENT

CLAIM_PERIOD: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class ClaimState:
    """Who holds a comment, since when and until when."""

    holder_name: str
    is_mine: bool
    claimed_at: datetime
    expires_at: datetime


def claim(unit: Unit, comment_id: int, *, takes_over: bool = False) -> ClaimState | None:
    """Claims a comment that waits, or renews the claim; another person's live one stays.

    None where there is nothing to claim: the comment waits no longer, or the reader only reads,
    as whoever a conflict of interest keeps off its topic (R51).
    Raises NotFound for a comment of another ministry.
    """
    if not _may_claim(unit, comment_id):
        return None
    unit.session.execute(delete(Claim).where(Claim.expires_at <= unit.now))
    standing = live_claim(unit, comment_id)
    if standing is not None and not standing.is_mine and not takes_over:
        return standing
    began = standing.claimed_at if standing is not None and standing.is_mine else unit.now
    return _hold(unit, comment_id, began, takes_over=takes_over)


def open_claim(unit: Unit, comment_id: int) -> ClaimState | None:
    """For a page that opens, of a comment that its reader may decide on: a claim of one's own
    begins anew with it; another person's live one stays."""
    if keeps_off(unit.session, unit.actor.person_id, comment_id):
        return None
    return _hold(unit, comment_id, unit.now)


def release_for(unit: Unit, person_id: int, engagement_id: int, topic_id: int | None) -> None:
    """Ends a person's claims on a topic, or (None) in a whole engagement: a conflict of interest
    keeps them off it from now on."""
    of_it = (Comment.id == Claim.comment_id) & (Comment.engagement_id == engagement_id)
    if topic_id is not None:
        of_it &= Comment.topic_id == topic_id
    unit.session.execute(
        delete(Claim)
        .where(Claim.person_id == person_id, exists().where(of_it))
        .execution_options(synchronize_session=False)
    )


def release(unit: Unit, comment_id: int, claimed_at: datetime | None = None) -> None:
    """Gives one's own claim back: any, or the one that began at that instant."""
    ending = delete(Claim).where(
        Claim.comment_id == comment_id, Claim.person_id == unit.actor.person_id
    )
    if claimed_at is not None:
        ending = ending.where(Claim.claimed_at == claimed_at)
    unit.session.execute(ending)


def refuse_if_claimed(unit: Unit, comment_id: int, takes_over: bool) -> None:
    """Before a decision: raises Conflict while another person reads, and else ends all claims."""
    standing = live_claim(unit, comment_id)
    if standing is not None and not standing.is_mine and not takes_over:
        raise Conflict(claimed_words(standing, unit.settings.time_zone))
    unit.session.execute(_ENDING, {"number": comment_id})


def live_claim(unit: Unit, comment_id: int) -> ClaimState | None:
    found = unit.session.execute(_LIVE, {"number": comment_id, "now": unit.now}).first()
    if found is None:
        return None
    person_id, name, claimed_at, expires_at = found
    return ClaimState(name, person_id == unit.actor.person_id, claimed_at, expires_at)


def claimed_words(claim: ClaimState, tz: str) -> str:
    """'Anna Li is reading it until 10:42 am.'"""
    return f"{claim.holder_name} is reading it until {time_words(claim.expires_at, tz)}."


def _may_claim(unit: Unit, comment_id: int) -> bool:
    found = unit.session.execute(
        select(Engagement.ministry_id, Comment.waiting_since)
        .join(Comment, Comment.engagement_id == Engagement.id)
        .where(Comment.id == comment_id)
    ).first()
    if found is None:
        raise NotFound(NO_COMMENT)
    ministry_id, waiting_since = found
    if not unit.actor.reaches(MODERATING_ROLES, ministry_id):
        raise NotFound(NO_COMMENT)
    if waiting_since is None or not unit.actor.may(Role.MODERATOR, ministry_id):
        return False
    return not keeps_off(unit.session, unit.actor.person_id, comment_id)


def _hold(
    unit: Unit, comment_id: int, began: datetime, *, takes_over: bool = False
) -> ClaimState | None:
    """One statement, so that of two who open a comment at the same moment one holds it."""
    ends = unit.now + CLAIM_PERIOD
    values: dict[str, Any] = {
        "comment_id": comment_id,
        "person_id": unit.actor.person_id,
        "claimed_at": began,
        "expires_at": ends,
    }
    writing = _writing(unit.session.get_bind().dialect.name, takes_over=takes_over)
    if not takes_over:
        values["now"] = unit.now
    if unit.session.execute(writing, values).first() is None:
        return live_claim(unit, comment_id)
    return ClaimState("", is_mine=True, claimed_at=began, expires_at=ends)


@lru_cache
def _writing(dialect: str, *, takes_over: bool) -> Executable:
    """Put together once: every page with an item asks it. A row that is there stays as it is while
    it is another person's and has not run out."""
    table = cast(Table, Claim.__table__)
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    new = insert.excluded
    is_free = or_(
        table.c.person_id == new.person_id,
        table.c.expires_at <= bindparam("now", type_=UtcDateTime()),
    )
    return insert.on_conflict_do_update(
        index_elements=["comment_id"],
        set_={
            "person_id": new.person_id,
            "claimed_at": new.claimed_at,
            "expires_at": new.expires_at,
        },
        where=None if takes_over else is_free,
    ).returning(table.c.comment_id)


# Every decision asks these two: they are put together once.
_LIVE: Final = (
    select(Claim.person_id, Person.name, Claim.claimed_at, Claim.expires_at)
    .join(Person, Person.id == Claim.person_id)
    .where(Claim.comment_id == bindparam("number"), Claim.expires_at > bindparam("now"))
)
_ENDING: Final = (
    delete(Claim)
    .where(Claim.comment_id == bindparam("number"))
    .execution_options(synchronize_session=False)
)
