"""What is asked about approvals: where subjects stand, who may decide, what waits."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person, PersonRole
from engage.core.permissions import Role
from engage.governance.approvals.models import (
    Approval,
    ApprovalRequest,
    Delegation,
    MinorEdit,
    OptionalStep,
)
from engage.governance.approvals.rules import (
    Asked,
    Decided,
    Minor,
    Part,
    Standing,
    Step,
    StepRule,
    Subject,
    SubjectKind,
    Verdict,
    rule_of,
    standings,
)


def open_request(session: Session, kind: SubjectKind, subject_id: int) -> ApprovalRequest | None:
    """The request that stands; None: nobody asked, or what was asked for is published."""
    return session.scalar(
        select(ApprovalRequest).where(
            ApprovalRequest.subject_kind == kind,
            ApprovalRequest.subject_id == subject_id,
            ApprovalRequest.withdrawn_at.is_(None),
            ApprovalRequest.completed_at.is_(None),
        )
    )


def open_requests(session: Session, within: Collection[int] | None) -> Sequence[ApprovalRequest]:
    """Every request that stands in these ministries (None: in all), oldest first."""
    question = select(ApprovalRequest).where(
        ApprovalRequest.withdrawn_at.is_(None), ApprovalRequest.completed_at.is_(None)
    )
    if within is not None:
        question = question.where(ApprovalRequest.ministry_id.in_(within))
    return session.scalars(
        question.order_by(ApprovalRequest.requested_at, ApprovalRequest.id)
    ).all()


def decisions_of(session: Session, kind: SubjectKind, subject_id: int) -> tuple[Decided, ...]:
    """Every decision about a subject, oldest first."""
    rows = session.scalars(
        select(Approval)
        .where(Approval.subject_kind == kind, Approval.subject_id == subject_id)
        .order_by(Approval.id)
    )
    return tuple(
        Decided(
            row.id,
            Step(row.step),
            Verdict(row.verdict),
            {Part(name): value for name, value in json.loads(row.parts).items()},
            json.loads(row.snapshot),
            row.person_id,
            row.for_person_id,
            row.decided_at,
            row.reason,
        )
        for row in rows
    )


def asked_steps(session: Session, kind: SubjectKind, subject_id: int) -> tuple[Asked, ...]:
    """The optional steps that were asked for and not dropped."""
    rows = session.scalars(
        select(OptionalStep)
        .where(
            OptionalStep.subject_kind == kind,
            OptionalStep.subject_id == subject_id,
            OptionalStep.dropped_at.is_(None),
        )
        .order_by(OptionalStep.id)
    )
    return tuple(Asked(Step(row.step), row.person_id, row.reason) for row in rows)


def minors_of(session: Session, kind: SubjectKind, subject_id: int) -> tuple[Minor, ...]:
    """The edits that were named minor, oldest first."""
    rows = session.scalars(
        select(MinorEdit)
        .where(MinorEdit.subject_kind == kind, MinorEdit.subject_id == subject_id)
        .order_by(MinorEdit.id)
    )
    return tuple(
        Minor(Part(row.part), row.before_hash, row.after_hash, row.contested_at is not None)
        for row in rows
    )


def standings_of(session: Session, subject: Subject) -> tuple[Standing, ...]:
    """Where every step of the subject stands now, in order."""
    kind, number = subject.kind, subject.subject_id
    return standings(
        subject,
        asked_steps(session, kind, number),
        decisions_of(session, kind, number),
        minors_of(session, kind, number),
        is_requested=open_request(session, kind, number) is not None,
    )


@dataclass(frozen=True)
class Holder:
    """Who may decide a step: by a role of their own, or in the place of `for_person_id`."""

    person_id: int
    for_person_id: int | None = None


def holders_of(
    session: Session, rule: StepRule, asked_of: int | None, ministry_id: int, now: datetime
) -> tuple[Holder, ...]:
    """Who may decide: those who hold the step's role there (for a named step that person alone),
    and their delegates of today. Own authorship is judged when somebody decides."""
    question = (
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(
            PersonRole.role == rule.role,
            or_(PersonRole.ministry_id.is_(None), PersonRole.ministry_id == ministry_id),
            Person.disabled_at.is_(None),
        )
    )
    if asked_of is not None:
        question = question.where(PersonRole.person_id == asked_of)
    own = sorted(set(session.scalars(question)))
    delegates = session.execute(
        select(Delegation.delegate_id, Delegation.person_id)
        .join(Person, Person.id == Delegation.delegate_id)
        .where(
            _in_force(now),
            Delegation.role == rule.role,
            Delegation.person_id.in_(own),
            Person.disabled_at.is_(None),
        )
        .order_by(Delegation.id)
    )
    standing_in = [Holder(delegate, person) for delegate, person in delegates]
    return (*(Holder(one) for one in own), *standing_in)


def approvers_of(
    session: Session, kind: str, subject_id: int, step: str, now: datetime
) -> set[int]:
    """The persons to tell that a step waits (or, for `minor_edit`, that one was made)."""
    wanted = Step.COMMUNICATIONS if step == "minor_edit" else Step(step)
    rule = rule_of(SubjectKind(kind), wanted)
    ministry_id = session.scalar(
        select(ApprovalRequest.ministry_id)
        .where(ApprovalRequest.subject_kind == kind, ApprovalRequest.subject_id == subject_id)
        .order_by(ApprovalRequest.id.desc())
        .limit(1)
    )
    if ministry_id is None:
        return set()
    asked = asked_steps(session, SubjectKind(kind), subject_id)
    of_person = next((one.person_id for one in asked if one.step is wanted), None)
    found = holders_of(session, rule, of_person, ministry_id, now)
    return {one.person_id for one in found}


def _in_force(now: datetime) -> ColumnElement[bool]:
    return and_(
        Delegation.ended_at.is_(None), Delegation.starts_at <= now, Delegation.ends_at > now
    )


def delegations_of(session: Session, person_id: int) -> Sequence[Delegation]:
    """Given by or to a person, newest first."""
    return session.scalars(
        select(Delegation)
        .where(or_(Delegation.person_id == person_id, Delegation.delegate_id == person_id))
        .order_by(Delegation.id.desc())
    ).all()


def roles_delegated_to(session: Session, person_id: int, now: datetime) -> dict[Role, set[int]]:
    """Which roles a person stands in for now, and whose."""
    found: dict[Role, set[int]] = {}
    rows = session.execute(
        select(Delegation.role, Delegation.person_id).where(
            _in_force(now), Delegation.delegate_id == person_id
        )
    )
    for role, whose in rows:
        found.setdefault(Role(role), set()).add(whose)
    return found


def unseen_minor_edits(session: Session, within: Collection[int] | None) -> Sequence[MinorEdit]:
    """Minor edits that no director has looked at, oldest first."""
    question = select(MinorEdit).where(MinorEdit.seen_at.is_(None))
    if within is not None:
        question = question.where(MinorEdit.ministry_id.in_(within))
    return session.scalars(question.order_by(MinorEdit.id)).all()


def approvers_named(
    session: Session, roles: Iterable[Role], ministry_id: int | None
) -> dict[int, str]:
    """Names by id of those in use who hold one of the roles for that ministry (None: for any)."""
    question = (
        select(Person.id, Person.name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role.in_(list(roles)), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    if ministry_id is not None:
        question = question.where(
            or_(PersonRole.ministry_id.is_(None), PersonRole.ministry_id == ministry_id)
        )
    rows = session.execute(question)
    return {row.id: row.name for row in rows}


def staff_in_use(session: Session) -> dict[int, str]:
    """Names by id of every account in use."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return {row.id: row.name for row in rows}
