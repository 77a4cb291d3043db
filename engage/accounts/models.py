"""Staff, their sessions and their second factors.

Secrets stand here hashed or encrypted, network addresses as keyed hashes.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.core.language import ENGLISH, FRENCH, WordsIn, current


class Ministry(Base):
    """What a role can be limited to. Without `name_fr`, French pages say its English name."""

    __tablename__ = "ministry"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_fr: Mapped[str | None]

    @property
    def said(self) -> WordsIn:
        """Its name in the language of the page."""
        return ministry_said(self.name, self.name_fr)


def ministry_said(name: str, name_fr: str | None) -> WordsIn:
    """The name of a ministry in the language of the page, as far as there is one."""
    if name_fr and current() == FRENCH:
        return WordsIn(name_fr, FRENCH)
    return WordsIn(name, ENGLISH)


class Person(Base):
    """One member of staff. Never deleted, only disabled: the audit names the id.

    Without `password_hash` the person has not joined yet, or signs in by the provider alone, who
    knows them as `sso_subject` (the GUID; addresses change). `password_salt` is for comparing a new
    password with the earlier ones; `passkey_handle` is how an authenticator knows the account.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    password_salt: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    totp_secret_cipher: Mapped[str | None]
    totp_last_step: Mapped[int | None]
    passkey_handle: Mapped[str | None] = mapped_column(index=True, unique=True)
    sso_subject: Mapped[str | None] = mapped_column(index=True, unique=True)
    is_break_glass: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class PersonRole(Base):
    """One grant. Two unique indexes, as NULL (every ministry) equals nothing in the first.

    `source` says who keeps it: `local` (an administrator) or `sso` (the provider, at each sign-in).
    `reason` is why there is a third administrator (R61).
    """

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
    source: Mapped[str] = mapped_column(default="local", server_default="local")
    reason: Mapped[str] = mapped_column(default="", server_default="")


class StaffSession(Base):
    """One sign-in. The browser holds the token; a reader of this table cannot use it.

    `method` is how it began (`password`, `passkey`, `sso`, `recovery`), `confirmed_at` when its
    owner last proved to be there, `browser` a few words to know it again by ('Firefox, Windows').
    """

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    method: Mapped[str] = mapped_column(default="password", server_default="password")
    browser: Mapped[str] = mapped_column(default="", server_default="")


class CalendarLink(Base):
    """A secret address at which a calendar program reads a person's staff calendar, told once.

    `key_hash` is of the random part of what is signed in the address. One of a person is live.
    """

    __tablename__ = "calendar_link"
    __table_args__ = (
        Index(
            "uq_calendar_link_live",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_hash: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One attempt in one bucket (a keyed hash of address, or of account and address)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class SignInAlarm(Base):
    """Something about signing in that an administrator should look at. It locks nobody out.

    `kind` says what: many failures everywhere at once (`failures`: how many), an account for
    emergencies that was used, or a passkey that was copied (`person_id`: whose).
    """

    __tablename__ = "sign_in_alarm"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="failures", server_default="failures")
    raised_at: Mapped[datetime] = mapped_column(index=True)
    failures: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class EarlierPassword(Base):
    """A fingerprint of a password that may not come back (R63): argon2 with the person's own salt,
    under a data key, so that one computation compares with all of them."""

    __tablename__ = "earlier_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    fingerprint: Mapped[str]
    set_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes for who lost the second factor; each works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """One WebAuthn credential; the public key is no secret."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SpentToken(Base):
    """What was signed for one use and has been used: challenges and answers of the provider."""

    __tablename__ = "spent_token"

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Base):
    """A link by which a person joins, or sets password and second factor anew (`kind`)."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AccessReview(Base):
    """One going-through of who may do what, every quarter (R61)."""

    __tablename__ = "access_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AccessReviewEntry(Base):
    """What was decided about one person: `kept`, `changed` or `disabled`."""

    __tablename__ = "access_review_entry"
    __table_args__ = (UniqueConstraint("review_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("access_review.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
