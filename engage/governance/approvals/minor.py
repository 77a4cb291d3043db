"""Minor edits: named as such, shown, told to the director, who can say that it was not (R13)."""

import json
from collections.abc import Sequence

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import ApprovalWaits
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.approvals.models import MinorEdit
from engage.governance.approvals.queries import decisions_of, standings_of
from engage.governance.approvals.rules import (
    MINOR_CHARACTERS,
    Decided,
    Part,
    State,
    Step,
    Subject,
    Verdict,
    is_minor,
)

NOT_MINOR = (
    f"This is more than a minor edit (at most {MINOR_CHARACTERS} characters of the words, no"
    " number, no 'not'). Ask for approval instead."
)


def approved_words(unit: Unit, subject: Subject) -> Decided | None:
    """What the communications director last approved, if a minor edit of the words is all that
    stands between it and now; None: there is nothing that could be called a minor edit."""
    steps = standings_of(unit.session, subject)
    open_steps = [one for one in steps if one.state is not State.APPROVED]
    if not open_steps or any(one.touched != frozenset({Part.WORDS}) for one in open_steps):
        return None
    decisions = decisions_of(unit.session, subject.kind, subject.subject_id)
    ours = [one for one in decisions if one.step is Step.COMMUNICATIONS]
    return ours[-1] if ours and ours[-1].verdict is Verdict.APPROVED else None


def name_minor(
    unit: Unit,
    subject: Subject,
    *,
    approved: Decided,
    texts: Sequence[tuple[str, str]],
    reason: str,
) -> MinorEdit:
    """Lets what was approved stand for the words as they are now.

    `approved`: what the director approved (`approved_words`); `texts`: each text of the words as it
    was then and as it is now, so that many small edits are not small together. Raises Refused when
    anything but a few characters of the words changed.
    """
    before = approved.parts[Part.WORDS]
    if not is_minor(texts):
        raise Refused("reason", NOT_MINOR)
    if not reason.strip():
        raise Refused("reason", "Say what was edited, such as 'A typing error in the summary'.")
    row = MinorEdit(
        subject_kind=subject.kind,
        subject_id=subject.subject_id,
        ministry_id=subject.ministry_id,
        part=Part.WORDS,
        before_hash=before,
        after_hash=subject.parts[Part.WORDS],
        before_snapshot=json.dumps(approved.snapshot, sort_keys=True),
        after_snapshot=json.dumps(subject.snapshot, sort_keys=True),
        reason=reason.strip()[:500],
        made_at=unit.now,
        made_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit("approval.minor_edit", subject.name, before=before, after=row.after_hash)
    unit.emit(ApprovalWaits(subject.kind.value, subject.subject_id, "minor_edit"))
    return row


def snapshots_of(row: MinorEdit) -> tuple[dict[str, int | str], dict[str, int | str]]:
    """By what the words before and after a minor edit are found again."""
    return json.loads(row.before_snapshot), json.loads(row.after_snapshot)


def look_at_minor(unit: Unit, minor_id: int, *, contests: bool) -> MinorEdit:
    """The director has read it, and contests it or not. Contested, the approvals fall."""
    row = unit.session.get(MinorEdit, minor_id)
    if row is None or not unit.actor.reaches((Role.COMMUNICATIONS_DIRECTOR,), row.ministry_id):
        raise NotFound("There is no such edit.")
    if row.seen_at is not None:
        raise Conflict("Somebody looked at this edit already.")
    row.seen_at, row.seen_by = unit.now, unit.actor.person_id
    row.contested_at = unit.now if contests else None
    subject = f"{row.subject_kind}:{row.subject_id}"
    unit.audit("approval.minor_seen", subject, contested=contests, hash=row.after_hash)
    return row
