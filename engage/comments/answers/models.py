"""The table of answers: one row for each option or number that was chosen.

`value` holds an option in the words that the person read, or a step of a scale as a number. It is
'' where the answer was typed: the words stand in the comment's text under the question's label, and
the row only says so. `topic_revision_id` is the revision that the form was built from, so that an
answer can always be read beside the question as it was asked.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class CommentAnswer(Base):
    """One chosen option or number; of several options each has a row."""

    __tablename__ = "comment_answer"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    topic_revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
