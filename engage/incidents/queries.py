"""What is asked about incidents. `within` is a person's ministries (None: every one)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry, Person
from engage.accounts.queries import names_of
from engage.comments.queries import Cursor
from engage.core.db import UtcDateTime
from engage.core.errors import NotFound
from engage.engagements.models import Engagement
from engage.incidents.models import Incident, IncidentContact, IncidentNote, IncidentStep
from engage.incidents.rules import NO_INCIDENT, ContactPart, Kind, State, Step

Within = frozenset[int] | None


@dataclass(frozen=True)
class Row:
    """One incident in a list."""

    id: int
    kind: Kind
    state: State
    ministry_id: int
    ministry: str
    engagement: str
    slug: str
    comment_id: int | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None

    @property
    def place(self) -> Cursor:
        return Cursor(self.opened_at, self.id)


@dataclass(frozen=True)
class Taken:
    """One step: what, when, by whom ('' for the system), and what was written."""

    step: Step
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class ShownContact:
    """Whom to tell."""

    id: int
    part: ContactPart
    ministry_id: int | None
    ministry: str
    name: str
    email: str
    phone: str


def incidents(
    session: Session,
    *,
    within: Within,
    limit: int,
    before: Cursor | None = None,
    state: State | None = None,
    kind: Kind | None = None,
) -> list[Row]:
    """The newest first, or those older than a place in the list."""
    question = _rows(within)
    if before is not None:
        place = tuple_(literal(before.at, UtcDateTime()), literal(before.id))
        question = question.where(tuple_(Incident.opened_at, Incident.id) < place)
    if state is not None:
        question = question.where(Incident.state == state)
    if kind is not None:
        question = question.where(Incident.kind == kind)
    question = question.order_by(Incident.opened_at.desc(), Incident.id.desc()).limit(limit)
    return [_row(found) for found in session.execute(question)]


def incident(session: Session, incident_id: int, *, within: Within) -> Row:
    """One incident; raises NotFound beyond the ministries of its reader."""
    found = session.execute(_rows(within).where(Incident.id == incident_id)).one_or_none()
    if found is None:
        raise NotFound(NO_INCIDENT)
    return _row(found)


def open_incident_of(session: Session, comment_id: int, *, within: Within) -> int | None:
    """The newest incident about a comment that is not closed, for the page of the comment."""
    question = select(Incident.id).where(
        Incident.comment_id == comment_id, Incident.state != State.CLOSED
    )
    if within is not None:
        question = question.where(Incident.ministry_id.in_(within))
    return session.scalar(question.order_by(Incident.id.desc()).limit(1))


def steps_of(session: Session, incident_ids: Sequence[int]) -> dict[int, tuple[Taken, ...]]:
    """Every step of these incidents, in order, in two questions."""
    rows = session.execute(
        select(IncidentStep, IncidentNote.body)
        .outerjoin(IncidentNote, IncidentNote.step_id == IncidentStep.id)
        .where(IncidentStep.incident_id.in_(incident_ids))
        .order_by(IncidentStep.incident_id, IncidentStep.id)
    ).all()
    names = names_of(session, {step.taken_by for step, _ in rows if step.taken_by is not None})
    found: dict[int, list[Taken]] = {}
    for step, note in rows:
        by = names.get(step.taken_by or 0, "")
        taken = Taken(Step(step.step), step.taken_at, by, note or "")
        found.setdefault(step.incident_id, []).append(taken)
    return {incident_id: tuple(steps) for incident_id, steps in found.items()}


def counted_by_state(session: Session, *, within: Within) -> dict[State, int]:
    """How many incidents stand in each state."""
    question = select(Incident.state, func.count()).group_by(Incident.state)
    if within is not None:
        question = question.where(Incident.ministry_id.in_(within))
    found = {state: count for state, count in session.execute(question)}
    return {state: found.get(state, 0) for state in State}


def oldest_untold(session: Session, *, within: Within) -> datetime | None:
    """Since when an incident stands of which nobody was told; None: there is none."""
    question = select(func.min(Incident.opened_at)).where(Incident.state == State.NEW)
    if within is not None:
        question = question.where(Incident.ministry_id.in_(within))
    return session.scalar(question)


def contacts(session: Session, *, within: Within) -> list[ShownContact]:
    """The teams of all, and the supervisors of these ministries."""
    question = select(IncidentContact, Ministry.name).outerjoin(
        Ministry, Ministry.id == IncidentContact.ministry_id
    )
    if within is not None:
        question = question.where(
            or_(IncidentContact.ministry_id.is_(None), IncidentContact.ministry_id.in_(within))
        )
    rows = session.execute(
        question.order_by(
            IncidentContact.part.desc(), Ministry.name, IncidentContact.name, IncidentContact.id
        )
    )
    return [
        ShownContact(
            one.id,
            ContactPart(one.part),
            one.ministry_id,
            ministry or "",
            one.name,
            one.email,
            one.phone,
        )
        for one, ministry in rows
    ]


def ministries(session: Session, *, within: Within) -> list[tuple[int, str]]:
    """Numbers and names of ministries, by name, for a choice."""
    question = select(Ministry.id, Ministry.name).order_by(Ministry.name, Ministry.id)
    if within is not None:
        question = question.where(Ministry.id.in_(within))
    return [(number, name) for number, name in session.execute(question)]


def _rows(within: Within) -> Select[*tuple[Any, ...]]:
    question = (
        select(Incident, Ministry.name, Engagement.title, Engagement.slug, Person.name)
        .join(Ministry, Ministry.id == Incident.ministry_id)
        .outerjoin(Engagement, Engagement.id == Incident.engagement_id)
        .outerjoin(Person, Person.id == Incident.opened_by)
    )
    return question if within is None else question.where(Incident.ministry_id.in_(within))


def _row(found: Any) -> Row:
    one, ministry, title, slug, opener = found
    return Row(
        id=one.id,
        kind=Kind(one.kind),
        state=State(one.state),
        ministry_id=one.ministry_id,
        ministry=ministry,
        engagement=title or "",
        slug=slug or "",
        comment_id=one.comment_id,
        opened_at=one.opened_at,
        opened_by=opener or "",
        closed_at=one.closed_at,
    )
