"""Going through everybody's access once a quarter: begun, decided person by person, ended (R61)."""

from collections.abc import Iterable
from typing import Final

from engage.accounts.models import AccessReview, AccessReviewEntry
from engage.accounts.people_queries import administrators
from engage.accounts.queries import grants_of
from engage.accounts.review_queries import open_review, to_be_reviewed, verdicts
from engage.accounts.reviewing import Verdict, left_words, undecided
from engage.accounts.service.people import person_of
from engage.accounts.service.protecting import begin_change
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.ledgers import upsert
from engage.core.permissions import Grant
from engage.core.unit import Unit

NONE_OPEN: Final = "No review is under way: somebody else ended it meanwhile."
OWN_ACCESS: Final = "Another administrator decides about your own access."


def begin_review(unit: Unit) -> AccessReview:
    """Conflict when one is under way already."""
    begin_change(unit)
    if open_review(unit.session) is not None:
        raise Conflict("A review is under way already.")
    review = AccessReview(begun_at=unit.now, begun_by=unit.actor.person_id)
    unit.session.add(review)
    unit.session.flush()
    unit.audit("access_review.begun", f"access_review:{review.id}")
    return review


def keep_access(unit: Unit, person_id: int, seen: Iterable[Grant]) -> None:
    """The person's roles stay as they are; Conflict when they are not those that were `seen`.

    Nobody judges the own access, unless there is no other administrator.
    """
    begin_change(unit)
    review = _under_way(unit)
    if person_id not in to_be_reviewed(unit.session, review):
        raise NotFound("There is no such person in this review.")
    able = administrators(unit.session).able
    if person_id == unit.actor.person_id and able - {person_id}:
        raise Refused("", OWN_ACCESS)
    if grants_of(unit.session, person_of(unit, person_id).id) != frozenset(seen):
        raise Conflict("These roles were changed by somebody else meanwhile. Look at them again.")
    if person_id in verdicts(unit.session, review.id):
        return
    _note(unit, review, person_id, Verdict.KEPT)
    unit.audit("person.access_kept", f"person:{person_id}", review=review.id)


def note_change(unit: Unit, person_id: int, verdict: Verdict) -> None:
    """Changing roles or disabling during a review is a decision in it; else nothing is noted."""
    review = open_review(unit.session)
    if review is not None and verdicts(unit.session, review.id).get(person_id) is not verdict:
        _note(unit, review, person_id, verdict)


def end_review(unit: Unit) -> None:
    """Refused until there is a decision about everybody."""
    begin_change(unit)
    review = _under_way(unit)
    decided = verdicts(unit.session, review.id)
    left = undecided(to_be_reviewed(unit.session, review), decided)
    if left:
        raise Refused("", left_words(len(left)))
    review.ended_at, review.ended_by = unit.now, unit.actor.person_id
    unit.session.flush()
    given = list(decided.values())
    unit.audit(
        "access_review.ended",
        f"access_review:{review.id}",
        **{verdict.value: given.count(verdict) for verdict in Verdict},
    )


def _under_way(unit: Unit) -> AccessReview:
    review = open_review(unit.session)
    if review is None:
        raise Conflict(NONE_OPEN)
    return review


def _note(unit: Unit, review: AccessReview, person_id: int, verdict: Verdict) -> None:
    values = {
        "verdict": verdict.value,
        "decided_at": unit.now,
        "decided_by": unit.actor.person_id,
    }
    statement = upsert(unit.session.get_bind().dialect, AccessReviewEntry).values(
        review_id=review.id, person_id=person_id, **values
    )
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["review_id", "person_id"], set_=values)
    )
