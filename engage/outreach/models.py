"""The registers and what was changed in them.

`register_change` keeps what an entry was before and after, as JSON: it is what 'undo' goes back to.
It is append-only (a trigger refuses anything else); the audit gets the hashes of both.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Tool(Base):
    """A tool that may be used, or no longer (R2). `hosts` are those of its accounts, by spaces.

    The tools that every installation starts with were nobody's: `checked_by` is empty.
    """

    __tablename__ = "tool"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str]
    owner: Mapped[str]
    status: Mapped[str]
    audience: Mapped[str]
    takes_posts: Mapped[bool]
    hosts: Mapped[str]
    terms_address: Mapped[str]
    privacy_reference: Mapped[str]
    version: Mapped[int]
    checked_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ConnectEntry(Base):
    """An account, blog or engagement site (R3). `languages` are tags, by spaces.

    `address_key` keeps two from listing the same; what is retired gives its address free.
    `listed_at` is when the public could see it first.
    """

    __tablename__ = "connect_entry"
    __table_args__ = (
        Index(
            "uq_connect_entry_address",
            "address_key",
            unique=True,
            sqlite_where=text("state <> 'retired'"),
            postgresql_where=text("state <> 'retired'"),
        ),
        Index("ix_connect_entry_ministry", "ministry_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"))
    kind: Mapped[str]
    name: Mapped[str]
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("tool.id"))
    address: Mapped[str]
    address_key: Mapped[str]
    audience: Mapped[str]
    languages: Mapped[str]
    owner: Mapped[str]
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    state: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    waiting_since: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    checked_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RegisterChange(Base):
    """One change of a tool or an entry; `before` is '' for the first."""

    __tablename__ = "register_change"
    __table_args__ = (Index("ix_register_change_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    action: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
