"""What we put on WordPress, as far as we know, and whether WordPress can be reached."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.wordpress.plans import LinkState


class WordPressLink(Base):
    """One engagement or comment of ours and its twin there.

    `key` finds the twin again without its id (a post's slug, a comment's alias). `job_id` is the
    job in charge: while it runs no other may push the thing, and a failed one waits for a person.
    `attempted` are hashes of what was sent, perhaps, since the last recorded answer: they tell
    our own unanswered update from an edit made there. `version` is the published version of a
    comment. No foreign key: the twin must be removable after the comment is erased here.
    """

    __tablename__ = "wordpress_link"
    __table_args__ = (UniqueConstraint("thing", "local_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str]
    local_id: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    job_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=LinkState.NEW)
    version: Mapped[int | None]
    remote_id: Mapped[int | None]
    remote_status: Mapped[str] = mapped_column(default="")
    fields_hash: Mapped[str] = mapped_column(default="")
    attempted: Mapped[str] = mapped_column(default="")
    modified_gmt: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    @property
    def attempts(self) -> frozenset[str]:
        return frozenset(self.attempted.split())

    def attempt(self, mark: str) -> None:
        """Before sending: what an unanswered call may leave there is remembered."""
        self.attempted = " ".join(sorted(self.attempts | {mark}))

    @property
    def is_perhaps_there(self) -> bool:
        return self.remote_id is not None or bool(self.attempted)


class WordPressContact(Base):
    """One row: troubles in a row with the site as a whole, and until when it is left alone.

    Without it a thousand waiting comments would each wait out the timeout of a site that hangs.
    """

    __tablename__ = "wordpress_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    troubles: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
