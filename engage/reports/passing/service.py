"""Use cases of names that may pass: note what refused a report, ask, grant, decline, revoke, show.

The name itself is decrypted for a moment and never stored again. Who looks at one leaves an entry
in the audit, whether they had to decide about it or not.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from sqlalchemy.exc import IntegrityError

from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.governance.conduct.service import refuse_in_conflict
from engage.reports.leaks import Kind, Leak
from engage.reports.passing import queries, rules
from engage.reports.passing.keys import index_of
from engage.reports.passing.models import NameHit, NamePass
from engage.reports.passing.rules import ASKING_ROLES, GRANTING_ROLES, SEEING_ROLES, Ground, State
from engage.reports.passing.storing import stored_name

MOST_NAMES: Final = 200
ASKED_ALREADY: Final = "Somebody has asked for this name already. Load the page again."
MOVED_ON: Final = "Somebody has decided about this name meanwhile. Load the page again."
NOT_YOURS: Final = "A privacy officer or an engagement lead of the ministry grants names."
NEEDS_OFFICER: Final = "A name that names a person is granted by a privacy officer alone."


def note_names(unit: Unit, report_id: int, engagement_id: int, leaks: Iterable[Leak]) -> None:
    """Keeps by which names a report was refused, so that somebody can ask whether one may pass."""
    places = Counter(leak.held_at for leak in leaks if leak.kind is Kind.NAME and leak.held_at)
    found: dict[str, NameHit] = {}
    for held_at, count in places.most_common(MOST_NAMES):
        name = stored_name(unit, engagement_id, held_at)
        if not name:
            continue
        index = index_of(unit.keyring, engagement_id, name)
        if index in found:
            found[index].places += count
        else:
            found[index] = NameHit(
                report_id=report_id, name_index=index, held_at=held_at, places=count
            )
    unit.session.add_all(found.values())


def readable_engagement(unit: Unit, slug: str) -> Engagement:
    """One whose names the actor may deal with; NotFound for others."""
    engagement = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(SEEING_ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return engagement


def may_ask(unit: Unit, engagement: Engagement) -> bool:
    return unit.actor.reaches(ASKING_ROLES, engagement.ministry_id)


def may_grant(unit: Unit, engagement: Engagement, asked: NamePass) -> bool:
    """A second person, and of the roles that the ground asks for."""
    is_officer = unit.actor.reaches((Role.PRIVACY_OFFICER,), engagement.ministry_id)
    is_granting = unit.actor.reaches(GRANTING_ROLES, engagement.ministry_id)
    is_another = unit.actor.person_id not in (None, asked.asked_by)
    return is_another and (is_officer if asked.ground == Ground.NEEDED else is_granting)


def ask(unit: Unit, engagement: Engagement, hit_id: int, ground: str, reason: str) -> NamePass:
    """Asks that a name which refused a report may pass. Raises NotAllowed, NotFound, Refused
    (with a conflict of interest too), or Conflict where somebody asked before."""
    unit.actor.require(*ASKING_ROLES, ministry_id=engagement.ministry_id)
    refuse_in_conflict(unit, engagement.id)
    hit = queries.hit_by_id(unit.session, engagement.id, hit_id)
    asked = NamePass(
        engagement_id=engagement.id,
        name_index=hit.name_index,
        held_at=hit.held_at,
        ground=rules.chosen_ground(ground),
        reason=rules.cleaned_reason(reason),
        asked_at=unit.now,
        asked_by=unit.actor.person_id,
    )
    if queries.standing_pass(unit.session, engagement.id, hit.name_index) is not None:
        raise Conflict(ASKED_ALREADY)
    try:
        with unit.attempt():
            unit.session.add(asked)
    except IntegrityError:
        # Another asked between our look and our insert.
        raise Conflict(ASKED_ALREADY) from None
    _audit(unit, asked, "", State.ASKED, ground=asked.ground)
    return asked


def grant(unit: Unit, engagement: Engagement, pass_id: int) -> NamePass:
    """From the next build on the name may stand in reports of this engagement (R34)."""
    asked = _to_decide(unit, engagement, pass_id)
    asked.granted_at, asked.granted_by = unit.now, unit.actor.person_id
    _audit(unit, asked, State.ASKED, State.GRANTED)
    return asked


def decline(unit: Unit, engagement: Engagement, pass_id: int, reason: str) -> NamePass:
    asked = _to_decide(unit, engagement, pass_id)
    _end(unit, asked, rules.cleaned_reason(reason))
    _audit(unit, asked, State.ASKED, State.DECLINED)
    return asked


def revoke(unit: Unit, engagement: Engagement, pass_id: int, reason: str) -> NamePass:
    """The name refuses reports again; what was released stays as it was. Any of those may revoke
    who deal with names here: it makes nothing public."""
    granted = queries.locked_pass(unit.session, engagement.id, pass_id)
    if state_of(granted) is not State.GRANTED:
        raise Conflict(MOVED_ON)
    _end(unit, granted, rules.cleaned_reason(reason))
    _audit(unit, granted, State.GRANTED, State.REVOKED)
    return granted


def show_hit(unit: Unit, engagement: Engagement, hit_id: int) -> str:
    """The name that refused a report; '' when it is no longer stored."""
    hit = queries.hit_by_id(unit.session, engagement.id, hit_id)
    unit.audit("report_name.shown", f"name_hit:{hit.id}", engagement=engagement.id)
    return _name(unit, engagement, hit)


def show_pass(unit: Unit, engagement: Engagement, pass_id: int) -> str:
    found = queries.locked_pass(unit.session, engagement.id, pass_id)
    unit.audit("report_name.shown", f"name_pass:{found.id}", engagement=engagement.id)
    return _name(unit, engagement, found)


def _name(unit: Unit, engagement: Engagement, found: NameHit | NamePass) -> str:
    """The name that the hash is of; '' when another one lies in its place by now: who decides must
    not read one name and let another pass."""
    name = stored_name(unit, engagement.id, found.held_at)
    is_same = index_of(unit.keyring, engagement.id, name) == found.name_index
    return name if is_same else ""


def state_of(found: NamePass) -> State:
    return rules.state_of(
        is_granted=found.granted_at is not None, is_ended=found.ended_at is not None
    )


def _to_decide(unit: Unit, engagement: Engagement, pass_id: int) -> NamePass:
    asked = queries.locked_pass(unit.session, engagement.id, pass_id)
    if not unit.actor.reaches(GRANTING_ROLES, engagement.ministry_id):
        raise NotAllowed(NOT_YOURS)
    rules.refuse_same_person(asked.asked_by, unit.actor.person_id)
    if not may_grant(unit, engagement, asked):
        raise NotAllowed(NEEDS_OFFICER)
    refuse_in_conflict(unit, engagement.id)
    if state_of(asked) is not State.ASKED:
        raise Conflict(MOVED_ON)
    return asked


def _end(unit: Unit, found: NamePass, reason: str) -> None:
    found.ended_at, found.ended_by, found.ended_reason = unit.now, unit.actor.person_id, reason


def _audit(unit: Unit, found: NamePass, before: str, after: State, **detail: str) -> None:
    unit.session.flush()
    unit.audit(
        f"report_name.{after}",
        f"name_pass:{found.id}",
        engagement=found.engagement_id,
        before=before,
        after=after,
        name=found.name_index,
        **detail,
    )
