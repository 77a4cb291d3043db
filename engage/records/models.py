"""Tables of filings and of the packages that were made of them.

A filing says under which file number and date an engagement's records were filed, and keeps what
cannot be made again later: the public pages as they looked. It is never changed; filing again adds
another one. A package is made from a filing as often as wanted; its bytes lie in parts.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class RecordsFiling(Base):
    """That an engagement's records were filed (R43); `audit_seq` is the last entry it reaches to.

    `classification` is the key of the schedule, and `schedule` its words as they were then.
    """

    __tablename__ = "records_filing"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    file_number: Mapped[str]
    filed_on: Mapped[date]
    classification: Mapped[str]
    schedule: Mapped[str]
    audit_seq: Mapped[int]
    filed_at: Mapped[datetime]
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RecordsPage(Base):
    """A public page as it looked when the records were filed, by its address; or a policy that was
    in force then, by its path in the package."""

    __tablename__ = "records_page"

    filing_id: Mapped[int] = mapped_column(ForeignKey("records_filing.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class RecordsPackage(Base):
    """One archive made of a filing; `sha256` and `size` are there exactly when it is ready."""

    __tablename__ = "records_package"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("records_filing.id"), index=True)
    has_restricted: Mapped[bool]
    state: Mapped[str]
    share: Mapped[int] = mapped_column(default=0, server_default="0")
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    finished_at: Mapped[datetime | None]


class RecordsPart(Base):
    """A piece of a package, in order from 0."""

    __tablename__ = "records_part"

    package_id: Mapped[int] = mapped_column(ForeignKey("records_package.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
