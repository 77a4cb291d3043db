"""Staff and their sessions. Secrets stand here hashed or encrypted, addresses as keyed hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Ministry(Base):
    """What a role can be limited to."""

    __tablename__ = "ministry"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Person(Base):
    """One member of staff. Never deleted, only disabled: the audit names the id."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret_cipher: Mapped[str | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class PersonRole(Base):
    """One grant. Two unique indexes, as NULL (every ministry) equals nothing in the first."""

    __tablename__ = "person_role"
    __table_args__ = (
        Index("uq_person_role_scoped", "person_id", "role", "ministry_id", unique=True),
        Index(
            "uq_person_role_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("ministry_id IS NULL"),
            postgresql_where=text("ministry_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    ministry_id: Mapped[int | None] = mapped_column(ForeignKey("ministry.id"))


class StaffSession(Base):
    """One sign-in. The browser holds the token; a reader of this table cannot use it."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One attempt in one bucket (a keyed hash of address, or of account and address)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
