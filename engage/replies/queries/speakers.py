"""Who speaks on what, and who could."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person, PersonRole
from engage.replies.models import SpeakerTopic


@dataclass(frozen=True)
class Speaker:
    """A member of staff, by the name that colleagues know."""

    id: int
    name: str


def candidates(session: Session, ministry_id: int) -> Sequence[Speaker]:
    """Everybody with an account in use and a role that reaches the ministry, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                select(PersonRole.person_id).where(
                    or_(PersonRole.ministry_id.is_(None), PersonRole.ministry_id == ministry_id)
                )
            ),
        )
        .order_by(Person.name, Person.id)
    )
    return [Speaker(row.id, row.name) for row in rows]


def speakers_by_topic(
    session: Session, topic_ids: Collection[int]
) -> dict[int, tuple[Speaker, ...]]:
    """The speakers of each topic whose accounts are in use, by name."""
    rows = session.execute(
        select(SpeakerTopic.topic_id, Person.id, Person.name)
        .join(Person, Person.id == SpeakerTopic.person_id)
        .where(SpeakerTopic.topic_id.in_(topic_ids), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    found: dict[int, list[Speaker]] = {}
    for topic_id, person_id, name in rows:
        found.setdefault(topic_id, []).append(Speaker(person_id, name))
    return {topic_id: tuple(speakers) for topic_id, speakers in found.items()}
