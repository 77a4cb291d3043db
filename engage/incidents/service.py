"""Use cases of incidents: open one, take a step, keep the list of whom to tell.

An incident is opened by hand, or in the very transaction of the decision that raises it. Whoever
undoes that decision leaves the incident standing with a step that says so: what was told cannot be
untold.
"""

from sqlalchemy import select

from engage.accounts.models import Ministry
from engage.comments.models import Comment
from engage.comments.rules import Fault, Invalid
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.events import IncidentRaised
from engage.core.permissions import Role
from engage.core.text import clean_plain, plain_one_line
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.incidents.models import Incident, IncidentContact, IncidentNote, IncidentStep
from engage.incidents.rules import (
    ABSURD_LENGTH,
    NO_INCIDENT,
    OPENING_ROLES,
    READING_ROLES,
    Contact,
    Kind,
    State,
    Step,
    contact_faults,
    note_fault,
    state_after,
    step_fault,
)

NO_COMMENT = "There is no such comment, or it belongs to another ministry."


def open_incident(
    unit: Unit,
    kind: str,
    *,
    comment_id: int | None = None,
    decision_id: int | None = None,
    ministry_id: int | None = None,
    note: str = "",
) -> Incident:
    """Opens an incident about a comment, or about none (then `ministry_id` says whose it is).

    A comment with an open incident of this kind gets no second one: the new cause becomes a step
    of it. Raises NotFound beyond the actor's ministries, Refused for a kind or note that will not
    do.
    """
    if kind not in set(Kind):
        raise Refused("kind", "Choose what kind of incident it is.")
    cleaned = _cleaned(note)
    _refuse(note_fault(cleaned))
    comment, engagement = _subject(unit, comment_id)
    owner = engagement.ministry_id if engagement else ministry_id
    if owner is None or unit.session.get(Ministry, owner) is None:
        raise Refused("ministry", "Choose the ministry that it is about.")
    if not unit.actor.reaches(OPENING_ROLES, owner):
        raise NotFound(NO_COMMENT)
    standing = _standing(unit, comment, kind)
    if standing is not None:
        standing.decision_id = decision_id or standing.decision_id
        _record(unit, standing, Step.OCCURRED_AGAIN, cleaned)
        return standing
    incident = Incident(
        kind=kind,
        state=State.NEW,
        ministry_id=owner,
        engagement_id=engagement.id if engagement else None,
        comment_id=comment_id,
        decision_id=decision_id,
        opened_at=unit.now,
        opened_by=unit.actor.person_id,
    )
    unit.session.add(incident)
    unit.session.flush()
    _record(unit, incident, Step.OPENED, cleaned)
    unit.emit(IncidentRaised(incident.id))
    return incident


def decision_undone(unit: Unit, decision_id: int) -> None:
    """The decision that raised an incident was undone: a step of it says so, nothing is closed."""
    raised = unit.session.scalars(select(Incident).where(Incident.decision_id == decision_id))
    for incident in raised.all():
        _record(unit, incident, Step.DECISION_UNDONE, "")


def take_step(unit: Unit, incident_id: int, step: str, note: str) -> Step:
    """Notes that something was done, now and by the actor; the state follows.

    Raises NotFound beyond the actor's ministries, Refused for a step that cannot be taken now.
    """
    incident = _locked(unit, incident_id)
    cleaned = _cleaned(note)
    taken = _steps(unit, incident)
    _refuse(step_fault(Kind(incident.kind), taken, step, cleaned))
    _record(unit, incident, Step(step), cleaned)
    return Step(step)


def save_contact(unit: Unit, contact_id: int | None, typed: Contact) -> IncidentContact:
    """Adds a contact or changes one; a GCPE team is of every ministry, a supervisor of one."""
    contact = contact_to_change(unit, contact_id) if contact_id is not None else IncidentContact()
    _require_keeper(unit, typed.ministry_id)
    values = Contact(
        typed.part,
        typed.ministry_id,
        plain_one_line(typed.name[:ABSURD_LENGTH], ABSURD_LENGTH),
        typed.email.strip(),
        plain_one_line(typed.phone[:ABSURD_LENGTH], ABSURD_LENGTH),
    )
    faults = tuple(contact_faults(values, unit.settings.staff_domains))
    if faults:
        raise Invalid(faults)
    if values.ministry_id is not None and unit.session.get(Ministry, values.ministry_id) is None:
        raise Refused("ministry", "Choose the ministry of this supervisor.")
    for name, value in vars(values).items():
        setattr(contact, name, value)
    contact.changed_at, contact.changed_by = unit.now, unit.actor.person_id
    unit.session.add(contact)
    unit.session.flush()
    unit.audit("incident_contact.saved", f"incident_contact:{contact.id}", part=contact.part)
    return contact


def contact_to_change(unit: Unit, contact_id: int) -> IncidentContact:
    """One contact; raises NotFound for one of another ministry, NotAllowed for one of the GCPE
    teams, which are everybody's to read and not everybody's to keep."""
    contact = unit.session.get(IncidentContact, contact_id)
    owner = contact.ministry_id if contact else None
    is_strange = owner is not None and not unit.actor.may(Role.ADMINISTRATOR, owner)
    if contact is None or is_strange:
        raise NotFound("There is no such contact.")
    _require_keeper(unit, owner)
    return contact


def remove_contact(unit: Unit, contact_id: int) -> None:
    """Takes a contact from the list."""
    contact = contact_to_change(unit, contact_id)
    unit.session.delete(contact)
    unit.session.flush()
    unit.audit("incident_contact.removed", f"incident_contact:{contact_id}", part=contact.part)


def note_export(unit: Unit, form: str, count: int) -> None:
    """An export of incidents leaves: who took how many, in which form, is audited."""
    unit.audit("incident.exported", "incident:list", form=form, count=count)


def _record(unit: Unit, incident: Incident, step: Step, note: str) -> None:
    """The step and the state that follows from it, together."""
    row = IncidentStep(
        incident_id=incident.id, step=step, taken_at=unit.now, taken_by=unit.actor.person_id
    )
    unit.session.add(row)
    unit.session.flush()
    if note:
        unit.session.add(IncidentNote(step_id=row.id, body=note))
    incident.state = state_after(_steps(unit, incident))
    incident.closed_at = unit.now if incident.state == State.CLOSED else None
    unit.session.flush()
    unit.audit(
        f"incident.{step}",
        f"incident:{incident.id}",
        kind=incident.kind,
        state=incident.state,
        comment=incident.comment_id,
        decision=incident.decision_id,
    )


def _steps(unit: Unit, incident: Incident) -> list[Step]:
    rows = unit.session.scalars(
        select(IncidentStep.step)
        .where(IncidentStep.incident_id == incident.id)
        .order_by(IncidentStep.id)
    )
    return [Step(step) for step in rows]


def _subject(unit: Unit, comment_id: int | None) -> tuple[Comment | None, Engagement | None]:
    """The comment and its engagement, the comment locked so that it gets one incident only."""
    if comment_id is None:
        return None, None
    comment = unit.session.scalar(select(Comment).where(Comment.id == comment_id).with_for_update())
    if comment is None:
        raise NotFound(NO_COMMENT)
    return comment, unit.session.get_one(Engagement, comment.engagement_id)


def _standing(unit: Unit, comment: Comment | None, kind: str) -> Incident | None:
    if comment is None:
        return None
    return unit.session.scalar(
        select(Incident)
        .where(
            Incident.comment_id == comment.id,
            Incident.kind == kind,
            Incident.state != State.CLOSED,
        )
        .order_by(Incident.id.desc())
        .limit(1)
        .with_for_update()
    )


def _locked(unit: Unit, incident_id: int) -> Incident:
    incident = unit.session.scalar(
        select(Incident)
        .where(Incident.id == incident_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if incident is None or not unit.actor.reaches(READING_ROLES, incident.ministry_id):
        raise NotFound(NO_INCIDENT)
    return incident


def _require_keeper(unit: Unit, ministry_id: int | None) -> None:
    """Administrators keep the list: those of every ministry the teams, each one its supervisors."""
    if not unit.actor.may(Role.ADMINISTRATOR, ministry_id):
        raise NotAllowed("Contacts are kept by administrators.")


def _cleaned(note: str) -> str:
    return clean_plain(note[:ABSURD_LENGTH])


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise Refused(fault.field, fault.message)
