"""Approvals in tests: each step by a person of its own, as publishing needs them.

The persons have no password: making one would take longer than most tests.
"""

import json

from sqlalchemy import select

from engage.accounts.models import Person, PersonRole
from engage.accounts.queries import grants_of
from engage.core.permissions import SYSTEM, Actor, ActorKind, Role
from engage.core.unit import Unit, Units
from engage.engagements.approving import results_subject, subject_of
from engage.engagements.models import Engagement
from engage.engagements.planning.assessments import AssessmentKind
from engage.engagements.planning.models import Assessment
from engage.engagements.planning.service import covered
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import decide_step, newest_draft, publish, publish_results
from engage.governance.approvals.models import Approval, ApprovalRequest
from engage.governance.approvals.queries import open_request, standings_of
from engage.governance.approvals.rules import (
    State,
    Step,
    Subject,
    SubjectKind,
    Verdict,
    content_hash,
    route_of,
)
from engage.governance.approvals.rules import covered as covered_parts
from engage.governance.approvals.service import ask
from tests.planning import FOUND, assess, plan_what_is_open

ASSESSED = {Step.PRIVACY: AssessmentKind.PIA, Step.SECURITY: AssessmentKind.SECURITY}


def approver(unit: Unit, role: Role) -> Actor:
    """The one person of these tests who holds this role everywhere."""
    email = f"approves.as.{role.value}@gov.bc.ca"
    person = unit.session.scalar(select(Person).where(Person.email == email))
    if person is None:
        person = Person(email=email, name=f"The {role.value}", created_at=unit.now)
        unit.session.add(person)
        unit.session.flush()
        unit.session.add(PersonRole(person_id=person.id, role=role))
        unit.session.flush()
    return Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id))


def approve_everything(unit: Unit, engagement: Engagement) -> None:
    """Every approval that the draft still needs, one after another, with plan and assessments."""
    plan_what_is_open(unit, engagement)
    _approve(unit, engagement, subject_of(unit, engagement))


def stamp(unit: Unit, engagement: Engagement) -> None:
    """The rows that plan, assessments and all approvals of a new draft leave, written at once.

    Going every step takes longer than most tests do; those of approvals and of the matrix go it.
    Publishing asks these rows as it asks any.
    """
    plan_what_is_open(unit, engagement)
    subject = subject_of(unit, engagement)
    for kind in AssessmentKind:
        found = FOUND[kind]
        unit.session.add(
            Assessment(
                engagement_id=engagement.id,
                kind=kind.value,
                number=found.number,
                decided_on=found.decided_on,
                signatories=found.signatories,
                conditions=found.conditions,
                decision=found.decision,
                covers=covered(unit, engagement, kind),
                planning_revision_id=engagement.planning_revision_id,
                recorded_at=unit.now,
            )
        )
    unit.session.add(
        ApprovalRequest(
            subject_kind=subject.kind,
            subject_id=subject.subject_id,
            ministry_id=subject.ministry_id,
            requested_at=unit.now,
            note="",
        )
    )
    for rule in route_of(subject.kind, ()):
        unit.session.add(
            Approval(
                subject_kind=subject.kind,
                subject_id=subject.subject_id,
                step=rule.step,
                verdict=Verdict.APPROVED,
                reason="",
                person_id=approver(unit, rule.role).person_id,
                decided_at=unit.now,
                content_hash=content_hash(subject, rule),
                parts=json.dumps(covered_parts(subject, rule)),
                snapshot=json.dumps(subject.snapshot),
            )
        )
    unit.session.flush()


def publish_stamped(unit: Unit, engagement: Engagement) -> None:
    """Publishes a new draft under approvals that were written at once (`stamp`)."""
    stamp(unit, engagement)
    publish(unit, engagement, seen_revision_id=newest_draft(unit, engagement))


def publish_approved(unit: Unit, engagement: Engagement) -> None:
    """Approves the draft as it is, and publishes it as whoever the unit acts for."""
    approve_everything(unit, engagement)
    publish(unit, engagement, seen_revision_id=newest_draft(unit, engagement))


def publish_results_approved(unit: Unit, engagement: Engagement) -> None:
    """The same for the results page."""
    _approve(unit, engagement, results_subject(unit, engagement))
    publish_results(unit, engagement, seen_revision_id=engagement.results_draft_revision_id)


def _approve(unit: Unit, engagement: Engagement, subject: Subject) -> None:
    acting = unit.actor
    if open_request(unit.session, subject.kind, subject.subject_id) is None:
        ask(unit, subject)
    for standing in standings_of(unit.session, subject):
        if standing.state is State.APPROVED:
            continue
        if standing.step in ASSESSED:
            assess(unit, engagement, ASSESSED[standing.step])
        unit.actor = approver(unit, standing.rule.role)
        decide_step(
            unit,
            engagement,
            SubjectKind(subject.kind),
            standing.step,
            Verdict.APPROVED,
            seen_hash=content_hash(subject, standing.rule),
        )
    unit.actor = acting


def approved(units: Units, slug: str = "night-buses") -> None:
    """Approves all that is drafted of this engagement, its results too where there are any."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        approve_everything(unit, engagement)
        if engagement.results_draft_revision_id is not None:
            _approve(unit, engagement, results_subject(unit, engagement))
