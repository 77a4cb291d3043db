"""Tables of incidents, their steps, and whom to tell.

Steps are only ever added (a trigger refuses UPDATE and DELETE). Their notes lie apart: they are
written by hand, may quote a person, and can be erased without breaking the row that says what was
done. The decision that raised an incident is named by its number alone: decisions belong to a
feature above this one.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.incidents.rules import State


class Incident(Base):
    """One incident; `state` is set with the step that leads to it and nowhere else."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_newest", "opened_at", "id"),
        Index("ix_incident_state", "state", "opened_at", "id"),
        Index("ix_incident_ministry", "ministry_id", "opened_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.NEW)
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]


class IncidentStep(Base):
    """One thing that was done or happened, when and by whom."""

    __tablename__ = "incident_step"
    __table_args__ = (Index("ix_incident_step_incident", "incident_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    step: Mapped[str]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class IncidentNote(Base):
    """What was written beside a step."""

    __tablename__ = "incident_note"

    step_id: Mapped[int] = mapped_column(ForeignKey("incident_step.id"), primary_key=True)
    body: Mapped[str]


class IncidentContact(Base):
    """Whom to tell: a ministry's supervisor, or a GCPE team (of every ministry: NULL)."""

    __tablename__ = "incident_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    ministry_id: Mapped[int | None] = mapped_column(ForeignKey("ministry.id"), index=True)
    part: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
