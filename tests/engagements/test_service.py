"""Draft, publish, amend, report back, unpublish: on real databases."""

from datetime import timedelta

import pytest

from engage.accounts.service.people import ensure_ministry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements import queries, service
from engage.engagements.rules import Phase, ResultsContent, TopicContent
from engage.engagements.service import NotReady
from engage.jobs.worker import run_due
from engage.notices.service import current_version
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person, sample_content
from tests.approving import publish_approved, publish_results_approved


def test_publishing_an_incomplete_draft_names_everything(both_units: Units) -> None:
    made = build_engagement(
        both_units,
        published=False,
        topics=(),
        avenues=(),
        notice_template="no-such-notice",
        closes_at=None,
    )
    with both_units.writing(SYSTEM) as unit, pytest.raises(NotReady) as caught:
        service.publish(unit, made, seen_revision_id=service.newest_draft(unit, made))
    fields = {missing.field for missing in caught.value.missing}
    assert fields == {
        "topics",
        "avenue_email",
        "number",
        "notice_template",
        "closes_at",
        # Fields fall under a purpose of the notice, so without one they fall under none.
        "text-purpose",
        "display_name-purpose",
        "email-purpose",
        "approvals",
    }


def test_a_draft_edit_is_not_public_until_published(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        changed = sample_content(title="Another question?")
        service.save_engagement(unit, row, changed, seen_revision_id=row.draft_revision_id)
    with both_units.writing(SYSTEM) as unit:
        row = queries.public_engagement(unit.session, made.slug)
        public = queries.engagement_content(unit.session, row.published_revision_id)
        assert (row.title, public.title) == ("Should buses run at night?",) * 2
        publish_approved(unit, row)
    with both_units.reading(SYSTEM) as unit:
        row = queries.public_engagement(unit.session, made.slug)
        assert row.title == "Another question?"
        kept = queries.revisions_before(unit.session, "engagement", row.id, before=None, limit=3)
        assert len(kept) == 2


def test_saving_over_a_newer_draft_is_a_conflict(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        seen = row.draft_revision_id
        service.save_engagement(unit, row, sample_content(title="First"), seen_revision_id=seen)
        with pytest.raises(Conflict):
            service.save_engagement(unit, row, sample_content(title="2nd"), seen_revision_id=seen)


def test_publishing_snapshots_the_notice_once(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        first = current_version(unit, row.id)
        assert first is not None
        assert "26(c)" in first.authority
        publish_approved(unit, row)
        again = current_version(unit, row.id)
        assert again is not None
        assert again.id == first.id
        other = sample_content(notice_template="planning-evaluation")
        service.save_engagement(unit, row, other, seen_revision_id=row.draft_revision_id)
        publish_approved(unit, row)
        amended = current_version(unit, row.id)
        assert amended is not None
        assert (amended.number, amended.id != first.id) == (2, True)


def test_unpublishing_hides_at_once(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        before = content_version(unit.session, row.scope)
        service.unpublish(unit, row)
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, made.scope) == before + 1
        with pytest.raises(NotFound):
            queries.public_engagement(unit.session, made.slug)


def test_results_wait_for_the_closing(both_units: Units, clock: FixedClock) -> None:
    made = build_engagement(both_units)
    words = ResultsContent("We heard a lot.", "## What we heard\n\nMany things.")
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        service.save_results(unit, row, words, seen_revision_id=None)
        draft = row.results_draft_revision_id
        with pytest.raises(Refused, match="closed"):
            service.publish_results(unit, row, seen_revision_id=draft)
    clock.advance(days=40)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        publish_results_approved(unit, row)
        assert row.timing.phase(unit.now) is Phase.RESULTS


def test_opening_and_closing_are_announced_by_jobs_that_nothing_waits_for(
    both_units: Units, clock: FixedClock
) -> None:
    made = build_engagement(
        both_units, opens_at=clock.now() + timedelta(days=1), closes_at=clock.now() + timedelta(9)
    )
    with both_units.reading(SYSTEM) as unit:
        version = content_version(unit.session, made.scope)
    clock.advance(days=1)
    run_due(both_units, HANDLERS)
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, made.scope) == version + 1
    clock.advance(days=8)
    run_due(both_units, HANDLERS)
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, made.scope) == version + 2


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.MINISTRY_VIEWER, Role.PRIVACY_OFFICER])
def test_only_leads_and_administrators_write(units: Units, role: Role) -> None:
    made = build_engagement(units)
    with units.writing(make_person(units, role)) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        with pytest.raises(NotAllowed):
            service.publish(unit, row, seen_revision_id=service.newest_draft(unit, row))
        with pytest.raises(NotAllowed):
            service.add_topic(unit, row, "another", TopicContent(title="Another"))


def test_a_lead_of_another_ministry_may_not_write(units: Units) -> None:
    made = build_engagement(units)
    with units.writing(make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        with pytest.raises(NotAllowed):
            service.unpublish(unit, row)


def test_markdown_that_would_take_too_long_is_refused_at_its_field(units: Units) -> None:
    made = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        with pytest.raises(Refused) as caught:
            service.save_engagement(
                unit, row, sample_content(body="[" * 5000), seen_revision_id=row.draft_revision_id
            )
    assert caught.value.field == "body"


def test_a_renamed_ministry_is_shown_by_its_new_name(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        before = content_version(unit.session, made.scope)
        ensure_ministry(unit, "TRAN", "Ministry of Roads")
    run_due(both_units, HANDLERS)
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, made.scope) == before + 1


def test_a_topic_saved_while_the_publish_page_was_read_is_not_published(both_units: Units) -> None:
    made = build_engagement(both_units, published=False)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_by_slug(unit.session, made.slug)
        seen = service.newest_draft(unit, row)
        topic = queries.topics_of(unit.session, row.id)[0]
        service.save_topic(
            unit,
            row,
            topic,
            TopicContent(title="Unseen"),
            seen_revision_id=topic.draft_revision_id,
        )
        with pytest.raises(Conflict):
            service.publish(unit, row, seen_revision_id=seen)
