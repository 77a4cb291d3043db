"""How a moderator set the keys of the queue."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.moderation.keys import Keys, keys_from_text
from engage.moderation.models import QueuePreference


def keys_of(session: Session, person_id: int | None) -> Keys:
    """Their own keys, or those that everybody begins with."""
    row = session.execute(
        select(QueuePreference.has_keys, QueuePreference.keys).where(
            QueuePreference.person_id == person_id
        )
    ).first()
    return keys_from_text(row[0], row[1]) if row else Keys()
