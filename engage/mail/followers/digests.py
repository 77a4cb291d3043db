"""What the moderators' morning digest says, and who gets it.

It tells each moderator how much waits in their ministries and where, never a word of a comment. It
comes unless they say that they do not want it, and only when something waits for them.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from engage.accounts.models import Person, PersonRole
from engage.accounts.queries import grants_of
from engage.core.dates import zone
from engage.core.ledgers import upsert
from engage.core.permissions import Actor, ActorKind, Role
from engage.core.unit import Unit
from engage.engagements.queries import engagements_by_ids
from engage.governance.conduct.queries import conflicts_of
from engage.governance.conduct.rules import Conflicts
from engage.mail.followers.models import QueueDigestChoice
from engage.mail.models import OutgoingMail
from engage.mail.rules import Recipient, Words
from engage.moderation.clock import response_clock
from engage.moderation.parts import PART_WORDS
from engage.moderation.queries.tallies import (
    MANY,
    barred_by_partition,
    waiting_by_engagement,
    waiting_by_partition,
)
from engage.moderation.queries.waiting import count_overdue

MOST_TITLES: Final = 20


def queue_digest(unit: Unit, mail: OutgoingMail, recipient: Recipient) -> Words | None:
    """The numbers as they stand when it is sent; None on another day, or when nothing waits."""
    today = unit.now.astimezone(zone(unit.settings.time_zone)).date().isoformat()
    person_id = mail.recipient_id
    if mail.step != today or person_id not in moderators(unit, only=person_id):
        return None
    counted = counts(unit, person_id)
    if counted is None:
        return None
    base = unit.settings.base_url
    return Words(
        "queue_digest",
        {
            **counted,
            "name": recipient.name,
            "link": f"{base}/staff/queue",
            "account": f"{base}/staff/account/digest",
        },
    )


def wants_digest(unit: Unit, person_id: int) -> bool:
    """What the person chose; who chose nothing gets it."""
    chosen = unit.session.get(QueueDigestChoice, person_id)
    return chosen is None or chosen.is_wanted


def choose_digest(unit: Unit, person_id: int, *, is_wanted: bool) -> None:
    before = wants_digest(unit, person_id)
    if before == is_wanted:
        return
    statement = upsert(unit.session.get_bind().dialect, QueueDigestChoice).values(
        person_id=person_id, is_wanted=is_wanted, chosen_at=unit.now
    )
    unit.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"is_wanted": is_wanted, "chosen_at": unit.now},
        ).execution_options(synchronize_session=False)
    )
    unit.session.expire_all()
    unit.audit("person.digest_chosen", f"person:{person_id}", before=before, after=is_wanted)


def moderators(unit: Unit, only: int | None = None) -> list[int]:
    """Who moderates somewhere, has not left, and did not say no; or whether this person does."""
    asked = (
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .outerjoin(QueueDigestChoice, QueueDigestChoice.person_id == Person.id)
        .where(
            PersonRole.role == Role.MODERATOR,
            Person.disabled_at.is_(None),
            QueueDigestChoice.is_wanted.is_distinct_from(False),
        )
        .distinct()
        .order_by(PersonRole.person_id)
    )
    if only is not None:
        asked = asked.where(Person.id == only)
    return list(unit.session.scalars(asked))


def counts(unit: Unit, person_id: int) -> Mapping[str, object] | None:
    """What waits for this person and may be decided by them; None when nothing does (R51)."""
    session = unit.session
    actor = Actor(ActorKind.PERSON, person_id, grants_of(session, person_id))
    within = actor.ministries((Role.MODERATOR,))
    without = conflicts_of(session, person_id)
    waiting = waiting_by_partition(session, within=within)
    barred = barred_by_partition(session, without, within=within)
    mine = {part: waiting[part] - barred[part] for part in PART_WORDS}
    total = sum(count for count in mine.values() if count > 0)
    if total == 0:
        return None
    until = response_clock(unit.settings).overdue_before(unit.now)
    overdue = count_overdue(session, within=within, until=until, without=without)
    return {
        "total": total,
        "overdue": min(overdue, MANY),
        "is_many": overdue > MANY,
        "parts": tuple(
            {"words": words, "count": mine[part]}
            for part, words in PART_WORDS.items()
            if mine[part] > 0
        ),
        **_titles(unit, within, without),
    }


def _titles(unit: Unit, within: frozenset[int] | None, without: Conflicts) -> dict[str, object]:
    """The engagements in which something waits, but for those that the person keeps off."""
    partly = engagements_by_ids(unit.session, {one for one, _topic in without.topics})
    kept_off = {
        one.slug: sum(
            barred_by_partition(unit.session, without, within=within, engagement_id=one.id).values()
        )
        for one in partly
    }
    tallies = waiting_by_engagement(unit.session, within=within, but=without.engagements)
    counted = [(one.title, one.waiting - kept_off.get(one.slug, 0)) for one in tallies]
    lines = tuple({"words": title, "count": count} for title, count in counted if count > 0)
    return {"engagements": lines[:MOST_TITLES], "more": max(len(lines) - MOST_TITLES, 0)}
