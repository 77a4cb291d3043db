"""Drafting, approving, publishing and withdrawing an update, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.events import UpdatePublished, UpdateWithdrawn
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import UpdateContent
from engage.engagements.service import NotReady, unpublish
from engage.engagements.tasks import tell_approvers
from engage.engagements.waiting import waiting_for_me
from engage.governance.approvals.models import ApprovalTold
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import State, Step, Verdict, content_hash
from engage.governance.approvals.service import ask, decide
from engage.governance.conduct.service import record_conflict
from engage.governance.conduct.service.conflicts import Subject as ConflictSubject
from engage.governance.service import Held, place_hold
from engage.updates import queries
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.service import (
    add_update,
    publish_update,
    restore_update,
    save_update,
    withdraw_update,
)
from tests.app_fixtures import build_engagement, make_person
from tests.approving import approver
from tests.updates.writing import WORDS, publish_update_stamped, shown_update, stamp_update

CHANGED = UpdateContent(WORDS.title, "Two night buses ran.", WORDS.body)


def both(unit: Unit) -> tuple[Engagement, EngagementUpdate]:
    engagement = engagement_by_slug(unit.session, "night-buses")
    return engagement, queries.update_by_slug(unit.session, engagement.id, "the-first-night")


def public(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        shown = queries.public_updates(unit.session, engagement.id, most=9)
        return [content.summary for _, content in shown]


def decided(unit: Unit, step: Step, role: Role, verdict: Verdict = Verdict.APPROVED) -> None:
    acting, (engagement, update) = unit.actor, both(unit)
    subject = update_subject(unit, engagement, update)
    rule = next(one.rule for one in standings_of(unit.session, subject) if one.step is step)
    unit.actor = approver(unit, role)
    seen = content_hash(subject, rule)
    decide(unit, subject, step, verdict, seen_hash=seen, reason="Say when.")
    unit.actor = acting


def test_an_update_is_read_by_two_before_the_public_reads_it(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, made.slug)
        update = add_update(unit, engagement, WORDS)
        assert (update.slug, update.title) == ("the-first-night", WORDS.title)
        ask(unit, update_subject(unit, engagement, update))
        decided(unit, Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR)
        with pytest.raises(NotReady) as caught:
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    assert [one.page for one in caught.value.missing] == ["/updates/the-first-night/approvals"]
    assert public(both_units) == []
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        decided(unit, Step.EXECUTIVE, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
        before = content_version(unit.session, engagement.scope)
        publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
        revision_id = update.published_revision_id
        assert UpdatePublished(engagement.id, update.id, revision_id or 0) in unit.events
    assert public(both_units) == [WORDS.summary]
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, made.scope) > before
        actions = set(unit.session.scalars(select(AuditEntry.action)))
    assert {"update.created", "revision.saved", "update.published"} <= actions


def test_an_edit_is_not_public_before_it_is_approved_too(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = shown_update(unit, engagement)
        seen = update.draft_revision_id
        save_update(unit, engagement, update, CHANGED, seen_revision_id=seen)
        with pytest.raises(NotReady):
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    assert public(both_units) == [WORDS.summary]
    with both_units.writing(SYSTEM) as unit:
        publish_update_stamped(unit, *both(unit))
    assert public(both_units) == [CHANGED.summary]


def test_of_two_who_save_the_second_is_told(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        seen = update.draft_revision_id
        save_update(unit, engagement, update, CHANGED, seen_revision_id=seen)
        with pytest.raises(Conflict):
            save_update(unit, engagement, update, WORDS, seen_revision_id=seen)
        stamp_update(unit, engagement, update)
        with pytest.raises(Conflict):
            publish_update(unit, engagement, update, seen_revision_id=seen)


def test_the_same_text_again_makes_no_revision(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        seen = update.draft_revision_id
        again = save_update(unit, engagement, update, WORDS, seen_revision_id=seen)
    assert again.id == seen


def test_what_was_withdrawn_comes_back_only_by_publishing(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = shown_update(unit, engagement)
        first = update.published_at
        withdraw_update(unit, engagement, update)
        assert UpdateWithdrawn(engagement.id, update.id) in unit.events
        with pytest.raises(NotFound):
            queries.public_update(unit.session, engagement.id, update.slug)
        with pytest.raises(Refused):
            withdraw_update(unit, engagement, update)
    assert public(both_units) == []
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        restore_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
        assert update.published_at == first
        with pytest.raises(Refused, match="not taken from"):
            restore_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    assert public(both_units) == [WORDS.summary]


def test_a_stop_holds_publishing_and_never_withdrawing(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = shown_update(unit, engagement)
        save_update(unit, engagement, update, CHANGED, seen_revision_id=update.draft_revision_id)
        stamp_update(unit, engagement, update)
        place_hold(unit, "Breaking news.")
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        with pytest.raises(Held):
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
        withdraw_update(unit, engagement, update)
    assert public(both_units) == []


def test_nothing_is_shown_of_an_engagement_that_is_not_public(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        unpublish(unit, engagement)
        update = add_update(unit, engagement, UpdateContent("A title"))
        stamp_update(unit, engagement, update)
        with pytest.raises(NotReady) as caught:
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    assert [one.field for one in caught.value.missing] == ["summary", "body", ""]


@pytest.mark.parametrize(
    ("content", "slug", "field"),
    [
        (UpdateContent(" "), "", "title"),
        (UpdateContent("Title", body="[" * 5_000), "", "body"),
        (WORDS, "new", "slug"),
        (WORDS, "Not a slug", "slug"),
        (WORDS, "taken", "slug"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    both_units: Units, content: UpdateContent, slug: str, field: str
) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        add_update(unit, engagement, WORDS, slug="taken")
        with pytest.raises(Refused) as caught:
            add_update(unit, engagement, content, slug=slug)
    assert caught.value.field == field


def test_who_does_not_edit_there_can_do_nothing(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        seen = shown_update(unit, engagement).draft_revision_id
    moderator = make_person(units, Role.MODERATOR)
    elsewhere = make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")
    acts: list[Callable[[Unit, Engagement, EngagementUpdate], object]] = [
        lambda unit, engagement, _: add_update(unit, engagement, WORDS),
        lambda unit, *found: save_update(unit, *found, CHANGED, seen_revision_id=seen),
        lambda unit, *found: publish_update(unit, *found, seen_revision_id=seen),
        withdraw_update,
    ]
    for actor in (moderator, elsewhere):
        for act in acts:
            with units.reading(actor) as unit, pytest.raises(NotAllowed):
                act(unit, *both(unit))


def test_approvers_find_it_among_what_waits_and_are_told_once(both_units: Units) -> None:
    build_engagement(both_units)
    # The update's number is another than its engagement's: nothing may take one for the other.
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        for slug in ("one", "two", "three"):
            add_update(unit, engagement, WORDS, slug=slug)
        update = add_update(unit, engagement, WORDS)
        assert update.id != engagement.id
        ask(unit, update_subject(unit, engagement, update), "By Friday, please.")
        director = approver(unit, Role.COMMUNICATIONS_DIRECTOR)
    with both_units.reading(director) as unit:
        [waiting] = waiting_for_me(unit)
    assert waiting.href == (
        "/staff/engagements/night-buses/updates/the-first-night/approvals/communications"
    )
    assert (waiting.title, waiting.kind_words) == (WORDS.title, "Update")
    with both_units.writing(SYSTEM) as unit:
        tell_approvers(unit, {})
        assert len(unit.session.scalars(select(ApprovalTold)).all()) == 1
        engagement, update = both(unit)
        save_update(unit, engagement, update, CHANGED, seen_revision_id=update.draft_revision_id)
        tell_approvers(unit, {})
        assert len(unit.session.scalars(select(ApprovalTold)).all()) == 2


def test_neither_its_author_nor_who_has_a_conflict_in_the_engagement_approves(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        add_update(unit, engagement, WORDS, slug="another")
        director = approver(unit, Role.COMMUNICATIONS_DIRECTOR)
    lead = make_person(units, Role.ENGAGEMENT_LEAD, Role.COMMUNICATIONS_DIRECTOR)
    with units.writing(lead) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        ask(unit, update_subject(unit, engagement, update))
        assert not list(waiting_for_me(unit))
    with units.writing(director) as unit:
        engagement, update = both(unit)
        assert update.id != engagement.id
        assert list(waiting_for_me(unit))
        subject = ConflictSubject(engagement.ministry_id, engagement.id)
        record_conflict(unit, subject, "My sister drives a bus.")
        assert not list(waiting_for_me(unit))
        with pytest.raises(NotAllowed, match="conflict"):
            decided(unit, Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR)


def test_what_is_returned_says_why_and_stays_unpublished(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        ask(unit, update_subject(unit, engagement, update))
        decided(unit, Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, Verdict.RETURNED)
        steps = standings_of(unit.session, update_subject(unit, engagement, update))
        assert [one.state for one in steps] == [State.RETURNED, State.LATER]
        with pytest.raises(NotReady, match="cannot be published"):
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
