"""Who does not want, or does want, the moderators' morning digest."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class QueueDigestChoice(Base):
    """What a person chose; without a row the digest comes."""

    __tablename__ = "queue_digest_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    is_wanted: Mapped[bool]
    chosen_at: Mapped[datetime]
