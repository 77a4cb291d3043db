"""Which approvals wait for a person, for their page and for the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.unit import Unit
from engage.engagements.approving import approvable
from engage.governance.approvals.delegating import DELEGATED
from engage.governance.approvals.queries import (
    open_requests,
    roles_delegated_to,
    standings_of,
)
from engage.governance.approvals.rules import State, SubjectKind
from engage.governance.approvals.service import may_decide
from engage.governance.approvals.words import STEP_WORDS

KIND_WORDS: Final = {
    SubjectKind.ENGAGEMENT: "Engagement",
    SubjectKind.RESULTS: "Results page",
    SubjectKind.UPDATE: "Update",
    SubjectKind.REPORT: "Report",
    SubjectKind.TRANSLATION: "Translation",
}


@dataclass(frozen=True)
class ForMe:
    """One step that waits for the person, and the page on which it is decided."""

    slug: str
    title: str
    href: str
    kind: SubjectKind
    kind_words: str
    step: str
    step_words: str
    since: datetime
    note: str
    is_reopened: bool


def waiting_for_me(unit: Unit) -> Iterator[ForMe]:
    """Every step that waits and that this person may decide, oldest request first."""
    if not _approves_anything(unit):
        return
    for row in open_requests(unit.session, None):
        kind = SubjectKind(row.subject_kind)
        found = approvable(unit, kind, row.subject_id)
        slug = found.engagement.slug
        for one in standings_of(unit.session, found.subject):
            if one.state is State.WAITS and may_decide(unit, found.subject, one):
                yield ForMe(
                    slug=slug,
                    title=found.title,
                    href=f"/staff/engagements/{slug}{found.page}/{one.step.value}",
                    kind=kind,
                    kind_words=KIND_WORDS[kind],
                    step=one.step.value,
                    step_words=STEP_WORDS[one.step],
                    since=row.requested_at,
                    note=row.note,
                    is_reopened=one.is_reopened,
                )


def _approves_anything(unit: Unit) -> bool:
    """Most of the staff approve nothing, and their pages need not look at every request."""
    if unit.actor.person_id is None:
        return False
    held = {grant.role for grant in unit.actor.grants} & set(DELEGATED)
    return bool(held or roles_delegated_to(unit.session, unit.actor.person_id, unit.now))
