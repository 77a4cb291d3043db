"""What is on both sides, as far as we know; what waits for a person; how the last runs went.

No table holds an address or a name in the clear. What people wrote there and nobody published yet
is sealed where it is kept at all.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.wordpress.plans import LinkState, Origin


class WordPressLink(Base):
    """One engagement or comment of ours and its twin there.

    `key` finds the twin again without its id (a post's slug, a comment's alias). `job_id` is the
    job in charge: while it runs no other may push the thing, and a failed one waits for a person.
    `attempted` are hashes of what was sent, perhaps, since the last recorded answer: they tell
    our own unanswered update from an edit made there. `version` is the published version of a
    comment. No foreign key: the twin must be removable after the comment is erased here.

    `post_id` is the post there that a comment stands under. `seen_hash` is a keyed hash of what
    WordPress had when the two were last compared, at `seen_at`; `identity` a keyed hash of what
    never changes of a comment made there, which tells it from another that got its number after a
    restore. `gone_at`: it was there and is not any more, so it is not made anew unasked.
    """

    __tablename__ = "wordpress_link"
    __table_args__ = (
        UniqueConstraint("thing", "local_id"),
        Index("ix_wordpress_link_remote", "thing", "remote_id"),
        Index("ix_wordpress_link_seen", "thing", "seen_at"),
        Index("ix_wordpress_link_identity", "identity"),
    )

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
    origin: Mapped[str] = mapped_column(default=Origin.ENGAGE, server_default=Origin.ENGAGE)
    post_id: Mapped[int | None]
    seen_hash: Mapped[str] = mapped_column(default="", server_default="")
    seen_at: Mapped[datetime | None]
    identity: Mapped[str] = mapped_column(default="", server_default="")
    gone_at: Mapped[datetime | None]

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


class WordPressMark(Base):
    """How far a kind of reading has come: the highest number seen, or the last instant."""

    __tablename__ = "wordpress_mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    instant: Mapped[datetime | None]


class WordPressChoice(Base):
    """What staff chose for one engagement: whether its post takes comments, and under which topic
    they stand here; the picture that goes with the post. And how the post was last seen there.

    `dress_hash` is that of the names of its categories and its picture as they were sent,
    `category_ids` the categories that we put it into, parted by spaces.
    """

    __tablename__ = "wordpress_choice"

    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id"), primary_key=True, autoincrement=False
    )
    takes_comments: Mapped[bool] = mapped_column(default=False)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("media.id"))
    remote_picture_id: Mapped[int | None]
    notice_hash: Mapped[str] = mapped_column(default="", server_default="")
    """Of the notice that the post showed when it was last seen; '' while none was seen."""
    notice_seen_at: Mapped[datetime | None]
    comments_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    dress_hash: Mapped[str] = mapped_column(default="", server_default="")
    category_ids: Mapped[str] = mapped_column(default="", server_default="")
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class WordPressSource(Base):
    """A category there whose posts become topics or updates of an engagement here."""

    __tablename__ = "wordpress_source"
    __table_args__ = (Index("ix_wordpress_source_engagement", "engagement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    category_id: Mapped[int]
    category_name: Mapped[str]
    becomes: Mapped[str]
    read_to: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class WordPressCategory(Base):
    """A category there, as it was when somebody last asked to look."""

    __tablename__ = "wordpress_category"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    slug: Mapped[str]
    seen_at: Mapped[datetime]


class WordPressPostIn(Base):
    """A post in a chosen category and what became of it. What is public there alone is kept.

    `notes` is JSON: what its author should know of the draft (`sourcing.Note`, with a name or an
    address). `tries`: how often a picture could not be had that may be had later.
    """

    __tablename__ = "wordpress_post_in"
    __table_args__ = (UniqueConstraint("source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("wordpress_source.id"))
    remote_id: Mapped[int]
    title: Mapped[str]
    address: Mapped[str] = mapped_column(default="", server_default="")
    modified: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    notes: Mapped[str] = mapped_column(default="[]", server_default="[]")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    seen_at: Mapped[datetime]


class WordPressDifference(Base):
    """The two sides disagree, and a person has to say which is right (or did).

    `theirs` is what WordPress says, sealed, as JSON; '' where there is nothing to read.
    """

    __tablename__ = "wordpress_difference"
    __table_args__ = (
        Index("ix_wordpress_difference_open", "settled_at", "id"),
        Index("ix_wordpress_difference_thing", "thing", "local_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str]
    local_id: Mapped[int]
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    link_id: Mapped[int]
    trouble: Mapped[str]
    theirs: Mapped[str] = mapped_column(default="", server_default="")
    remote_modified: Mapped[datetime | None]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str | None]


class WordPressLeftOut(Base):
    """A comment left there that is none here, and why. It stays held there, its text with it."""

    __tablename__ = "wordpress_left_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(unique=True)
    remote_id: Mapped[int]
    post_id: Mapped[int]
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    reason: Mapped[str]
    left_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class WordPressRun(Base):
    """One run: pulling, comparing, a drift report, a repair. `found` is JSON of counts and ids.

    `total` None: not known yet. A run that died is known by its job, which runs no more.
    """

    __tablename__ = "wordpress_run"
    __table_args__ = (Index("ix_wordpress_run_kind", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    job_id: Mapped[int | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int | None]
    requests: Mapped[int] = mapped_column(default=0, server_default="0")
    found: Mapped[str] = mapped_column(default="{}", server_default="{}")
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
