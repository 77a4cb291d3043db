"""One row that says how the intake is doing, for the page of the queue."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class IntakeCondition(Base):
    """Since when names are not looked for (the model does not load); NULL while all is well."""

    __tablename__ = "intake_condition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    names_missing_since: Mapped[datetime | None]
