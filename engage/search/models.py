"""What the index of public texts has yet to follow.

The index itself is no mapped table: each database keeps it in a form of its own (`sqlite.py`,
`postgresql.py`). Triggers take a text out of it in the statement that changes the text, and leave
a row here; whoever commits the transaction puts back what is public now.
"""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class SearchDue(Base):
    """One thing to look at. `times` grows with each change, so that who marks it holds its row.

    SQLite's index has a kind of its own here, `traces`: something was taken out of it, whose words
    stay in its file until it is merged.
    """

    __tablename__ = "search_due"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    times: Mapped[int] = mapped_column(default=1, server_default=text("1"))
