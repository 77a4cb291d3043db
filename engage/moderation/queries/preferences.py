"""How a moderator set the keys of the queue."""

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engage.moderation.keys import Keys, keys_from_text
from engage.moderation.models import QueuePreference


def keys_of(session: Session, person_id: int | None) -> Keys:
    """Their own keys, or those that everybody begins with."""
    row = session.execute(_KEYS, {"person": person_id}).first()
    return keys_from_text(row[0], row[1]) if row else Keys()


_KEYS: Final = select(QueuePreference.has_keys, QueuePreference.keys).where(
    QueuePreference.person_id == bindparam("person")
)
