"""What the staff's lists ask, on both databases."""

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements import queries, service
from engage.engagements.readiness import missing_by_engagement
from engage.engagements.rules import TopicContent
from tests.app_fixtures import build_engagement, sample_content


def test_lists_load_many_engagements_at_once(both_units: Units) -> None:
    public = build_engagement(both_units)
    draft = build_engagement(both_units, "a-draft", published=False, topics=(), ministry="HLTH")
    with both_units.writing(SYSTEM) as unit:
        found = queries.engagements_within(unit.session, None)
        assert {one.id for one in found} == {public.id, draft.id}
        own = queries.engagements_within(unit.session, {public.ministry_id})
        assert [one.id for one in own] == [public.id]
        written = queries.topics_written(unit.session, [public.id, draft.id])
        assert [slug for slug, _text in written[public.id]] == ["routes", "fares"]
        assert written[draft.id] == []
        missing = missing_by_engagement(unit, found)
        assert missing[public.id] == ()
        assert [one.page for one in missing[draft.id]] == [
            "/topics",
            "/plan/pia",
            "/plan/security-assessment",
        ]
        assert queries.counts_by_scope(unit.session, [public.scope]) == {}
        assert set(queries.drafts_of(unit.session, found)) == {public.id, draft.id}


def test_a_topic_that_was_changed_since_publishing_is_noticed(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        assert queries.with_unpublished_topics(unit.session, [made.id]) == set()
        row = queries.engagement_to_change(unit.session, made.slug)
        service.add_topic(unit, row, "safety", TopicContent(title="Safety"))
        assert queries.with_unpublished_topics(unit.session, [made.id]) == {made.id}


def test_revisions_are_read_in_parts_and_only_of_their_own_thing(both_units: Units) -> None:
    made = build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = queries.engagement_to_change(unit.session, made.slug)
        for number in range(2, 5):
            changed = sample_content(title=f"Title {number}")
            service.save_engagement(unit, row, changed, seen_revision_id=row.draft_revision_id)
        newest = row.draft_revision_id
        part = queries.revisions_before(unit.session, "engagement", row.id, before=4, limit=2)
        assert [one.number for one in part] == [3, 2]
        assert queries.revision_of(unit.session, "engagement", row.id, newest) is not None
        assert queries.revision_of(unit.session, "topic", row.id, newest) is None
        assert queries.revision_of(unit.session, "engagement", row.id + 1, newest) is None
