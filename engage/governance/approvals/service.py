"""Asking for approvals, deciding them, and what publishing needs.

The caller holds the subject's row locked and hands over its parts as they are in this transaction,
so nothing can be approved that somebody is changing at the same moment.
"""

import json
from collections.abc import Sequence

from sqlalchemy import select, update

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.events import ApprovalWaits
from engage.core.permissions import ActorKind
from engage.core.unit import Unit
from engage.governance.approvals.models import (
    Approval,
    ApprovalRequest,
    ApprovalTold,
    OptionalStep,
)
from engage.governance.approvals.queries import Holder, holders_of, open_request, standings_of
from engage.governance.approvals.rules import (
    OPTIONAL,
    Standing,
    State,
    Step,
    Subject,
    Verdict,
    content_hash,
    covered,
    is_approved,
    rule_of,
)
from engage.governance.approvals.words import STEP_WORDS, still_needed
from engage.governance.conduct.queries import has_conflict
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.rules import Missing

CHANGED = "This was changed while you were reading. Read what is there now, then decide."
NOT_NOW = "This step does not wait for a decision now."
OWN_WORK = "You wrote a part of this, so somebody else has to approve it."
NOT_YOURS = "This step is decided by somebody else."
IN_CONFLICT = "You declared a conflict of interest here, so somebody else has to decide."
LONGEST_REASON = 2_000


def ask(unit: Unit, subject: Subject, note: str = "") -> tuple[Standing, ...]:
    """Asks for every approval that is still needed; approvers are told of the steps that wait."""
    if open_request(unit.session, subject.kind, subject.subject_id) is not None:
        raise Refused("", "Approval was asked for already.")
    unit.session.add(
        ApprovalRequest(
            subject_kind=subject.kind,
            subject_id=subject.subject_id,
            ministry_id=subject.ministry_id,
            requested_at=unit.now,
            requested_by=unit.actor.person_id,
            note=_kept(note),
        )
    )
    unit.session.flush()
    unit.audit("approval.asked", subject.name, **_hashes(subject))
    tell_waiting(unit, subject)
    return standings_of(unit.session, subject)


def withdraw_request(unit: Unit, subject: Subject) -> None:
    """Nobody has to decide any more; what was decided stays."""
    request = open_request(unit.session, subject.kind, subject.subject_id)
    if request is None:
        raise Refused("", "No approval is asked for now.")
    request.withdrawn_at = unit.now
    unit.audit("approval.withdrawn", subject.name)


def decide(
    unit: Unit,
    subject: Subject,
    step: Step,
    verdict: Verdict,
    *,
    seen_hash: str,
    reason: str = "",
    missing: Sequence[Missing] = (),
) -> Approval:
    """Approves a step or returns it with a reason, for exactly the content that was seen.

    `missing` is what still stands between this step and a decision. Raises NotAllowed for who may
    not decide it (its authors never may, R13), Conflict when the content is other than what was
    seen, Refused otherwise.
    """
    standing = next((one for one in standings_of(unit.session, subject) if one.step is step), None)
    if standing is None:
        raise Refused("", NOT_NOW)
    holder = holder_for(unit, subject, standing)
    # Once more and locked: a conflict that is declared in this moment is not overtaken.
    refuse_in_conflict(unit, subject.engagement_id)
    if content_hash(subject, standing.rule) != seen_hash:
        raise Conflict(CHANGED)
    if standing.state is not State.WAITS and not _may_think_again(standing, verdict):
        raise Refused("", NOT_NOW)
    if verdict is Verdict.RETURNED and not reason.strip():
        raise Refused("reason", "Say what has to change.")
    if verdict is Verdict.APPROVED and missing:
        raise Refused("", "This is not complete yet, so it cannot be approved.")
    row = Approval(
        subject_kind=subject.kind,
        subject_id=subject.subject_id,
        step=step,
        verdict=verdict,
        reason=_kept(reason),
        person_id=holder.person_id,
        for_person_id=holder.for_person_id,
        decided_at=unit.now,
        content_hash=seen_hash,
        parts=json.dumps(covered(subject, standing.rule), sort_keys=True),
        snapshot=json.dumps(subject.snapshot, sort_keys=True),
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        f"approval.{verdict.value}",
        subject.name,
        step=step.value,
        before=standing.state.value,
        hash=seen_hash,
        instead_of=holder.for_person_id,
    )
    tell_waiting(unit, subject)
    return row


def _may_think_again(standing: Standing, verdict: Verdict) -> bool:
    """An approver may take an approval back, and approve what they returned, until publishing."""
    if standing.state is State.APPROVED:
        return verdict is Verdict.RETURNED
    return standing.state is State.RETURNED and verdict is Verdict.APPROVED


def holder_for(unit: Unit, subject: Subject, standing: Standing) -> Holder:
    """In which capacity this person may decide the step; raises NotAllowed when in none."""
    actor = unit.actor
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        raise NotAllowed(NOT_YOURS)
    rule, asked_of = standing.rule, standing.asked_of
    held = holders_of(unit.session, rule, asked_of, subject.ministry_id, unit.now)
    mine = [one for one in held if one.person_id == actor.person_id]
    if not mine:
        raise NotAllowed(NOT_YOURS)
    if actor.person_id in subject.authors:
        raise NotAllowed(OWN_WORK)
    if has_conflict(unit.session, actor.person_id, subject.engagement_id):
        raise NotAllowed(IN_CONFLICT)
    # For oneself before for somebody else; nobody stands in for an author either.
    mine = [one for one in mine if one.for_person_id not in subject.authors]
    if not mine:
        raise NotAllowed(OWN_WORK)
    return mine[0]


def may_decide(unit: Unit, subject: Subject, standing: Standing) -> bool:
    """Whether this person could decide the step if it waited."""
    try:
        holder_for(unit, subject, standing)
    except NotAllowed:
        return False
    return True


def unapproved(unit: Unit, subject: Subject) -> tuple[Missing, ...]:
    """What publishing lacks: one sentence for each step that does not stand. The only judge."""
    steps = standings_of(unit.session, subject)
    if is_approved(steps):
        return ()
    return tuple(
        Missing("approvals", still_needed(one), "/approvals")
        for one in steps
        if one.state is not State.APPROVED
    )


def complete(unit: Unit, subject: Subject) -> None:
    """What was asked for has been published: the request is done."""
    request = open_request(unit.session, subject.kind, subject.subject_id)
    if request is not None:
        request.completed_at = unit.now


def ask_step(
    unit: Unit, subject: Subject, step: Step, reason: str, person_id: int | None = None
) -> OptionalStep:
    """Adds an optional step (R12), of a named person or of whoever has its role."""
    if step not in OPTIONAL:
        raise Refused("step", "Choose one of the optional steps.")
    if not reason.strip():
        raise Refused("reason", "Say why this step is needed.")
    rule = rule_of(subject.kind, step)
    if person_id is not None:
        held = holders_of(unit.session, rule, None, subject.ministry_id, unit.now)
        if person_id not in {one.person_id for one in held if one.for_person_id is None}:
            raise Refused("person", "Choose somebody who can approve this step.")
    if any(one.step is step for one in standings_of(unit.session, subject)):
        raise Refused("step", f"{STEP_WORDS[step]} is a step already.")
    row = OptionalStep(
        subject_kind=subject.kind,
        subject_id=subject.subject_id,
        step=step,
        person_id=person_id,
        reason=_kept(reason),
        added_at=unit.now,
        added_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit("approval.step_added", subject.name, step=step.value, person=person_id)
    tell_waiting(unit, subject)
    return row


def drop_step(unit: Unit, subject: Subject, step: Step) -> None:
    """Takes an optional step away that nobody has decided yet."""
    standing = next((one for one in standings_of(unit.session, subject) if one.step is step), None)
    if standing is None or not standing.rule.is_optional:
        raise Refused("", "There is no such optional step.")
    if standing.decided is not None:
        raise Refused("", "Somebody decided this step already, so it stays.")
    unit.session.execute(
        update(OptionalStep)
        .where(
            OptionalStep.subject_kind == subject.kind,
            OptionalStep.subject_id == subject.subject_id,
            OptionalStep.step == step,
            OptionalStep.dropped_at.is_(None),
        )
        .values(dropped_at=unit.now, dropped_by=unit.actor.person_id)
    )
    unit.audit("approval.step_dropped", subject.name, step=step.value)
    tell_waiting(unit, subject)


def tell_waiting(unit: Unit, subject: Subject) -> int:
    """Tells approvers of every step that waits, once for each content; how many were told."""
    waiting = [one for one in standings_of(unit.session, subject) if one.state is State.WAITS]
    told = 0
    for one in waiting:
        key = (subject.kind.value, subject.subject_id, one.step.value)
        digest = content_hash(subject, one.rule)
        if unit.session.get(ApprovalTold, (*key, digest)) is not None:
            continue
        unit.session.add(
            ApprovalTold(
                subject_kind=key[0],
                subject_id=key[1],
                step=key[2],
                content_hash=digest,
                told_at=unit.now,
            )
        )
        unit.emit(ApprovalWaits(*key))
        told += 1
    unit.session.flush()
    return told


def last_request(unit: Unit, subject: Subject) -> ApprovalRequest | None:
    """The newest request, done or not."""
    return unit.session.scalar(
        select(ApprovalRequest)
        .where(
            ApprovalRequest.subject_kind == subject.kind,
            ApprovalRequest.subject_id == subject.subject_id,
        )
        .order_by(ApprovalRequest.id.desc())
        .limit(1)
    )


def _hashes(subject: Subject) -> dict[str, str | int | bool | None]:
    return {part.value: digest for part, digest in sorted(subject.parts.items())}


def _kept(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_REASON:
        raise Refused("reason", f"Use at most {LONGEST_REASON:,} characters.")
    return text
