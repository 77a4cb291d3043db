"""Settling what two coders chose differently: by a third person, or by the engagement's lead.

The decision is a choice of its own beside theirs, which stay as they are: agreement is still worked
out from what the two chose. Who decided what stands in the audit, by ids.
"""

from typing import Final

from engage.coding.models import CodedComment
from engage.coding.rules.codebook import KEEPING_ROLES
from engage.coding.rules.settling import Choice, How, State, may_settle
from engage.coding.service.coding import (
    Chosen,
    Seen,
    chosen_themes,
    ids_text,
    locked,
    refuse_changed_text,
    write_choice,
)
from engage.coding.service.deriving import choices_of, derive
from engage.coding.service.reach import require_coder, shared_codebook
from engage.core.errors import Conflict, NotAllowed
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import refuse_in_conflict

NOT_DISPUTED: Final = "Nobody disagrees about this comment any more, so there is nothing to settle."
SETTLED: Final = "Somebody settled this meanwhile. Look at what they chose before you change it."
NOT_YOURS: Final = (
    "You coded this comment yourself. A third person or the engagement's lead settles it."
)


def settle(
    unit: Unit, engagement: Engagement, comment_id: int, chosen: Chosen, seen: Seen
) -> CodedComment:
    """Decides what the codes of a disputed comment are; again, where it was decided before.

    Raises NotFound, NotAllowed for one of the two coders, Refused, Conflict with what happened.
    """
    require_coder(unit, engagement)
    codebook = shared_codebook(unit, engagement.id)
    comment = locked(unit, engagement, comment_id)
    refuse_in_conflict(unit, engagement.id, comment.topic_id)
    mark = refuse_changed_text(unit, comment, seen)
    choices = choices_of(unit, comment)
    if not may_decide(unit, engagement, choices):
        raise NotAllowed(NOT_YOURS)
    row = unit.session.get(CodedComment, comment.id, populate_existing=True)
    if row is None or not (row.state == State.DISPUTED or row.how == How.RULED):
        raise Conflict(NOT_DISPUTED)
    if row.revision != seen.revision:
        raise Conflict(SETTLED)
    themes = chosen_themes(unit, engagement.id, chosen)
    write_choice(unit, comment, themes, chosen, mark, is_ruling=True)
    coded = derive(unit, comment, codebook.coders)
    if coded is None:
        raise Conflict(NOT_DISPUTED)
    unit.audit(
        "coding.settled",
        f"comment:{comment.id}",
        engagement=engagement.id,
        version=comment.published_version,
        before=said(choices),
        after=ids_text(themes),
        fits_none=chosen.fits_none,
    )
    return coded


def may_decide(unit: Unit, engagement: Engagement, choices: list[Choice]) -> bool:
    """Whether the actor may settle what these people chose."""
    coders = [one.person_id for one in choices if not one.is_ruling]
    is_lead = unit.actor.reaches(KEEPING_ROLES, engagement.ministry_id)
    return may_settle(unit.actor.person_id, coders, is_lead=is_lead)


def said(choices: list[Choice]) -> str:
    """What the coders chose, by ids: '12: 3,7; 15: none'."""
    return "; ".join(
        f"{one.person_id}: {','.join(str(n) for n in sorted(one.themes)) or 'none'}"
        for one in choices
    )
