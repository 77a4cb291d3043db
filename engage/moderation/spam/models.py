"""Tables of the spam rooms: the words that staff watch for, and what was learned from decisions."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class WatchedWord(Base):
    """A word or phrase of one of the two lists, as staff wrote it."""

    __tablename__ = "watched_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    word: Mapped[str] = mapped_column(unique=True)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SortingModel(Base):
    """Numbers learned from moderators' decisions (one row): weights of hashed words, never words.

    The bytes are NumPy arrays (`npz`), which are read without running anything.
    """

    __tablename__ = "sorting_model"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trained_at: Mapped[datetime]
    spam: Mapped[int]
    ham: Mapped[int]
    weights: Mapped[bytes] = mapped_column(LargeBinary)
